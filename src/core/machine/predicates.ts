import type { Candidate, Progress, RunStageState, RunState, StageState } from './state.ts';

/** Nobody outside this folder compares status strings: ask here. */
export const isGreen = (stage: StageState | undefined): boolean => stage?.status === 'green';
export const isRunning = (stage: StageState | undefined): boolean => stage?.status === 'running';
/** Stopped until a human resets it, or mends it by hand. */
export const isGivenUp = (stage: StageState | undefined): boolean => stage?.status === 'give_up';
export const isPaused = (stage: StageState | undefined): boolean => stage?.paused === true;
/** A run has started and not ended. After a kill that is still so, until the next run closes it. */
export const isOpen = (run: RunState | undefined): run is RunState =>
  run !== undefined && run.endedAt === undefined;

/** Nothing more happens with the stage in this run. */
export const isSettled = (progress: Progress): boolean => progress !== 'pending' && progress !== 'active';
export const isUnderWay = (stage: RunStageState): boolean => stage.due.to.endsWith('_end');

/** Not yet judged by a re-run that could tell. */
export const isPending = (candidate: Candidate): boolean => candidate.verdict === 'pending';
export const isToKeep = (candidate: Candidate): boolean => candidate.verdict === 'keep';
export const isToTakeBack = (candidate: Candidate): boolean => candidate.verdict === 'take_back';

/** Models may be asked in this run: not with --no-ai, and not with --here, where there is no worktree to repair. */
export const mayRepair = (run: RunState): boolean => run.options.ai && !run.options.here;
