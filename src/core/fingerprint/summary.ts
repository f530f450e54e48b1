import type { Judged } from './judge.ts';
import type { Selection } from './select.ts';

const MAX = 160;

/** Prefers the line that says what is wrong over those that say that something is. */
const telling = (judged: Judged): number => {
  const { message } = judged.parsed;
  if (judged.kind !== 'error' && judged.kind !== 'link' && judged.kind !== 'retry') return 0;
  let score = judged.kind === 'error' ? 4 : 3;
  if (
    /^(?:error|fatal|E:|✗|panic|curl: \(|npm (?:ERR!|error) [\dn]|TASK ERROR|Error from server)/i.test(
      message.trim(),
    )
  )
    score += 2;
  if (/: .{10,}/.test(message)) score += 1;
  if (/^(?:\d+ errors? |some fatal errors)/i.test(message.trim())) score -= 3;
  return score;
};

const clip = (text: string): string => {
  const one = text.replace(/\s+/g, ' ').trim();
  const points = [...one.slice(0, MAX * 2)];
  return points.length <= MAX ? one : `${points.slice(0, MAX - 1).join('')}…`;
};

const textOf = (judged: Judged): string =>
  (judged.parsed.message.trim() === '' ? judged.line.text : judged.parsed.message).trim();

/** A line that ends in a colon says what follows: talosctl's `unknown keys found during decoding:`, kubectl's lists. */
const withWhatFollows = (kept: readonly Judged[], from: number): string => {
  let text = textOf(kept[from]!);
  for (let i = from + 1; i < kept.length && text.endsWith(':') && text.length < MAX; i++)
    text += ` ${textOf(kept[i]!)}`;
  return text;
};

/**
 * The one line a human is shown: the most telling kept line, unmasked, at most 160 characters.
 * @param fallback what to say when the log says nothing.
 */
export const summaryOf = (selection: Selection, fallback: string): string => {
  const { kept } = selection;
  let best = 0;
  for (const [i, judged] of kept.entries()) if (telling(judged) >= telling(kept[best]!)) best = i;
  if (kept.length === 0) return fallback;
  return clip(withWhatFollows(kept, best)) || fallback;
};
