import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../lab/world/create.ts';
import { startWorld, type WorldServer } from '../../lab/world/server.ts';

let server: WorldServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const start = async (): Promise<WorldServer> => {
  server = await startWorld({
    world: createWorld({
      seed: 3,
      // A minute passes in six milliseconds.
      scale: 10_000,
      now: Date.parse('2026-11-20T22:00:00Z'),
      nodes: ['pve'],
      bridge: 'vmbr0',
      diskStorage: 'local-lvm',
      isoStorage: 'local',
      nfs: { server: '192.168.1.20', path: '/v' },
      leases: [{ mac: 'BC:24:11:00:01:51', address: '192.168.1.151' }],
    }),
  });
  return server;
};

interface Got {
  readonly status: number;
  readonly reason: string;
  readonly body: { data: unknown; message?: string; errors?: Record<string, string> };
}

/** One call as the stage's client makes it: token header, form body. */
const call = (
  url: string,
  method: string,
  path: string,
  form?: Record<string, string>,
  token?: string,
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const body = form === undefined ? '' : new URLSearchParams(form).toString();
    const outgoing = request(
      `${url}${path}`,
      {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `PVEAPIToken=${token}` }),
          ...(form === undefined
            ? {}
            : {
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': Buffer.byteLength(body),
              }),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? '',
            body: JSON.parse(text),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const API = '/api2/json';

const client = (running: WorldServer) => (method: string, path: string, form?: Record<string, string>) =>
  call(running.url, method, `${API}${path}`, form, running.world.proxmox.token);

/** Polls a task as the stage does; returns its end and its log. */
const finish = async (api: ReturnType<typeof client>, upid: unknown) => {
  const path = `/nodes/pve/tasks/${encodeURIComponent(String(upid))}`;
  for (;;) {
    const { data } = (await api('GET', `${path}/status`)).body as {
      data: { status: string; exitstatus?: string };
    };
    if (data.status !== 'stopped') {
      expect(data.exitstatus).toBeUndefined();
      continue;
    }
    const log = (await api('GET', `${path}/log?start=0&limit=500`)).body.data as { n: number; t: string }[];
    return { exit: data.exitstatus, log: log.map((line) => line.t) };
  }
};

const VM = {
  vmid: '101',
  name: 'talos-cp-1',
  cores: '2',
  memory: '4096',
  net0: 'virtio=BC:24:11:00:01:51,bridge=vmbr0',
  scsi0: 'local-lvm:40,discard=on',
  agent: 'enabled=1',
};

describe('the simulated Proxmox API', () => {
  it('refuses a call without, and with a wrong, token: 401 with the reason in the status line only', async () => {
    const { url } = await start();
    const none = await call(url, 'GET', `${API}/version`);
    expect([none.status, none.reason, none.body]).toEqual([401, 'No ticket', { data: null }]);
    const wrong = await call(url, 'GET', `${API}/version`, undefined, 'orch@pve!lab=00000000');
    expect([wrong.status, wrong.reason, wrong.body]).toEqual([401, 'invalid token value!', { data: null }]);
  });

  it('answers wrong paths, other nodes and unknown methods as PVE does', async () => {
    const running = await start();
    const api = client(running);
    const path = await call(running.url, 'GET', '/version', undefined, running.world.proxmox.token);
    expect([path.status, path.body.message]).toEqual([500, "no such file '/version'\n"]);
    expect((await api('GET', '/nodes/elsewhere/status')).status).toBe(596);
    const destroy = await api('DELETE', '/nodes/pve/qemu/101');
    expect([destroy.status, destroy.reason]).toEqual([
      501,
      "Method 'DELETE /nodes/pve/qemu/101' not implemented",
    ]);
  });

  it('refuses unknown, missing and malformed parameters with one body', async () => {
    const api = client(await start());
    const { status, reason, body } = await api('POST', '/nodes/pve/qemu', {
      ...VM,
      vmid: '7',
      memory: '4G',
      frobnicate: '1',
      net0: 'virtio=not-a-mac,bridge=vmbr0',
    });
    expect([status, reason, body.message]).toEqual([
      400,
      'Parameter verification failed.',
      'Parameter verification failed.\n',
    ]);
    expect(body.errors).toEqual({
      vmid: 'value must have a minimum value of 100',
      memory: "invalid format - format error\nmemory.current: type check ('integer') failed - got '4G'\n",
      net0: 'invalid format - format error\nnet0.macaddr: value does not look like a valid unicast MAC address\n',
      frobnicate: 'property is not defined in schema and the schema does not allow additional properties',
    });
    const missing = await api('POST', '/nodes/pve/qemu', { name: 'x' });
    expect(missing.body.errors).toEqual({ vmid: 'property is missing and it is not optional' });
    expect((await api('GET', '/nodes/pve/qemu/101/status/current?bogus=1')).status).toBe(400);
  });

  it('creates, starts and finds a VM: UPIDs, tasks, locks, the guest agent', async () => {
    const api = client(await start());
    expect((await api('GET', '/nodes/pve/qemu/101/config')).body).toEqual({
      data: null,
      message: "Configuration file 'nodes/pve/qemu-server/101.conf' does not exist\n",
    });
    const created = await api('POST', '/nodes/pve/qemu', VM);
    expect(created.body.data).toMatch(
      /^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:qmcreate:101:orch@pve!lab:$/,
    );
    expect(await finish(api, created.body.data)).toEqual({
      exit: 'OK',
      log: [
        '  Logical volume "vm-101-disk-1" created.',
        "scsi0: successfully created disk 'local-lvm:vm-101-disk-1,discard=on,size=40G'",
        'TASK OK',
      ],
    });
    const twice = await api('POST', '/nodes/pve/qemu', VM);
    expect([twice.status, twice.reason]).toEqual([
      500,
      "unable to create VM 101 - VM 101 already exists on node 'pve'",
    ]);
    expect((await api('GET', '/nodes/pve/qemu/101/agent/network-get-interfaces')).reason).toBe(
      'VM 101 is not running',
    );
    const started = await api('POST', '/nodes/pve/qemu/101/status/start');
    expect((await finish(api, started.body.data)).exit).toBe('OK');
    const again = await api('POST', '/nodes/pve/qemu/101/status/start');
    expect((await finish(api, again.body.data)).exit).toBe('VM 101 already running');
    // No ISO and nothing installed: it runs, but no agent ever answers.
    expect((await api('GET', '/nodes/pve/qemu/101/agent/network-get-interfaces')).reason).toBe(
      'QEMU guest agent is not running',
    );
  });

  it('guards a configuration by its digest', async () => {
    const api = client(await start());
    await finish(api, (await api('POST', '/nodes/pve/qemu', VM)).body.data);
    const { digest } = (await api('GET', '/nodes/pve/qemu/101/config')).body.data as { digest: string };
    expect((await api('PUT', '/nodes/pve/qemu/101/config', { cores: '4', digest })).status).toBe(200);
    const stale = await api('PUT', '/nodes/pve/qemu/101/config', { cores: '2', digest });
    expect([stale.status, stale.reason]).toEqual([
      500,
      'detected modified configuration - file changed by other user? Try again.',
    ]);
    expect((await api('GET', '/nodes/pve/qemu/101/config')).body.data).toMatchObject({ cores: '4' });
  });

  it.each([
    ['an unknown storage', { scsi0: 'nfs-gone:40' }, "storage 'nfs-gone' does not exist"],
    [
      'a storage for other things',
      { scsi0: 'local:40' },
      "storage 'local' does not support content-type 'images'",
    ],
    ['a size with a unit', { scsi0: 'local-lvm:40G' }, "unable to parse lvm volume name '40G'"],
    [
      'an ISO that is not there',
      { ide2: 'local:iso/none.iso,media=cdrom' },
      "volume 'local:iso/none.iso' does not exist",
    ],
  ])('dies on %s', async (_what, change, reason) => {
    const api = client(await start());
    const answer = await api('POST', '/nodes/pve/qemu', { ...VM, ...change });
    expect([answer.status, answer.reason, answer.body.message]).toEqual([500, reason, `${reason}\n`]);
  });

  it.each([
    [
      'a bridge that is not there',
      { net0: 'virtio=BC:24:11:00:01:51,bridge=vmbr9' },
      'start failed: QEMU exited with code 1',
      "bridge 'vmbr9' does not exist",
    ],
    [
      'more memory than the host has',
      { memory: '99999' },
      'start failed: QEMU exited with code 1',
      "kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory",
    ],
    [
      'more cores than the host has',
      { cores: '24' },
      'MAX 8 vcpus allowed per VM on this node',
      'TASK ERROR: MAX 8 vcpus allowed per VM on this node',
    ],
  ])('does not start a VM with %s', async (_what, change, exit, line) => {
    const api = client(await start());
    await finish(api, (await api('POST', '/nodes/pve/qemu', { ...VM, ...change })).body.data);
    const ended = await finish(api, (await api('POST', '/nodes/pve/qemu/101/status/start')).body.data);
    expect(ended.exit).toBe(exit);
    expect(ended.log).toContain(line);
    expect((await api('GET', '/nodes/pve/qemu/101/status/current')).body.data).toMatchObject({
      status: 'stopped',
    });
  });

  it('downloads only images that the factory has seen', async () => {
    const running = await start();
    const api = client(running);
    const id = '376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba';
    const image = {
      url: `${running.url}/factory/image/${id}/v1.13.9/metal-amd64.iso`,
      content: 'iso',
      filename: 'talos.iso',
      'verify-certificates': '1',
    };
    const download = async () =>
      finish(api, (await api('POST', '/nodes/pve/storage/local/download-url', image)).body.data);
    const before = await download();
    expect(before.exit).toMatch(/^download failed: command '\/usr\/bin\/wget .* failed: exit code 8$/);
    expect(before.log).toContain('ERROR 404: Not Found.');
    const answer = await fetch(`${running.url}/factory/schematics`, {
      method: 'POST',
      body: 'customization: {}\n',
    });
    expect([answer.status, await answer.json()]).toEqual([201, { id }]);
    expect((await download()).exit).toBe('OK');
    expect((await api('GET', '/nodes/pve/storage/local/content?content=iso')).body.data).toMatchObject([
      { volid: 'local:iso/talos.iso' },
    ]);
  });
});
