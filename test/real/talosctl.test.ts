/** The talos stage's own rendering, with the real talosctl of each supported minor. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { tempFolder } from '../rig/folder.ts';
import { packageRoot } from '../rig/repo.ts';
import { missingTools, realBin, skipNote } from './tools.ts';

const missing = missingTools(['talosctl', 'kubectl']);
const built =
  missing.length > 0 ? [] : readdirSync(realBin).filter((name) => /^talosctl-v[\d.]+$/.test(name));

/** A workspace whose talosctl is the one named; nothing in it reaches an address outside this machine. */
const workspace = (binary: string, change: (config: string) => string = (text) => text) => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  cpSync(join(packageRoot, 'config'), at('config'), { recursive: true });
  for (const name of ['bin', 'secrets', 'state']) mkdirSync(at(name), { mode: 0o700 });
  symlinkSync(join(realBin, binary), join(at('bin'), 'talosctl'));
  const version = binary.replace('talosctl-', '');
  const file = at('config/clusters/homelab.yaml');
  writeFileSync(
    file,
    change(readFileSync(file, 'utf8').replace(/^ {2}version: v1\.13\.\d+/m, `  version: ${version}`)),
  );
  const env = {
    PATH: [at('bin'), realBin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: folder.path,
    ORCH_SECRETS_DIR: at('secrets'),
    ORCH_STATE_DIR: at('state'),
  };
  const run = (argv: readonly string[], more: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), {
      cwd: folder.path,
      env: { ...env, ...more },
      encoding: 'utf8',
    });
    return { status, out: stdout + stderr };
  };
  const minor = version.split('.').slice(0, 2).join('.');
  return {
    at,
    run,
    secrets: () =>
      run(['talosctl', 'gen', 'secrets', '-o', at('secrets/secrets.yaml'), '--talos-version', minor]),
    step: (name: string) =>
      run([process.execPath, join(packageRoot, 'bin/orch.js'), 'stage', 'talos'], { ORCH_ONLY_STEP: name }),
    node: (name: string) => readFileSync(at(`secrets/nodes/${name}.yaml`), 'utf8'),
    [Symbol.dispose]: folder.remove,
  };
};

/** Kubernetes that the older minor runs too. */
const kubernetes = (text: string) => text.replace(/^ {2}kubernetes: [\d.]+/m, '  kubernetes: 1.35.0');

describe.skipIf(missing.length > 0)(`configs by the real talosctl${skipNote(missing)}`, () => {
  it.each(built)('%s: generated, patched, validated, and the same bytes each time', (binary) => {
    using place = workspace(binary, kubernetes);
    expect(place.secrets()).toMatchObject({ status: 0 });
    const first = place.step('configs');
    expect(first.status, first.out).toBe(0);
    const before = place.node('talos-w-1');
    const again = place.step('configs');
    expect(again.out).toContain('the rendered configs are up to date');
    expect(place.node('talos-w-1')).toBe(before);
    const names = parseAllDocuments(before).map(
      (document) => document.toJS() as { kind?: string; hostname?: string },
    );
    expect(names.find((each) => each.kind === 'HostnameConfig')?.hostname).toBe('talos-w-1');
    const { contexts } = parse(readFileSync(place.at('secrets/talosconfig'), 'utf8')) as {
      contexts: { homelab: { endpoints: string[]; nodes: string[] } };
    };
    expect(contexts.homelab.endpoints).toEqual(['192.168.1.151']);
    expect(contexts.homelab.nodes).toEqual(['192.168.1.151']);
  });

  it.each(built)('%s: static addresses and a VIP are taken, by MAC', (binary) => {
    const network = 'network: { prefix: 24, gateway: 192.168.1.1, nameservers: [192.168.1.1] }\n';
    using place = workspace(binary, (text) =>
      kubernetes(text).replace('talos:\n', `${network}talos:\n  vip: 192.168.1.150\n`),
    );
    expect(place.secrets()).toMatchObject({ status: 0 });
    const { status, out } = place.step('configs');
    expect(status, out).toBe(0);
    const [worker, control] = ['talos-w-1', 'talos-cp-1'].map(
      (name) => parseAllDocuments(place.node(name))[0]?.toJS() as { machine: { network: unknown } },
    );
    expect(worker?.machine.network).toMatchObject({
      interfaces: [
        {
          deviceSelector: { hardwareAddr: 'bc:24:11:00:01:52' },
          addresses: ['192.168.1.152/24'],
          routes: [{ network: '0.0.0.0/0', gateway: '192.168.1.1' }],
        },
      ],
      nameservers: ['192.168.1.1'],
    });
    expect(control?.machine.network).toMatchObject({ interfaces: [{ vip: { ip: '192.168.1.150' } }] });
    expect(JSON.stringify(worker?.machine.network)).not.toContain('vip');
  });

  it.each(built)('%s: a wrong key in a patch is refused by name, before any node is touched', (binary) => {
    using place = workspace(binary, kubernetes);
    expect(place.secrets()).toMatchObject({ status: 0 });
    writeFileSync(place.at('config/talos/all.yaml'), 'machine:\n  kubelett: {}\n');
    const { status, out } = place.step('configs');
    expect(status).toBe(1);
    expect(out).toContain('kubelett');
  });
});
