import type { Event, Recorded, ReplyOutcome } from '../../core/machine/events.ts';
import type { State } from '../../core/machine/state.ts';
import type { Style } from './style.ts';
import { cutPainted, oneLine } from './table.ts';
import { duration } from './time.ts';

const WIDTH = 120;

const KIND = {
  first: 'running',
  retry: 'running again (the failure was transient)',
  reproduce: 'running again, unchanged, to see whether the error comes back',
  verify: 'running with the change',
  again: 'running again',
} as const;

const reply = (result: ReplyOutcome): string => {
  switch (result.kind) {
    case 'candidate':
      return `proposed a change to ${result.candidate.paths.join(', ')}: ${result.candidate.summary}`;
    case 'refused':
      return `its change was refused${result.held ? ', and is held for you' : ''}: ${result.summary}`;
    case 'unusable':
      return `no usable answer: ${result.summary}`;
    case 'diagnostics':
      return `asks for ${result.commands.length} diagnostic command${result.commands.length === 1 ? '' : 's'}: ${result.summary}`;
    case 'not_fixable':
      return `says it cannot be mended in the repo (${result.layer}): ${result.summary}`;
    case 'unsent':
      return `could not be asked: ${result.reason}`;
    case 'lost':
      return `the answer was lost: ${result.reason}`;
  }
};

const PROVED = {
  failure: 'without the change the checks fail',
  drift: 'without the change the checks find drift, and no error',
  green: 'without the change the checks are green too',
  nothing: 'the change could not be proved',
} as const;

const WHO = { executor: 'executor', remembered: 'remembered fix' } as const;

const attemptEnded = (event: Extract<Event, { type: 'attempt_ended' }>, s: Style): string => {
  const took = s.dim(`(${duration(event.ms)})`);
  if (event.outcome === 'green') return `${event.stage}: ${s.green('green')} ${took}`;
  if (event.outcome === 'interrupted') return `${event.stage}: ${s.yellow('interrupted')} ${took}`;
  const failure = event.failure;
  return failure
    ? `${event.stage}: ${s.red('failed')} ${took} ${failure.fingerprint.slice(0, 8)} [${failure.class}] ${oneLine(failure.summary, 90)}`
    : `${event.stage}: ${s.red('failed')} ${took}`;
};

const text = ({ event }: Recorded, state: State, s: Style): string => {
  switch (event.type) {
    case 'run_started':
      return `run ${event.id}: ${event.plan.map((stage) => stage.name).join(', ')}`;
    case 'attempt_started':
      return `${event.stage}: ${KIND[event.kind]}`;
    case 'attempt_ended':
      return attemptEnded(event, s);
    case 'waited':
      return '';
    case 'repair_started':
      return `${event.stage}: asking the ${WHO[event.source]}`;
    case 'repair_ended':
      return `${event.stage}: ${WHO[event.source]}: ${reply(event.result)}`;
    case 'call_started':
      return `${event.stage}: escalating, call ${event.call} of ${state.run?.limits.apiCallBudget ?? '?'} (case ${event.version})`;
    case 'call_ended':
      return `${event.stage}: escalation: ${reply(event.result)}`;
    case 'diagnosed':
      return `${event.stage}: ran ${event.ran} diagnostic command${event.ran === 1 ? '' : 's'}${event.refused ? `, refused ${event.refused}` : ''}`;
    case 'proof_started':
      return `${event.stage}: checking once more without the change`;
    case 'proof_ended':
      return `${event.stage}: ${PROVED[event.seen.saw]}`;
    case 'kept':
      return `${event.stage}: ${s.green(event.outcome)}: ${event.refused === undefined ? 'kept on the side branch' : 'not on the side branch'}`;
    case 'taken_back':
      return `${event.stage}: ${event.outcome === 'untested' ? 'taken back untested' : 'taken back'}: ${event.detail}`;
    case 'gave_up':
      return `${event.stage}: ${s.red('gave up')}: ${event.reason}`;
    case 'stage_failed':
      return `${event.stage}: ${s.red('left')}: ${event.reason}`;
    case 'reopened':
      return `${event.stage}: runs again because ${event.by} needs it`;
    case 'skipped':
      return `${event.stage}: ${event.reason.startsWith(event.why) ? '' : `${event.why}: `}${event.reason}`;
    case 'stopping':
      return `stopping: ${event.detail}`;
    case 'run_ended':
      return '';
    case 'reset':
      return `reset: ${event.stages.join(', ')}`;
    case 'paused':
      return `${event.stage}: paused`;
    case 'resumed':
      return `${event.stage}: resumed`;
  }
};

/** A model's summary or a reason may have newlines and control characters: none of them reaches the line. */
const clean = (recorded: Recorded): Recorded =>
  JSON.parse(JSON.stringify(recorded), (_key, value) =>
    typeof value === 'string' ? oneLine(value, WIDTH) : value,
  );

/** One event as one line of the story; empty when it is no news. */
export const eventLine = (recorded: Recorded, state: State, s: Style): string => {
  return cutPainted(text(clean(recorded), state, s), WIDTH);
};
