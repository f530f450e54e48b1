import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { configs } from '../../stages/talos/configs.ts';
import { machineOf } from '../../stages/talos/machine.ts';
import { machines } from '../../stages/talos/machines.ts';
import { reader, readerObjects } from '../../stages/talos/reader.ts';
import { ready } from '../../stages/talos/ready.ts';
import { update } from '../../stages/talos/update.ts';
import { type StandIn, standIn } from './stage-stand-in.ts';

const KUBECONFIG = `clusters: [{name: homelab, cluster: {server: "https://192.168.1.151:6443", certificate-authority-data: Q0E=}}]
contexts: [{name: a, context: {cluster: homelab, user: a}}]
users: [{name: a, user: {token: admin-token-of-the-test}}]
`;

/** The nodes of the config, as Kubernetes lists them. */
const nodes = (
  ctx: StageContext,
  version: (name: string) => { talos?: string; kubernetes?: string } = () => ({}),
) =>
  JSON.stringify({
    items: ctx.cluster.vms.map((vm) => {
      const { talos = 'v1.13.9', kubernetes = '1.36.3' } = version(vm.name);
      return {
        metadata: { name: vm.name },
        status: {
          addresses: [{ type: 'InternalIP', address: vm.address }],
          conditions: [{ type: 'Ready', status: 'True' }],
          nodeInfo: { osImage: `Talos (${talos})`, kubeletVersion: `v${kubernetes}` },
        },
      };
    }),
  });

const world = (): StandIn => {
  const made = standIn(['talosctl', 'kubectl']);
  const secrets = join(made.dir, 'secrets');
  writeFileSync(
    join(secrets, 'secrets.yaml'),
    'cluster: {id: abc=}\nsecrets: {}\ntrustdinfo: {}\ncerts: {os: {crt: CA1}}\n',
  );
  writeFileSync(join(secrets, 'kubeconfig'), KUBECONFIG);
  writeFileSync(join(secrets, 'talosconfig'), 'contexts: {homelab: {ca: CA1}}\n');
  return made;
};
const run = async (made: StandIn, step: Step, planOnly = false) => {
  const { code } = await runStage({ name: 'talos', steps: [step] }, made.ctx, {
    planOnly,
    report: () => undefined,
  });
  return { code, said: made.said.join('\n') };
};

describe('versions', () => {
  test('other than the config says are told with the command that upgrades, control plane first', async () => {
    using made = world();
    const old = (name: string) => ({
      talos: 'v1.13.8',
      ...(name === 'talos-w-1' ? { kubernetes: '1.36.2' } : {}),
    });
    made.answer('kubectl', [{ argv: 'get nodes', stdout: nodes(made.ctx, old) }]);
    const found = await ready.check(made.ctx);
    expect(found.state).toBe('ok');
    expect(found.notices).toHaveLength(4);
    expect(found.notices?.[0]).toMatch(
      /^talos-cp-1 runs Talos v1\.13\.8, the config says v1\.13\.9: talosctl upgrade -n 192\.168\.1\.151 -e 192\.168\.1\.151 --talosconfig \S+ --image factory\.talos\.dev\/metal-installer\/[0-9a-f]{64}:v1\.13\.9$/,
    );
    expect(found.notices?.[3]).toMatch(
      /^talos-w-1 runs Kubernetes 1\.36\.2, .*: talosctl upgrade-k8s -n 192\.168\.1\.151 .*--to 1\.36\.3$/,
    );
    made.answer('kubectl', [{ argv: 'get nodes', stdout: nodes(made.ctx) }]);
    expect((await ready.check(made.ctx)).notices).toBeUndefined();
  });

  const render = async (made: StandIn): Promise<string> => {
    made.forget();
    made.answer('talosctl', [
      { argv: '^version --client' },
      { argv: '^gen config', stderr: 'stop here', code: 1 },
    ]);
    await run(made, configs, true);
    return /--kubernetes-version (\S+)/.exec(made.calls().join('\n'))?.[1] ?? '';
  };

  test('configs are rendered for the Kubernetes that runs: no apply ever upgrades a kubelet', async () => {
    using made = world();
    made.answer('kubectl', [
      { argv: 'get nodes', stdout: nodes(made.ctx, () => ({ kubernetes: '1.35.4' })) },
    ]);
    expect(await render(made)).toBe('1.35.4');
    // The API server is away: what the nodes were last told.
    mkdirSync(join(made.dir, 'secrets/nodes'));
    writeFileSync(
      join(made.dir, 'secrets/nodes/talos-cp-1.yaml'),
      'image: ghcr.io/siderolabs/kubelet:v1.35.4\n',
    );
    made.answer('kubectl', [{ argv: 'get nodes', stderr: 'connection refused', code: 1 }]);
    expect(await render(made)).toBe('1.35.4');
  });

  test('two at once mean that somebody upgrades: no config is sent, and it is said', async () => {
    using made = world();
    made.answer('kubectl', [
      {
        argv: 'get nodes',
        stdout: nodes(made.ctx, (name) => (name === 'talos-w-1' ? { kubernetes: '1.35.4' } : {})),
      },
    ]);
    const { code, said } = await run(made, update);
    expect(code).toBe(0);
    expect(said).toContain('for you: Kubernetes 1.35.4 and 1.36.3 run at once: an upgrade is under way');
    expect(made.calls().filter((call) => call.includes('apply-config'))).toEqual([]);
  });
});

describe('the reader', () => {
  const bindings =
    'clusterrolebinding.rbac.authorization.k8s.io/orch-reader\nclusterrolebinding.rbac.authorization.k8s.io/orch-reader-view\n';

  test('gets credentials that only read, 0600, made anew when half their time is gone', async () => {
    using made = world();
    const file = (name: string) => join(made.dir, 'secrets', name);
    made.answer('talosctl', [
      { argv: '^config new', writes: 'contexts: {homelab: {ca: CA1, crt: READER}}\n' },
    ]);
    made.answer('kubectl', [
      { argv: 'create token orch-reader', stdout: 'reader-token-of-the-test\n' },
      { argv: 'get clusterrolebindings', stdout: bindings },
      { argv: 'apply' },
    ]);
    expect((await run(made, reader)).code).toBe(0);
    expect(made.calls().find((call) => call.includes('config new'))).toMatch(
      /--roles os:reader --crt-ttl 336h -n 192\.168\.1\.151 -e 192\.168\.1\.151 --talosconfig \S+\/talosconfig$/,
    );
    for (const name of ['reader.talosconfig', 'reader.kubeconfig'])
      expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('reader.talosconfig'), 'utf8')).toMatch(/READER[\s\S]*192\.168\.1\.151/);
    expect(readFileSync(file('reader.kubeconfig'), 'utf8')).toContain('reader-token-of-the-test');
    expect(readFileSync(file('reader.kubeconfig'), 'utf8')).not.toContain('admin-token-of-the-test');
    expect(existsSync(file('reader.talosconfig.fresh'))).toBe(false);
    expect(made.said.join('\n')).not.toContain('reader-token-of-the-test');

    made.forget();
    expect((await reader.check(made.ctx)).state).toBe('ok');
    expect(made.calls()).toHaveLength(1);
    const days = (count: number) => Date.now() / 1000 - count * 24 * 3600;
    utimesSync(file('reader.kubeconfig'), days(8), days(8));
    expect((await reader.check(made.ctx)).state).toBe('drift');
    // What the token says of its own time wins over the age of the file, in both directions.
    const token = (from: number, until: number) =>
      `h.${Buffer.from(JSON.stringify({ iat: from, exp: until })).toString('base64url')}.s`;
    const keep = (jwt: string, mtime: number) => {
      writeFileSync(file('reader.kubeconfig'), `users: [{name: r, user: {token: ${jwt}}}]\n`);
      utimesSync(file('reader.kubeconfig'), mtime, mtime);
    };
    keep(token(days(1), days(-3)), days(20));
    expect((await reader.check(made.ctx)).state).toBe('ok');
    keep(token(days(3), days(-1)), days(0));
    expect((await reader.check(made.ctx)).state).toBe('drift');
  });

  test('may look, and at no Secret', () => {
    const rules = readerObjects().flatMap((each) => ('rules' in each ? each.rules : []));
    expect(new Set(rules.flatMap((rule) => rule.verbs))).toEqual(new Set(['get', 'list', 'watch']));
    for (const rule of rules.filter((each) => each.apiGroups.includes('')))
      expect(rule.resources).not.toEqual(expect.arrayContaining(['secrets']));
    expect(rules.some((rule) => rule.apiGroups.includes('*'))).toBe(false);
  });
});

describe('a fresh machine that DHCP put elsewhere', () => {
  const network = { prefix: 24, gateway: '192.168.1.1', nameservers: ['192.168.1.1'] };
  const maintenance = `${JSON.stringify({ spec: { stage: 'maintenance', status: { ready: true } } })}\n`;

  test('is met at the address of its MAC, and at no other machine’s', async () => {
    using made = world();
    const ctx = { ...made.ctx, cluster: { ...made.ctx.cluster, network } };
    const [vm] = ctx.cluster.vms;
    if (!vm) throw new Error('the example has no VM');
    writeFileSync(
      join(ctx.stateDir, 'addresses.json'),
      JSON.stringify({ [vm.name]: { mac: vm.mac, addresses: ['192.168.1.77'] } }),
    );
    const refused = { stderr: 'connection refused', code: 1 };
    made.answer('talosctl', [
      { argv: '^get machinestatus', ...refused },
      { argv: '--insecure -n 192\\.168\\.1\\.77', stdout: maintenance },
    ]);
    expect(await machineOf(ctx, vm)).toEqual({ kind: 'maintenance', at: '192.168.1.77' });
    // Without static addresses in the config nothing else than its address is asked.
    expect(await machineOf(made.ctx, vm)).toMatchObject({ kind: 'absent' });
    // Another card than the config says: not this machine.
    expect(await machineOf(ctx, { ...vm, mac: 'BC:24:11:00:09:99' })).toMatchObject({ kind: 'absent' });
  });
});

describe('the nodes', () => {
  const status = (node: string, stage = 'running') =>
    `${JSON.stringify({ spec: { stage, status: { ready: true } }, node }, null, 4)}\n`;

  test('are asked with one call while all answer, and each by itself as soon as one does not', async () => {
    using made = world();
    const all = made.ctx.cluster.vms.map((vm) => vm.address);
    const group = `^get machinestatus -n ${all.join(',')} -e 192\\.168\\.1\\.151`;
    made.answer('talosctl', [{ argv: group, stdout: all.map((each) => status(each)).join('') }]);
    const kinds = async () => (await machines(made.ctx)).map(({ machine }) => machine.kind);
    expect(await kinds()).toEqual(['configured', 'configured', 'configured']);
    expect(made.calls()).toHaveLength(1);
    const gone = { stderr: 'connection refused', code: 1 };
    made.answer('talosctl', [
      { argv: '^get machinestatus', ...gone },
      { argv: `-n ${all[0]} -e`, stdout: status('x') },
      { argv: `-n ${all[2]} -e`, stdout: status('x') },
    ]);
    expect(await kinds()).toEqual(['configured', 'absent', 'configured']);
  });
});
