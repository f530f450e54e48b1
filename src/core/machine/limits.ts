import { never } from './illegal.ts';
import type { RunState, State } from './state.ts';

/** What is about to be started. A remembered fix costs no tokens; a repair and a call need an attempt after them. */
export type Start = 'attempt' | 'remembered' | 'repair' | 'call';

const sum = (used: number, limit: number, what: string): string | undefined =>
  used >= limit ? `${used} ${what} (limit ${limit})` : undefined;

const attempts = (run: RunState) => sum(run.attempts, run.limits.attemptsPerRun, 'attempts in this run');
const repairs = (run: RunState) => sum(run.repairs, run.limits.repairsPerRun, 'repairs in this run');

/** Tokens and money, of the run and of the night: one envelope for everything that calls a model. */
const envelope = (state: State, run: RunState): string | undefined =>
  sum(run.spent.tokens, run.limits.tokensPerRun, 'tokens in this run') ??
  sum(run.spent.usd, run.limits.usdPerRun, 'USD in this run') ??
  sum(state.night?.spent.tokens ?? 0, run.limits.tokensPerNight, 'tokens in this night') ??
  sum(state.night?.spent.usd ?? 0, run.limits.usdPerNight, 'USD in this night');

/** Which limit forbids the next start, in words with its numbers; undefined when none does. */
export const exceeded = (state: State, run: RunState, start: Start): string | undefined => {
  switch (start) {
    case 'attempt':
      return attempts(run);
    case 'remembered':
      return attempts(run) ?? repairs(run);
    case 'repair':
      return attempts(run) ?? repairs(run) ?? envelope(state, run);
    case 'call':
      return (
        attempts(run) ??
        sum(run.spent.calls, run.limits.apiCallsPerRun, 'API calls in this run') ??
        sum(state.night?.spent.calls ?? 0, run.limits.apiCallsPerNight, 'API calls in this night') ??
        envelope(state, run)
      );
  }
  return never(start);
};
