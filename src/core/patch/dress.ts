/** Takes off what a model puts around a whole answer: its reasoning, quotation marks, one pair of tags. Line numbers stay. */

/** A line that only a patch has, in any of the formats. */
export const PATCH_SIGN = /^(?:~~~|diff --git |--- \S|\+\+\+ \S|@@|\*\*\* |<{5,9} )/;

/** Reasoning in front of the answer. Some chat templates swallow its opening tag. */
const THOUGHT = /^\s*<(think|thinking|thought|reasoning)>[\s\S]*?<\/\1>/i;
const THOUGHT_BEGIN = /<(?:think|thought|reasoning)/i;
const THOUGHT_END = /^<\/(?:think|thinking|thought|reasoning)>[ \t]*\r?$/im;

const onlyLineEnds = (text: string): string => text.replace(/[^\n]+/g, '');

/** Where the answer begins behind its reasoning. */
function afterThought(text: string): number {
  const whole = THOUGHT.exec(text);
  if (whole !== null) return whole[0].length;
  const end = THOUGHT_END.exec(text);
  return end === null || THOUGHT_BEGIN.test(text) ? 0 : end.index + end[0].length;
}

function withoutThought(text: string): string {
  const from = afterThought(text);
  return onlyLineEnds(text.slice(0, from)) + text.slice(from);
}

/** An answer of which every line is quoted as in a mail. */
function withoutQuotes(text: string): string {
  const lines = text.split('\n');
  const quoted =
    lines.some((line) => line.startsWith('> ')) && lines.every((line) => /^(?:> |>?\s*$)/.test(line));
  return quoted ? lines.map((line) => line.replace(/^> ?/, '')).join('\n') : text;
}

const OPENING =
  /^<(patch|diff|answer|output|result|response|solution|final)(?: [^<>\n]*)?>(?:<!\[CDATA\[)?/im;

/**
 * One pair of tags around the patch that stands on the patch's own lines: glued to a changed line it would become
 * a part of it. Tags on lines of their own are prose to every parser.
 */
function withoutTags(text: string): string {
  const opening = OPENING.exec(text);
  if (opening === null) return text;
  const closing = new RegExp(`(?:\\]\\]>)?</${opening[1]!}>(?=[ \\t]*\\r?$)`, 'gim');
  const [last, ...others] = text.matchAll(closing);
  const from = opening.index + opening[0].length;
  if (last === undefined || others.length > 0) return text;
  const isSign = (line: string): boolean => PATCH_SIGN.test(line);
  const inner = text.slice(from, last.index);
  const before = text.slice(0, opening.index);
  const after = text.slice(last.index + last[0].length);
  if (!inner.split('\n').some(isSign) || [...before.split('\n'), ...after.split('\n')].some(isSign))
    return text;
  const glued = !inner.startsWith('\n') || !inner.endsWith('\n');
  return glued ? `${before}${inner}${after}` : text;
}

/** What a server leaves of its chat template behind the last word. */
const END_TOKEN = /(?:<\|(?:im_end|end|endoftext|end_of_text|eot_id|return)\|>|<\/s>)\s*$/;

/** The text without such a token; one that speaks of them elsewhere may mean it. */
function withoutToken(text: string): string {
  const rest = text.replace(END_TOKEN, '');
  return /<\||<\/?s>/.test(rest) ? text : rest;
}

/** The answer itself. */
export const undress = (text: string): string =>
  withoutTags(withoutQuotes(withoutThought(withoutToken(text))));
