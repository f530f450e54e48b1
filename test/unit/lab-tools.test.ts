import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createWorld } from '../../lab/world/create.ts';
import { startWorld, type WorldServer } from '../../lab/world/server.ts';
import { type LabTools, labTools } from '../rig/lab-tools.ts';

let server: WorldServer;
let tools: LabTools;
beforeAll(async () => {
  server = await startWorld({
    world: createWorld({
      seed: 5,
      scale: 1000,
      now: Date.parse('2026-11-20T22:00:00Z'),
      nodes: ['pve'],
      bridge: 'vmbr0',
      diskStorage: 'local-lvm',
      isoStorage: 'local',
      nfs: { server: '192.168.1.20', path: '/v' },
      leases: [{ mac: 'BC:24:11:00:01:51', address: '192.168.1.151' }],
    }),
  });
  tools = await labTools(server.url);
});
afterAll(async () => {
  tools?.[Symbol.dispose]();
  await server?.close();
});

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://192.168.1.151:6443", certificate-authority-data: eA==}}]
`;

describe('what a stand-in does not know, it refuses as the real tool does', () => {
  // cobra and pflag word these; kubectl's were read from a real kubectl 1.32.4.
  it.each([
    [
      ['kubectl', 'get', 'pods', '--frob'],
      "error: unknown flag: --frob\nSee 'kubectl get --help' for usage.\n",
    ],
    [['kubectl', 'frob'], 'error: unknown command "frob" for "kubectl"\n'],
    [['kubectl', 'delete', 'ns', 'x'], 'error: unknown command "delete" for "kubectl"\n'],
    [['kubectl', 'apply'], 'error: must specify one of -f and -k\n'],
    [
      ['kubectl', '--kubeconfig', 'missing', 'get', 'pods'],
      'error: stat missing: no such file or directory\n',
    ],
    [
      ['kubectl', 'get', 'pods'],
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    ],
    [['flux', 'uninstall'], '✗ unknown command "uninstall" for "flux"\n'],
    [['flux', 'check', '--frob'], '✗ unknown flag: --frob\n'],
  ])('%j', async (argv, stderr) => {
    expect(await tools.run(argv)).toEqual({ code: 1, stdout: '', stderr });
  });

  it.each([
    [['talosctl', '--nodes', '1.2.3.4', 'version'], 'unknown flag: --nodes'],
    [['talosctl', 'reset', '-n', '1.2.3.4'], 'unknown command "reset" for "talosctl"'],
    [['talosctl', 'gen', 'config', 'x'], 'accepts 2 arg(s), received 1'],
    [['talosctl', 'gen', 'config', 'a', 'b', '--with-secrets'], 'flag needs an argument: --with-secrets'],
    [['talosctl', 'get', 'machinestatus', '-x'], "unknown shorthand flag: 'x' in -x"],
    [
      ['talosctl', 'health', '--wait-timeout', 'soon'],
      'invalid argument "soon" for "--wait-timeout" flag: time: invalid duration "soon"',
    ],
  ])('%j', async (argv, first) => {
    const ended = await tools.run(argv);
    expect([ended.code, ended.stdout, ended.stderr.split('\n')[0]]).toEqual([1, '', first]);
    expect(ended.stderr).toContain('Usage:\n  talosctl');
  });
});

describe('kustomizations, in the words of the real one', () => {
  const kustomize = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) tools.file(path, text);
    return tools.run(['kubectl', 'kustomize', 'k']);
  };
  const list = 'resources:\n- a.yaml\n';
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

  it('says which file is not there', async () => {
    const dir = join(tools.dir, 'gone');
    tools.file('gone/kustomization.yaml', 'resources:\n- none.yaml\n');
    const inner = `evalsymlink failure on '${dir}/none.yaml' : lstat ${dir}/none.yaml: no such file or directory`;
    expect((await tools.run(['kubectl', 'kustomize', 'gone'])).stderr).toBe(
      `error: accumulating resources: accumulation err='accumulating resources from 'none.yaml': ${inner}': must build at directory: not a valid directory: ${inner}\n`,
    );
  });

  it.each([
    [
      'a line out of place',
      `${config} data:\n  x: 1\n`,
      'MalformedYAMLError: yaml: line 4: did not find expected key in File: a.yaml',
    ],
    [
      'no name',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  nam: a\n',
      'missing metadata.name in object {{v1 ConfigMap} {{ } map[] map[]}}',
    ],
    [
      'no kind',
      'apiVersion: v1\nkinds: ConfigMap\nmetadata:\n  name: a\n',
      'missing kind in object {{v1 } {{a } map[] map[]}}',
    ],
  ])('names %s', async (_what, text, words) => {
    const ended = await kustomize({ 'k/kustomization.yaml': list, 'k/a.yaml': text });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(words);
  });

  it('refuses a key that kustomize does not have, and one that only the real one builds', async () => {
    const files = { 'k/a.yaml': config };
    const typo = await kustomize({ ...files, 'k/kustomization.yaml': `${list}resorces:\n- b\n` });
    expect(typo.stderr).toBe('error: invalid Kustomization: json: unknown field "resorces"\n');
    const real = await kustomize({ ...files, 'k/kustomization.yaml': `${list}patches: []\n` });
    expect(real.stderr).toContain("the lab's kubectl does not build `patches`");
  });

  it('builds namespace and labels into every object', async () => {
    const built = await kustomize({
      'k/a.yaml': config,
      'k/kustomization.yaml': `${list}namespace: foo\nlabels:\n- pairs: {a: b}\n`,
    });
    expect([built.code, parse(built.stdout)]).toEqual([
      0,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'foo', labels: { a: 'b' } } },
    ]);
  });
});

describe('talosctl on files', () => {
  const config = [
    'talosctl',
    'gen',
    'config',
    'homelab',
    'https://192.168.1.151:6443',
    '--with-secrets',
    'secrets.yaml',
    '--force',
    '-o',
    'out',
  ];

  it('makes secrets once, 0600, and the same configs from them each time', async () => {
    const secrets = ['talosctl', 'gen', 'secrets', '-o', 'secrets.yaml', '--talos-version', 'v1.13'];
    expect(await tools.run(secrets)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(statSync(join(tools.dir, 'secrets.yaml')).mode & 0o777).toBe(0o600);
    expect((await tools.run(secrets)).stderr).toBe(
      'file "secrets.yaml" already exists, use --force to overwrite\n',
    );
    const bundle = parse(readFileSync(join(tools.dir, 'secrets.yaml'), 'utf8'));
    expect(Object.keys(bundle)).toEqual(['cluster', 'secrets', 'trustdinfo', 'certs']);
    const made = await tools.run(config);
    expect([made.code, made.stderr]).toEqual([
      0,
      'Created out/controlplane.yaml\nCreated out/worker.yaml\nCreated out/talosconfig\n',
    ]);
    const first = readFileSync(join(tools.dir, 'out', 'controlplane.yaml'), 'utf8');
    await tools.run(config);
    expect(readFileSync(join(tools.dir, 'out', 'controlplane.yaml'), 'utf8')).toBe(first);
    expect(parse(readFileSync(join(tools.dir, 'out', 'talosconfig'), 'utf8')).contexts.homelab.ca).toBe(
      bundle.certs.os.crt,
    );
  });

  it('decodes patches strictly and validates what comes out', async () => {
    tools.file('bad.yaml', 'machine:\n  sysctl:\n    vm.max_map_count: "262144"\n');
    const bad = await tools.run([...config, '--config-patch', '@bad.yaml']);
    expect([bad.code, bad.stderr]).toEqual([
      1,
      'unknown keys found during decoding:\nmachine:\n    sysctl:\n        vm.max_map_count: "262144"\n',
    ]);
    tools.file('host.yaml', 'apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: talos-cp-1\n');
    await tools.run([
      'talosctl',
      'machineconfig',
      'patch',
      'out/controlplane.yaml',
      '--patch',
      '@host.yaml',
      '-o',
      'node.yaml',
    ]);
    const clash = await tools.run(['talosctl', 'validate', '-c', 'node.yaml', '-m', 'metal', '--strict']);
    expect([clash.code, clash.stderr]).toEqual([
      1,
      "1 error occurred:\n\t* 'auto' and 'hostname' cannot be set at the same time\n\n",
    ]);
    tools.file(
      'host.yaml',
      'apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: talos-cp-1\nauto: "off"\n',
    );
    await tools.run([
      'talosctl',
      'machineconfig',
      'patch',
      'out/controlplane.yaml',
      '--patch',
      '@host.yaml',
      '-o',
      'node.yaml',
    ]);
    expect(
      (await tools.run(['talosctl', 'validate', '-c', 'node.yaml', '-m', 'metal', '--strict'])).stdout,
    ).toBe('node.yaml is valid for metal mode\n');
    expect((await tools.run(['talosctl', 'validate', '-c', 'none.yaml', '-m', 'metal'])).stderr).toBe(
      'open none.yaml: no such file or directory\n',
    );
  });
});

describe('what is not there yet', () => {
  it('a node that does not exist is no route; an API server that is not up refuses', async () => {
    const node = await tools.run([
      'talosctl',
      'get',
      'machinestatus',
      '--insecure',
      '-n',
      '192.168.1.151',
      '-o',
      'json',
    ]);
    expect([node.code, node.stderr]).toEqual([
      1,
      'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.168.1.151:50000: connect: no route to host"\n',
    ]);
    tools.file('kubeconfig', KUBECONFIG);
    const api = await tools.run([
      'kubectl',
      '--kubeconfig',
      'kubeconfig',
      '--request-timeout=15s',
      'version',
      '-o',
      'json',
    ]);
    expect([api.code, api.stderr]).toEqual([
      1,
      'The connection to the server 192.168.1.151:6443 was refused - did you specify the right host or port?\n',
    ]);
    expect(JSON.parse(api.stdout)).not.toHaveProperty('serverVersion');
    const flux = await tools.run(['flux', 'check', '--pre', '--kubeconfig', 'kubeconfig']);
    expect([flux.code, flux.stderr.split('\n').at(-2)]).toEqual([
      1,
      '✗ Kubernetes API call failed: The connection to the server 192.168.1.151:6443 was refused - did you specify the right host or port?',
    ]);
  });

  it('a lab that was stopped says so', async () => {
    const down = await labTools('http://127.0.0.1:9');
    try {
      down.file('kubeconfig', KUBECONFIG);
      const ended = await down.run(['kubectl', '--kubeconfig', 'kubeconfig', 'get', 'nodes']);
      expect([ended.code, ended.stderr]).toEqual([
        1,
        'kubectl of the orch lab: the world is not running (ECONNREFUSED); start it with: orch lab up\n',
      ]);
    } finally {
      down[Symbol.dispose]();
    }
  });
});
