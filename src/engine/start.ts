import type { Event } from '../core/machine/events.ts';
import type { State } from '../core/machine/state.ts';
import type { Prepared } from '../ports.ts';
import { matcher } from './match.ts';
import type { Engine, EnginePorts, RunInput } from './ports.ts';

/** Ends what a dead run left, prepares the worktree, opens the run; what a human should know becomes a note of it. */
export const begin = async (
  ports: EnginePorts,
  input: RunInput,
  record: (event: Event) => Promise<State>,
): Promise<Engine> => {
  const deadline = ports.clock.monotonic() + input.limits.deadlineMs;
  const notes: string[] = [];
  const ended = await ports.runner.endSurvivors(input.id);
  if (ended > 0) notes.push(`ended ${ended} processes that an earlier run had left behind`);
  const prepared = input.options.here ? undefined : await ports.repo.prepare();
  if (prepared !== undefined)
    notes.push(...prepared.warnings, ...parked(prepared), ...(await uncommitted(ports, input)));
  for (const note of notes) ports.reporter.note(note);
  await record({
    type: 'run_started',
    id: input.id,
    night: input.night,
    base: prepared?.base ?? input.base,
    plan: input.plan,
    order: input.map.stages.map(({ name }) => name),
    limits: input.limits,
    options: input.options,
    ...(notes.length === 0 ? {} : { notes }),
  });
  return { ports, input, cwd: prepared?.dir ?? input.root, deadline, tails: new Map(), record };
};

const whyParked = (old: NonNullable<Prepared['parked']>): string => {
  if (old.why === 'merged') return 'base holds what the side branch held';
  if (old.why === 'unrelated') return 'the side branch has no commit in common with base';
  return `the side branch conflicts with base (${old.conflicts.join(', ')})`;
};

const parked = ({ parked: old }: Prepared): string[] =>
  old === undefined
    ? []
    : [
        `${whyParked(old)}: its old tip ${old.tip.slice(0, 12)} is kept as ${old.ref}, and the side branch begins again from base`,
      ];

/** A run uses what is committed: edits to the files of its stages that are not are named. */
const uncommitted = async (ports: EnginePorts, input: RunInput): Promise<string[]> => {
  const planned = new Set(input.plan.map(({ name }) => name));
  const matches = matcher(
    input.map.stages.filter(({ name }) => planned.has(name)).flatMap(({ files }) => files),
  );
  const edited = (await ports.repo.uncommitted()).filter(matches);
  return edited.length === 0
    ? []
    : [`not committed, so not used in this run: ${edited.join(', ')} (commit them, or use --here)`];
};
