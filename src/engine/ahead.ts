import { inTurn } from '../core/in-turn.ts';
import { isGreen, isPaused } from '../core/machine/predicates.ts';
import type { StageExit } from '../ports.ts';
import { commandOf, logPath, specOf, stageRun } from './attempt.ts';
import type { Ahead, Engine, Look } from './ports.ts';

/** The logs of looks carry this number: attempts count from 1. */
const LOOK = 0;

const NOTHING: Ahead = { green: async () => undefined, close: async () => undefined };

/**
 * Whose checks may be made ahead: the first stages of the plan that were green, up to one that has to be tried anyhow.
 * A paused one does nothing. A command of the user's own cannot be asked for checks only.
 */
const wanted = ({ ports, input }: Omit<Engine, 'ahead'>): readonly string[] => {
  const { stages } = ports.store.state;
  const names = input.plan.map(({ name }) => name).filter((name) => !isPaused(stages[name]));
  const builtin = new Set(
    input.map.stages
      .filter((spec) => spec.command === undefined && !spec.refusedCommand)
      .map(({ name }) => name),
  );
  const first = names.findIndex((name) => !isGreen(stages[name]) || !builtin.has(name));
  return first < 0 ? names : names.slice(0, first);
};

const foundNothing = (exit: StageExit): boolean => exit.outcome === 'exited' && exit.code === 0;

/**
 * Makes the checks of stages that were green at the same time, before anything is changed. They are read-only, so a
 * green night costs what its slowest chain of checks costs. What a look found counts only while every stage before it
 * was green by its own look: from the first that was not, nothing that was seen is relied on, and stages go in order.
 */
export const lookAhead = (engine: Omit<Engine, 'ahead'>): Ahead => {
  const { ports, input } = engine;
  const names = wanted(engine);
  const slots = input.looksAtOnce ?? 0;
  // One stage alone is as quick by its attempt, which also mends what it finds.
  if (names.length < 2 || slots < 2) return NOTHING;
  const stop = new AbortController();
  const signal = input.signal === undefined ? stop.signal : AbortSignal.any([input.signal, stop.signal]);
  const turn = inTurn(slots);
  const look = async (name: string): Promise<Look | undefined> => {
    if (signal.aborted) return undefined;
    const spec = specOf(engine, name);
    const log = logPath(name, LOOK, ports.clock.now(), undefined);
    const run = stageRun(engine, spec, { argv: [...commandOf(engine, spec), '--plan'], number: 1, log });
    const exit = await ports.runner.run({
      ...run,
      signal,
      // Several speak at once: what they found is told in its turn.
      onStep: (step) => {
        if (step.outcome === 'started') ports.reporter.step(name, step);
      },
    });
    return { log, exit };
  };
  const looks = new Map(names.map((name) => [name, turn(() => look(name))]));
  // One that is not asked for any more may still fail; the attempt that is made instead meets the same failure.
  for (const each of looks.values()) each.catch(() => undefined);
  const close = async (): Promise<void> => {
    const left = [...looks.values()];
    looks.clear();
    stop.abort();
    await Promise.allSettled(left);
  };
  return {
    green: async (stage) => {
      const seen = await looks.get(stage);
      looks.delete(stage);
      if (seen !== undefined && foundNothing(seen.exit)) return seen;
      await close();
      return undefined;
    },
    close,
  };
};
