import { StageFailure } from './failure.ts';
import type { Seen, StageContext, Wait } from './types.ts';

/** `5400` → `5.4 s`, `600000` → `10 min`. */
const spoken = (ms: number): string => (ms >= 120_000 ? `${Math.round(ms / 60_000)} min` : `${ms / 1000} s`);

/** A look, and the failure it ended in when it could not be taken. */
type Looked = Seen & { readonly thrown?: StageFailure };

const giveUp = async (wait: Wait, seen: Looked, why: string): Promise<never> => {
  // In its own words: whether a check met it or a wait is a matter of moments, and no part of its name.
  if (seen.thrown !== undefined) throw seen.thrown;
  const more = wait.evidence ? await wait.evidence() : '';
  // What the evidence has said already is not said twice.
  const text =
    seen.state === 'failing'
      ? seen.text
          .split('\n')
          .filter((line) => !more.includes(line))
          .join('\n')
      : '';
  const what = seen.state === 'ready' ? seen.detail : seen.for;
  throw new StageFailure(`${why}: ${what}`, [more, text].filter((part) => part.trim() !== '').join('\n'));
};

/** A look that cannot be taken (the API server restarts) is a bad state that may pass; a missing binary is not. */
const look = async (wait: Wait): Promise<Looked> => {
  try {
    return await wait.observe();
  } catch (error) {
    if (!(error instanceof StageFailure) || error.exit !== 1) throw error;
    return { state: 'failing', for: error.message, text: error.evidence, thrown: error };
  }
};

/**
 * Looks until the thing is ready, says once what it waits for, and stops early on a failure that stays.
 * @param ctx clock, voice and `timing.poll`/`timing.settle`; @param wait what to look at and for how long.
 * @returns the detail of the ready state.
 * @throws StageFailure that says what was waited for, with the controller's words as evidence.
 */
export const waitFor = async (ctx: StageContext, wait: Wait): Promise<string> => {
  const { poll, settle } = ctx.cluster.timing;
  const start = ctx.now();
  let said = '';
  // The same trouble is recognised by what is waited for: messages carry back-off times that grow.
  let failing: { readonly what: string; readonly since: number } | undefined;
  for (;;) {
    const seen = await look(wait);
    if (seen.state === 'ready') return seen.detail;
    if (seen.for !== said) ctx.say(`  waiting for ${seen.for}`);
    said = seen.for;
    const at = ctx.now();
    if (seen.state === 'waiting') failing = undefined;
    else if (failing?.what !== seen.for) failing = { what: seen.for, since: at };
    else if (at - failing.since >= settle) await giveUp(wait, seen, 'it does not recover');
    if (at - start >= wait.deadlineMs) await giveUp(wait, seen, `not ready after ${spoken(wait.deadlineMs)}`);
    await ctx.sleep(poll);
  }
};
