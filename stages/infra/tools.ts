import { StageFailure } from '../../src/stage-kit/failure.ts';
import type { Finding, StageContext, Step } from '../../src/stage-kit/types.ts';

const TIMEOUT_MS = 60_000;
const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

const client = async (ctx: StageContext): Promise<Finding> => {
  const { stdout } = await ctx.tool(['flux', 'version', '--client'], { timeoutMs: TIMEOUT_MS });
  const found = /v\d+\.\d+\.\d+/.exec(stdout)?.[0];
  const wanted = ctx.cluster.flux.version;
  if (found === undefined) throw new StageFailure('flux does not say its version', stdout.trimEnd());
  if (minor(found) === minor(wanted)) return { state: 'ok', detail: `flux ${found}` };
  throw new StageFailure(
    `flux is ${found}, the config wants ${wanted}: install flux ${minor(wanted)}.x`,
    `flux version ${found} does not match flux.version ${wanted}`,
  );
};

/** The flux binary fits the config. Whether the cluster fits Flux is asked before an installation. */
export const tools: Step = { name: 'tools', check: client };
