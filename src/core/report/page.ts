import type { Recorded } from '../machine/events.ts';
import type { Progress, State } from '../machine/state.ts';
import { heldChanges } from './held.ts';
import { stageStory } from './story.ts';

/** A commit on the side branch that base does not have. */
export interface SideCommit {
  readonly commit: string;
  readonly subject: string;
  readonly source: string;
  readonly outcome: string;
  readonly added: number;
  readonly removed: number;
}

export interface PageInput {
  readonly state: State;
  /** The events of this run. */
  readonly events: readonly Recorded[];
  readonly sideBranch: string;
  readonly base: string;
  readonly commits: readonly SideCommit[];
  /** How the side branch is reviewed: what each command does, and the command. */
  readonly review: readonly (readonly [string, string])[];
  /** Things worth a line that are not errors: uncommitted edits, warnings of the map. */
  readonly notes: readonly string[];
  /** `orch`, with the options that reach this workspace: put before every next command. */
  readonly orch: string;
  /** How long the run took, in words. */
  readonly took: string;
}

export interface Page {
  readonly headline: string;
  readonly rows: readonly {
    readonly stage: string;
    readonly result: string;
    readonly attempts: number;
    readonly story: string;
  }[];
  readonly commits: readonly SideCommit[];
  /** One paragraph for each thing a human must do, most urgent first. */
  readonly needsYou: readonly string[];
  readonly spent: string;
  readonly notes: readonly string[];
}

const RESULT: Record<Progress, string> = {
  pending: 'not started',
  active: 'running',
  green: 'green',
  failed: 'failed',
  give_up: 'gave up',
  blocked: 'blocked',
  paused: 'paused',
  interrupted: 'interrupted',
  not_started: 'not started',
};

/** Without its full stop: more of the sentence follows. */
const open = (text: string): string => text.replace(/\.$/, '');

const needs = (input: PageInput): string[] => {
  const { state } = input;
  const found: string[] = [];
  for (const [name, stage] of Object.entries(state.stages)) {
    if (!state.run?.stages[name]) continue;
    const record = stage.error === undefined ? undefined : state.errors[`${name}:${stage.error}`];
    const progress = state.run.stages[name].progress;
    if (progress === 'give_up')
      found.push(
        `${name}: orch gave up: ${open(record?.givenUp ?? stage.reason ?? '')}. See: ${input.orch} show ${name}`,
      );
    else if (progress === 'failed' && record && record.class !== 'repo' && record.class !== 'transient')
      found.push(
        `${name}: ${record.sentence} ${record.check ? `Check: ${record.check}. ` : ''}See: ${input.orch} show ${name}`,
      );
    else if (progress === 'failed')
      found.push(
        `${name}: ${open(stage.reason ?? record?.summary ?? 'failed')}. See: ${input.orch} show ${name}`,
      );
    for (const { summary, command } of heldChanges(state, name, input.orch))
      found.push(`${name}: held for you: ${open(summary)}. If it is right: ${command}`);
  }
  return found;
};

const headline = (input: PageInput): string => {
  const run = input.state.run;
  if (!run) return 'no run yet';
  const results = Object.values(run.stages).map((stage) => stage.progress);
  const green = results.filter((progress) => progress === 'green').length;
  const paused = results.filter((progress) => progress === 'paused').length;
  if (paused === results.length && paused > 0) return `run ${run.id}: paused, nothing was run, ${input.took}`;
  const words =
    green === results.length
      ? `all ${green} green`
      : `${green} of ${results.length} green${paused > 0 ? `, ${paused} paused` : ''}`;
  return `run ${run.id}: ${results.length === 1 && green === 1 ? 'green' : words}, ${input.took}`;
};

/** What the stages have to say to the human, by their last attempts of this run: `talos: …`. */
const notices = (events: readonly Recorded[]): readonly string[] => {
  const last = new Map<string, readonly string[]>();
  for (const { event } of events)
    if (event.type === 'attempt_ended') last.set(event.stage, event.notices ?? []);
  return [...last].flatMap(([stage, lines]) => lines.map((line) => `for you: ${stage}: ${line}`));
};

/** The morning page as data: a fold of the run's events, the saved state and the side branch. */
export const page = (input: PageInput): Page => {
  const { state } = input;
  const run = state.run;
  const repairs = run?.repairs ?? 0;
  const spent = run?.spent ?? { calls: 0, tokens: 0, usd: 0 };
  return {
    headline: headline(input),
    rows: (run?.plan ?? []).map(({ name }) => ({
      stage: name,
      result: RESULT[run?.stages[name]?.progress ?? 'pending'],
      attempts: state.stages[name]?.attempts ?? 0,
      story: stageStory(name, input.events) || (state.stages[name]?.reason ?? ''),
    })),
    commits: input.commits,
    needsYou: needs(input),
    spent: `${repairs} repair${repairs === 1 ? '' : 's'}, ${spent.calls} API call${spent.calls === 1 ? '' : 's'}, ${spent.tokens} tokens, about $${spent.usd.toFixed(2)}`,
    notes: [...(run?.notes ?? []), ...notices(input.events), ...input.notes],
  };
};
