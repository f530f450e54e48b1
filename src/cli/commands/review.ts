import { spawn } from 'node:child_process';
import { EXIT, OrchError } from '../../core/exit.ts';
import { type Context, childEnv } from '../context.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { style } from '../render/style.ts';
import { acceptOf, type Decided, rejectOf } from '../review/decide.ts';
import { interactive } from '../review/interactive.ts';
import { readKeys } from '../review/keys.ts';
import { entryOf, openReview, type Review } from '../review/open.ts';
import { renderDiff, renderList, renderStory } from '../review/render.ts';
import { diffOfEntry, storyOf } from '../review/story.ts';

/** Through the human's pager on a terminal; a pager that is not there is no reason not to show it. */
const paged = (context: Context, text: string): Promise<void> => {
  if (context.columns === undefined) return Promise.resolve(context.out(text));
  const pager = context.env.PAGER || 'less';
  return new Promise((resolve, reject) => {
    const child = spawn(pager, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: 'FRX', ...childEnv(context.env) },
    });
    child.on('error', reject);
    // Whoever leaves the pager early has read enough.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error);
    });
    child.on('close', (code) => {
      if (code === 127) context.out(text);
      resolve();
    });
    child.stdin.end(text);
  });
};

const listing = ({ base, side, entries }: Review) => ({
  version: 1,
  base: base.name,
  sideBranch: side,
  commits: entries,
});

/** `orch review`: on a terminal one commit at a time, one key each; in a pipe, or with `list`, the list. */
export const review: Action = async (context) => {
  const opened = await openReview(context);
  const { stdin } = process;
  if (context.json || context.columns === undefined || !stdin.isTTY || opened.entries.length === 0) {
    context.out(
      context.json ? jsonText(listing(opened)) : renderList(opened, context.self, style(context.colour)),
    );
    return EXIT.green;
  }
  using keys = readKeys(stdin);
  await interactive(opened, keys, context);
  return EXIT.green;
};

/** `orch review list` */
export const reviewList: Action = async (context) => {
  const opened = await openReview(context);
  context.out(
    context.json ? jsonText(listing(opened)) : renderList(opened, context.self, style(context.colour)),
  );
  return EXIT.green;
};

/** `orch review show N`: what it is for, what it proved, what else was tried, and the diff. */
export const reviewShow: Action = async (context, _options, [given = '']) => {
  const opened = await openReview(context);
  const entry = entryOf(opened, given, context.self);
  const [story, diff] = await Promise.all([storyOf(opened, entry), diffOfEntry(opened, entry)]);
  const s = style(context.colour);
  if (context.json) context.out(jsonText({ version: 1, ...story, diff }));
  else await paged(context, `${renderStory(story, s)}\n${renderDiff(diff, s)}`);
  return EXIT.green;
};

const decided = (context: Context, what: 'accepted' | 'rejected', { told, commits }: Decided): number => {
  context.out(context.json ? jsonText({ version: 1, [what]: commits }) : `${told}\n`);
  return EXIT.green;
};

/** `orch review accept N|all` */
export const reviewAccept: Action = async (context, _options, [given = '']) =>
  decided(context, 'accepted', await acceptOf(await openReview(context), given, context.self));

/** `orch review reject N` */
export const reviewReject: Action = async (context, _options, [given = '']) => {
  if (given === 'all')
    throw new OrchError('usage', 'commits are rejected one by one', `${context.self} review reject 1`);
  return decided(context, 'rejected', await rejectOf(await openReview(context), given, context.self));
};
