import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vm } from '../../src/stage-kit/cluster-config.ts';
import { together } from '../../src/stage-kit/parallel.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { nodePatch } from './node-patch.ts';
import { minorOf, paths } from './paths.ts';
import { installImage } from './versions.ts';

/** What `talosctl` makes of the config and the patches of the repo. Secret, all of it. */
export interface Rendered {
  readonly nodes: ReadonlyMap<string, string>;
  readonly talosconfig: string;
}

const TIMEOUT_MS = 60_000;
const PREFIX = 'render-';

/** The repo's patches: of every node, of control planes, of workers. */
export const PATCHES = [
  'config/talos/all.yaml',
  'config/talos/controlplane.yaml',
  'config/talos/worker.yaml',
] as const;

/** The command line that makes the configs of both roles in `dir`. */
export const generateArgv = (ctx: StageContext, dir: string, kubernetes: string): readonly string[] => {
  const { talos, name } = ctx.cluster;
  return [
    ...['talosctl', 'gen', 'config', name, talos.endpoint],
    ...['--with-secrets', paths(ctx).secrets, '--force', '-o', dir],
    ...['--talos-version', minorOf(talos.version), '--kubernetes-version', kubernetes],
    ...['--install-disk', talos.install_disk, '--install-image', installImage(ctx)],
    ...['--with-docs=false', '--with-examples=false'],
    ...['--config-patch', `@${PATCHES[0]}`],
    ...['--config-patch-control-plane', `@${PATCHES[1]}`],
    ...['--config-patch-worker', `@${PATCHES[2]}`],
  ];
};

const renderNode = async (ctx: StageContext, dir: string, vm: Vm): Promise<string> => {
  const patch = join(dir, `${vm.name}.patch.yaml`);
  const out = join(dir, `${vm.name}.yaml`);
  writeFileSync(patch, nodePatch(ctx.cluster, vm), { mode: 0o600 });
  const base = join(dir, `${vm.role}.yaml`);
  await ctx.tool(['talosctl', 'machineconfig', 'patch', base, '--patch', `@${patch}`, '-o', out], {
    timeoutMs: TIMEOUT_MS,
  });
  chmodSync(out, 0o600);
  await ctx.tool(['talosctl', 'validate', '-c', out, '-m', 'metal', '--strict'], { timeoutMs: TIMEOUT_MS });
  return readFileSync(out, 'utf8');
};

/** A rendering takes seconds; what is older was left by a run that was killed, and it is secret. */
const STALE_MS = 3_600_000;

const removeStale = (folder: string): void => {
  for (const name of readdirSync(folder).filter((each) => each.startsWith(PREFIX))) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > STALE_MS) rmSync(path, { recursive: true, force: true });
  }
};

/**
 * Renders and validates every node's config in a folder of its own that is gone afterwards. Changes nothing.
 * @param kubernetes the version to render for, as `renderedFor` says.
 * @throws StageFailure with talosctl's words: a wrong patch is named here, before any node is touched.
 */
export const render = async (ctx: StageContext, kubernetes: string): Promise<Rendered> => {
  removeStale(ctx.secretsDir);
  const dir = mkdtempSync(join(ctx.secretsDir, PREFIX));
  try {
    await ctx.tool(generateArgv(ctx, dir, kubernetes), { timeoutMs: TIMEOUT_MS });
    const texts = await together(
      ctx.cluster.vms.map((vm) => async () => [vm.name, await renderNode(ctx, dir, vm)] as const),
    );
    return { nodes: new Map(texts), talosconfig: readFileSync(join(dir, 'talosconfig'), 'utf8') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
