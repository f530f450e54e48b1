/** Early success: `exit 0`, `return 0` where a script used to go on, and failures that no longer fail. */
import { weakened } from './check-command.ts';
import { GOES_ON, parentsOf } from './parents.ts';
import type { Command } from './shell.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const REMEDY = 'a stage may only end well when its checks have run';

type Ending = 'success' | 'failure';

/** Besides a status that is 0 in eight bits: sums of constants, which no one writes for a failure, and 0 by default. */
const SUCCESS = /^(?:\$\(\([\d\s+*/%-]*\)\)|\$\{\w+:?-0*\})$/;

function endingOf({ readings: [first] }: Command): Ending | undefined {
  if (first === undefined) return undefined;
  const {
    program,
    args: [code = ''],
  } = first;
  if (program === 'exec' && /^(?:\S*\/)?(?:true|:|echo|printf)$/.test(code)) return 'success';
  if (program !== 'exit' && program !== 'return') return undefined;
  return SUCCESS.test(code) || Number(code) % 256 === 0 ? 'success' : 'failure';
}

const endings = (lines: readonly LogicalLine[], wanted: Ending): number =>
  lines.reduce(
    (sum, line) => sum + line.commands.filter((command) => endingOf(command) === wanted).length,
    0,
  );

const HELP = /(?:^|[\s"'|=([;])(?:--help|-h|help|--version|-V|version|usage|--list|-\?)(?:[\s"'|)\]]|$)/;

/** The parts of a line that ask: a condition, a test, the pattern of a case arm. Words that are said are no question. */
const ASKING =
  /\b(?:el)?if\s[^;]*|\[\[?\s(?:(?!\[\s|\s\]).)*\s\]|\btest\s[^;&|]*|(?:^|\bin(?=[\s(])|;;)\s*\(?[^\s()|;]+(?:\s*\|\s*[^\s()|;]+)*\s*\)/g;

const asksForHelp = (text: string): boolean =>
  [...text.split(/\s#/)[0]!.matchAll(ASKING)].some(([part]) => HELP.test(part));

/** The lines that open the block in which line `at` stands, innermost first. */
function openers(lines: readonly string[], parents: readonly number[], at: number): string[] {
  const out: string[] = [];
  for (let up = parents[at]!; up >= 0; up = parents[up]!)
    out.push((GOES_ON.test(lines[up]!) ? lines[up - 1] : undefined) ?? lines[up]!);
  return out;
}

const CONDITION = /^\s*(?:el)?if\s+(.*)|(?:^|;)\s*(?:(?:then|else|do|\{)\s+)*([^;]*?)&&\s*(?:\{|return|exit)/;

/** A condition that asks the world, not a variable or a constant. */
function asksTheWorld(text: string): boolean {
  const found = CONDITION.exec(text);
  const asked = found?.[1] ?? found?.[2] ?? '';
  return asked !== '' && !/^(?:!\s*)?(?:\[|test\b|true\b|false\b|:|\(\()/.test(asked);
}

const CHECKING =
  /^\s*(?:function\s+|(?=[\w-]+\s*\(\)))[\w-]*(?:verify|check|health|assert|validate|ensure|smoke|probe|test|ready|wait)/i;

/** Help texts may end early; a function may return when its work is done already; nothing else may. */
function mayEnd(line: LogicalLine, around: readonly string[], program: string | undefined): boolean {
  if ([line.text, ...around.slice(0, 2)].some(asksForHelp)) return true;
  if (program !== 'return' || around.some((text) => CHECKING.test(text))) return false;
  return [line.text, ...around.slice(0, 1)].some(asksTheWorld);
}

/** Every newly written early success, and failures taken out. */
export function exitHits(view: FileView): readonly Hit[] {
  if (view.kind === 'json' || view.kind === 'code') return [];
  const hits: Hit[] = [];
  let parents: readonly number[] | undefined;
  for (const line of view.newLogical) {
    const ending = line.commands.find((command) => endingOf(command) === 'success');
    if (ending === undefined) continue;
    parents ??= parentsOf(view.after);
    const around = openers(view.after, parents, line.line - 1);
    if (mayEnd(line, around, ending.readings[0]?.program)) continue;
    hits.push(
      weakened(line.line, `\`${ending.words.join(' ')}\` ends with success before the rest has run`, REMEDY),
    );
  }
  if (endings(view.logical, 'failure') < endings(view.oldLogical, 'failure'))
    hits.push(weakened(undefined, 'a failing exit or return is taken out', REMEDY));
  return hits;
}
