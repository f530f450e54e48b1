import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureMatches, StageFailure } from '../../src/stage-kit/failure.ts';
import type { Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { firstControlPlane, target } from './paths.ts';
import { readBundle } from './pki.ts';

const TIMEOUT_MS = 60_000;
/** The API answers before the container runtime and the clock are ready (v1alpha1_server.go). */
const NOT_YET = /code = Unavailable|bootstrap is not available yet|time is not in sync yet/;
const DONE_BEFORE = /code = AlreadyExists/;

const argvFor = (ctx: StageContext, ...words: string[]): string[] => [
  'talosctl',
  ...words,
  ...target(ctx, firstControlPlane(ctx.cluster)),
];

/** Rows of the member table below its header; undefined while etcd does not answer, with talosctl's words. */
const members = async (ctx: StageContext): Promise<{ readonly count: number; readonly text: string }> => {
  try {
    const { code, stdout, stderr } = await ctx.tool(argvFor(ctx, 'etcd', 'members'), {
      timeoutMs: TIMEOUT_MS,
      ok: [0, 1],
    });
    const rows = stdout.trim().split('\n').slice(1);
    return { count: code === 0 ? rows.filter((row) => row.trim() !== '').length : 0, text: stderr.trim() };
  } catch (error) {
    if (failureMatches(error, /timed out after/)) return { count: 0, text: error.evidence };
    throw error;
  }
};

interface Memory {
  readonly cluster: string;
  readonly node: string;
  readonly bootstrap: 'started' | 'done';
}

const memoryFile = (ctx: StageContext): string => join(ctx.stateDir, 'talos.json');

/** What was done to this very cluster (the id is in its secrets); another cluster's memory does not count. */
const remembered = (ctx: StageContext): Memory | undefined => {
  if (!existsSync(memoryFile(ctx))) return undefined;
  const memory = JSON.parse(readFileSync(memoryFile(ctx), 'utf8')) as Memory;
  return memory.cluster === readBundle(ctx).cluster?.id ? memory : undefined;
};

const remember = (ctx: StageContext, bootstrap: Memory['bootstrap']): void => {
  const cluster = readBundle(ctx).cluster?.id ?? '';
  const memory: Memory = { cluster, node: firstControlPlane(ctx.cluster).name, bootstrap };
  writeFileSync(memoryFile(ctx), `${JSON.stringify(memory)}\n`);
};

const start = async (ctx: StageContext): Promise<void> => {
  const began = ctx.now();
  for (;;) {
    try {
      await ctx.tool(argvFor(ctx, 'bootstrap'), { timeoutMs: TIMEOUT_MS });
      return;
    } catch (error) {
      if (failureMatches(error, DONE_BEFORE)) return;
      const late = ctx.now() - began >= ctx.cluster.timing.bootstrap;
      if (late || !failureMatches(error, NOT_YET)) throw error;
      ctx.say(`  not ready for a bootstrap yet: ${error.evidence.split('\n')[0]}`);
      await ctx.sleep(ctx.cluster.timing.poll);
    }
  }
};

const observe = async (ctx: StageContext): Promise<Seen> => {
  const { count } = await members(ctx);
  if (count > 0) return { state: 'ready', detail: `etcd has ${count} member${count === 1 ? '' : 's'}` };
  return { state: 'waiting', for: 'etcd to have a member' };
};

/** etcd is bootstrapped once per cluster, on one control plane, and never a second time. */
export const bootstrap: Step = {
  name: 'bootstrap',
  check: async (ctx) => {
    const seen = await observe(ctx);
    if (seen.state === 'ready') return { state: 'ok', detail: seen.detail };
    if (remembered(ctx)?.bootstrap === 'done')
      return {
        state: 'drift',
        detail: 'etcd does not answer',
        effect: 'waits for it (it was bootstrapped before)',
      };
    const { name } = firstControlPlane(ctx.cluster);
    return { state: 'drift', detail: 'etcd has no members', effect: `bootstraps etcd on ${name}, once` };
  },
  apply: async (ctx) => {
    if (remembered(ctx)?.bootstrap === 'done') return;
    const { node } = remembered(ctx) ?? { node: firstControlPlane(ctx.cluster).name };
    if (node !== firstControlPlane(ctx.cluster).name)
      throw new StageFailure(
        `a bootstrap was begun on ${node}: with a second one the cluster would be split`,
      );
    remember(ctx, 'started');
    await start(ctx);
    remember(ctx, 'done');
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.install,
    observe: () => observe(ctx),
    evidence: async () => (await members(ctx)).text,
  }),
};
