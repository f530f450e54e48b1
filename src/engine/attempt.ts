import { OrchError } from '../core/exit.ts';
import type { Action } from '../core/machine/actions.ts';
import { isGreen } from '../core/machine/predicates.ts';
import { errorKey, recordOf } from '../core/machine/records.ts';
import type { Failure } from '../core/machine/state.ts';
import { stamp } from '../core/stamp.ts';
import { stepText } from '../core/step.ts';
import type { StageSpec } from '../core/workspace.ts';
import type { StageExit, StageRun } from '../ports.ts';
import type { Engine, Look } from './ports.ts';

/** The map's entry for a stage of the plan. */
export const specOf = (engine: Pick<Engine, 'input'>, name: string): StageSpec => {
  const spec = engine.input.map.stages.find((stage) => stage.name === name);
  if (spec === undefined)
    throw new OrchError('config', `the context map has no stage ${name}`, 'name a stage of context_map.yaml');
  return spec;
};

/** The log of the next attempt: never the name of the last one, though two runs may begin in one second. */
export const logPath = (name: string, attempt: number, at: string, last: string | undefined): string => {
  const path = `logs/${name}/${name}_${stamp(at)}_attempt${attempt}.log`;
  const second = 1_000;
  return path === last ? logPath(name, attempt, new Date(Date.parse(at) + second).toISOString(), last) : path;
};

/** What a stage is run by: its own command, or orch itself for a built-in one. */
export const commandOf = ({ input }: Pick<Engine, 'input'>, spec: StageSpec): readonly string[] =>
  spec.command ?? [...input.orchArgv, 'stage', spec.name];

/** What looks whether a stage has anything to do and changes nothing; undefined when its own command has no such check. */
export const checkOf = ({ input }: Pick<Engine, 'input'>, spec: StageSpec): readonly string[] | undefined =>
  spec.command === undefined ? [...input.orchArgv, 'stage', spec.name, '--plan'] : spec.check;

const environment = (
  engine: Pick<Engine, 'input'>,
  spec: StageSpec,
  attempt: number,
  only: string | undefined,
): Record<string, string> => ({
  ...engine.input.env,
  ...spec.env,
  ORCH_RUN_ID: engine.input.id,
  ORCH_STAGE: spec.name,
  ORCH_ATTEMPT: String(attempt),
  ORCH_STEP_FD: '3',
  ORCH_SECRETS_DIR: engine.input.secretsDir,
  ORCH_STATE_DIR: engine.input.stateDir,
  ...(only === undefined ? {} : { ORCH_ONLY_STEP: only }),
});

/** One execution of a stage, as the runner wants it. @param only the one step that is wanted. */
export const stageRun = (
  engine: Pick<Engine, 'input' | 'cwd'>,
  spec: StageSpec,
  {
    argv,
    number,
    log,
    only,
  }: {
    readonly argv: readonly string[];
    readonly number: number;
    readonly log: string;
    readonly only?: string;
  },
): StageRun => ({
  runId: engine.input.id,
  stage: spec.name,
  argv,
  cwd: engine.cwd,
  env: environment(engine, spec, number, only),
  timeoutMs: spec.timeoutMs,
  graceMs: engine.input.map.settings.graceMs,
  logPath: `${engine.input.root}/${log}`,
  ...(engine.input.signal === undefined ? {} : { signal: engine.input.signal }),
});

/** Runs the stage's command once and records how it ended. The log is the child's alone. */
export const attempt = async (engine: Engine, action: Action & { do: 'attempt' }): Promise<void> => {
  const { ports, record } = engine;
  const { stage: name, kind } = action;
  const before = ports.store.state.stages[name];
  const looked = await engine.ahead.green(name);
  if (looked !== undefined) return recordLook(engine, action, looked);
  const spec = specOf(engine, name);
  const number = (before?.attempts ?? 0) + 1;
  const log = logPath(name, number, ports.clock.now(), before?.log);
  const argv = commandOf(engine, spec);
  await record({ type: 'attempt_started', stage: name, kind, log });
  const exit = await ports.runner.run({
    ...stageRun(engine, spec, {
      argv,
      number,
      log,
      ...(action.step === undefined ? {} : { only: action.step }),
    }),
    onStep: (step) => ports.reporter.step(name, step),
  });
  const ended = { type: 'attempt_ended', stage: name, kind, ms: Math.round(exit.ms), ...said(exit) } as const;
  if (exit.outcome === 'interrupted') {
    await record({ ...ended, outcome: 'interrupted' });
    return;
  }
  if (exit.outcome === 'exited' && exit.code === 0) {
    await record({ ...ended, outcome: 'green', ...(isGreen(before) ? { drifted: drifted(exit) } : {}) });
    return;
  }
  // Only a failure pays for loading what names it.
  const { nameFailure } = await import('./failure.ts');
  const failure = nameFailure(engine, spec, argv, exit);
  engine.tails.set(errorKey(name, failure.fingerprint), exit.tail);
  const remembered = await onRecord(engine, name, failure);
  await record({ ...ended, outcome: 'failed', failure, ...(remembered ? { remembered } : {}) });
};

/** A look that found nothing to do is an attempt that changed nothing. */
const recordLook = async (
  { record }: Engine,
  { stage, kind }: Action & { do: 'attempt' },
  { log, exit }: Look,
): Promise<void> => {
  await record({ type: 'attempt_started', stage, kind, log });
  const ms = Math.round(exit.ms);
  await record({ type: 'attempt_ended', stage, kind, outcome: 'green', ms, drifted: 0, ...said(exit) });
};

/** Steps that applied something although the stage had been green. */
const drifted = (exit: StageExit): number =>
  new Set(
    exit.steps
      .filter(({ phase, outcome }) => phase === 'apply' && outcome === 'changed')
      .map(({ step }) => step),
  ).size;

/** A page is read in a minute: no stage says more than this. */
const MAX_LINES = 20;
const MAX_LENGTH = 400;

/** What the steps applied, with what their checks had found, and what they have to say to the human. */
const said = ({
  steps,
}: StageExit): { readonly changes?: readonly string[]; readonly notices?: readonly string[] } => {
  const found = new Map(
    steps.filter(({ outcome }) => outcome === 'drift').map((each) => [each.step, stepText(each)]),
  );
  const changes = steps
    .filter(({ phase, outcome }) => phase === 'apply' && outcome === 'changed')
    .map(({ step, detail }) => `${step}: ${found.get(step) ?? detail ?? 'applied'}`);
  const short = (lines: readonly string[]) =>
    [...new Set(lines)].slice(0, MAX_LINES).map((line) => line.slice(0, MAX_LENGTH));
  const notices = steps.flatMap((step) => step.notices ?? []);
  return {
    ...(changes.length === 0 ? {} : { changes: short(changes) }),
    ...(notices.length === 0 ? {} : { notices: short(notices) }),
  };
};

/** A verified fix for this failure exists and was not tried in this episode. */
const onRecord = async (engine: Engine, name: string, failure: Failure): Promise<boolean> => {
  const { store, fixes } = engine.ports;
  if (failure.class !== 'repo') return false;
  if (recordOf(store.state, name, failure.fingerprint)?.replayed === true) return false;
  return (await fixes.find(name, failure.fingerprint)) !== undefined;
};
