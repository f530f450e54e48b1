import { type Judged, judgeLines, rank } from './judge.ts';
import type { Line } from './line.ts';
import { rhythmOf } from './rhythm.ts';
import { attachedTo, ofProgram, survivedIn, unrelatedIn, withLastStep } from './story.ts';

export interface Selection {
  /** Lines that make up the name, in log order. */
  readonly kept: readonly Judged[];
  /** Where the anchor, the last real error, stands in `kept`; −1 when the log names none. */
  readonly anchor: number;
  /** Why this block, for people. */
  readonly why: string;
}

/** An error further away than this many lines of progress was survived. */
const SURVIVED_AFTER = 12;
/** Plain lines before the first error that belong to it. */
const LEAD_LINES = 8;
/** Lines after the last error that belong to it. */
const TRAIL_LINES = 20;
/** How far back the head of the failing step is looked for. */
const HEAD_REACH = 400;

/** How much a line of progress of another program in the same journal counts. */
const FOREIGN_SHARE = 0.25;

const foreign = (judged: Judged, anchor: Judged): boolean =>
  anchor.parsed.program !== undefined && judged.parsed.program !== anchor.parsed.program;

const lastIndexWhere = (from: number, to: number, test: (i: number) => boolean): number => {
  for (let i = from; i >= to; i--) if (test(i)) return i;
  return -1;
};

/** From the anchor back to where this failure's story begins: its command or step, a stretch of progress, or a limit. */
const regionStart = (
  at: (i: number) => Judged,
  anchor: number,
  beats: (judged: Judged) => boolean,
): number => {
  let start = anchor;
  let quiet = 0;
  let lead = 0;
  for (let i = anchor - 1; i >= 0 && anchor - i < HEAD_REACH; i--) {
    const kind = beats(at(i)) ? 'chatter' : at(i).kind;
    if (kind === 'command' || kind === 'step') {
      start = i;
      if (kind === 'command') break;
      quiet = 0;
    } else if (kind === 'chatter' || kind === 'wait') {
      quiet += foreign(at(i), at(anchor)) ? FOREIGN_SHARE : 1;
      if (quiet > SURVIVED_AFTER) break;
    } else if (kind === 'plain') {
      // A box is one thing, however long.
      if (at(i).line.boxed !== true && ++lead > LEAD_LINES) break;
      start = i;
      quiet = 0;
    } else if (kind !== 'blank') {
      start = i;
      quiet = 0;
      lead = 0;
    }
  }
  return start;
};

const quotedNames = (text: string): string[] =>
  [...text.matchAll(/["'`]([^"'`\s]{3,120})["'`]/g)].map((m) => m[1] ?? '');

/** Errors that come of waiting in vain. */
const IN_VAIN = /deadline|timed? ?out|progress|rollout|not (?:become )?ready|condition|forbidden/i;

/** Says that time ran out, and not on what: talosctl health (with gRPC's head), kubectl rollout status. */
const ONLY_TIME =
  /^(?:(?:healthcheck )?error: )?(?:rpc error: code = \w{1,30} desc = )?(?:context deadline exceeded|timed out(?: waiting for the condition)?|timeout)\.?$/i;

/** talosctl health names the check and its last finding: `waiting for etcd to be healthy: 1 error occurred`. */
const CHECK = /^waiting for .{1,160}: /;

/** What was waited for right above an error that says only that time ran out; a check, with progress between. */
const waitAbove = (at: (i: number) => Judged, anchor: number): Judged[] => {
  const from = Math.max(0, anchor - LEAD_LINES);
  const bare = lastIndexWhere(anchor, from, (i) => ONLY_TIME.test(at(i).parsed.message.trim()));
  if (bare < 0) return [];
  const above = lastIndexWhere(bare - 1, from, (i) => at(i).kind !== 'blank' && at(i).kind !== 'chatter');
  if (above < 0 || at(above).kind !== 'wait') return [];
  const right = above === lastIndexWhere(bare - 1, from, (i) => at(i).kind !== 'blank');
  return right || CHECK.test(at(above).parsed.message) ? [at(above)] : [];
};

/** kubectl's wait for a rollout: that of a Deployment, whatever else bears its name. */
const ROLLOUT = /\brollout to finish\b|\broll(?:ed)? out\b/i;
const OF_ROLLOUT = /\b(?:deployments?|statefulsets?|daemon ?sets?|rollout|pods?)\b/i;

/** The last wait line before the anchor for something that an error which came of waiting names. */
const linkedWait = (at: (i: number) => Judged, anchor: number, errors: readonly Judged[]): Judged[] => {
  const inVain = errors.filter(({ line }) => IN_VAIN.test(line.text));
  const names = new Set(inVain.flatMap(({ line }) => quotedNames(line.text)));
  const rollout = inVain.some(({ line }) => OF_ROLLOUT.test(line.text));
  if (names.size === 0) return waitAbove(at, anchor);
  const speaks = (judged: Judged) =>
    judged.kind === 'wait' &&
    (rollout || !ROLLOUT.test(judged.line.text)) &&
    quotedNames(judged.line.text).some((name) => names.has(name));
  const linked = lastIndexWhere(anchor, Math.max(0, anchor - HEAD_REACH), (i) => speaks(at(i)));
  return linked < 0 ? [] : [at(linked)];
};

/** dpkg tells the version of what it could not configure only in its progress: `Setting up NAME (VERSION) ...`. */
const setUp = (at: (i: number) => Judged, anchor: number, errors: readonly Judged[]): Judged[] => {
  const failed = errors.flatMap(
    ({ parsed }) => /^dpkg: error processing package (\S{1,120}) /.exec(parsed.message)?.[1] ?? [],
  );
  return failed.flatMap((name) => {
    const opens = `Setting up ${name} (`;
    const found = lastIndexWhere(anchor, Math.max(0, anchor - HEAD_REACH), (i) =>
      at(i).parsed.message.startsWith(opens),
    );
    return found < 0 ? [] : [at(found)];
  });
};

/** Progress after a complaint that the tool meant to try again: it was survived, and a plain last word weighs more. */
const SURVIVED_RETRY = 3;

/** The last plain line, when the last complaint was survived and nothing else says what is wrong. */
const lastWord = (at: (i: number) => Judged, anchor: number, count: number): number => {
  let quiet = 0;
  let word = -1;
  for (let i = anchor + 1; i < count; i++) {
    const { kind } = at(i);
    if (kind === 'chatter' || kind === 'wait') quiet++;
    else if (kind === 'plain' && quiet >= SURVIVED_RETRY) word = i;
  }
  return rank(at(anchor).kind) === 2 || quiet > SURVIVED_AFTER ? word : -1;
};

/** No line says what is wrong (a hang, a kill): the last thing it waited for, or the last things it said. */
const withoutError = (at: (i: number) => Judged, count: number): Selection => {
  const wait = lastIndexWhere(count - 1, Math.max(0, count - HEAD_REACH), (i) => at(i).kind === 'wait');
  if (wait >= 0) return { kept: [at(wait)], anchor: -1, why: 'no line names an error; the last wait does' };
  const kept: Judged[] = [];
  for (let i = count - 1; i >= 0 && kept.length < 3 && kept[0]?.kind !== 'command'; i--)
    if (at(i).kind === 'plain' || at(i).kind === 'closer' || at(i).kind === 'command') kept.unshift(at(i));
  if (kept.length > 0) return { kept, anchor: -1, why: 'no line names an error; the last plain lines' };
  const last = lastIndexWhere(count - 1, 0, (i) => at(i).kind !== 'blank');
  return {
    kept: last < 0 ? [] : [at(last)],
    anchor: -1,
    why: last < 0 ? 'the log is empty' : 'only progress was printed; its last line',
  };
};

/** Finds the last real error and what belongs to it. @param lines unfolded lines; linear, and read from the end. */
export const select = (lines: readonly Line[]): Selection => {
  const at = judgeLines(lines);
  const complaint = lastIndexWhere(lines.length - 1, 0, (i) => rank(at(i).kind) >= 2);
  if (complaint < 0) return withoutError(at, lines.length);
  const word = lastWord(at, complaint, lines.length);
  const anchorAt = word < 0 ? complaint : word;
  const anchor = at(anchorAt);
  const before: Judged[] = [];
  for (let i = Math.max(0, anchorAt - HEAD_REACH); i < anchorAt; i++) before.push(at(i));
  const rhythm = rhythmOf(before, anchor);
  const { beats } = rhythm;
  const start = regionStart(at, anchorAt, beats);
  const all: Judged[] = [];
  for (let i = start; i < Math.min(lines.length, anchorAt + TRAIL_LINES + 1); i++) all.push(at(i));
  const errors = all.filter((judged) => rank(judged.kind) >= 2);
  const told = [...linkedWait(at, anchorAt, errors), ...setUp(at, anchorAt, errors)];
  const survived = survivedIn(all, anchor, rhythm);
  const attached = attachedTo(all);
  const unrelated = unrelatedIn(all, anchor, survived);
  const story = all.filter(
    (judged) =>
      (attached.has(judged) || !beats(judged)) &&
      !survived.has(judged) &&
      !unrelated.has(judged) &&
      !['blank', 'chatter', 'wait'].includes(judged.kind),
  );
  const heads = (judged: Judged) => judged.kind === 'command' || judged.kind === 'step';
  const headAt = story.some(heads)
    ? -1
    : lastIndexWhere(start - 1, Math.max(0, start - HEAD_REACH), (i) => heads(at(i)));
  const kept = [
    ...(headAt < 0 ? [] : [at(headAt)]),
    ...ofProgram(withLastStep(story, anchor), anchor),
    ...told.filter((judged) => !story.includes(judged)),
  ].sort((a, b) => a.line.at - b.line.at);
  const head = kept[0];
  const why =
    head?.kind === 'command' || head?.kind === 'step'
      ? `the last error, and what belongs to it from its ${head.kind} on`
      : 'the last error, and what belongs to it';
  return { kept, anchor: kept.indexOf(anchor), why };
};
