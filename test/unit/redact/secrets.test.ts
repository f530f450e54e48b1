import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { collectSecrets } from '../../../src/adapters/secrets.ts';
import { makeRedact } from '../../../src/core/redact/redact.ts';
import { folder } from '../process/rig.ts';
import { b64, cert, key } from './samples.ts';

const workspace = async (files: Readonly<Record<string, string>>) => {
  const place = await folder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(place.dir, name)), { recursive: true });
    await writeFile(join(place.dir, name), text);
  }
  return {
    dir: place.dir,
    collect: (files_: readonly string[], folders: readonly string[] = [], env: Record<string, string> = {}) =>
      collectSecrets({
        root: place.dir,
        files: files_,
        folders: folders.map((name) => join(place.dir, name)),
        env,
      }),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
};

test('a .env file: what stands under a telling name or looks like a password; addresses and names stay readable', async () => {
  await using w = await workspace({
    'config/env/pve.env': [
      '# Proxmox',
      'PVE_URL=https://10.0.0.2:8006',
      'export PVE_TOKEN_SECRET="3f2504e0-4f89-11d3-9a0c-0305e82c3301"',
      "PVE_PASSWORD='two words 9'",
      'PVE_USER=root@pam',
      'NODE=pve1',
      'STORAGE=local-lvm',
      'CTRL_IP=10.0.0.10',
      'TZ=Europe/Berlin',
      'TALOS=v1.11.2',
      'IMAGE=ghcr.io/siderolabs/installer:v1.11.2',
      'ODD=Xk9#mQ2v',
      'DB=postgres://app:p%40ss9word@db:5432/x',
      'API_TOKEN=changeme',
      'EMPTY_SECRET=',
      `REF_TOKEN=\${OTHER}`,
      'SHORT_PASSWORD=abc',
    ].join('\n'),
  });
  expect([...(await w.collect(['config/env/*.env']))].sort()).toEqual(
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'two words 9', 'Xk9#mQ2v', 'p%40ss9word', 'p@ss9word'].sort(),
  );
});

test('YAML and JSON: telling names, keys in base64, all of a Secret; certificates and images are public', async () => {
  await using w = await workspace({
    'secrets/kubeconfig': `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${b64(cert)}\n    server: https://10.0.0.10:6443\nusers:\n- name: admin@lab\n  user:\n    client-certificate-data: ${b64(cert)}\n    client-key-data: ${b64(key)}\n`,
    'secrets/talos.yaml': `machine:\n  type: controlplane\n  token: abcdef.0123456789abcdef\n  install:\n    image: ghcr.io/siderolabs/installer:v1.11.2\ncluster:\n  secret: 9kLmNoPqRsTuVwXyZ0123456789abcdefghijklmnoA=\n---\nkind: Secret\ndata:\n  any: ${b64('plain value 7')}\nstringData:\n  other: Zx8kLm\n`,
    'secrets/creds.json':
      '{"TunnelID":"2c489621-d30a-42e0-828b-53292aeba01c","TunnelSecret":"q2qYWc64Kn/lBAsMKCZUHNufTP=="}',
  });
  const values = await w.collect([], ['secrets']);
  const body = key.split('\n')[1] ?? '';
  expect([...values].sort()).toEqual(
    [
      b64(key),
      body,
      'abcdef.0123456789abcdef',
      '9kLmNoPqRsTuVwXyZ0123456789abcdefghijklmnoA=',
      'Zx8kLm',
      b64('plain value 7'),
      'q2qYWc64Kn/lBAsMKCZUHNufTP==',
    ].sort(),
  );
});

test('a lone password, a key in PEM, and what cannot be a text', async () => {
  await using w = await workspace({
    'secrets/password': 'correct-Horse9\n',
    'secrets/sa.key': key,
    'secrets/ca.crt': cert,
    'secrets/bin': 'a\0b',
    'secrets/notes.txt': 'the token is abcDEF123456ghiJKL789 for now',
  });
  expect([...(await w.collect([], ['secrets']))].sort()).toEqual(
    ['correct-Horse9', key.split('\n')[1], 'abcDEF123456ghiJKL789'].sort(),
  );
});

test('the environment: variables with telling names', async () => {
  await using w = await workspace({});
  const env = {
    OPENAI_API_KEY: 'sk-test-1234567890',
    PATH: '/usr/bin:/bin',
    HOME: '/home/x',
    GITHUB_TOKEN: 'abcdefgh1',
    TOKEN_FILE: '/run/secrets/token',
    SSH_AUTH_SOCK: '/tmp/ssh-abc/agent.1',
    MAX_TOKENS: '4096000',
    DB_PASSWORD: 'hunter2x',
    LANG: 'C.UTF-8',
  };
  expect([...(await w.collect([], [], env))].sort()).toEqual(['abcdefgh1', 'hunter2x', 'sk-test-1234567890']);
});

test('globs: a name, one segment, any depth; missing files and folders are none; other files are not read', async () => {
  await using w = await workspace({
    'a.env': 'A_TOKEN=value-number-1a',
    'config/env/b.env': 'A_TOKEN=value-number-2b',
    'config/env/deep/c.env': 'A_TOKEN=value-number-3c',
    'config/env/deep/c.envx': 'A_TOKEN=value-number-4d',
    'node_modules/x/d.env': 'A_TOKEN=value-number-5e',
    'other.txt': 'A_TOKEN=value-number-6f',
  });
  const found = async (...globs: string[]) => (await w.collect(globs)).map((value) => value.slice(-2)).sort();
  expect(await found('a.env')).toEqual(['1a']);
  expect(await found('./config/env/*.env')).toEqual(['2b']);
  expect(await found('config/**/*.env')).toEqual(['2b', '3c']);
  expect(await found('**/*.env')).toEqual(['1a', '2b', '3c']);
  expect(await found('config/env/?.env')).toEqual(['2b']);
  expect(await found('absent/*.env', 'absent.env')).toEqual([]);
  expect(await w.collect([], ['absent'])).toEqual([]);
});

test('a secret file that cannot be read is an error that names it: nothing may be sent without it', async () => {
  await using w = await workspace({});
  await symlink('loop.env', join(w.dir, 'loop.env'));
  await expect(w.collect(['loop.env'])).rejects.toMatchObject({
    name: 'OrchError',
    exit: 'config',
    message: expect.stringContaining(join(w.dir, 'loop.env')),
  });
});

test('what was collected leaves the text, also where no rule would know it', async () => {
  await using w = await workspace({ 'x.env': 'WIFI_PSK=blue9 lamp\nODD=Xk9#mQ2v\n' });
  const redact = makeRedact(await w.collect(['x.env']));
  const text = `said Xk9#mQ2v and blue9 lamp and ${b64('u:Xk9#mQ2v')} and ${encodeURIComponent('blue9 lamp')}`;
  expect(redact(text)).toEqual({
    text: 'said «redacted:known-value» and «redacted:known-value» and dTp«redacted:known-value»g== and «redacted:known-value»',
    found: ['known-value'],
  });
});
