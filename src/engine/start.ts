import type { Event } from '../core/machine/events.ts';
import { isOpen } from '../core/machine/predicates.ts';
import type { State } from '../core/machine/state.ts';
import { lookAhead } from './ahead.ts';
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
  // Only a run that died leaves processes behind, and then the saved state says so; without any state one looks, too.
  const { run, serial } = ports.store.state;
  const ended = serial === 0 || isOpen(run) ? await ports.runner.endSurvivors(input.id) : 0;
  if (ended > 0) notes.push(`ended ${ended} processes that an earlier run had left behind`);
  // Two looks at two places: the worktree is made ready while the checkout is asked for edits.
  const [prepared, edited] = input.options.here
    ? [undefined, []]
    : await Promise.all([ports.repo.prepare(), uncommitted(ports, input)]);
  // The sentence of a parked side branch is among the warnings.
  if (prepared !== undefined) notes.push(...prepared.warnings, ...edited);
  for (const note of notes) ports.reporter.note(note);
  await record({
    type: 'run_started',
    id: input.id,
    night: input.night,
    base: prepared?.base ?? input.base,
    plan: input.plan,
    order: input.map.stages.map(({ name }) => name),
    ...(input.mapFile === undefined ? {} : { mapFile: input.mapFile }),
    limits: input.limits,
    options: input.options,
    ...(notes.length === 0 ? {} : { notes }),
  });
  const engine = { ports, input, cwd: prepared?.dir ?? input.root, deadline, tails: new Map(), record };
  return { ...engine, ahead: lookAhead(engine) };
};

/** A run uses what is committed: edits to the files of its stages that are not are named. */
const uncommitted = async (ports: EnginePorts, input: RunInput): Promise<string[]> => {
  const planned = new Set(input.plan.map(({ name }) => name));
  const globs = input.map.stages.filter(({ name }) => planned.has(name)).flatMap(({ files }) => files);
  if (globs.length === 0) return [];
  const edited = (await ports.repo.uncommitted()).filter(matcher(globs));
  return edited.length === 0
    ? []
    : [`not committed, so not used in this run: ${edited.join(', ')} (commit them, or use --here)`];
};
