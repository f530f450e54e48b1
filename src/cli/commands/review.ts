import { page } from '../../adapters/process/pager.ts';
import { EXIT } from '../../core/exit.ts';
import { childEnv } from '../context.ts';
import type { Action } from '../program.ts';
import { guard, jsonText } from '../render/guard.ts';
import { renderList, renderStory } from '../render/review.ts';
import { style } from '../render/style.ts';
import { acceptGiven, chosen, openDesk, rejectGiven } from '../review/desk.ts';
import { acceptedLine, rejectedLine } from '../review/said.ts';
import { entriesOf, storyOf } from '../review/story.ts';

/** `orch review list`: what the side branch holds and base lacks, newest first. */
export const list: Action = async (context) => {
  const desk = await openDesk(context);
  const input = {
    entries: entriesOf(desk),
    side: desk.place.side,
    base: desk.pending.base.name,
    self: context.self,
  };
  context.out(
    context.json
      ? jsonText({ version: 1, base: input.base, sideBranch: input.side, commits: input.entries })
      : renderList(input, style(context.colour)),
  );
  return EXIT.green;
};

/** `orch review`: the interactive form where both ends are a terminal, else the list. */
export const review: Action = async (context, options, args) => {
  const interactive = !context.json && context.columns !== undefined && process.stdin.isTTY === true;
  if (!interactive) return list(context, options, args);
  return (await import('../review/interactive.ts')).interactive(context);
};

/** `orch review show N`: the diff and its story, in the pager on a terminal. */
export const show: Action = async (context, _options, [given = '']) => {
  const desk = await openDesk(context);
  const story = await storyOf(desk, chosen(desk, given, context.self));
  if (context.json) {
    context.out(jsonText({ version: 1, ...story }));
    return EXIT.green;
  }
  const text = renderStory(story, style(context.colour));
  const paged =
    context.columns === undefined
      ? 'absent'
      : await page(guard(text, context.colour), childEnv(context.env), 'FRX');
  if (paged === 'absent') context.out(text);
  else if (paged !== 'shown')
    context.err(`orch: ${paged.failed}\n  next: PAGER=cat ${context.self} review show ${given}\n`);
  return EXIT.green;
};

/** `orch review accept N|all`: into the base branch. */
export const accept: Action = async (context, _options, [given = '']) => {
  const taken = await acceptGiven(context, given);
  const { how = null, commit = null, base = null, commits = [] } = taken ?? {};
  context.out(
    context.json
      ? jsonText({ version: 1, accepted: commits.map((one) => one.commit), how, base, commit })
      : `${acceptedLine(taken)}\n`,
  );
  return EXIT.green;
};

/** `orch review reject N`: undone on the side branch, and never proposed again. */
export const reject: Action = async (context, _options, [given = '']) => {
  const dropped = await rejectGiven(context, given);
  const { commit, revert, remembered } = dropped;
  context.out(
    context.json
      ? jsonText({ version: 1, rejected: commit.commit, revert, remembered })
      : `${rejectedLine(dropped)}\n`,
  );
  return EXIT.green;
};
