import { OrchError } from '../../core/exit.ts';
import type { Context } from '../context.ts';
import { style } from '../render/style.ts';
import { acceptOf, rejectOf } from './decide.ts';
import type { Keys } from './keys.ts';
import { openReview, type Review } from './open.ts';
import { renderDiff, renderList, renderStory } from './render.ts';
import { diffOfEntry, storyOf } from './story.ts';

const HELP = `  d  the diff            n  the next (older)     p  the one before (newer)
  a  accept this one and those below it        r  reject it (asks once)
  l  the list            q  leave                ?  these keys
`;
const PROMPT = '[d]iff [a]ccept [r]eject [n]ext [p]rev [l]ist [q]uit ? ';

/** A refusal is told and the review goes on; anything else ends it. */
const trying = async (context: Context, work: () => Promise<string>): Promise<boolean> => {
  try {
    context.out(`${await work()}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof OrchError)) throw error;
    context.out(`orch: ${error.message}\n  next: ${error.next}\n`);
    return false;
  }
};

/** What one key does at commit `at`: the review afterwards and where to stand in it; undefined to leave. */
const press = async (
  key: string,
  at: number,
  review: Review,
  keys: Keys,
  context: Context,
): Promise<{ readonly review: Review; readonly at: number; readonly tell: boolean } | undefined> => {
  const s = style(context.colour);
  const entry = review.entries[at];
  const stay = { review, at, tell: false };
  if (entry === undefined || key === 'q') return undefined;
  const decide = async (work: () => Promise<string>) =>
    (await trying(context, work)) ? { review: await openReview(context), at: 0, tell: true } : stay;
  switch (key) {
    case 'd':
      context.out(renderDiff(await diffOfEntry(review, entry), s));
      return stay;
    case 'n':
      return { review, at: Math.min(at + 1, review.entries.length - 1), tell: true };
    case 'p':
      return { review, at: Math.max(at - 1, 0), tell: true };
    case 'l':
      context.out(renderList(review, context.self, s));
      return stay;
    case 'a': {
      const given = at === 0 ? 'all' : String(entry.number);
      return decide(async () => (await acceptOf(review, given, context.self)).told);
    }
    case 'r': {
      context.out('reject it, for good? y/N ');
      const sure = await keys.next();
      context.out(`${sure}\n`);
      if (sure !== 'y') return stay;
      return decide(async () => (await rejectOf(review, String(entry.number), context.self)).told);
    }
    default:
      context.out(HELP);
      return stay;
  }
};

/** One commit at a time, one key each; ends when nothing is left, by `q`, or by Ctrl-C. */
export const interactive = async (first: Review, keys: Keys, context: Context): Promise<void> => {
  const s = style(context.colour);
  context.out(renderList(first, context.self, s));
  let state: { review: Review; at: number; tell: boolean } | undefined = { review: first, at: 0, tell: true };
  while (state !== undefined) {
    const entry = state.review.entries[state.at];
    if (entry === undefined) {
      context.out('Nothing is left to review.\n');
      return;
    }
    if (state.tell) context.out(`\n${renderStory(await storyOf(state.review, entry), s)}`);
    context.out(PROMPT);
    const key = await keys.next();
    context.out(`${key}\n`);
    state = await press(key, state.at, state.review, keys, context);
  }
};
