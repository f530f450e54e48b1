/** Whether an answer ended in the middle of its last hunk. */
import type { Hunk, HunkLine } from './ops.ts';

export const isOld = (line: HunkLine): boolean => line.kind !== '+';
export const isNew = (line: HunkLine): boolean => line.kind !== '-';

export const countOf = (lines: readonly HunkLine[], side: (line: HunkLine) => boolean): number =>
  lines.filter(side).length;

/** Context that git puts after the last change of a hunk. */
const FULL_CONTEXT = 3;

/** Whether the last hunk of an answer that nothing closes must have gone on, as far as its own lines tell. */
export function maybeCut(hunk: Hunk): boolean {
  if (hunk.open !== true) return false;
  const lines = hunk.lines.slice(0, hunk.lines.findLastIndex((line) => line.bare !== true) + 1);
  const missingOld = (hunk.oldCount ?? 0) - countOf(hunk.lines, isOld);
  const missingNew = (hunk.newCount ?? 0) - countOf(hunk.lines, isNew);
  // A cut only takes lines away: a header that promises fewer than there are is wrong, and says nothing.
  const reliable = missingOld >= 0 && missingNew >= 0;
  const short = reliable && (missingOld > 0 || missingNew > 0);
  const trail = lines.length - 1 - lines.findLastIndex((line) => line.kind !== ' ');
  if (trail === lines.length) return short;
  if (trail > 0) {
    // Models shorten trailing context, and git never gives more than three lines of it.
    if (trail >= FULL_CONTEXT) return short && trail > FULL_CONTEXT;
    return short && !(missingOld === missingNew && trail + missingOld <= FULL_CONTEXT);
  }
  // Lines that are only removed, nothing behind them, and no count of new ones: what replaces them did not arrive.
  if (hunk.newCount === undefined && hunk.lines.at(-1)?.kind === '-') return true;
  return short || (hunk.unterminated === true && (missingOld !== 0 || missingNew !== 0));
}

/**
 * Whether the place shows that nothing is missing although the counts promise more: the counts are impossible,
 * the hunk removes all there is, or it reaches the end of the file and lacks as many old lines as new ones,
 * which can then only be leading context.
 */
export function provedWhole(hunk: Hunk, at: number, total: number): boolean {
  const old = countOf(hunk.lines, isOld);
  const fresh = countOf(hunk.lines, isNew);
  const last = hunk.lines.findLast((line) => line.bare !== true);
  if (last?.kind === ' ') return at + old === total;
  if (hunk.unterminated === true) return false;
  if (hunk.oldStart === 0 && (hunk.oldCount ?? 0) > 0) return true;
  if (total === 0 || at + old !== total) return false;
  return hunk.newCount === undefined || fresh === 0 || (hunk.oldCount ?? 0) - old === hunk.newCount - fresh;
}
