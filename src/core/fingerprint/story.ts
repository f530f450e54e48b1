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
 * The programs whose services systemd says to have failed: `nginx.service: Main process exited`, and who complained last
 * before it, for a unit is often named otherwise than what it runs.
 */
const failedUnits = (all: readonly Judged[]): ReadonlySet<string> => {
  const units = new Set<string>();
  let last = '';
  for (const { kind, parsed } of all) {
    const { program, message } = parsed;
    if (program !== undefined && program !== 'systemd' && (kind === 'error' || kind === 'link'))
      last = program;
    if (program !== 'systemd') continue;
    const unit = /^([\w@-]{1,60})\.\w{1,20}: (?:(?:Main|Control|Mount) process exited|Failed with)/i.exec(
      message,
    );
    if (unit === null) continue;
    units.add((unit[1] ?? '').replace(/@.*/, ''));
    if (unit[0].endsWith('exited') && last !== '') units.add(last);
  }
  return units;
};

/** Of one program, or of two of which one names the other, or of a service that systemd says to have failed. */
const related = ({ parsed }: Judged, anchor: Judged, units: ReadonlySet<string>): boolean => {
  const program = anchor.parsed.program ?? '';
  if (parsed.program === undefined) return false;
  return (
    parsed.program === program ||
    parsed.message.includes(program) ||
    anchor.parsed.message.includes(parsed.program) ||
    (program === 'systemd' && units.has(parsed.program))
  );
};

/**
 * In syslog and the journal all programs speak in turn. Of those, the anchor's program belongs to its story, and any
 * that names it or that it names (systemd and its unit).
 */
export const ofProgram = (story: readonly Judged[], anchor: Judged): Judged[] =>
  anchor.parsed.program === undefined
    ? [...story]
    : story.filter(
        (judged) => judged.parsed.program === undefined || related(judged, anchor, failedUnits(story)),
      );

/** So many lines of parallel output may stand within a traceback or list. */
const PARALLEL = 2;

/** Plain lines right after an error: a traceback, a list, a quoted file. They repeat themselves and are no progress. */
export const attachedTo = (all: readonly Judged[]): ReadonlySet<Judged> => {
  const attached = new Set<Judged>();
  let quiet = Number.POSITIVE_INFINITY;
  for (const judged of all) {
    const { kind } = judged;
    if (kind === 'error' || kind === 'link') quiet = 0;
    else if (kind === 'chatter' || kind === 'wait') quiet++;
    else if (kind === 'plain' && quiet <= PARALLEL) {
      attached.add(judged);
      quiet = 0;
    }
  }
  return attached;
};

/** Hosts, images, paths and ids that a line names. */
const namesIn = (judged: Judged): string[] =>
  judged.parsed.message
    .slice(0, 2000)
    .split(/[\s"'`,;()[\]{}=\\]+/)
    .filter((word) => word.length >= 8 && /[./:\d]/.test(word));

/**
 * Whether nothing but what belongs to an error stands between a line and the next error, or the final complaint. In the
 * journal, what other programs say meanwhile stands between nothing.
 */
const leadsTo = (all: readonly Judged[], i: number, final: number): boolean => {
  const program = all[i]?.parsed.program;
  for (const { kind, parsed } of all.slice(i + 1, final + 1)) {
    if (kind === 'error') return true;
    if (program !== undefined && parsed.program !== undefined && parsed.program !== program) continue;
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
  const units = failedUnits(all);
  const head = all.findLastIndex(({ kind }, i) => i < final && (kind === 'command' || kind === 'step'));
  const survived = new Set<Judged>();
  all.forEach((judged, i) => {
    if (judged === anchor || rank(judged.kind) !== 2 || i > final) return;
    const unbroken = leadsTo(all, i, final) && !rhythm.again(judged);
    const alike = emitterOf(judged) === emitterOf(told) && (last >= 0 || shapeOf(judged) === shapeOf(told));
    if (last < 0 && alike) return;
    const own = head >= 0 && i > head;
    // the last words of a service before systemd says that it failed
    const service = judged.parsed.program;
    const unit = service !== undefined && told.parsed.program === 'systemd' && units.has(service);
    if (
      judged.kind === 'link' &&
      (own ||
        unbroken ||
        alike ||
        unit ||
        told.parsed.message.includes(judged.parsed.message.trim()) ||
        namesIn(judged).some((name) => named.has(name)))
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

/** Quoted names too, however short. */
const allNamesIn = (judged: Judged): string[] => [
  ...namesIn(judged),
  ...[...judged.parsed.message.slice(0, 2000).matchAll(/["'`]([^"'`\s]{3,120})["'`]/g)].map(
    (m) => m[1] ?? '',
  ),
];

/** `[talos]`, `==>`, `frob:` at the start of a message: who speaks where no logger says so. */
const tagOf = (judged: Judged): string =>
  /^(?:\[[\w.-]{2,30}\]|[\w.-]{2,30}:|[-=]+>)(?= )/.exec(judged.parsed.message.trim())?.[0] ?? '';

/** Progress that may stand between a heading and its finding. */
const NEAR = 6;

/**
 * The line above the first error, when it names a file or a setting, or when the error is an item under it: linters, talm
 * and talhelper head their findings so.
 */
const subjectOf = (all: readonly Judged[], survived: ReadonlySet<Judged>): Judged | undefined => {
  const first = all.findIndex((judged) => rank(judged.kind) >= 2 && !survived.has(judged));
  let quiet = 0;
  const above = all.slice(0, Math.max(first, 0)).findLast(({ kind }) => {
    if (kind === 'chatter' || kind === 'wait') quiet++;
    return quiet > NEAR || !['blank', 'chatter', 'wait'].includes(kind);
  });
  return above?.kind === 'plain' &&
    ((/^ {1,8}[*•-] /.test(all[first]?.line.text ?? '') &&
      /:$|^\w[\w.]{0,60}: "[^"]{0,120}"$/.test(above.parsed.message)) ||
      /[\w.-]+\/[\w.-]+|\w=\S|\w\.(?:ya?ml|json|tf|toml|sh)\b/.test(above.parsed.message))
    ? above
    : undefined;
};

/**
 * Plain lines before the first error that have to do with it: of the same host, program or tag, or naming what an error
 * names. Others are the output of steps that went well.
 */
export const unrelatedIn = (
  all: readonly Judged[],
  anchor: Judged,
  survived: ReadonlySet<Judged>,
): ReadonlySet<Judged> => {
  const errors = all.filter(
    (judged) => judged === anchor || (rank(judged.kind) >= 2 && !survived.has(judged)),
  );
  const names = new Set(errors.flatMap(allNamesIn));
  const tags = new Set(errors.map(tagOf).filter((tag) => tag !== ''));
  const { host, program, source } = anchor.parsed;
  const attached = attachedTo(all);
  const units = failedUnits(all);
  const subject = subjectOf(all, survived);
  return new Set(
    all.filter(
      (judged) =>
        judged.kind === 'plain' &&
        judged !== anchor &&
        judged.line.at < anchor.line.at &&
        !attached.has(judged) &&
        judged !== subject &&
        !(host !== undefined && judged.parsed.host === host) &&
        !(program !== undefined && related(judged, anchor, units)) &&
        !(source !== undefined && judged.parsed.source === source) &&
        !tags.has(tagOf(judged)) &&
        !allNamesIn(judged).some((name) => names.has(name)),
    ),
  );
};
