#!/usr/bin/env node
// Builds the real tools that test/real drives, with Go from its module proxy, into a cache outside the repo:
//   node scripts/real-tools.js [FOLDER [NAME…]]     default ${XDG_CACHE_HOME:-~/.cache}/orch-ci/real, every tool
// Every binary is keyed by its version: a second call finds it and is instant. Prints what it does, and exits 1 with
// the names of what could not be built, 69 where there is no Go.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const [, , folder, ...names] = process.argv;
const home = folder ?? join(cache, 'orch-ci', 'real');
const KUBERNETES = 'v1.36.3';
/** Releases of Talos, newest first, each with the libraries that the proxy has only in the next newer version. */
const TALOS = {
  'v1.13.9': [
    'require github.com/siderolabs/go-kubernetes v0.2.39',
    'require github.com/siderolabs/go-blockdevice/v2 v2.0.27',
    'require go.etcd.io/etcd/etcdutl/v3 v3.6.14',
  ],
  'v1.12.6': ['require github.com/siderolabs/go-blockdevice/v2 v2.0.27'],
};

const kubernetes = (name) => ({
  file: `${name}-${KUBERNETES}`,
  name,
  module: 'k8s.io/kubernetes',
  version: KUBERNETES,
  package: `k8s.io/kubernetes/cmd/${name}`,
  // What `kubectl version` and the API server's /version say.
  flags: [
    `-X k8s.io/component-base/version.gitVersion=${KUBERNETES}`,
    '-X k8s.io/component-base/version.gitMajor=1',
    '-X k8s.io/component-base/version.gitMinor=36',
  ],
});

/**
 * talosctl of a release, with some libraries in the next newer version that the module proxy carries (and containerd itself in place of Talos' fork, which talosctl's commands that we use never reach).
 */
const talosctl = ([version, instead], index) => ({
  file: `talosctl-${version}`,
  name: index === 0 ? 'talosctl' : undefined,
  module: 'github.com/siderolabs/talos',
  version,
  package: 'github.com/siderolabs/talos/cmd/talosctl',
  without: ['github.com/containerd/containerd/v2'],
  instead,
});

const TOOLS = [
  {
    file: 'etcd-v3.6.16',
    name: 'etcd',
    module: 'go.etcd.io/etcd/server/v3',
    version: 'v3.6.16',
    main: 'etcd',
  },
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'].map(kubernetes),
  {
    file: 'kwok-v0.8.0',
    name: 'kwok',
    module: 'sigs.k8s.io/kwok',
    version: 'v0.8.0',
    package: 'sigs.k8s.io/kwok/cmd/kwok',
  },
  ...Object.entries(TALOS).map(talosctl),
];

/** Custom resource definitions of the pinned controllers: module, version, folder inside it. */
const CRDS = [
  ['github.com/fluxcd/source-controller', 'v1.9.5', 'config/crd/bases'],
  ['github.com/fluxcd/kustomize-controller', 'v1.9.4', 'config/crd/bases'],
  ['github.com/fluxcd/helm-controller', 'v1.6.1', 'config/crd/bases'],
  ['sigs.k8s.io/gateway-api', 'v1.6.3', 'config/crd/standard'],
];

const ETCD_MAIN = `package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
`;

const environment = {
  ...process.env,
  GOFLAGS: '-mod=mod',
  GOWORK: 'off',
  CGO_ENABLED: '0',
  GOTOOLCHAIN: 'local',
};
const go = (args, cwd) =>
  execFileSync('go', args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const say = (line) => process.stderr.write(`real tools: ${line}\n`);

/** `./staging/src/k8s.io/api` of Kubernetes v1.36.3 is published as k8s.io/api v0.36.3; Talos publishes under its own version. */
const published = (module, path, version) =>
  `${path} ${module === 'k8s.io/kubernetes' ? version.replace(/^v1\./, 'v0.') : version}`;

/** A module of our own that builds with exactly the versions the tool's own module asks for. */
const wrapper = (tool) => {
  const dir = join(home, 'build', tool.file);
  mkdirSync(dir, { recursive: true });
  const { GoMod, Dir } = JSON.parse(go(['mod', 'download', '-json', `${tool.module}@${tool.version}`], home));
  // Go prints null for a list that is empty.
  const read = JSON.parse(go(['mod', 'edit', '-json', GoMod], home));
  const [Require, Replace, Exclude] = [read.Require ?? [], read.Replace ?? [], read.Exclude ?? []];
  // What the module replaces by a folder of its own checkout is published beside it, if it is needed at all.
  const needed = new Set(Require.map(({ Path }) => Path));
  const replaced = Replace.filter(({ Old, New }) => New.Version !== undefined || needed.has(Old.Path));
  const local = new Set(replaced.filter(({ New }) => New.Version === undefined).map(({ Old }) => Old.Path));
  const lines = [
    'module orch.invalid/real',
    `go ${read.Go}`,
    `require ${tool.module} ${tool.version}`,
    ...Require.filter(({ Path }) => !local.has(Path)).map(
      ({ Path, Version }) => `require ${Path} ${Version}`,
    ),
    ...Exclude.map(({ Path, Version }) => `exclude ${Path} ${Version}`),
    ...replaced
      .filter(({ Old }) => !(tool.without ?? []).includes(Old.Path))
      .map(({ Old, New }) => {
        const from = Old.Version === undefined ? Old.Path : `${Old.Path} ${Old.Version}`;
        return `replace ${from} => ${New.Version === undefined ? published(tool.module, Old.Path, tool.version) : `${New.Path} ${New.Version}`}`;
      }),
    ...[...local].map((path) => `require ${published(tool.module, path, tool.version)}`),
    ...(tool.instead ?? []),
  ];
  writeFileSync(join(dir, 'go.mod'), `${lines.join('\n')}\n`);
  // The sums that the tool's own authors recorded.
  if (existsSync(join(Dir, 'go.sum'))) copyFileSync(join(Dir, 'go.sum'), join(dir, 'go.sum'));
  if (tool.main === 'etcd') writeFileSync(join(dir, 'main.go'), ETCD_MAIN);
  return dir;
};

const build = (tool) => {
  const target = join(home, 'bin', tool.file);
  if (existsSync(target)) return say(`${tool.file} is there`);
  const start = Date.now();
  say(`${tool.file}: building`);
  const dir = wrapper(tool);
  const flags = ['-trimpath', '-ldflags', ['-s', '-w', ...(tool.flags ?? [])].join(' ')];
  const done = spawnSync('go', ['build', ...flags, '-o', `${target}.part`, tool.package ?? '.'], {
    cwd: dir,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`${tool.file}: go build failed:\n${done.stderr.slice(-4_000)}`);
  renameSync(`${target}.part`, target);
  say(`${tool.file}: built in ${Math.round((Date.now() - start) / 1000)} s`);
};

/** The plain name beside the versioned one, so that the folder can stand first on a PATH. */
const link = (tool) => {
  if (tool.name === undefined || tool.name === tool.file) return;
  const plain = join(home, 'bin', tool.name);
  writeFileSync(`${plain}.part`, `#!/bin/sh\nexec "\${0%/*}/${tool.file}" "$@"\n`, { mode: 0o755 });
  renameSync(`${plain}.part`, plain);
};

const crds = ([module, version, folder]) => {
  const target = join(home, 'crds', `${module.split('/').pop()}-${version}`);
  if (existsSync(target)) return;
  const { Dir } = JSON.parse(go(['mod', 'download', '-json', `${module}@${version}`], home));
  mkdirSync(`${target}.part`, { recursive: true });
  for (const name of readdirSync(join(Dir, folder)).filter(
    (each) => each.endsWith('.yaml') && each !== 'kustomization.yaml',
  ))
    copyFileSync(join(Dir, folder, name), join(`${target}.part`, name));
  renameSync(`${target}.part`, target);
  say(`CRDs of ${module} ${version}`);
};

if (spawnSync('go', ['version']).status !== 0) {
  say('there is no Go on this machine: the suites that need these tools will say that they are skipped');
  process.exit(69);
}
mkdirSync(join(home, 'bin'), { recursive: true });
const failed = [];
const attempt = (name, work) => {
  try {
    work();
  } catch (error) {
    failed.push(name);
    say(`${name} could not be made: ${error.stderr || error.message}`);
  }
};
for (const tool of TOOLS.filter(
  ({ file }) => names.length === 0 || names.some((name) => file.startsWith(name)),
))
  attempt(tool.file, () => {
    build(tool);
    link(tool);
  });
for (const each of CRDS) attempt(`CRDs of ${each[0]}`, () => crds(each));
if (failed.length > 0) say(`not there: ${failed.join(', ')}`);
process.stdout.write(`${home}\n`);
process.exit(failed.length > 0 ? 1 : 0);
