/** Weakened checks in YAML and JSON: probes, expectations, waits and alerts removed or loosened. */
import { grouped } from '../../grouped.ts';
import { asCheck, seconds, stretched, weakened } from './check-command.ts';
import { standsForNothing } from './checks-shell.ts';
import { type Entry, outline } from './outline.ts';
import { type Command, commandsOf } from './shell.ts';
import type { FileView, Hit } from './view.ts';

/** Keys under which something is checked. */
const CHECK_KEY =
  /^(?:(?:readiness|liveness|startup)_?Probe|probes?|readiness|liveness|startup|health_?checks?|checks?|verif(?:y|ication|ications)|validat(?:e|ion|ions)|assert(?:ion|ions|s)?|expect\w*|tests?|success_?criteria|wait_?for|alert|analysis|canaryAnalysis|postDeploy\w*|preflight\w*|conditions?)$/i;
const STRONG_PROBE = /^(?:httpGet|exec|grpc)$/;
const COMMAND_KEY = /^(?:command|cmd|run|exec|script|test|args?|shell|entrypoint)$/i;
const SWITCHED_ON =
  /^(?:continue-?_?on-?_?error|ignore-?_?errors?|ignore-?_?failures?|allow-?_?failure|suspend|suspended|paused|disable-?_?wait|disable\w*validation|ignoreTestFailures|skip\w*|disable\w*(?:check|verif|valid|hook|probe|alert|test)\w*|dry-?_?run|force_?success|soft_?fail|optional|inhibit\w*|silenced?)$/i;
const SWITCHED_OFF =
  /^(?:wait|verify|validate|strict|atomic|enabled|required|failOn\w*|fail_?fast|check|checks|health_?checks?|failed_when|enforce|active|installCRDs|cleanupOnFail|waitForJobs)$/i;
const TIME_KEY = /timeout|deadline|delay|period|interval|grace|^for$|duration|ttl/i;
/** Outside of checks, an interval or a period is no limit. */
const WAIT_KEY = /timeout|deadline|^for$/i;
const TOLERANCE_KEY =
  /^(?:failureThreshold|retries|maxRetries|attempts|maxUnavailable|max\w*(?:fail|error|restart)\w*|tolera\w*|allowed\w*)$/i;
const MINIMUM_KEY =
  /^(?:expect\w*|min\w*|desired\w*|required\w*|successThreshold|minReadySeconds|quorum|want\w*|threshold)$/i;

const truthy = (value: string): boolean => /^(?:true|yes|on|1)$/i.test(value);
const falsy = (value: string): boolean =>
  /^(?:false|no|off|0|null|~|none|never|\[\s*\]|\{\s*\})$/i.test(value);
const isCheckPath = (path: readonly string[]): boolean =>
  path.slice(0, -1).some((key) => CHECK_KEY.test(key));

const count = (entries: readonly Entry[], pattern: RegExp): Map<string, number> => {
  const out = new Map<string, number>();
  for (const { key, value } of entries)
    if (pattern.test(key) && (value === '0' || !falsy(value))) out.set(key, (out.get(key) ?? 0) + 1);
  return out;
};

/** Check blocks by key: fewer than before means one was taken out, wherever it stood. */
function removedBlocks(old: readonly Entry[], fresh: readonly Entry[]): Hit[] {
  const now = count(fresh, CHECK_KEY);
  const hits = [...count(old, CHECK_KEY)]
    .filter(([key, n]) => (now.get(key) ?? 0) < n)
    .map(([key]) => weakened(undefined, `a \`${key}\` is taken out`));
  const strong = (entries: readonly Entry[]): number =>
    entries.filter((e) => STRONG_PROBE.test(e.key)).length;
  if (hits.length === 0 && strong(fresh) < strong(old))
    hits.push(weakened(undefined, 'a probe looks at less than before'));
  return hits;
}

/** Why a changed number or word asks less; undefined when it does not. */
function looserValue(entry: Entry, was: string): string | undefined {
  const { key, value, path } = entry;
  const inCheck = isCheckPath(path);
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
  if (TIME_KEY.test(key) && old !== undefined && (falsy(value) || value.startsWith('-')))
    return 'the limit is taken away';
  if (inCheck && key === 'path' && value === '/') return 'the probe asks for nothing in particular';
  return /^(?:expect|assert|success)/i.test(key) && was !== '' ? 'the expectation was rewritten' : undefined;
}

/** The first command of a value: a command line, or an argv as a list on one line. */
const firstCommand = (value: string): Command | undefined => commandsOf(value.replace(/[[\],]/g, ' '))[0];

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

function changedValues(old: readonly Entry[], fresh: readonly Entry[], added: ReadonlySet<number>): Hit[] {
  const before = grouped(old, pathKey);
  const hits: Hit[] = [];
  for (const entry of fresh) {
    const was = before.get(pathKey(entry))?.shift()?.value;
    if (!added.has(entry.line) || was === entry.value) continue;
    const why = was === undefined ? newlyLoose(entry) : (looserValue(entry, was) ?? otherCommand(entry, was));
    if (why !== undefined) hits.push(weakened(entry.line, `\`${entry.path.slice(-3).join('.')}\`: ${why}`));
  }
  return hits;
}

/** What a probe may be given at once: beyond it never fails in a night. */
const MAX_FAILURES = 60;
const MAX_SECONDS = 3600;

/** Settings that were not there and take a check away. */
function newlyLoose(entry: Entry): string | undefined {
  const { key, value, path } = entry;
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

/** Alert expressions that can never fire. */
const DEAD_ALERT =
  /\bexpr["']?\s*:\s*.*(?:\bvector\(0\)|\bfalse\b|\b0\s*[>=]=?\s*1\b|absent\(vector|==\s*bool\s*2)/;

/** Every sign that a configuration checks less than before. */
export function configCheckHits(view: FileView): readonly Hit[] {
  const added = new Set(view.added.map((line) => line.line));
  const hits: Hit[] = [];
  if (view.kind === 'yaml' || view.kind === 'json') {
    const old = outline(view.before);
    const fresh = outline(view.after);
    hits.push(...removedBlocks(old, fresh), ...changedValues(old, fresh, added));
    for (const { text, line } of view.added)
      if (DEAD_ALERT.test(text)) hits.push(weakened(line, 'an alert can no longer fire'));
  }
  return hits;
}
