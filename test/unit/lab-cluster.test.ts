import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flux } from '../../lab/flux/cli.ts';
import { FLUX_COMMANDS, FLUX_ROOT } from '../../lab/flux/cli-spec.ts';
import { KUBECTL_COMMANDS, KUBECTL_ROOT } from '../../lab/kube/cli-spec.ts';
import { TALOSCTL_COMMANDS } from '../../lab/talos/cli-spec.ts';
import { parseArgv } from '../../lab/toolkit/flags.ts';
import { type House, labHouse } from '../rig/lab-house.ts';

let open: House | undefined;
afterEach(() => {
  open?.[Symbol.dispose]();
  open = undefined;
});
const house = (): House => {
  open = labHouse();
  return open;
};
const cluster = async (): Promise<House> => {
  const lab = house();
  await lab.buildCluster();
  return lab;
};

const CP = { nodes: ['192.168.1.151'] };
const edit = (lab: House, path: string, from: string, to: string) => {
  const file = join(lab.repo, path);
  const text = readFileSync(file, 'utf8');
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(file, text.replace(from, to));
};

interface Listed {
  readonly kind: string;
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly generation?: number };
    readonly status?: Record<string, unknown>;
  }[];
}
const items = (stdout: string) => (JSON.parse(stdout) as Listed).items;

describe("a node's life", () => {
  it('goes from nothing to maintenance; the API then wants no certificate', async () => {
    const lab = house();
    const ask = (insecure: boolean) =>
      lab.tool('talosctl', 'get', ['machinestatus'], {
        ...CP,
        output: 'json',
        ...(insecure ? { insecure } : {}),
      });
    expect((await ask(true)).stderr).toContain('connect: no route to host');
    lab.buildMachines();
    const status = await ask(true);
    expect(JSON.parse(status.stdout)).toMatchObject({
      metadata: { namespace: 'runtime', type: 'MachineStatuses.runtime.talos.dev', id: 'machine' },
      spec: { stage: 'maintenance', status: { ready: true, unmetConditions: [] } },
    });
    expect(JSON.parse(status.stdout)).not.toHaveProperty('node');
    expect((await ask(false)).stderr).toContain('x509: certificate signed by unknown authority');
    const disks = await lab.tool('talosctl', 'get', ['disks', 'sda'], {
      ...CP,
      output: 'json',
      insecure: true,
    });
    expect(JSON.parse(disks.stdout).spec).toMatchObject({
      dev_path: '/dev/sda',
      size: 40 * 1024 ** 3,
      cdrom: false,
      readonly: false,
    });
    expect((await lab.tool('talosctl', 'get', ['machines'], { ...CP, insecure: true })).stderr).toBe(
      'rpc error: code = NotFound desc = resource "machines" is not registered\n',
    );
  });

  it('refuses what it cannot decode, and a disk that it does not have', async () => {
    const lab = house();
    lab.buildMachines();
    const apply = (config: string) =>
      lab.tool('talosctl', 'apply-config', [], { ...CP, insecure: true }, { config });
    const wrong = 'version: v1alpha1\nmachine:\n    type: worker\n    install:\n        disk: /dev/nvme0n1\n';
    expect(await apply(wrong)).toMatchObject({
      code: 1,
      stderr:
        'error applying new configuration: rpc error: code = InvalidArgument desc = configuration validation failed: 1 error occurred:\n\t* specified install disk does not exist: "/dev/nvme0n1"\n\n',
    });
    expect((await apply(wrong.replace('type', 'typ'))).stderr).toContain(
      'desc = unknown keys found during decoding:\nmachine:\n    typ: worker\n',
    );
  });

  it('is bootstrapped once, and only on a control plane', async () => {
    const lab = await cluster();
    const talosconfig = lab.talosconfig();
    const boot = (node: string) => lab.tool('talosctl', 'bootstrap', [], { nodes: [node] }, { talosconfig });
    expect((await boot('192.168.1.151')).stderr).toBe(
      'error executing bootstrap: rpc error: code = AlreadyExists desc = etcd data directory is not empty\n',
    );
    expect((await boot('192.168.1.152')).stderr).toContain(
      'Unimplemented desc = bootstrap is only available on control plane nodes',
    );
    const members = await lab.tool('talosctl', 'etcd members', [], CP, { talosconfig });
    expect(members.stdout.trim().split('\n')).toHaveLength(2);
    const healthy = await lab.tool(
      'talosctl',
      'health',
      [],
      {
        ...CP,
        'control-plane-nodes': ['192.168.1.151'],
        'worker-nodes': ['192.168.1.152', '192.168.1.153'],
        'wait-timeout': '60s',
      },
      { talosconfig },
    );
    expect([healthy.code, healthy.stderr.trim().split('\n').at(-1)]).toEqual([
      0,
      'waiting for all k8s nodes to report ready: OK',
    ]);
    const insecure = await lab.tool('talosctl', 'get', ['machinestatus'], { ...CP, insecure: true });
    expect(insecure.stderr).toContain('tls: certificate required');
  });

  it('waits for health until the deadline and says for what', async () => {
    const lab = await cluster();
    const missing = await lab.tool(
      'talosctl',
      'health',
      [],
      {
        ...CP,
        'control-plane-nodes': ['192.168.1.151'],
        'worker-nodes': ['192.168.1.199'],
        'wait-timeout': '30s',
      },
      { talosconfig: lab.talosconfig() },
    );
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(
      /waiting for apid to be ready: .*192\.168\.1\.199:50000: connect: no route to host"\nhealthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded\n$/,
    );
  });
});

describe('the API server', () => {
  it('prints lists, single objects and nothing as kubectl does', async () => {
    const lab = await cluster();
    const json = { output: 'json' };
    expect(
      items((await lab.kubectl('get', ['nodes'], json)).stdout).map((node) => node.metadata.name),
    ).toEqual(['talos-cp-1', 'talos-w-1', 'talos-w-2']);
    expect(
      JSON.parse((await lab.kubectl('get', ['pods'], { ...json, namespace: 'nowhere' })).stdout),
    ).toMatchObject({ kind: 'List', items: [] });
    expect(JSON.parse((await lab.kubectl('get', ['node', 'talos-w-1'], json)).stdout)).toMatchObject({
      kind: 'Node',
    });
    expect(
      await lab.kubectl('get', ['secret', 'x'], {
        namespace: 'default',
        output: 'name',
        'ignore-not-found': true,
      }),
    ).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await lab.kubectl('get', ['node', 'x'])).stderr).toBe(
      'Error from server (NotFound): nodes "x" not found\n',
    );
    expect((await lab.kubectl('get', ['frobs'])).stderr).toBe(
      'error: the server doesn\'t have a resource type "frobs"\n',
    );
    expect((await lab.kubectl('get', ['pods'], { namespace: 'default' })).stderr).toBe(
      'No resources found in default namespace.\n',
    );
    const wrongCa = await lab.tool(
      'kubectl',
      'get',
      ['nodes'],
      {},
      {
        kubeconfig:
          'clusters: [{cluster: {server: "https://192.168.1.151:6443", certificate-authority-data: eA==}}]',
      },
    );
    expect(wrongCa.stderr).toContain('x509: certificate signed by unknown authority');
  });

  it('applies, changes nothing the second time, and counts generations', async () => {
    const lab = await cluster();
    expect((await lab.apply('cluster/apps')).stdout).toContain('deployment.apps/whoami serverside-applied\n');
    const generation = async () =>
      JSON.parse(
        (await lab.kubectl('get', ['deploy', 'whoami'], { namespace: 'whoami', output: 'json' })).stdout,
      ).metadata.generation;
    expect(await generation()).toBe(1);
    await lab.apply('cluster/apps');
    expect(await generation()).toBe(1);
    edit(lab, 'cluster/apps/whoami/deployment.yaml', 'replicas: 2', 'replicas: 1');
    await lab.apply('cluster/apps');
    expect(await generation()).toBe(2);
  });

  it.each([
    [
      'an unknown field',
      'imagePullPolicyy: Always',
      'Error from server: failed to create typed patch object (whoami/whoami; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="whoami"].imagePullPolicyy: field not declared in schema',
    ],
  ])('refuses %s', async (_what, line, error) => {
    const lab = await cluster();
    edit(
      lab,
      'cluster/apps/whoami/deployment.yaml',
      '          image: traefik/whoami:v1.11.0\n',
      `          image: traefik/whoami:v1.11.0\n          ${line}\n`,
    );
    const applied = await lab.apply('cluster/apps');
    expect([applied.code, applied.stderr.trim()]).toEqual([1, error]);
    // The rest of the folder is applied all the same.
    expect(applied.stdout).toContain('deployment.apps/home serverside-applied');
  });

  it('refuses a foreign selector, a changed claim, an unknown version and a missing namespace', async () => {
    const lab = await cluster();
    const apply = (object: object) =>
      lab.kubectl(
        'apply',
        [],
        { 'server-side': true, filename: '-' },
        { manifests: JSON.stringify([object]) },
      );
    const claim = (size: string) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'c', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
    });
    await apply(claim('1Gi'));
    expect((await apply(claim('2Gi'))).stderr).toContain(
      'is invalid: spec: Forbidden: spec is immutable after creation',
    );
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd', namespace: 'default' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'c' } }, spec: { containers: [] } },
      },
    };
    expect((await apply(deployment)).stderr).toContain('`selector` does not match template `labels`');
    expect((await apply({ ...deployment, apiVersion: 'apps/v1beta1' })).stderr).toBe(
      'error: resource mapping not found for name: "d" namespace: "default" from "-": no matches for kind "Deployment" in version "apps/v1beta1"\nensure CRDs are installed first\n',
    );
    expect(
      (await apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'gone' } }))
        .stderr,
    ).toBe('Error from server (NotFound): namespaces "gone" not found\n');
  });
});

describe('Flux', () => {
  it('is installed once it is asked for; its types are there from then on', async () => {
    const lab = await cluster();
    const established = await lab.kubectl('wait', ['crd/helmreleases.helm.toolkit.fluxcd.io'], {
      for: 'condition=Established',
      timeout: '5s',
    });
    expect(established.stdout).toBe(
      'customresourcedefinition.apiextensions.k8s.io/helmreleases.helm.toolkit.fluxcd.io condition met\n',
    );
    const gateways = await lab.kubectl('wait', ['crd/gateways.gateway.networking.k8s.io'], {
      for: 'condition=Established',
      timeout: '1s',
    });
    expect(gateways.stderr).toBe(
      'Error from server (NotFound): customresourcedefinitions.apiextensions.k8s.io "gateways.gateway.networking.k8s.io" not found\n',
    );
    const unknown = await flux(['install', '--export', '--version=v2.99.0'], () => {
      throw new Error('the cluster was asked');
    });
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('status: 404 Not Found')]);
    const checked = await lab.tool('flux', 'check', [], {}, { kubeconfig: lab.kubeconfig() });
    expect([checked.code, checked.stderr.trim().split('\n').at(-1)]).toEqual([0, '✔ all checks passed']);
  });

  it('keeps what runs while an upgrade fails, and tries again when asked', async () => {
    const lab = await cluster();
    await lab.apply('cluster/flux');
    await lab.apply('cluster/infra');
    lab.pass(600);
    const release = async () =>
      JSON.parse(
        (await lab.kubectl('get', ['hr', 'nfs'], { namespace: 'nfs-provisioner', output: 'json' })).stdout,
      );
    const ready = async () =>
      ((await release()).status.conditions as { type: string }[]).find((each) => each.type === 'Ready');
    expect(await ready()).toMatchObject({ status: 'True', reason: 'InstallSucceeded' });
    edit(lab, 'cluster/infra/nfs/helmrelease.yaml', 'version: 4.0.18', 'version: 4.18.0');
    await lab.apply('cluster/infra');
    lab.pass(60);
    expect(await ready()).toMatchObject({
      status: 'False',
      reason: 'SourceNotReady',
      message: expect.stringContaining("version matching '4.18.0' found"),
    });
    const running = items(
      (await lab.kubectl('get', ['pods'], { namespace: 'nfs-provisioner', output: 'json' })).stdout,
    );
    expect(running.map((pod) => pod.status?.phase)).toEqual(['Running']);
    await lab.kubectl('annotate', ['hr', 'nfs', 'reconcile.fluxcd.io/requestedAt=now'], {
      namespace: 'nfs-provisioner',
      overwrite: true,
    });
    expect((await release()).status.lastHandledReconcileAt).toBe('now');
    // A dry run shows the annotation that somebody else set: it is no difference.
    const dry = await lab.kubectl(
      'apply',
      [],
      { 'server-side': true, 'dry-run': 'server', kustomize: 'k', output: 'json' },
      {
        manifests: JSON.stringify(
          [await release()].map(({ status: _status, ...rest }) => ({
            ...rest,
            metadata: { name: 'nfs', namespace: 'nfs-provisioner' },
          })),
        ),
      },
    );
    expect(JSON.parse(dry.stdout).metadata.annotations).toEqual({ 'reconcile.fluxcd.io/requestedAt': 'now' });
  });
});

describe('the diagnostics of the example map', () => {
  const SPECS = {
    talosctl: [TALOSCTL_COMMANDS, {}],
    kubectl: [KUBECTL_COMMANDS, KUBECTL_ROOT],
    flux: [FLUX_COMMANDS, FLUX_ROOT],
  } as const;
  const map = () =>
    parse(readFileSync(join(open?.repo ?? '', 'context_map.yaml'), 'utf8')) as {
      stages: Record<string, { diagnostics: (keyof typeof SPECS)[][] }>;
    };

  it('are all understood and answered', async () => {
    const lab = await cluster();
    for (const folder of ['flux', 'infra', 'apps', 'ingress/controller', 'ingress/routes', 'obs']) {
      await lab.apply(`cluster/${folder}`);
      lab.pass(120);
    }
    const asked = Object.values(map().stages).flatMap((stage) => stage.diagnostics);
    expect(asked.length).toBeGreaterThan(20);
    for (const [tool, ...argv] of asked) {
      if (tool === undefined) throw new Error('an empty command');
      const [commands, root] = SPECS[tool];
      const { command, args, flags } = parseArgv(tool, argv, commands, root);
      const files = { kubeconfig: lab.kubeconfig(), talosconfig: lab.talosconfig() };
      const answer = await lab.tool(tool, command, args, flags, files);
      const line = [tool, ...argv].join(' ');
      // No token was given, so cloudflared's container was never created: kubectl says that, as the real one does.
      if (line.includes('deploy/cloudflared'))
        expect(answer.stderr).toContain('is waiting to start: CreateContainerConfigError');
      else
        expect([line, answer.code, answer.stderr.replace(/^No resources found.*\n/, '')]).toEqual([
          line,
          0,
          '',
        ]);
    }
  });
});
