import { StageFailure } from '../../src/stage-kit/failure.ts';
import { kubeconfigPath } from '../../src/stage-kit/kube/kubectl.ts';
import { allOf } from '../../src/stage-kit/parallel.ts';
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

const fits = async (ctx: StageContext): Promise<Finding> => {
  await ctx.tool(['flux', 'check', '--pre', '--kubeconfig', kubeconfigPath(ctx)], { timeoutMs: TIMEOUT_MS });
  return { state: 'ok', detail: 'the cluster fits Flux' };
};

/** The flux binary fits the config, and the cluster fits Flux. */
export const tools: Step = {
  name: 'tools',
  check: (ctx) => allOf([() => client(ctx), () => fits(ctx)]),
};
