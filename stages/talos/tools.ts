import { StageFailure } from '../../src/stage-kit/failure.ts';
import { allOf } from '../../src/stage-kit/parallel.ts';
import type { Finding, StageContext, Step } from '../../src/stage-kit/types.ts';
import { minorOf } from './paths.ts';

const TIMEOUT_MS = 20_000;

/** A client of another minor writes configs that this Talos may not know. */
const talosctl = async (ctx: StageContext): Promise<Finding> => {
  const { stdout } = await ctx.tool(['talosctl', 'version', '--client', '--short'], {
    timeoutMs: TIMEOUT_MS,
  });
  const found = /v\d+\.\d+\.\d+/.exec(stdout)?.[0];
  if (found === undefined) throw new StageFailure('talosctl does not say its version', stdout.trimEnd());
  const wanted = ctx.cluster.talos.version;
  if (minorOf(found) === minorOf(wanted)) return { state: 'ok', detail: `talosctl ${found}` };
  throw new StageFailure(
    `talosctl is ${found}, the config wants Talos ${wanted}: install talosctl ${minorOf(wanted)}.x`,
    `talosctl version ${found} does not match talos.version ${wanted}`,
  );
};

const kubectl = async (ctx: StageContext): Promise<Finding> => {
  const argv = ['kubectl', 'version', '--client', '-o', 'json'];
  const { stdout } = await ctx.tool(argv, { timeoutMs: TIMEOUT_MS });
  const { clientVersion } = JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } };
  return { state: 'ok', detail: `kubectl ${clientVersion?.gitVersion ?? '(version unknown)'}` };
};

/** The binaries are there and fit the config. */
export const tools: Step = {
  name: 'tools',
  check: (ctx) => allOf([() => talosctl(ctx), () => kubectl(ctx)]),
};
