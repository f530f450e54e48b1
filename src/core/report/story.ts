import type { Recorded } from '../machine/events.ts';

const BY = {
  executor: 'the executor',
  escalation: 'the escalation',
  remembered: 'a remembered fix',
} as const;

const times = (count: number): string => (count === 1 ? '' : ` (${count} times)`);

/** Counts of lines that are the same, in the order of their first sight. */
const counted = (lines: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => `${line}${times(count)}`);
};

/** What failed in a stage in this run: each error once, the transient ones and those that did not come back said so. */
const failures = (events: readonly Recorded['event'][]): string[] => {
  const lines = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'attempt_ended' || event.failure === undefined) continue;
    const { fingerprint, summary } = event.failure;
    lines.set(fingerprint, event.failure.class === 'repo' ? summary : `${summary} [${event.failure.class}]`);
  }
  return counted([...lines.values()]);
};

/** What was tried and what came of it, in the order it happened. */
const remedies = (events: readonly Recorded['event'][]): string[] => {
  const done: string[] = [];
  let proposed: { readonly commit: string; readonly by: string; readonly summary: string } | undefined;
  for (const event of events) {
    if (event.type === 'repair_ended' || event.type === 'call_ended') {
      const source = event.type === 'call_ended' ? 'escalation' : event.source;
      const { result } = event;
      if (result.kind === 'candidate')
        proposed = { commit: result.candidate.commit, by: BY[source], summary: result.candidate.summary };
      else if (result.kind === 'refused')
        done.push(`a change by ${BY[source]} was refused${result.held ? ' and held for you' : ''}`);
      else if (result.kind === 'unusable') done.push(`${BY[source]} gave no usable answer`);
    } else if (event.type === 'taken_back')
      done.push(`a change by ${proposed?.by ?? 'a model'} was taken back`);
    else if (event.type === 'kept' && proposed)
      done.push(`mended by ${proposed.by}: ${proposed.summary.replace(/\.$/, '')}`);
  }
  return counted(done);
};

/** A stage's night in a line: what failed, then what was done about it. Empty when there is nothing to tell. */
export const stageStory = (stage: string, run: readonly Recorded[]): string => {
  const events = run.map(({ event }) => event).filter((event) => 'stage' in event && event.stage === stage);
  const failed = failures(events);
  const done = remedies(events);
  const ended = events.findLast((event) => event.type === 'attempt_ended');
  if (failed.length === 0 && ended?.type === 'attempt_ended' && ended.drifted)
    return `${ended.drifted} step${ended.drifted === 1 ? '' : 's'} had drifted and ${ended.drifted === 1 ? 'was' : 'were'} applied${ended.changes ? `: ${ended.changes.join('; ')}` : ''}`;
  const passed =
    ended?.type === 'attempt_ended' && ended.outcome === 'green' && failed.length > 0 && done.length === 0;
  return [...done.slice(-1), ...failed, ...(passed ? ['passed by itself'] : []), ...done.slice(0, -1)].join(
    '; ',
  );
};
