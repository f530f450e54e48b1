import { existsSync } from 'node:fs';
import { failureMatches } from '../../src/stage-kit/failure.ts';
import { parseJsonStream } from '../../src/stage-kit/json-stream.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { firstControlPlane, paths } from './paths.ts';

/** What the nodes answered, and whether all of them did. */
export interface Answers {
  readonly whole: boolean;
  readonly answers: readonly unknown[];
}

const NONE: Answers = { whole: false, answers: [] };

/**
 * `talosctl get` of one resource from every node with one call, by way of the first control plane, whose API passes it
 * on to one node after the other.
 * @param words the resource and its id; @param timeoutMs for all nodes together.
 * @returns the resources, each with the address (`node`) it came from; of nodes that do not answer there is none.
 */
export const getFromAll = async (
  ctx: StageContext,
  words: readonly string[],
  timeoutMs: number,
): Promise<Answers> => {
  const { talosconfig } = paths(ctx);
  if (!existsSync(talosconfig)) return NONE;
  const nodes = ctx.cluster.vms.map((vm) => vm.address).join(',');
  const by = ['-e', firstControlPlane(ctx.cluster).address, '--talosconfig', talosconfig, '-o', 'json'];
  try {
    const argv = ['talosctl', 'get', ...words, '-n', nodes, ...by];
    const { code, stdout } = await ctx.tool(argv, { timeoutMs, ok: [0, 1] });
    return { whole: code === 0, answers: parseJsonStream(stdout) };
  } catch (error) {
    if (failureMatches(error, /timed out after/)) return NONE;
    throw error;
  }
};
