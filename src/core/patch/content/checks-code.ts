/** Weakened checks in programs and tests: skipped, never failing, asking for less. By line and indentation, no parser. */
import { anyOf } from '../../expressions.ts';
import { grouped } from '../../grouped.ts';
import { weakened } from './check-command.ts';
import { insertion, numbersIn, rewritten, skeleton, TEXT } from './conditions.ts';
import type { FileView, Hit } from './view.ts';

/** Added lines that skip a test, end well, or let an error pass. */
const skips = anyOf([
  /\b(?:it|test|describe|context)\.(?:skip(?:If)?|todo|failing|fails|fixme|only)\b/,
  /\bx(?:it|describe|test)\(|(?<![\w.])f(?:it|describe)\(\s*["'`]/,
  /@(?:pytest\.mark\.(?:skip(?:if)?|xfail)|unittest\.(?:skip\w*|expectedFailure)|Disabled|Ignore)\b/,
  /\bt\.Skip\w*\(|\b(?:pytest\.skip|self\.skipTest)\(/,
  /\{\s*(?:skip|todo|only)\s*:(?!\s*false\b)|,\s*(?:skip|todo|only)\s*:\s*(?:true\b|["'`])/,
  /\bassert\s+(?:True|1|not\s+False)\s*(?:$|[,;#]|or\b)/,
  /\bassert(?:\.ok|True)?\s*\(\s*[Tt]rue\s*[,)]|\bexpect\(true\)/,
  /\b(?:process\.exit|sys\.exit|os\._exit|os\.Exit|SystemExit)\(\s*(?:0|None)?\s*\)|\braise\s+SystemExit\s*$/,
  /^\s*except[^:]*:\s*pass\b/,
  /^\s*except(?:\s+(?:Base)?Exception\b[^:]*)?:\s*(?:continue\b|\.\.\.|return(?:\s+(?:0|None|True))?\s*$)/,
  /\bcatch\s*(?:\([^()]*\)\s*)?\{\s*\}/,
  /\.catch\(\s*(?:async\b\s*)?(?:\(\w*\)|\w+)\s*=>\s*(?:\{\s*\}|(?:undefined|null|true|0)\b|\[|["'`]|\(\{)/,
  /(?:environ|getenv|process\.env)\b.*\b(?:SKIP|DISABLE|IGNORE|BYPASS|NO)_(?!(?:COLOR|PROXY)\b)\w/,
  /\bon(?:ce)?\(["'](?:uncaughtException|unhandledRejection)/,
]);

const isConstant = anyOf([
  /\bor\s+True\b|\bTrue\s+or\b|\|\|\s*true\b|\btrue\s*\|\|/,
  /\band\s+False\b|\bFalse\s+and\b|&&\s*false\b|\bfalse\s*&&/,
  /\b(?:el)?if\s*(?:\(\s*)?(?:not\s+|!)?(?:[Tt]rue|[Ff]alse|[01])\s*(?:\)\s*)?[:{]/,
  /\bwhile\s*(?:\(\s*)?(?:0|[Ff]alse)\s*(?:\)\s*)?[:{]/,
  /\bif\s*\(\s*!?(?:true|false|[01])\s*\)/,
]);

/** What any text begins with, and a minimum that everything reaches. */
const EMPTY =
  /\b(?:starts_?with|ends_?with|includes)\(\s*(?:""|''|``)\s*\)|\b(?:min(?!ute)|expect|want|require)\w*\s*=\s*0\s*(?:;\s*)?$/i;
/** An error of any kind, caught. */
const CATCHES_ALL = /^\s*except(?:\s+(?:Base)?Exception\b.*|\s*):\s*$|\bcatch\s*(?:\([^()]*\)\s*)?\{\s*$/;
const LETS_PASS = /^\s*(?:pass|\.\.\.|continue;?|return(?:\s+(?:0|None|True|true|null|undefined))?;?|\})\s*$/;

/** What makes a program end badly, or notice that another one did. */
const FAILURE =
  /\b(?:os\._exit|[Ee]xit|SystemExit)\((?!\s*0?\s*\))|\bprocess\.exitCode\s*=(?!\s*0)|\breturn\s+[1-9]\d*\s*(?:;\s*)?$|(?:^|[)\]:;{}]|\belse\b)\s*(?:throw|raise)\b|\bpanic\(|\blog\.Fatal|\bt\.(?:Fatal|Error)/;
const NOTICES = /\bcheck\s*=\s*True\b|\b(?:check_call|check_output|raise_for_status)\(/;
const TEST = /^\s*(?:async\s+)?(?:def\s+test\w*|func\s+Test\w*)\s*\(|^\s*(?:test|it)(?:\.\w+)?\(/;
const ASSERTION =
  /(?:^|[\s;({])(?:assert\b|(?:self\.)?assert\w*[.(]|expect\()|^\s*condition\s*=|\bt\.(?:Fatal|Error)\w*\(/;

const countOf = (lines: readonly string[], pattern: RegExp): number =>
  lines.filter((text) => pattern.test(text) && !isRemark(text)).length;

const isRemark = (text: string): boolean => /^\s*(?:#|\/\/|\*|import\b|from\b.*\bimport\b)/.test(text);
const indentOf = (text: string): number => text.search(/\S/);

/** Whether a line asserts something, and is not the whole of a test. */
const asserts = (text: string): boolean => ASSERTION.test(text) && !isRemark(text) && !TEST.test(text);

const CHECKS = /check|verif|valid|probe|health|ready|smoke|assert|test/i;
const EXITS = /\b(?:sys|process)\.exit(?:\(|Code\b)|\bos\._exit\(|\bSystemExit\b|\bos\.Exit\(/;

/** Whether a program gives a verdict by how it ends; in any other, errors and conditions come and go. */
const givesVerdict = (view: FileView): boolean =>
  CHECKS.test(view.path) || view.before.some((text) => EXITS.test(text));

/** What there must not be fewer of. */
const KEPT: readonly (readonly [RegExp, string])[] = [
  [TEST, 'a test is taken out'],
  [/\(\s*(?:unittest\.)?TestCase\s*\)/, 'a test is taken out'],
  [ASSERTION, 'an assertion is taken out'],
  [NOTICES, 'the failure of a command is no longer noticed'],
];

/** In programs that check: what a function answers by comparing. */
const ANSWER =
  /^\s*(?:return\b|(?:export\s+)?const\s+\w+\s*=(?:(?!=>\s).)*=>)\s.*(?:[=!]==?|[<>]=?(?!=)\s*[\w"']|&&|\band\b|\bin\b|\b(?:includes|any|all|every|some|startswith|startsWith|match|test)\()/;

/** What an answer compares, and how: names and texts may change. */
const operators = (text: string): string =>
  (
    text.match(
      /[=!]==?|[<>]=?|&&|\|\||!(?!=)|\b(?:and|or|not|in|any|all|every|some|includes|true|True)\b/g,
    ) ?? []
  ).join(' ');

const GUARD = /^\s*(?:\}\s*)?(?:el(?:se\s+)?)?if\b/;

/** What is thrown behind a condition, on its line. */
const THROWN = /(?<=[)\]:;{}])\s*(?:throw|raise)\b.*/;

/** The conditions under which a program fails. */
function guardsOf(lines: readonly string[]): readonly string[] {
  const guards = lines.filter((text, i) => {
    if (!GUARD.test(text)) return false;
    if (FAILURE.test(text)) return true;
    for (const next of lines.slice(i + 1, i + 9)) {
      if (next.trim() !== '' && indentOf(next) <= indentOf(text)) return false;
      if (FAILURE.test(next)) return true;
    }
    return false;
  });
  return guards.map((text) => text.replace(THROWN, ''));
}

const ENDS =
  /^\s*(?:return\b|(?:sys\.|process\.|os\.)_?exit\(|exit\(\d*\)\s*(?:;\s*)?$|raise SystemExit|throw\b)/;

/** Whether what stands below a line in the same block can no longer be reached. */
function cutsOff(lines: readonly string[], at: number): boolean {
  const text = lines[at]!;
  if (!ENDS.test(text) || /[({[,]\s*$/.test(text)) return false;
  const next = lines.slice(at + 1).find((line) => line.trim() !== '' && !isRemark(line));
  return (
    next !== undefined &&
    indentOf(next) === indentOf(text) &&
    !/^\s*(?:[)\]}]|el(?:se|if)\b|except\b|finally\b|case\b|default\b|def\b|class\b|async def\b|@|function\b|export\b)/.test(
      next,
    )
  );
}

const answerOf = (text: string): string | undefined => /^return\s+(.+?);?$/.exec(text.trim())?.[1];
const CONSTANT_RESULT = /^(?:True|true|0|None|null|undefined)$/;

/** Results that were computed and are a constant now, by edit. */
function constantResults(view: FileView): readonly number[] {
  return view.edits.flatMap((edit) => {
    const old = view.before.slice(edit.start, edit.start + edit.del);
    const computed = old.some((text) => !CONSTANT_RESULT.test(answerOf(text) ?? 'true'));
    const fresh = view.after.slice(edit.from, edit.from + edit.add);
    const at = fresh.findIndex((text) => CONSTANT_RESULT.test(answerOf(text) ?? ''));
    const stays = fresh.some((text) => !CONSTANT_RESULT.test(answerOf(text) ?? 'true'));
    return computed && at >= 0 && !stays ? [edit.from + at + 1] : [];
  });
}

/** Whether a line is another one but for a condition in it; an `else if` that became an `else` is none. */
function losesFilter(was: string, now: string): boolean {
  const found = insertion(now, was, /\s(?:if|and|&&)\s/g);
  return found !== undefined && !/\belse$/.test(found.head);
}

/** Lines that were kept but for a condition in them: `if ready(node)` of a count. */
const droppedFilters = (view: FileView): readonly number[] =>
  view.edits.flatMap((edit) => {
    const fresh = view.after.slice(edit.from, edit.from + edit.add);
    return view.before.slice(edit.start, edit.start + edit.del).flatMap((was) => {
      const at = fresh.findIndex((now) => losesFilter(was, now));
      return at < 0 ? [] : [edit.from + at + 1];
    });
  });

/** A text, with what makes a key of it. */
const TEXT_OR_KEY = new RegExp(`${TEXT.source}(?:\\s*[:\\]])?`, 'g');
const MINIMUM = /\b(?:min(?!ute)|expect|want|require|at_?least|ready|replica|quorum|threshold)/i;

/** Whether a line names a minimum: by a name, a key, or a text that is one name or option. */
const namesMinimum = (text: string): boolean =>
  MINIMUM.test(text.replace(TEXT_OR_KEY, (all) => (/^.(?:\w+|-[\w-]+).$|[:\]]$/.test(all) ? all : '')));

/** Lines that name a minimum and give a lower one than before. */
function lowerMinimums(view: FileView): readonly number[] {
  const old = grouped(view.removed, ({ text }) => skeleton(text));
  return view.added
    .filter(({ text }) => {
      const was = namesMinimum(text) && !asserts(text) ? old.get(skeleton(text))?.shift() : undefined;
      if (was === undefined) return false;
      const [before, now] = [numbersIn(was.text), numbersIn(text)];
      return now.some((number, i) => number < before[i]!);
    })
    .map(({ line }) => line);
}

/** `skip` ends a test of bats well (bats-core, "skip"). */
const batsHits = (view: FileView): readonly Hit[] =>
  view.added
    .filter(({ text }) => /^\s*skip\b/.test(text))
    .map(({ line }) => weakened(line, 'a test or an error is skipped'));

/** Every sign that a program or its tests check less than before. */
export function codeCheckHits(view: FileView): readonly Hit[] {
  if (/\.bats$/.test(view.path)) return batsHits(view);
  if (view.kind !== 'code' && view.kind !== 'other') return [];
  const hits: Hit[] = [];
  for (const { text, line } of view.added) {
    if (isRemark(text)) continue;
    if (skips(text)) hits.push(weakened(line, 'a test or an error is skipped'));
    if (view.kind !== 'code') continue;
    if (isConstant(text) || EMPTY.test(text)) hits.push(weakened(line, 'a condition never changes'));
    if (CATCHES_ALL.test(text) && LETS_PASS.test(view.after[line] ?? ''))
      hits.push(weakened(line, 'every error is caught and let pass'));
    if (cutsOff(view.after, line - 1)) hits.push(weakened(line, 'what follows is never run'));
  }
  if (view.kind !== 'code') return hits;
  for (const [pattern, what] of KEPT)
    if (countOf(view.after, pattern) < countOf(view.before, pattern)) hits.push(weakened(undefined, what));
  const rewrite = (was: string | undefined): void => {
    if (was !== undefined)
      hits.push(weakened(undefined, `the condition \`${was.slice(0, 80)}\` was rewritten`));
  };
  rewrite(rewritten(view.before.filter(asserts), view.after.filter(asserts), true));
  for (const line of lowerMinimums(view)) hits.push(weakened(line, 'less is expected'));
  if (!givesVerdict(view)) return hits;
  if (countOf(view.after, FAILURE) < countOf(view.before, FAILURE))
    hits.push(weakened(undefined, 'a failing end is taken out'));
  const answers = (lines: readonly string[]): string[] => lines.filter((text) => ANSWER.test(text));
  rewrite(rewritten(guardsOf(view.before), guardsOf(view.after), false));
  rewrite(rewritten(answers(view.before), answers(view.after), true, operators));
  for (const line of constantResults(view)) hits.push(weakened(line, 'a computed result is a constant now'));
  for (const line of droppedFilters(view)) hits.push(weakened(line, 'a condition is taken out'));
  return hits;
}
