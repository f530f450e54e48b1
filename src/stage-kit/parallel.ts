import { StageFailure } from './failure.ts';
import type { Finding } from './types.ts';

/** What each of several tasks comes to, in their order. */
type Results<Tasks extends readonly (() => Promise<unknown>)[]> = {
  -readonly [Index in keyof Tasks]: Awaited<ReturnType<Tasks[Index]>>;
};

/**
 * Runs independent looks at the same time and waits for all of them, so that one night names every fault at once and
 * no tool outlives the look that failed beside it.
 * @param tasks started together (what they run and ask is bounded where it is run: context.ts); @returns their results
 * in order.
 * @throws the only failure, or one StageFailure that carries all of them in the order of `tasks`.
 */
export const together = async <const Tasks extends readonly (() => Promise<unknown>)[]>(
  tasks: Tasks,
): Promise<Results<Tasks>> => {
  const settled = await Promise.allSettled(tasks.map((task) => task()));
  const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) {
    const unexpected = failures.find((each) => !(each instanceof StageFailure));
    if (unexpected !== undefined) throw unexpected;
    const known = failures as StageFailure[];
    // Several checks that fail alike (the API is away) are one failure, not five.
    const texts = [...new Set(known.map((each) => each.evidence).filter(Boolean))];
    const sentences = [...new Set(known.map((each) => each.message))];
    throw new StageFailure(
      sentences.join('; '),
      texts.join('\n'),
      Math.max(...known.map((each) => each.exit)),
    );
  }
  return settled.map((each) => (each as PromiseFulfilledResult<unknown>).value) as Results<Tasks>;
};

/**
 * One check out of several that are run at the same time: ok when all are, else drift with every effect named.
 * @param checks independent of each other.
 */
export const allOf = async (checks: readonly (() => Promise<Finding>)[]): Promise<Finding> => {
  const findings = await together(checks);
  const drifted = findings.flatMap((each) => (each.state === 'drift' ? [each] : []));
  const said = findings.flatMap((each) => each.notices ?? []);
  const notices = said.length === 0 ? {} : { notices: said };
  if (drifted.length === 0)
    return { state: 'ok', detail: findings.map((each) => each.detail).join('; '), ...notices };
  const diff = drifted.flatMap((each) => each.diff ?? []).join('\n');
  return {
    state: 'drift',
    detail: drifted.map((each) => each.detail).join('; '),
    effect: drifted.map((each) => each.effect).join('; '),
    ...(diff === '' ? {} : { diff }),
    ...notices,
  };
};
