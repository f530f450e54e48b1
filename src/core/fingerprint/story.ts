import { type Judged, rank } from './judge.ts';
import type { Rhythm } from './rhythm.ts';

/** Of the lines around an error, those that tell its story. */

/** Who speaks: a program or source file, or the words before the first colon. Numbers do not count. */
const emitterOf = (judged: Judged): string => {
  const { message, program, source } = judged.parsed;
  const words = /^[^:]{0,40}/.exec(message.trim())?.[0] ?? '';
  const own = /^[✗✘●*•-] /.test(message) ? message.slice(0, 1) : words;
  return `${source ?? program ?? ''}|${own}`.replace(/\d+/g, '0');
};

/**
 * In syslog and the journal all programs speak in turn. Of those, the anchor's program belongs to its story, and any
 * that names it or that it names (systemd and its unit).
 */
export const ofProgram = (story: readonly Judged[], anchor: Judged): Judged[] => {
  const program = anchor.parsed.program;
  if (program === undefined) return [...story];
  return story.filter(
    ({ parsed }) =>
      parsed.program === undefined ||
      parsed.program === program ||
      parsed.message.includes(program) ||
      anchor.parsed.message.includes(parsed.program),
  );
};

/** Plain lines right after an error: a traceback, a list, a quoted file. They repeat themselves and are no progress. */
export const attachedTo = (all: readonly Judged[]): ReadonlySet<Judged> => {
  const attached = new Set<Judged>();
  let open = false;
  for (const judged of all) {
    if (judged.kind === 'error' || judged.kind === 'link') open = true;
    else if (judged.kind === 'plain' && open) attached.add(judged);
    else if (judged.kind !== 'blank') open = false;
  }
  return attached;
};

/** Hosts, images, paths and ids that a line names. */
const namesIn = (judged: Judged): string[] =>
  judged.parsed.message
    .slice(0, 2000)
    .split(/[\s"'`,;()[\]{}=\\]+/)
    .filter((word) => word.length >= 8 && /[./:\d]/.test(word));

/** Whether nothing but what belongs to an error stands between a line and the next error, or the final complaint. */
const leadsTo = (all: readonly Judged[], i: number, final: number): boolean => {
  for (const { kind } of all.slice(i + 1, final + 1)) {
    if (kind === 'error') return true;
    if (kind === 'chatter' || kind === 'wait' || kind === 'command' || kind === 'step') return false;
  }
  return rank(all[final]?.kind ?? 'blank') === 2;
};

/** How a complaint opens: three words, names in quotes and numbers evened out. */
const shapeOf = (judged: Judged): string =>
  judged.parsed.message
    .trim()
    .slice(0, 200)
    .split(/\s+/, 3)
    .join(' ')
    .replace(/"[^"]*"?/g, 'q')
    .replace(/\d+/g, '0');

/**
 * Drops complaints that were survived: promises to try again, and links that broke, of other speakers than the error
 * that was not survived. A link that broke for the first time right before an error, or that names what
 * the error names, or that the failing command itself printed, is its cause and stays.
 */
export const survivedIn = (all: readonly Judged[], anchor: Judged, rhythm: Rhythm): Set<Judged> => {
  const last = all.findLastIndex((judged) => judged.kind === 'error');
  const final = last < 0 ? all.indexOf(anchor) : last;
  const told = all[final] ?? anchor;
  const named = new Set((last < 0 ? [told] : all.filter(({ kind }) => kind === 'error')).flatMap(namesIn));
  const head = all.findLastIndex(({ kind }, i) => i < final && (kind === 'command' || kind === 'step'));
  const survived = new Set<Judged>();
  all.forEach((judged, i) => {
    if (judged === anchor || rank(judged.kind) !== 2 || i > final) return;
    const unbroken = leadsTo(all, i, final) && !rhythm.again(judged);
    const alike = emitterOf(judged) === emitterOf(told) && (last >= 0 || shapeOf(judged) === shapeOf(told));
    if (last < 0 && alike) return;
    const own = head >= 0 && i > head;
    if (
      judged.kind === 'link' &&
      (own || unbroken || alike || namesIn(judged).some((name) => named.has(name)))
    )
      return;
    survived.add(judged);
  });
  return survived;
};

/** Of the steps before the anchor only the last heads it; Flux's say on what they act, and those that do stay. */
export const withLastStep = (story: readonly Judged[], anchor: Judged): Judged[] => {
  const last = story.findLast((judged) => judged.kind === 'step' && judged.line.at < anchor.line.at);
  return story.filter(
    (judged) => judged.kind !== 'step' || judged === last || /^► .*(?:"|:\/\/)/.test(judged.parsed.message),
  );
};
