import type { Candidate, ErrorRecord, Failure, State, Tried } from './state.ts';

/** The key of an error record in `State.errors`. */
export const errorKey = (stage: string, fingerprint: string): string => `${stage}:${fingerprint}`;

/** The record of one (stage, fingerprint), if that error was ever seen. */
export const recordOf = (state: State, stage: string, fingerprint: string | undefined) =>
  fingerprint === undefined ? undefined : state.errors[errorKey(stage, fingerprint)];

/** The record of the error a stage stands on. */
export const currentRecord = (state: State, stage: string): ErrorRecord | undefined =>
  recordOf(state, stage, state.stages[stage]?.error);

/** Changes one record; a record that is not there stays so. */
export const withRecord = (
  state: State,
  stage: string,
  fingerprint: string,
  change: (record: ErrorRecord) => ErrorRecord,
): State => {
  const key = errorKey(stage, fingerprint);
  const record = state.errors[key];
  return record === undefined ? state : { ...state, errors: { ...state.errors, [key]: change(record) } };
};

/** An optional property, absent rather than undefined, so that a state survives JSON unchanged. */
export const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };

/** Counts a sighting: makes the record, or brings its evidence up to date. */
export const sighted = (
  before: ErrorRecord | undefined,
  stage: string,
  failure: Failure,
  log: string,
  at: string,
): ErrorRecord => ({
  ...(before ?? fresh(stage, failure.fingerprint, at)),
  loose: failure.loose,
  class: failure.class,
  rule: failure.rule,
  sentence: failure.sentence,
  check: failure.check,
  summary: failure.summary,
  block: failure.block,
  ...optional('step', failure.step),
  stepIndex: failure.stepIndex,
  exitCode: failure.exitCode,
  log,
  lastSeen: at,
  total: (before?.total ?? 0) + 1,
  occurrences: (before?.occurrences ?? 0) + 1,
});

const fresh = (stage: string, fingerprint: string, at: string) => ({
  stage,
  fingerprint,
  firstSeen: at,
  repairs: 0,
  calls: 0,
  diagnosed: false,
  replayed: false,
  tried: [],
});

/** The record after its stage became green or was reset: what is counted per episode is full again. */
const refilled = (record: ErrorRecord): ErrorRecord => {
  const { openCall, caseDir, wanted, reproduced, givenUp, occurrences, repairs, calls, ...rest } = record;
  const full = {
    ...rest,
    occurrences: 0,
    repairs: 0,
    calls: 0,
    diagnosed: false,
    replayed: false,
    tried: [],
  };
  // Nothing happened since it was last full: the episode before stays the one to tell of.
  if (occurrences === 0) return full;
  return {
    ...full,
    lastEpisode: { occurrences, repairs, calls },
  };
};

/** Refills every record of the stage. The one place where budgets come back. */
export const refill = (state: State, stage: string): State => {
  const errors = Object.entries(state.errors);
  if (!errors.some(([, record]) => record.stage === stage)) return state;
  return {
    ...state,
    errors: Object.fromEntries(
      errors.map(([key, record]) => [key, record.stage === stage ? refilled(record) : record]),
    ),
  };
};

/** Notes what was tried for an error, for the next model and the human. */
export const noteTried = (state: State, stage: string, fingerprint: string, tried: Tried): State =>
  withRecord(state, stage, fingerprint, (record) => ({ ...record, tried: [...record.tried, tried] }));

/** Notes what became of a candidate, at the error it was written for. */
export const noteCandidate = (
  state: State,
  stage: string,
  candidate: Candidate,
  outcome: Tried['outcome'],
  detail: string,
  at: string,
): State =>
  noteTried(state, stage, candidate.fingerprint, {
    at,
    source: candidate.source,
    outcome,
    summary: candidate.summary,
    detail,
    tree: candidate.tree,
    commit: candidate.commit,
    paths: candidate.paths,
  });

/**
 * True when this tree was tried in the stage's episode and judged. A tree that was only taken back untested may
 * be tried again: nothing is known against it.
 */
export const triedBefore = (state: State, stage: string, tree: string): boolean =>
  (state.stages[stage]?.episode ?? []).some((fingerprint) =>
    (recordOf(state, stage, fingerprint)?.tried ?? []).some(
      (tried) => tried.tree === tree && tried.outcome !== 'untested',
    ),
  ) || (state.stages[stage]?.candidates ?? []).some((candidate) => candidate.tree === tree);
