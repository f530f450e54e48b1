import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WHOLE } from '../rig/folder.ts';
import { packageRoot, start } from '../rig/repo.ts';

const ORCH = `'${process.execPath}' '${join(packageRoot, 'bin/orch.js')}'`;

interface World {
  readonly world: {
    readonly proxmox: {
      readonly vms: readonly { readonly vmid: number; readonly node: string }[];
      readonly isos: readonly { readonly node: string; readonly volid: string }[];
    };
  };
}

it('three Proxmox hosts, static addresses and a VIP: built from nothing, and quiet the second night', async () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-site-')));
  const lab = join(top, 'lab');
  const env = { PATH: process.env.PATH, HOME: top, LANG: 'C.UTF-8', SHELL: join(top, 'nights') };
  const orch = (...args: string[]) =>
    start([process.execPath, join(packageRoot, 'bin/orch.js'), ...args], top, env).done;
  writeFileSync(
    env.SHELL,
    `#!/bin/sh
${ORCH} run all --json > '${top}/first'; echo $? >> '${top}/codes'
${ORCH} plan --json > '${top}/plan'; echo $? >> '${top}/codes'
kubectl --kubeconfig .orch/secrets/kubeconfig get nodes -o json > '${top}/nodes'
cat .orch/secrets/kubeconfig > '${top}/kubeconfig'
reader='--talosconfig .orch/secrets/reader.talosconfig -n 192.168.1.151'
(talosctl get machinestatus $reader; talosctl get machineconfig $reader; talosctl kubeconfig '${top}/never' $reader
talosctl apply-config -f .orch/secrets/nodes/talos-cp-1.yaml --dry-run $reader) > '${top}/reader' 2>&1
look='--kubeconfig .orch/secrets/reader.kubeconfig'
(kubectl get deployments,pods -n kube-system -o name $look > /dev/null && kubectl get nodes -o name $look > /dev/null && echo may look
kubectl get secrets -A $look; kubectl annotate node talos-cp-1 a=b $look
kubectl create token orch-reader -n kube-system $look) > '${top}/look' 2>&1
`,
    { mode: 0o755 },
  );
  const read = (name: string) => readFileSync(join(top, name), 'utf8');
  try {
    expect(await orch('lab', 'up', '--fast', '--site', 'three-hosts', '--dir', lab)).toMatchObject({
      code: 0,
    });
    const { worldUrl } = JSON.parse(readFileSync(join(lab, '.orch-lab.json'), 'utf8')) as {
      worldUrl: string;
    };
    await orch('lab', 'shell', lab);
    expect(read('codes').trim().split('\n'), read('first')).toEqual(['0', '0']);
    const answer = await fetch(`${worldUrl}/_lab/world`);
    const { world } = (await answer.json()) as World;
    // Each VM on its host, the image on each host that has one.
    expect(world.proxmox.vms.map(({ vmid, node }) => [vmid, node])).toEqual([
      [101, 'pve'],
      [102, 'pve-2'],
      [103, 'pve-3'],
    ]);
    expect(new Set(world.proxmox.isos.map(({ node }) => node))).toEqual(new Set(['pve', 'pve-2', 'pve-3']));
    // DHCP gave them others (.201 to .203): they were met there, and moved to those of the config.
    const { items } = JSON.parse(read('nodes')) as {
      items: readonly { status: { addresses: readonly { type: string; address: string }[] } }[];
    };
    expect(
      items.map(({ status }) => status.addresses.find(({ type }) => type === 'InternalIP')?.address).sort(),
    ).toEqual(['192.168.1.151', '192.168.1.152', '192.168.1.153']);
    expect(read('kubeconfig')).toContain('server: https://192.168.1.150:6443');
    // Whoever holds the reader's credentials may look, and no more.
    expect(read('reader')).toMatch(
      /^NODE .*\n192\.168\.1\.151 .*\n(.*PermissionDenied desc = not authorized\n+){3}$/,
    );
    const who = 'is forbidden: User "system:serviceaccount:kube-system:orch-reader" cannot';
    expect(read('look').trim().split('\n')).toEqual([
      'may look',
      `Error from server (Forbidden): secrets ${who} list resource "secrets" in API group "" at the cluster scope`,
      `Error from server (Forbidden): nodes "talos-cp-1" ${who} patch resource "nodes" in API group "" at the cluster scope`,
      `error: failed to create token: serviceaccounts "orch-reader" ${who} create resource "serviceaccounts/token" in API group "" in the namespace "kube-system"`,
    ]);
    const { stages } = JSON.parse(read('plan')) as { stages: readonly { result: string }[] };
    expect(stages.map(({ result }) => result)).toEqual(Array.from({ length: 6 }, () => 'nothing to do'));
  } finally {
    await orch('lab', 'down', lab);
    rmSync(top, WHOLE);
  }
});
