import { join } from 'node:path';
import type { ClusterConfig, Vm } from '../../src/stage-kit/cluster-config.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';

/** Where the stage keeps what it generates. All of it is secret. */
export const paths = (ctx: StageContext) => ({
  secrets: join(ctx.secretsDir, 'secrets.yaml'),
  talosconfig: join(ctx.secretsDir, 'talosconfig'),
  kubeconfig: join(ctx.secretsDir, 'kubeconfig'),
  /** What diagnostics are run with: os:reader, and a ServiceAccount that may only look. */
  readerTalosconfig: join(ctx.secretsDir, 'reader.talosconfig'),
  readerKubeconfig: join(ctx.secretsDir, 'reader.kubeconfig'),
  /** What the node configs were rendered from; see rendered.ts. */
  rendered: join(ctx.secretsDir, 'rendered.json'),
  nodes: join(ctx.secretsDir, 'nodes'),
  node: (vm: Vm) => join(ctx.secretsDir, 'nodes', `${vm.name}.yaml`),
});

/** `v1.13.9` → `v1.13`: what --talos-version takes. */
export const minorOf = (version: string): string => version.replace(/^(v\d+\.\d+)\..*$/, '$1');

/** The control plane that is bootstrapped: always the first of the config, so that it is always the same one. */
export const firstControlPlane = (cluster: ClusterConfig): Vm => {
  const found = cluster.vms.find((vm) => vm.role === 'controlplane');
  if (!found) throw new StageFailure('the config names no control plane');
  return found;
};

/** `-n IP -e IP --talosconfig F`: talosctl takes them after the subcommand only. */
export const target = (ctx: StageContext, vm: Vm): string[] => [
  '-n',
  vm.address,
  '-e',
  vm.address,
  '--talosconfig',
  paths(ctx).talosconfig,
];
