/** Weakened checks in YAML and JSON: probes, expectations, waits and alerts removed or loosened. */
import { once } from '../../expressions.ts';
import { grouped } from '../../grouped.ts';
import { asCheck, seconds, stretched, weakened } from './check-command.ts';
import { standsForNothing } from './checks-shell.ts';
import { CHECK_KEY, falsy, isCheckPath, looserWord, passes, truthy } from './config-words.ts';
import { type Entry, outline } from './outline.ts';
import { parentsOf } from './parents.ts';
import { type Command, commandsOf } from './shell.ts';
import type { FileView, Hit } from './view.ts';

/** Also those that say who is told. */
const REMOVABLE = new RegExp(`${CHECK_KEY.source}|^receiver$`, 'i');
const STRONG_PROBE = /^(?:httpGet|exec|grpc)$/;
const COMMAND_KEY = /^(?:command|cmd|run|exec|script|test|args?|shell|entrypoint)$/i;
const SWITCHED_ON =
  /^(?:continue[_-]?on[_-]?error|ignore[_-]?(?:errors?|failures?)|allow[_-]?failure|suspend|suspended|paused|disable[_-]?wait|ignoreTestFailures|skip[\w-]*|disable(?=[\w-]*(?:check|verif|valid|hook|probe|alert|test))[\w-]*|dry[_-]?run|force[_-]?success|soft[_-]?fail|optional|inhibit\w*|silenced?)$/i;
const SWITCHED_OFF =
  /^(?:wait|verify|validate|strict|atomic|enabled?|required|fail[_-]?(?:on|if)[\w-]*|fail_?fast|checks?|health[_-]?checks?|enforce|active|installCRDs|cleanupOnFail|waitForJobs)$/i;
const TIME_KEY = /timeout|deadline|delay|period|interval|grace|^for$|duration|ttl/i;
/** Outside of checks, an interval or a period is no limit. */
const WAIT_KEY = /timeout|deadline|^for$/i;
const TOLERANCE_KEY =
  /^(?:failure[_-]?Threshold|retries|attempts|max[_-]?(?:Retries|Unavailable)|max(?=[\w-]*(?:fail|error|restart))[\w-]*|tolera[\w-]*|allowed[\w-]*)$/i;
const MINIMUM_KEY =
  /^(?:(?:expect|min(?!ute)|desired|required|want)[\w-]*|(?:success[_-]?)?threshold|quorum)$/i;

const count = (entries: readonly Entry[], pattern: RegExp): Map<string, number> => {
  const out = new Map<string, number>();
  for (const { key, value } of entries)
    if (pattern.test(key) && (value === '0' || !falsy(value))) out.set(key, (out.get(key) ?? 0) + 1);
  return out;
};

/** Check blocks by key: fewer than before means one was taken out, wherever it stood. */
function removedBlocks(old: readonly Entry[], fresh: readonly Entry[]): Hit[] {
  const now = count(fresh, REMOVABLE);
  const hits = [...count(old, REMOVABLE)]
    .filter(([key, n]) => (now.get(key) ?? 0) < n)
    .map(([key]) => weakened(undefined, `a \`${key}\` is taken out`));
  const strong = (entries: readonly Entry[]): number =>
    entries.filter((e) => STRONG_PROBE.test(e.key)).length;
  if (hits.length === 0 && strong(fresh) < strong(old))
    hits.push(weakened(undefined, 'a probe looks at less than before'));
  return hits;
}

const keysIn = (flow: string): readonly string[] =>
  [...flow.matchAll(/[{,]\s*["']?([\w.-]+)["']?\s*:/g)].map((found) => found[1]!);

/** Why a changed number or word asks less; undefined when it does not. */
function looserValue(entry: Entry, was: string): string | undefined {
  const { key, value, path } = entry;
  const inCheck = isCheckPath(path);
  // The values in braces are entries of their own.
  if (value.startsWith('{') && was.startsWith('{') && keysIn(was).every((one) => keysIn(value).includes(one)))
    return undefined;
  const passing = passes(entry) ?? looserWord(entry, was);
  if (passing !== undefined) return passing;
  if (truthy(value) && SWITCHED_ON.test(key)) return 'a check is switched off';
  if (falsy(value) && truthy(was) && SWITCHED_OFF.test(key)) return 'a check is switched off';
  const [old, fresh] = [seconds(was), seconds(value)];
  if (old !== undefined && fresh !== undefined) {
    if (
      MINIMUM_KEY.test(key) ||
      (inCheck && !TIME_KEY.test(key) && !TOLERANCE_KEY.test(key) && !/port/i.test(key))
    )
      return fresh < old ? `it goes from ${was} to ${value}` : undefined;
    const tolerance = TOLERANCE_KEY.test(key);
    // No time at all often means for ever; no failures at all are the strictest.
    if (tolerance ? fresh === 0 : !(inCheck ? TIME_KEY : WAIT_KEY).test(key)) return undefined;
    return stretched(old, fresh) ? `it goes from ${was} to ${value}` : undefined;
  }
  if (
    (TIME_KEY.test(key) || TOLERANCE_KEY.test(key)) &&
    old !== undefined &&
    (falsy(value) || value.startsWith('-'))
  )
    return 'the limit is taken away';
  if (inCheck && key === 'path' && value === '/') return 'the probe asks for nothing in particular';
  return /^(?:expect|assert|success)/i.test(key) && was !== '' ? 'the expectation was rewritten' : undefined;
}

/** The first command of a value: a command line, or an argv as a list on one line. */
const firstCommand = (value: string): Command | undefined =>
  commandsOf(value.replace(/[[\],]/g, ' ').replace(/^\s*["']?CMD(?:-SHELL)?["']?\s/, ''))[0];

/** A command of a probe that is another program now. */
function otherCommand(entry: Entry, was: string): string | undefined {
  if (!COMMAND_KEY.test(entry.key)) return undefined;
  const [before, after] = [firstCommand(was), firstCommand(entry.value)];
  if (before === undefined || standsForNothing(before)) return undefined;
  if (after === undefined || standsForNothing(after)) return 'its command does nothing';
  const same =
    asCheck(after.readings)?.program === asCheck(before.readings)?.program &&
    after.words[0] === before.words[0];
  return isCheckPath(entry.path) && !same ? 'its command is another one' : undefined;
}

const pathKey = (entry: Entry): string => JSON.stringify(entry.path);

/** Settings that a check hangs on, and that are off where they are not set. */
const KEPT_ON = /^(?:wait|waitForJobs|atomic|strict|verify|validate|fail[_-]?[iI]f[\w-]*)$/;

function changedValues(old: readonly Entry[], fresh: readonly Entry[], added: ReadonlySet<number>): Hit[] {
  const before = grouped(old, pathKey);
  const hits: Hit[] = [];
  for (const entry of fresh) {
    const was = before.get(pathKey(entry))?.shift()?.value;
    if (!added.has(entry.line) || was === entry.value) continue;
    const why = was === undefined ? newlyLoose(entry) : (looserValue(entry, was) ?? otherCommand(entry, was));
    if (why !== undefined) hits.push(weakened(entry.line, `\`${entry.path.slice(-3).join('.')}\`: ${why}`));
  }
  const left = once(() => new Set(fresh.map((entry) => JSON.stringify(entry.path.slice(0, -1)))));
  for (const [gone] of before.values())
    if (
      gone !== undefined &&
      KEPT_ON.test(gone.key) &&
      truthy(gone.value) &&
      left().has(JSON.stringify(gone.path.slice(0, -1)))
    )
      hits.push(weakened(undefined, `\`${gone.path.slice(-3).join('.')}\` is taken out`));
  return hits;
}

/** What a probe may be given at once: beyond it never fails in a night. */
const MAX_FAILURES = 60;
const MAX_SECONDS = 3600;

/** Settings that were not there and take a check away. */
function newlyLoose(entry: Entry): string | undefined {
  const { key, value, path } = entry;
  const passing = passes(entry);
  if (passing !== undefined) return passing;
  if (SWITCHED_ON.test(key) && truthy(value) && (key.toLowerCase() !== 'optional' || isCheckPath(path)))
    return 'a check is switched off';
  if (falsy(value) && /^(?:wait|verify|validate|failed_when|strict|atomic)$/i.test(key))
    return 'a check is switched off';
  const amount = (isCheckPath(path) ? seconds(value) : undefined) ?? 0;
  if (TOLERANCE_KEY.test(key) && amount > MAX_FAILURES) return `${value} failures are let pass`;
  if (TIME_KEY.test(key) && amount > MAX_SECONDS) return `it waits ${value}`;
  if (isCheckPath(path) && /^enabled$/i.test(key) && falsy(value)) return 'a check is switched off';
  if (COMMAND_KEY.test(key) && isCheckPath(path)) {
    const command = firstCommand(value);
    if (command !== undefined && standsForNothing(command)) return 'a check does nothing';
  }
  return undefined;
}

/** What makes an alert one that can never fire; `x or vector(0)` only fills gaps. */
const NEVER_TRUE =
  /\bvector\(0\)(?<!\bor\s+(?:on\s*\(\)\s*)?vector\(0\))|\bfalse\b|\b0\s*[>=]=?\s*1\b|absent\((?:[^()]*\bor\s+(?:on\s*\(\)\s*)?)?vector|\boffset\s+\d+[wy]\b|\{(?:[^{}]*,)?\s*(?:job|instance)=\\?"\\?"|\b(?:and|unless)\s+(?:on\s*\(\)\s*)?vector\(|==\s*bool\s*2/;

const isDeadAlert = (text: string): boolean => {
  const at = text.search(/\bexpr["']?\s*:/);
  return at >= 0 && NEVER_TRUE.test(text.slice(at));
};

/** `op: remove` beside the path of a probe (RFC 6902, as kustomize takes it). */
const removesProbe = (lines: readonly string[], line: number): boolean =>
  lines[line - 1]!.includes('Probe') &&
  /\bpath["']?\s*:\s*\S*\/(?:readiness|liveness|startup)Probe\b/.test(lines[line - 1]!) &&
  lines.slice(Math.max(0, line - 3), line + 2).some((text) => /\bop["']?\s*:\s*["']?remove\b/.test(text));

const ADDRESS = /^\s*-\s+["']?(?:https?|tcp|icmp|dns|grpc):\/\/\S+(?:\s+#.*|\s*)$/;
const ASKED_LIST = /^\s*(?:-\s*)?["']?(?:static|targets|urls|endpoints|monitors|sites|hosts|checks)["']?\s*:/;

/** How many addresses stand in lists of what is probed. */
function askedAddresses(lines: readonly string[]): number {
  if (!lines.some((text) => ADDRESS.test(text))) return 0;
  const parents = parentsOf(lines);
  return lines.filter((text, i) => ADDRESS.test(text) && ASKED_LIST.test(lines[parents[i]!] ?? '')).length;
}

const MONITORS = /^\s*["']?kind["']?\s*:\s*["']?(?:Probe|ServiceMonitor|PodMonitor|ScrapeConfig)\b/;

/** The entries of a file; in one that says what is watched, all of them belong to a check. */
function entriesOf(lines: readonly string[]): readonly Entry[] {
  const entries = outline(lines);
  return lines.some((text) => text.includes('kind') && MONITORS.test(text))
    ? entries.map((entry) => ({ ...entry, path: ['probe', ...entry.path] }))
    : entries;
}

/** Every sign that a configuration checks less than before. */
export function configCheckHits(view: FileView): readonly Hit[] {
  const added = new Set(view.added.map((line) => line.line));
  const hits: Hit[] = [];
  if (view.kind === 'yaml' || view.kind === 'json') {
    const old = entriesOf(view.before);
    const fresh = entriesOf(view.after);
    hits.push(...removedBlocks(old, fresh), ...changedValues(old, fresh, added));
    for (const { text, line } of view.added)
      if (isDeadAlert(text)) hits.push(weakened(line, 'an alert can no longer fire'));
      else if (removesProbe(view.after, line)) hits.push(weakened(line, 'a probe is taken out'));
    if (askedAddresses(view.after) < askedAddresses(view.before))
      hits.push(weakened(undefined, 'an address is no longer asked'));
  }
  return hits;
}
