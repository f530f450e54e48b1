import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { nodePatch } from './node-patch.ts';
import { paths } from './paths.ts';
import { generateArgv, PATCHES } from './render.ts';

/** Hashes of what the configs were rendered from, and of what came of it: a rendering costs two processes a node. */
interface Memo {
  readonly version: 1;
  readonly inputs: string;
  readonly outputs: string;
}

const TIMEOUT_MS = 20_000;

const bytesOf = (file: string): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));

/** Each part with its length, so that no two lists of parts are the same bytes. */
const hash = (parts: readonly (string | Buffer)[]): string => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(`${Buffer.byteLength(part)}:`).update(part);
  return sum.digest('hex');
};

/**
 * One hash of all that the configs depend on: talosctl, the config, the repo's patches, the secrets. Taken before a
 * rendering, so that what changes meanwhile is seen the next time.
 * @param kubernetes the version to render for.
 */
export const inputsOf = async (ctx: StageContext, kubernetes: string): Promise<string> => {
  const { stdout } = await ctx.tool(['talosctl', 'version', '--client', '--short'], {
    timeoutMs: TIMEOUT_MS,
  });
  return hash([
    stdout,
    ...generateArgv(ctx, '', kubernetes),
    ...ctx.cluster.vms.flatMap((vm) => [vm.name, vm.role, nodePatch(ctx.cluster, vm)]),
    ...[...PATCHES.map((each) => join(ctx.root, each)), paths(ctx).secrets].map(bytesOf),
  ]);
};

const outputsOf = (ctx: StageContext): string =>
  hash(ctx.cluster.vms.flatMap((vm) => [vm.name, bytesOf(paths(ctx).node(vm))]));

/** A memo that is cut short or of another form is none: everything is rendered once more. */
const readMemo = (file: string): Partial<Memo> | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Memo> | null;
    return value?.version === 1 ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Whether the configs on disk are those of a rendering from the same inputs, and nobody touched them since. */
export const isRendered = (ctx: StageContext, inputs: string): boolean => {
  const memo = readMemo(paths(ctx).rendered);
  return memo?.inputs === inputs && memo.outputs === outputsOf(ctx);
};

/** Notes that the configs on disk are what these inputs give. */
export const noteRendered = (ctx: StageContext, inputs: string): void => {
  const memo: Memo = { version: 1, inputs, outputs: outputsOf(ctx) };
  writeFileSync(paths(ctx).rendered, `${JSON.stringify(memo)}\n`, { mode: 0o600 });
};
