import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StageFailure } from '../../src/stage-kit/failure.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { Step } from '../../src/stage-kit/types.ts';
import { bootstrap } from '../../stages/talos/bootstrap.ts';
import { configs } from '../../stages/talos/configs.ts';
import { install } from '../../stages/talos/install.ts';
import { kubeconfig } from '../../stages/talos/kubeconfig.ts';
import { machineOf } from '../../stages/talos/machine.ts';
import { answering } from '../../stages/talos/machines.ts';
import { pki } from '../../stages/talos/pki.ts';
import { tools } from '../../stages/talos/tools.ts';
import { update } from '../../stages/talos/update.ts';
import { type Rule, type StandIn, standIn } from './stage-stand-in.ts';

const BUNDLE = 'cluster: {id: abc=}\nsecrets: {}\ntrustdinfo: {}\ncerts: {os: {crt: CA1}}\n';
const TLS =
  'rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: remote error: tls: certificate required"';
const UNKNOWN_CA =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"';
const REFUSED =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.168.1.151:50000: connect: connection refused"';

const status = (stage: string, ready = true) =>
  `${JSON.stringify({ metadata: { namespace: 'runtime', type: 'MachineStatuses.runtime.talos.dev', id: 'machine' }, spec: { stage, status: { ready, unmetConditions: ready ? [] : [{ name: 'services', reason: 'etcd not healthy' }] } }, node: 'x' }, null, 4)}\n`;

const world = (): StandIn => {
  const made = standIn(['talosctl', 'kubectl']);
  writeFileSync(join(made.dir, 'secrets', 'secrets.yaml'), BUNDLE);
  return made;
};
const withTalosconfig = (made: StandIn) =>
  writeFileSync(join(made.dir, 'secrets', 'talosconfig'), 'contexts: {homelab: {ca: CA1}}\n');
const run = async (made: StandIn, step: Step) => {
  const { code } = await runStage({ name: 'talos', steps: [step] }, made.ctx, {
    planOnly: false,
    report: () => undefined,
  });
  return { code, said: made.said.join('\n'), last: made.said.at(-1) };
};

describe('a node', () => {
  const insecure = (rule: Omit<Rule, 'argv'>): Rule => ({ argv: '^get machinestatus --insecure', ...rule });
  const ours = (rule: Omit<Rule, 'argv'>): Rule => ({ argv: '^get machinestatus -n', ...rule });
  test.each<[string, Rule[], object]>([
    [
      'configured',
      [ours({ stdout: status('running') })],
      { kind: 'configured', stage: 'running', ready: true, unmet: [] },
    ],
    [
      'not ready',
      [ours({ stdout: status('booting', false) })],
      { kind: 'configured', stage: 'booting', ready: false, unmet: ['services: etcd not healthy'] },
    ],
    [
      'in maintenance',
      [ours({ stderr: UNKNOWN_CA, code: 1 }), insecure({ stdout: status('maintenance') })],
      { kind: 'maintenance', at: '192.168.1.151' },
    ],
    [
      'of somebody else',
      [ours({ stderr: UNKNOWN_CA, code: 1 }), insecure({ stderr: TLS, code: 1 })],
      { kind: 'foreign', text: UNKNOWN_CA },
    ],
    [
      'off',
      [ours({ stderr: REFUSED, code: 1 }), insecure({ stderr: REFUSED, code: 1 })],
      { kind: 'absent', text: REFUSED },
    ],
    [
      'between reboot and start',
      [ours({ stderr: REFUSED, code: 1 }), insecure({ stderr: TLS, code: 1 })],
      { kind: 'absent', text: TLS },
    ],
  ])('that is %s is known as such', async (_name, rules, expected) => {
    using made = world();
    withTalosconfig(made);
    made.answer('talosctl', rules);
    expect(await machineOf(made.ctx, made.ctx.cluster.vms[0]!)).toEqual(expected);
  });

  test('with a config that is not ours stops the stage at once, whether secrets are there or not', async () => {
    using made = world();
    withTalosconfig(made);
    made.answer('talosctl', [ours({ stderr: UNKNOWN_CA, code: 1 }), insecure({ stderr: TLS, code: 1 })]);
    const { code, last } = await run(made, answering);
    expect(code).toBe(1);
    expect(last).toContain('talos-cp-1 (192.168.1.151) already has a config that is not ours');
    expect(made.calls().filter((call) => !call.includes(' get machinestatus'))).toEqual([]);
  });
});

describe('the secrets', () => {
  const MAINTENANCE: Rule = { argv: 'machinestatus --insecure', stdout: status('maintenance') };
  test('are generated when every node is fresh, and never over old ones', async () => {
    using made = standIn(['talosctl']);
    made.answer('talosctl', [MAINTENANCE, { argv: '^gen secrets' }]);
    const { said } = await run(made, pki);
    // The stand-in writes no file: the check afterwards sees that, too.
    expect(said).toContain('still not as wanted after apply: there are no cluster secrets');
    const file = join(made.dir, 'secrets', 'secrets.yaml');
    expect(made.calls().at(-1)).toBe(`talosctl gen secrets -o ${file} --talos-version v1.13`);
    writeFileSync(file, BUNDLE);
    made.forget();
    expect((await run(made, pki)).code).toBe(0);
    expect(made.calls()).toEqual([]);
  });

  test('that are lost while a node runs are a matter for a human', async () => {
    using made = standIn(['talosctl']);
    made.answer('talosctl', [MAINTENANCE, { argv: '--insecure -n 192.168.1.152', stderr: REFUSED, code: 1 }]);
    const { code, last } = await run(made, pki);
    expect(code).toBe(1);
    expect(last).toBe(
      'step secrets failed: the secrets are missing but talos-w-1 is not in maintenance mode',
    );
    expect(made.calls().some((call) => call.includes('gen secrets'))).toBe(false);
  });

  test('that are no bundle are not replaced', async () => {
    using made = standIn(['talosctl']);
    writeFileSync(join(made.dir, 'secrets', 'secrets.yaml'), 'cluster: {}\n');
    expect((await run(made, pki)).last).toContain(
      'is no Talos secrets bundle (no secrets, trustdinfo, certs)',
    );
  });
});

test('configs are rendered, kept with mode 0600, and written again only when they change', async () => {
  using made = world();
  // The stand-in answers, but renders nothing: its files are laid out by a program of our own.
  const program = join(made.dir, 'bin', 'talosctl');
  const render = (text: string) =>
    writeFileSync(
      program,
      `#!${process.execPath}
const fs = require('node:fs'), path = require('node:path');
const argv = process.argv.slice(2), at = (flag) => argv[argv.indexOf(flag) + 1];
fs.appendFileSync(${JSON.stringify(join(made.dir, 'calls'))}, JSON.stringify(['talosctl', ...argv]) + '\\n');
if (argv[0] === 'version') console.log('Talos' + ${JSON.stringify(text)});
if (argv[0] === 'gen') for (const name of ['controlplane.yaml', 'worker.yaml', 'talosconfig'])
  fs.writeFileSync(path.join(at('-o'), name), name === 'talosconfig' ? 'contexts: {homelab: {ca: CA1, crt: ' + Math.random() + '}}' : name + ${JSON.stringify(text)});
if (argv[0] === 'machineconfig') fs.writeFileSync(at('-o'), fs.readFileSync(argv[2], 'utf8') + fs.readFileSync(at('--patch').slice(1), 'utf8'));
`,
      { mode: 0o755 },
    );
  const [left, busy] = ['render-killed', 'render-running'].map((name) => join(made.dir, 'secrets', name)) as [
    string,
    string,
  ];
  for (const dir of [left, busy]) mkdirSync(dir);
  utimesSync(left, new Date(0), new Date(0));
  render(' v1\n');
  expect((await run(made, configs)).code).toBe(0);
  const file = join(made.dir, 'secrets', 'nodes', 'talos-w-2.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('worker.yaml v1\n');
  expect(text).toContain('hostname: "talos-w-2"');
  expect(text).toContain('auto: "off"');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const talosconfig = readFileSync(join(made.dir, 'secrets', 'talosconfig'), 'utf8');
  const gen = made.calls().find((call) => call.includes('gen config'))!;
  expect(gen).toContain(`--with-secrets ${join(made.dir, 'secrets', 'secrets.yaml')} --force -o `);
  expect(gen).toContain('--install-image factory.talos.dev/metal-installer/88d1f7a5');
  // Nothing that the rendering depends on has changed: it is not done again. A file that was touched counts.
  const rendered = async () => {
    made.forget();
    made.said.length = 0;
    const { last } = await run(made, configs);
    return [last, made.calls().filter((call) => !call.includes(' version ')).length > 0];
  };
  expect(await rendered()).toEqual(['talos: as wanted, nothing changed', false]);
  writeFileSync(file, 'by hand\n');
  expect(await rendered()).toEqual(['talos: converged, changed configs', true]);
  mkdirSync(join(made.dir, 'config/talos'), { recursive: true });
  writeFileSync(join(made.dir, 'config/talos/worker.yaml'), 'machine: {}\n');
  expect(await rendered()).toEqual(['talos: as wanted, nothing changed', true]);
  expect(await rendered()).toEqual(['talos: as wanted, nothing changed', false]);
  writeFileSync(join(made.dir, 'secrets', 'rendered.json'), '{"version": 1, "inp');
  expect(await rendered()).toEqual(['talos: as wanted, nothing changed', true]);
  made.forget();
  render(' v2\n');
  made.said.length = 0;
  expect((await run(made, configs)).said).toContain('now: writes talos-cp-1, talos-w-1, talos-w-2');
  expect(readFileSync(file, 'utf8')).toContain('worker.yaml v2\n');
  expect(readFileSync(join(made.dir, 'secrets', 'talosconfig'), 'utf8')).toBe(talosconfig);
  // What a killed run left is gone, what another may be at stays.
  expect([existsSync(left), existsSync(busy)]).toEqual([false, true]);
  // No rendering is left behind: they are secret.
  const dirs = made
    .calls()
    .filter((call) => call.includes('gen config'))
    .map((call) => / -o (\S+)/.exec(call)![1]!);
  expect(dirs.filter((dir) => existsSync(dir))).toEqual([]);
});

describe('installing', () => {
  const disk = (path: string, more = {}) =>
    JSON.stringify({ spec: { dev_path: path, size: 1, readonly: false, cdrom: false, ...more } }, null, 4);
  test('wants the install disk to be there before any node is touched', async () => {
    using made = world();
    made.answer('talosctl', [
      { argv: 'machinestatus --insecure', stdout: status('maintenance') },
      { argv: '^get disks', stdout: `${disk('/dev/vda')}\n${disk('/dev/sda', { cdrom: true })}\n` },
    ]);
    const { code, said, last } = await run(made, install);
    expect(code).toBe(1);
    expect(said).toContain('talos-cp-1: install disk "/dev/sda" not found, writable disks: /dev/vda');
    expect(last).toContain('talos.install_disk: talos-cp-1 has no disk /dev/sda');
    expect(made.calls().some((call) => call.includes('apply-config'))).toBe(false);
  });

  test('gives each fresh node its own file and waits for its certificate answer', async () => {
    using made = world();
    withTalosconfig(made);
    made.answer('talosctl', [
      { argv: '^get machinestatus -n', stderr: UNKNOWN_CA, code: 1 },
      { argv: '^get machinestatus -n', stdout: status('booting', false), after: 'apply-config' },
      { argv: 'machinestatus --insecure', stdout: status('maintenance') },
      { argv: '^get disks', stdout: disk('/dev/sda') },
      { argv: '^apply-config --insecure', stderr: 'Applied configuration with a reboot' },
    ]);
    const { code } = await run(made, install);
    expect(code).toBe(0);
    const nodes = join(made.dir, 'secrets', 'nodes');
    expect(
      made
        .calls()
        .filter((call) => call.includes('apply-config'))
        .sort(),
    ).toEqual([
      `talosctl apply-config --insecure -n 192.168.1.151 -f ${nodes}/talos-cp-1.yaml`,
      `talosctl apply-config --insecure -n 192.168.1.152 -f ${nodes}/talos-w-1.yaml`,
      `talosctl apply-config --insecure -n 192.168.1.153 -f ${nodes}/talos-w-2.yaml`,
    ]);
  });
});

describe('updating', () => {
  const dry = (text: string, times?: number): Rule => ({
    argv: '--dry-run$',
    stderr: `Dry run summary:\n${text}\n`,
    ...(times === undefined ? {} : { times }),
  });
  test('leaves a node alone whose config is the same', async () => {
    using made = world();
    made.answer('talosctl', [dry('No changes.')]);
    expect((await run(made, update)).last).toBe('talos: as wanted, nothing changed');
  });

  test('never shows the diff, which holds secrets, and never reboots', async () => {
    using made = world();
    made.answer('talosctl', [
      dry('Config diff:\n+  token: abcdef.0123456789abcdef'),
      {
        argv: '-m no-reboot$',
        stderr:
          "error applying new configuration: rpc error: code = InvalidArgument desc = configuration can't be applied immediately, requires a reboot",
        code: 1,
      },
    ]);
    const { code, said, last } = await run(made, update);
    expect(code).toBe(1);
    expect(said).not.toContain('abcdef');
    expect(said).toContain("configuration can't be applied immediately");
    expect(last).toContain('needs a reboot, which orch never does by itself');
  });
});

describe('the bootstrap', () => {
  const members = (rows: number, times?: number): Rule => ({
    argv: '^etcd members',
    stdout: `NODE ID HOSTNAME\n${'192.168.1.151 1 talos-cp-1\n'.repeat(rows)}`,
    ...(times === undefined ? {} : { times }),
  });
  const noEtcd: Rule = { argv: '^etcd members', stderr: 'error: code = DeadlineExceeded', code: 1 };
  const memory = (made: StandIn) =>
    JSON.parse(readFileSync(join(made.dir, 'state', 'talos.json'), 'utf8')) as object;
  const bootstraps = (made: StandIn) => made.calls().filter((call) => call.startsWith('talosctl bootstrap'));

  test('is done once, after the node is ready for it, and remembered', async () => {
    using made = world();
    made.answer('talosctl', [
      members(1),
      { ...noEtcd, times: 2 },
      { argv: '^bootstrap' },
      {
        argv: '^bootstrap',
        stderr:
          'error executing bootstrap: rpc error: code = FailedPrecondition desc = bootstrap is not available yet',
        code: 1,
        times: 2,
      },
    ]);
    expect((await run(made, bootstrap)).code).toBe(0);
    expect(bootstraps(made)).toHaveLength(3);
    expect(memory(made)).toEqual({ cluster: 'abc=', node: 'talos-cp-1', bootstrap: 'done' });
    made.forget();
    expect((await run(made, bootstrap)).last).toBe('talos: as wanted, nothing changed');
    expect(bootstraps(made)).toEqual([]);
  });

  test('that was done before is a success, another refusal is not tried again', async () => {
    using made = world();
    const refused = (text: string): Rule => ({
      argv: '^bootstrap',
      stderr: `error executing bootstrap: rpc error: ${text}`,
      code: 1,
    });
    made.answer('talosctl', [
      members(1),
      { ...noEtcd, times: 1 },
      refused('code = AlreadyExists desc = etcd data directory is not empty'),
    ]);
    expect((await run(made, bootstrap)).code).toBe(0);
    using other = world();
    other.answer('talosctl', [
      noEtcd,
      refused('code = Unimplemented desc = bootstrap is only available on control plane nodes'),
    ]);
    expect((await run(other, bootstrap)).code).toBe(1);
    expect(bootstraps(other)).toHaveLength(1);
  });

  test('is not done a second time when etcd is only away', async () => {
    using made = world();
    writeFileSync(
      join(made.dir, 'state', 'talos.json'),
      JSON.stringify({ cluster: 'abc=', node: 'talos-cp-1', bootstrap: 'done' }),
    );
    made.answer('talosctl', [noEtcd]);
    const { code, said } = await run(made, bootstrap);
    expect(code).toBe(1);
    expect(said).toContain('error: code = DeadlineExceeded');
    expect(bootstraps(made)).toEqual([]);
  });

  test('of another cluster (other secrets) does not count, one begun on another node stops', async () => {
    using made = world();
    const file = join(made.dir, 'state', 'talos.json');
    writeFileSync(file, JSON.stringify({ cluster: 'other=', node: 'old', bootstrap: 'done' }));
    made.answer('talosctl', [members(1), { ...noEtcd, times: 1 }, { argv: '^bootstrap' }]);
    expect((await run(made, bootstrap)).code).toBe(0);
    using split = world();
    writeFileSync(
      join(split.dir, 'state', 'talos.json'),
      JSON.stringify({ cluster: 'abc=', node: 'talos-cp-2', bootstrap: 'started' }),
    );
    split.answer('talosctl', [noEtcd]);
    expect((await run(split, bootstrap)).last).toContain('a bootstrap was begun on talos-cp-2');
    expect(bootstraps(split)).toEqual([]);
  });
});

test('the kubeconfig is fetched into the secrets folder, and kept while it works', async () => {
  using made = world();
  const file = join(made.dir, 'secrets', 'kubeconfig');
  made.answer('talosctl', [{ argv: '^kubeconfig' }]);
  made.answer('kubectl', [{ argv: 'version -o json', stdout: '{"serverVersion":{"gitVersion":"v1.36.3"}}' }]);
  const missing = await kubeconfig.check(made.ctx);
  expect(missing).toMatchObject({ state: 'drift', detail: 'there is no kubeconfig' });
  mkdirSync(join(made.dir, 'secrets'), { recursive: true });
  writeFileSync(file, 'users: [{user: {token: x}}]\n');
  expect(await kubeconfig.check(made.ctx)).toMatchObject({
    state: 'ok',
    detail: 'Kubernetes v1.36.3 answers',
  });
  await kubeconfig.apply!(made.ctx, missing);
  expect(made.calls().at(-1)).toBe(
    `talosctl kubeconfig ${file} --merge=false --force -n 192.168.1.151 -e 192.168.1.151 --talosconfig ${join(made.dir, 'secrets', 'talosconfig')}`,
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a talosctl of another minor is refused', async () => {
  using made = world();
  made.answer('kubectl', [
    { argv: 'version --client', stdout: '{"clientVersion":{"gitVersion":"v1.36.3"}}' },
  ]);
  made.answer('talosctl', [{ argv: '^version --client --short', stdout: 'Talos v1.13.2\n' }]);
  expect(await tools.check(made.ctx)).toMatchObject({
    state: 'ok',
    detail: 'talosctl v1.13.2; kubectl v1.36.3',
  });
  made.answer('talosctl', [{ argv: '^version', stdout: 'Talos v1.12.11\n' }]);
  const error = (await tools.check(made.ctx).catch((reason: unknown) => reason)) as StageFailure;
  expect(error.message).toContain('install talosctl v1.13.x');
});
