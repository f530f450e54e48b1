import { systemClock } from '../../adapters/clock.ts';
import { ensureFolders } from '../../adapters/git/folders.ts';
import { fileLock } from '../../adapters/lock.ts';
import { capture } from '../../adapters/process/capture.ts';
import { EXIT } from '../../core/exit.ts';
import type { StepReport } from '../../core/types.ts';
import type { StageSpec } from '../../core/workspace.ts';
import { askGit } from '../ask-git.ts';
import { baseMap } from '../base-map.ts';
import { type Context, childEnv } from '../context.ts';
import { type KeptFolders, keptVariables, makeKeptFolders } from '../kept-folders.ts';
import { orchBin } from '../package-root.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { chosenStages } from '../stage-names.ts';
import { stopSignal } from '../stop-signal.ts';

const MAX_BYTES = 1024 * 1024;

/** What the check of one step found; `drift` is what a run would change. */
type PlannedStep = Pick<StepReport, 'step' | 'outcome' | 'detail' | 'effect' | 'diff' | 'notices'>;

interface Planned {
  readonly stage: string;
  readonly result: 'nothing to do' | 'changes' | 'failed' | 'not checked';
  /** In order, up to the first check that failed. */
  readonly steps: readonly PlannedStep[];
  /** The same for a reader. */
  readonly text: string;
  /** The stage whose changes come first: until they are made, this one cannot be looked at. */
  readonly after?: string;
}

/** A line that was cut short by the end of the stage is none. */
const stepsOf = (stdout: string): readonly PlannedStep[] =>
  stdout
    .slice(0, stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as StepReport)
    .filter(({ outcome }) => outcome !== 'started')
    .map(({ index: _index, phase: _phase, ms: _ms, ...step }) => step);

const planOne = async (
  stage: StageSpec,
  cwd: string,
  kept: KeptFolders,
  context: Context,
  signal: AbortSignal,
): Promise<Planned> => {
  const builtin = stage.command === undefined && stage.refusedCommand === undefined;
  const check = builtin ? [process.execPath, orchBin, 'stage', stage.name, '--plan', '--json'] : stage.check;
  if (check === undefined)
    return {
      stage: stage.name,
      result: 'not checked',
      steps: [],
      text: 'has its own command, and no `check:` that says whether there is anything to do\n',
    };
  const ran = await capture(check, {
    cwd,
    env: {
      ...childEnv(context.env),
      ...stage.env,
      ...keptVariables(kept),
      ORCH_STAGE: stage.name,
    },
    timeoutMs: stage.timeoutMs,
    maxBytes: MAX_BYTES,
    signal,
  });
  const ended =
    ran.outcome === 'timed_out' ? `no answer within ${stage.timeoutMs / 1000} s` : (ran.reason ?? '');
  const text = `${builtin ? '' : ran.stdout}${ran.stderr}${ended}\n`;
  const one = { stage: stage.name, steps: builtin ? stepsOf(`${ran.stdout}`) : [], text };
  if (ran.code === EXIT.green) return { ...one, result: 'nothing to do' };
  return { ...one, result: ran.code === EXIT.changes ? 'changes' : 'failed' };
};

/**
 * A stage that cannot be looked at because what it needs is not there yet is a change to come, not a failure.
 * @param before what was planned of the stages before it.
 */
const inContext = (stage: StageSpec, one: Planned, before: readonly Planned[]): Planned => {
  if (one.result !== 'failed') return one;
  const first = before.find(({ stage: name, result }) => stage.needs.includes(name) && result === 'changes');
  return first === undefined ? one : { ...one, result: 'changes', after: first.after ?? first.stage };
};

const print = (context: Context, { stage, result, text, after }: Planned): void =>
  context.out(
    `${stage}: ${result}${after === undefined ? '' : ` (cannot be looked at before ${after})`}\n${text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `  ${line}\n`)
      .join('')}`,
  );

/** What it comes to, and the next step. */
const closing = (planned: readonly Planned[], self: string): string => {
  const of = (wanted: Planned['result']) =>
    planned.filter(({ result }) => result === wanted).map(({ stage }) => stage);
  const [failed, changes, unchecked] = [of('failed'), of('changes'), of('not checked')];
  if (failed.length > 0)
    return `The checks of ${failed.join(', ')} failed. Next: ${self} doctor, or mend what the lines above name.\n`;
  if (changes.length > 0)
    return `A run would change ${changes.join(', ')}. Next: ${self} run ${changes.length === 1 ? changes[0] : 'all'}\n`;
  return unchecked.length === planned.length
    ? `Nothing could be checked. Next: ${self} run all\n`
    : 'Nothing would be changed.\n';
};

/** `orch plan [STAGE…]`: checks only, in the repair worktree. Exit 0 nothing to do, 3 changes, 1 a check failed. */
export const plan: Action = async (context, _options, given) => {
  const asked = askGit(context);
  const root = await asked.root;
  const { map, repo } = await baseMap(root, context, {}, false, asked);
  const names = map.stages.map((stage) => stage.name);
  const wanted = given.length === 0 ? names : chosenStages(given, names);
  await ensureFolders(root);
  const kept = await makeKeptFolders(root);
  const held = await fileLock({ root, clock: systemClock }).acquire(`orch plan ${wanted.join(' ')}`);
  const planned: Planned[] = [];
  // A plan changes nothing: its child is ended and the lock given back.
  const stop = stopSignal(() => context.err('orch: stopping; nothing was changed\n'));
  try {
    const { dir } = await repo.prepare();
    // Checks change nothing, so no stage waits for another.
    const looks = map.stages
      .filter(({ name }) => wanted.includes(name))
      .map((stage) => ({ stage, look: planOne(stage, dir, kept, context, stop.signal) }));
    await Promise.allSettled(looks.map(({ look }) => look));
    for (const { stage, look } of looks) {
      const one = inContext(stage, await look, planned);
      if (stop.signal.aborted) break;
      planned.push(one);
      if (!context.json) print(context, one);
    }
  } finally {
    stop.dispose();
    await held.release();
  }
  const stopped = stop.exit();
  if (stopped !== undefined) return stopped;
  if (context.json) context.out(jsonText({ version: 1, stages: planned }));
  else context.out(closing(planned, context.self));
  if (planned.some(({ result }) => result === 'failed')) return EXIT.failed;
  return planned.some(({ result }) => result === 'changes') ? EXIT.changes : EXIT.green;
};
