import { didYouMean } from '../core/suggest.ts';
import type { StepReport } from '../core/types.ts';
import { StageFailure } from './failure.ts';
import { type Looks, lookTogether } from './looks.ts';
import type { Finding, Stage, StageContext, Step } from './types.ts';
import { waitFor } from './wait.ts';

export interface RunStageOptions {
  /** Checks only; nothing is changed. */
  readonly planOnly: boolean;
  /** Name of the one step to run. */
  readonly onlyStep?: string;
  readonly report: (report: StepReport) => void;
}

export interface StageOutcome {
  /** Exit code: 0 green, 1 failed, 3 a plan found changes, 127 a binary is missing. */
  readonly code: number;
  readonly changed: number;
}

interface StepRun {
  readonly ctx: StageContext;
  readonly looks: Looks;
  readonly step: Step;
  readonly index: number;
  readonly report: RunStageOptions['report'];
}

/** How a phase ended, as it is reported. */
type Reported = Omit<StepReport, 'step' | 'index' | 'phase'>;

const phase = async <T>(
  run: StepRun,
  name: StepReport['phase'],
  work: () => Promise<T>,
  outcome: (result: T) => Reported,
): Promise<T> => {
  const base = { step: run.step.name, index: run.index, phase: name };
  run.report({ ...base, outcome: 'started' });
  const start = run.ctx.now();
  const ms = () => Math.round(run.ctx.now() - start);
  try {
    const result = await work();
    run.report({ ...base, ms: ms(), ...outcome(result) });
    return result;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    run.report({ ...base, ms: ms(), outcome: 'failed', detail });
    throw error;
  }
};

const found = (finding: Finding): Reported => ({
  outcome: finding.state,
  detail: finding.detail,
  ...(finding.state === 'ok' ? {} : { effect: finding.effect }),
  ...(finding.state === 'ok' || finding.diff === undefined ? {} : { diff: finding.diff }),
  ...(finding.notices === undefined ? {} : { notices: finding.notices }),
});

/** Without a wait of its own, a step has converged when its check says so. */
const checkAgain = async (run: StepRun): Promise<string> => {
  const again = await run.step.check(run.ctx);
  if (again.state === 'ok') return again.detail;
  throw new StageFailure(`still not as wanted after apply: ${again.detail}`, again.diff ?? '');
};

const converge = async (run: StepRun, finding: Finding): Promise<void> => {
  const { step, ctx } = run;
  const { apply } = step;
  if (apply)
    await phase(
      run,
      'apply',
      () => apply(ctx, finding),
      () => ({ outcome: 'changed', ...(finding.state === 'drift' ? { detail: finding.effect } : {}) }),
    );
  const detail = await phase(
    run,
    'verify',
    () => {
      const wait = step.verify?.(ctx);
      return wait ? waitFor(ctx, wait) : checkAgain(run);
    },
    (text) => ({ outcome: 'ok', detail: text }),
  );
  ctx.say(`  ok: ${detail}`);
};

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

/** In a plan, what cannot be looked at before an earlier step is applied is a change to come, not a failure. */
const unknownYet = (error: unknown, blocker: string): Finding => {
  if (!(error instanceof StageFailure) || error.exit !== 1) throw error;
  const first = error.evidence.split('\n')[0] || error.message;
  return {
    state: 'drift',
    detail: `cannot be checked before ${blocker} is applied (${first})`,
    effect: 'not known yet',
  };
};

/** The finding of a check that may have been made before its turn; the time is what the check itself took. */
const checked = async (run: StepRun, blocker: string | undefined): Promise<Finding> => {
  let ms = 0;
  return phase(
    run,
    'check',
    async () => {
      const look = await run.looks.at(run.step);
      ms = look.ms;
      if ('finding' in look) return look.finding;
      if (blocker === undefined) throw look.error;
      return unknownYet(look.error, blocker);
    },
    (finding) => ({ ...found(finding), ms }),
  );
};

const oneStep = async (run: StepRun, planOnly: boolean, drifted: readonly string[]): Promise<Finding> => {
  const { ctx } = run;
  const finding = await checked(run, planOnly ? drifted[0] : undefined);
  for (const notice of finding.notices ?? []) ctx.say(`  for you: ${notice}`);
  if (finding.state === 'ok') {
    ctx.say(`  ok: ${finding.detail}`);
    return finding;
  }
  ctx.say(`  ${finding.detail}`);
  ctx.say(`  ${planOnly ? 'would do' : 'now'}: ${finding.effect}`);
  if (finding.diff) ctx.say(indent(finding.diff));
  if (planOnly) return finding;
  // From here on nothing that was seen before is relied on.
  await run.looks.forget();
  await converge(run, finding);
  return finding;
};

/** What a failed step prints: the tool's words verbatim, then one sentence of ours. */
const tell = (ctx: StageContext, step: string, failure: StageFailure): void => {
  if (failure.evidence !== '') ctx.say(failure.evidence);
  ctx.say(`step ${step} failed: ${failure.message}`);
};

/** A name that is not known, then the one that was probably meant, then all. */
const instead = (name: string, known: readonly string[]): string => {
  const meant = didYouMean(name, known);
  return `${name}; ${meant === undefined ? '' : `did you mean \`${meant}\`? `}it has ${known.join(', ')}`;
};

/**
 * Runs a stage's steps in order: check, apply what drifted, verify; reports each phase; stops at the first failure.
 * The checks are begun together (looks.ts); from the first change on each is made in its turn.
 * @param stage the steps; @param ctx what they may touch; @param options plan only, one step only, where reports go.
 * @returns exit code and how many steps changed (or would change) something. A bug (any error that is no
 * StageFailure) is thrown.
 */
export const runStage = async (
  stage: Stage,
  ctx: StageContext,
  options: RunStageOptions,
): Promise<StageOutcome> => {
  const { planOnly, onlyStep, report } = options;
  if (onlyStep !== undefined && !stage.steps.some((step) => step.name === onlyStep)) {
    ctx.say(
      `stage ${stage.name} has no step ${instead(
        onlyStep,
        stage.steps.map((each) => each.name),
      )}`,
    );
    return { code: 64, changed: 0 };
  }
  const parts = stage.parts?.(ctx) ?? [];
  if (ctx.part !== undefined && !parts.includes(ctx.part)) {
    const has = parts.length === 0 ? `${ctx.part}; it is only run whole` : instead(ctx.part, parts);
    ctx.say(`stage ${stage.name} has no part ${has}`);
    return { code: 64, changed: 0 };
  }
  const steps = stage.steps.filter(
    (step) => (onlyStep === undefined || step.name === onlyStep) && step.wanted?.(ctx) !== false,
  );
  const looks = lookTogether(ctx, steps);
  try {
    return await inOrder(stage, steps, { ctx, looks, report }, planOnly);
  } finally {
    await looks.forget();
  }
};

const inOrder = async (
  { name, steps: all }: Stage,
  steps: readonly Step[],
  run: Omit<StepRun, 'step' | 'index'>,
  planOnly: boolean,
): Promise<StageOutcome> => {
  const { ctx } = run;
  const drifted: string[] = [];
  for (const step of steps) {
    const index = all.indexOf(step);
    ctx.say(`[${index + 1}/${all.length}] ${step.name}`);
    try {
      const finding = await oneStep({ ...run, step, index }, planOnly, drifted);
      if (finding.state === 'drift') drifted.push(step.name);
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      tell(ctx, step.name, error);
      return { code: error.exit, changed: drifted.length };
    }
  }
  ctx.say(summary(name, planOnly, drifted));
  return { code: planOnly && drifted.length > 0 ? 3 : 0, changed: drifted.length };
};

const summary = (name: string, planOnly: boolean, drifted: readonly string[]): string => {
  if (drifted.length === 0) return `${name}: as wanted, nothing changed`;
  return planOnly
    ? `${name}: would change ${drifted.join(', ')}`
    : `${name}: converged, changed ${drifted.join(', ')}`;
};
