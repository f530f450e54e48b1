/** Checks made idle by the shape of a script: constant conditions, hidden text, functions in the place of tools. */
import { once } from '../../expressions.ts';
import { grouped } from '../../grouped.ts';
import { asCheck, weakened } from './check-command.ts';
import { definedIn } from './functions.ts';
import { readings } from './readings.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const CONSTANT =
  /(?:^|[;&|]\s*)(?:el)?(?:if|while|until)\s+(?:!\s*)?(?:true|false|:|\(\(\s*[01]\s*\)\)|\[+\s*(?:(["']?)[\w.]*\1\s*(?:=|==|!=|-eq|-ne|-lt|-gt|-le|-ge)\s*(["']?)[\w.]+\2|-[nz]\s+["']?\w*["']?)\s*\]+)\s*(?:;|$)|(?:^\s*|[;|&]\s*)false\s*&&|(?:^\s*|[;|&{]\s*)true\s*\|\||\bfor\s*\(\([^;]*=\s*0\s*;\s*\w+\s*<\s*0\s*;|&&\s*false\b/;
const HIDES = /^\s*(?::|true|cat\s*>\s*\/dev\/null|\/bin\/true|:\s*'|:\s*")\s*(?:<<|')/;

/** A plain value for a variable. */
const ASSIGNMENT =
  /^\s*(?:(?:local|declare|export)\s+)?([A-Za-z_]\w*)=["']?(?:[\w.-]*|\$\{?[A-Z][A-Z0-9_]*\}?)["']?\s*$/;
const MEASUREMENT = /\b([A-Za-z_]\w*)=["']?\$\((?!\()/g;
/** A measured value that is moved: `count=$((count - 10))`. */
const MOVED = /^\s*([A-Za-z_]\w*)=\$\(\(\s*\$?\1\s*[-+*/]\s*\d+\s*\)\)\s*$/;
const QUESTION = /\[|\btest\b|\(\(/;
const VARIABLE = /\$\{?([A-Za-z_]\w*)/g;

const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((found) => found[1]!);

/** The variables that a line asks about: `[ "$ready" -ge 3 ]`. */
function askedIn(text: string): readonly string[] {
  const from = text.search(QUESTION);
  return from < 0 ? [] : namesIn(text.slice(from), VARIABLE);
}

/** For each line `ready=3` between the one that measures `ready` and the one that asks for it: the name. */
function overwritten(view: FileView): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  const assigned = new Map<number, string>();
  for (const { text, line } of view.newLogical) {
    const name = (ASSIGNMENT.exec(text) ?? MOVED.exec(text))?.[1];
    if (name !== undefined) assigned.set(line, name);
  }
  if (assigned.size === 0) return out;
  const firstMeasured = new Map<string, number>();
  for (const [i, text] of view.after.entries())
    for (const name of namesIn(text, MEASUREMENT))
      if (!firstMeasured.has(name)) firstMeasured.set(name, i + 1);
  // Of the next line below that measures or asks for a name: whether it asks.
  const asksNext = new Map<string, boolean>();
  for (let line = view.after.length; line > 0; line--) {
    const name = assigned.get(line);
    if (name !== undefined && asksNext.get(name) === true && (firstMeasured.get(name) ?? line) < line)
      out.set(line, name);
    const text = view.after[line - 1]!;
    for (const measured of namesIn(text, MEASUREMENT)) asksNext.set(measured, false);
    for (const asked of askedIn(text)) asksNext.set(asked, true);
  }
  return out;
}

const CONDITION = /^\s*(?:el)?if\s+(.*?)\s*;?\s*(?:then\b.*)?$/;

/** The checks that conditions ask. */
const conditions = (lines: readonly LogicalLine[]): readonly string[] =>
  lines
    .flatMap(({ text }) => CONDITION.exec(text)?.[1] ?? [])
    .filter((condition) => asCheck(readings(condition.split(' '))) !== undefined);

/** `if A` that became `if A && B`: what stands under it happens less often. */
function narrowed(old: readonly string[], text: string): boolean {
  const now = CONDITION.exec(text)?.[1];
  if (now === undefined) return false;
  return old.some((was) => now !== was && `&& ${now} &&`.includes(`&& ${was} &&`));
}

const SHADOWED =
  /^(?:kubectl|oc|talosctl|flux|helm|curl|wget|grep|egrep|jq|yq|test|true|false|set|exit|return|trap|ping|dig|nc|timeout|sleep|wait|command|cd|source|diff|cmp|ssh|git|\[)$/;

const LEAVES = /^\s*(?:break|continue|return|exit)(?:\s+\S+)?\s*;?\s*$/;

/** Whether a line leaves its block although further commands stand in it. */
function leavesAt(lines: readonly string[], at: number): boolean {
  if (!LEAVES.test(lines[at]!)) return false;
  const next = lines.slice(at + 1, at + 20).find((text) => /^\s*[^\s#]/.test(text));
  return (
    next !== undefined &&
    next.search(/\S/) === lines[at]!.search(/\S/) &&
    !/^\s*(?:(?:done|fi|esac|else|elif|function)\b|;;|\}|\)|[\w-]+\s*\(\))/.test(next)
  );
}

/** Every newly written shape that keeps a check from running or from counting. */
export function shapeHits(view: FileView): Hit[] {
  const hits: Hit[] = [];
  const before = once(() => grouped(definedIn(view.before), String));
  const overwrites = overwritten(view);
  const old = conditions(view.oldLogical);
  const after = view.kind === 'shell' ? grouped(definedIn(view.after), String) : new Map<string, string[]>();
  const twice = [...after].find(
    ([name, all]) => all.length > 1 && (before().get(name) ?? []).length < 2,
  )?.[0];
  if (twice !== undefined) hits.push(weakened(undefined, `the function ${twice} is defined a second time`));
  for (const { text, line } of view.newLogical) {
    if (CONSTANT.test(text))
      hits.push(weakened(line, 'a condition never changes: what it guards is always or never run'));
    if (HIDES.test(text)) hits.push(weakened(line, 'commands are hidden in a text that nobody runs'));
    const name = overwrites.get(line);
    if (name !== undefined)
      hits.push(weakened(line, `the measured value of ${name} is overwritten before it is asked for`));
    if (narrowed(old, text)) hits.push(weakened(line, 'a failing condition got a further condition'));
    const shadow = definedIn([text]).find((one) => SHADOWED.test(one) && !before().has(one));
    if (shadow !== undefined)
      hits.push(weakened(line, `a function takes the place of the command ${shadow}`));
  }
  for (const { line } of view.kind === 'doc' ? [] : view.added)
    if (leavesAt(view.after, line - 1)) hits.push(weakened(line, 'what follows is never run'));
  return hits;
}
