import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { proxmoxClient } from '../../src/stage-kit/proxmox/client.ts';
import type { Transport } from '../../src/stage-kit/proxmox/request.ts';
import { waitForTask } from '../../src/stage-kit/proxmox/task.ts';
import { WHOLE } from '../rig/folder.ts';
import { type Reply, type Seen, serve } from './proxmox-server.ts';

const TOKEN = 'orch@pve!test=11111111-2222-3333-4444-555555555555';
const soon = async () => undefined;
const client = (endpoint: string, more: Partial<Transport> = {}) =>
  proxmoxClient({ endpoint, token: TOKEN, insecure: false, timeoutMs: 5_000, ...more }, soon, 1);
const failure = async (work: Promise<unknown>): Promise<StageFailure> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StageFailure);
  const found = error as StageFailure;
  // Whatever goes wrong, the token is in no message.
  expect(`${found.message}\n${found.evidence}`).not.toContain('5555');
  return found;
};
/** Replies in turn; the last one stays. */
const inTurn = (...replies: Reply[]) => {
  let index = 0;
  return (): Reply => replies[Math.min(index++, replies.length - 1)]!;
};

describe('a request', () => {
  test('carries the token in its header, a query or a form, and nothing else', async () => {
    await using server = await serve(() => ({ body: { data: 'x' } }));
    const api = client(server.url);
    expect(await api.get('/nodes/pve/network', { type: 'any_bridge' })).toBe('x');
    expect(await api.write('POST', '/nodes/pve/qemu', { boot: 'order=scsi0;ide2', vmid: 101 })).toBe('x');
    const [get, post] = server.seen as [Seen, Seen];
    expect(get).toMatchObject({
      method: 'GET',
      path: '/nodes/pve/network',
      params: { type: 'any_bridge' },
      body: '',
    });
    expect(get.headers.authorization).toBe(`PVEAPIToken=${TOKEN}`);
    expect(get.headers.cookie).toBeUndefined();
    expect(post.body).toBe('boot=order%3Dscsi0%3Bide2&vmid=101');
    expect(post.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('follows no redirect: the token would go along', async () => {
    await using server = await serve((seen) =>
      seen.path === '/elsewhere'
        ? { body: { data: 1 } }
        : { status: 302, headers: { location: '/api2/json/elsewhere' } },
    );
    const found = await failure(client(server.url).get('/version'));
    expect(found.evidence).toContain('GET /version: 302');
    expect(server.seen).toHaveLength(1);
  });
});

describe('a refusal', () => {
  // Status, reason phrase and body as pveproxy sends them (pve-http-server, qemu-server).
  test.each<[string, Reply, string]>([
    [
      'a bad token',
      { status: 401, reason: 'invalid token value', body: { data: null } },
      'GET /x: 401 invalid token value',
    ],
    [
      'a missing privilege',
      {
        status: 403,
        reason: 'Permission check failed (/vms/101, VM.Allocate)',
        body: { data: null, message: 'Permission check failed\n' },
      },
      'GET /x: 403 Permission check failed (/vms/101, VM.Allocate)\nPermission check failed',
    ],
    [
      'a bad parameter',
      {
        status: 400,
        reason: 'Parameter verification failed.',
        body: {
          data: null,
          message: 'Parameter verification failed.\n',
          errors: { scsi0: 'invalid format - format error\nscsi0.file: invalid\n' },
        },
      },
      'GET /x: 400 Parameter verification failed.\nParameter verification failed.\nscsi0: invalid format - format error\nscsi0.file: invalid',
    ],
    [
      'an unknown VM, told in the status line only (older Proxmox)',
      {
        status: 500,
        reason: "Configuration file 'nodes/pve/qemu-server/101.conf' does not exist",
        body: { data: null },
      },
      "GET /x: 500 Configuration file 'nodes/pve/qemu-server/101.conf' does not exist",
    ],
    [
      'a page that is no JSON',
      { status: 502, reason: 'Bad Gateway', body: '<html>proxy</html>' },
      'GET /x: 502 Bad Gateway\n<html>proxy</html>',
    ],
  ])('by %s is told in the words of Proxmox', async (_name, reply, evidence) => {
    await using server = await serve(() => reply);
    const found = await failure(client(server.url).get('/x'));
    expect(found.evidence).toBe(evidence);
    expect(found.message).toBe('Proxmox refused GET /x');
    expect(server.seen).toHaveLength(1);
  });

  test('by an unreachable node (595, 596) is asked once more, for reads only', async () => {
    await using server = await serve(
      inTurn({ status: 595, reason: 'No route to host' }, { body: { data: 'ok' } }),
    );
    expect(await client(server.url).get('/x')).toBe('ok');
    await using dead = await serve(() => ({ status: 596, reason: 'tls_process_server_certificate' }));
    const found = await failure(client(dead.url).get('/x'));
    expect(found.evidence).toContain('596 tls_process_server_certificate');
    expect(dead.seen).toHaveLength(2);
    await using write = await serve(() => ({ status: 596, reason: 'Broken pipe' }));
    await failure(client(write.url).write('POST', '/nodes/pve/qemu', { vmid: 101 }));
    expect(write.seen).toHaveLength(1);
  });

  test('by a busy lock is tried three times, other refusals once', async () => {
    const busy = {
      status: 500,
      reason: "can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout",
    };
    await using server = await serve(inTurn(busy, busy, { body: { data: 'UPID:x' } }));
    expect(await client(server.url).write('PUT', '/x', {})).toBe('UPID:x');
    await using stuck = await serve(() => busy);
    await failure(client(stuck.url).write('PUT', '/x', {}));
    expect(stuck.seen).toHaveLength(3);
    await using exists = await serve(() => ({
      status: 500,
      reason: 'unable to create VM 101 - VM 101 already exists',
    }));
    await failure(client(exists.url).write('POST', '/x', {}));
    expect(exists.seen).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('from a port that nobody listens on names method, address and cause', async () => {
    const server = await serve(() => ({}));
    const { url } = server;
    await server[Symbol.asyncDispose]();
    const found = await failure(client(url).get('/version'));
    expect(found.evidence).toMatch(/^GET \/api2\/json\/version: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
    expect(found.message).toBe(`Proxmox at ${url} could not be asked`);
  });

  test('from a connection that is cut, and from a body that stalls', async () => {
    await using cut = await serve(() => ({ cut: true }));
    expect((await failure(client(cut.url).get('/version'))).evidence).toContain('socket hang up');
    await using slow = await serve(() => ({ stall: true }));
    const found = await failure(client(slow.url, { timeoutMs: 150 }).get('/version'));
    expect(found.evidence).toMatch(/aborted|ETIMEDOUT/);
  });

  test.each([200, 404])('of some other web server (%d) is told as such, for a human', async (status) => {
    await using server = await serve(() => ({ status, body: '<html>\n<h1>404 Not Found</h1> NAS</html>' }));
    const found = await failure(client(server.url).get('/version'));
    expect(found.message).toBe(`${server.url} is no Proxmox API`);
    expect(found.evidence).toContain('<html> <h1>404 Not Found</h1> NAS</html>');
  });
});

describe('a task', () => {
  const UPID = 'UPID:pve:0003D3A4:0116F5A2:6745A1B2:qmcreate:101:orch@pve!test:';
  const clock = { sleep: soon, now: () => performance.now(), poll: 1 };
  const wait = (url: string, upid = UPID, timeout = 2_000) => waitForTask(client(url), upid, timeout, clock);
  const path = `/nodes/pve/tasks/${encodeURIComponent(UPID)}`;

  test('is polled until it stops, on the node that its id names, and may warn', async () => {
    await using server = await serve(
      inTurn(
        { status: 400, reason: 'Parameter verification failed.' },
        { body: { data: { status: 'running' } } },
        { body: { data: { status: 'stopped', exitstatus: 'WARNINGS: 1' } } },
      ),
    );
    await wait(server.url);
    expect(server.seen.map((each) => each.path)).toEqual([
      `${path}/status`,
      `${path}/status`,
      `${path}/status`,
    ]);
  });

  test('that fails is told with the tail of its own log', async () => {
    await using server = await serve((seen) =>
      seen.path.endsWith('/log')
        ? {
            body: {
              data: [
                { n: 1, t: 'downloading https://x' },
                { n: 2, t: 'ERROR 404: Not Found.' },
              ],
            },
          }
        : { body: { data: { status: 'stopped', exitstatus: 'download failed' } } },
    );
    const found = await failure(wait(server.url));
    expect(found.message).toBe('Proxmox task qmcreate failed: download failed');
    expect(found.evidence).toBe('downloading https://x\nERROR 404: Not Found.');
    expect(server.seen.at(-1)).toMatchObject({ path: `${path}/log`, params: { start: '0', limit: '500' } });
  });

  test('that does not end, and an answer that is no task', async () => {
    await using server = await serve((seen) => ({
      body: { data: seen.path.endsWith('/log') ? [] : { status: 'running' } },
    }));
    expect((await failure(wait(server.url, UPID, 30))).message).toBe(
      'Proxmox task qmcreate did not end in 0.03 s',
    );
    expect((await failure(wait(server.url, 'null'))).message).toBe('Proxmox answered without a task id');
  });
});

describe('TLS', () => {
  const makeCertificate = (dir: string) => {
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'ca.pem')];
    const names = ['-subj', '/CN=pve', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...names],
      {
        stdio: 'ignore',
      },
    );
    return { key: readFileSync(key), cert: readFileSync(cert), caFile: cert };
  };

  test('is refused for an unknown CA, accepted for the pinned one, and insecure is this client alone', async (task) => {
    const dir = mkdtempSync(join(tmpdir(), 'orch-tls-'));
    try {
      let made: ReturnType<typeof makeCertificate>;
      try {
        made = makeCertificate(dir);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return task.skip('openssl is not installed: no certificate to test with');
      }
      await using server = await serve(() => ({ body: { data: { version: '9.1' } } }), ((listener: never) =>
        createTlsServer(made, listener)) as never);
      const url = server.url.replace('http:', 'https:');
      const found = await failure(client(url).get('/version'));
      expect(found.message).toContain('pin the CA by proxmox.ca_file');
      expect(await client(url, { caFile: made.caFile }).get('/version')).toEqual({ version: '9.1' });
      expect(await client(url, { insecure: true }).get('/version')).toEqual({ version: '9.1' });
      await failure(client(url).get('/version'));
      expect(
        (await failure(client(url, { caFile: join(dir, 'none.pem') }).get('/version'))).message,
      ).toContain('does not exist');
    } finally {
      rmSync(dir, WHOLE);
    }
  });
});
