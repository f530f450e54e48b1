/** Early success: `exit 0`, `return 0` where a script used to go on, and failures that no longer fail. */
import { asCheck } from './check-command.ts';
import { bare } from './shell.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const say = (line: number | undefined, message: string): Hit => ({
  rule: 'weakened-check',
  ...(line === undefined ? {} : { line }),
  message: `${message}: a stage may only end well when its checks have run`,
});

type Ending = 'success' | 'failure';

function endingOf(words: readonly string[]): Ending | undefined {
  const [program, code] = bare(words);
  if (program === 'exec' && /^(?:\S*\/)?(?:true|:)$/.test(code ?? '')) return 'success';
  if (program !== 'exit' && program !== 'return') return undefined;
  return code === undefined || /^0+$/.test(code) ? 'success' : 'failure';
}

const endings = (lines: readonly LogicalLine[], wanted: Ending): number =>
  lines.reduce(
    (sum, line) => sum + line.commands.filter(({ words }) => endingOf(words) === wanted).length,
    0,
  );

const HELP = /(?:^|[\s"'|=([])(?:--help|-h|help|--version|-V|version|usage|--list|-\?)(?:[\s"'|)\]]|$)/;

/** The parts of a line that ask: a condition, a test, the pattern of a case arm. Words that are said are no question. */
const ASKING =
  /\b(?:el)?if\s[^;]*|\[\[?\s.*?\s\]|\btest\s[^;&|]*|(?:^|\bin|;;)\s*\(?[^\s()]+(?:\s*\|\s*[^\s()]+)*\s*\)/g;

const asksForHelp = (text: string): boolean =>
  (text.replace(/(?:^|\s)#.*$/, '').match(ASKING) ?? []).some((part) => HELP.test(part));

/** The lines that open the block in which line `at` stands, innermost first. */
function openers(lines: readonly string[], at: number): string[] {
  const out: string[] = [];
  let indent = lines[at]!.search(/\S/);
  for (let i = at - 1; i >= 0 && indent > 0; i--) {
    const here = lines[i]!.search(/\S/);
    if (here < 0 || here >= indent) continue;
    out.push(lines[i]!);
    indent = here;
  }
  return out;
}

const CONDITION = /^\s*(?:el)?if\s+(.*?)(?:;\s*then.*)?$|^\s*(.*?)\s*&&\s*(?:\{|return|exit)/;

/** A condition that asks the world, not a variable or a constant. */
function asksTheWorld(text: string): boolean {
  const found = CONDITION.exec(text);
  const asked = (found?.[1] ?? found?.[2] ?? '').trim().replace(/^!\s*/, '');
  return asked !== '' && !/^(?:\[|\[\[|test\b|true\b|false\b|:|\(\()/.test(asked);
}

const CHECKING =
  /^\s*(?:function\s+|(?=[\w-]+\s*\(\)))[\w-]*(?:verify|check|health|assert|validate|ensure|smoke|probe|test|ready|wait)/i;

/** Help texts may end early; a function may return when its work is done already; nothing else may. */
function mayEnd(view: FileView, line: LogicalLine, program: string): boolean {
  const around = openers(view.after, line.line - 1);
  if ([line.text, ...around.slice(0, 2)].some(asksForHelp)) return true;
  if (program !== 'return' || around.some((text) => CHECKING.test(text))) return false;
  return asksTheWorld(line.text) || (around[0] !== undefined && asksTheWorld(around[0]));
}

/** Every newly written early success, and failures taken out. */
export function exitHits(view: FileView): readonly Hit[] {
  if (view.kind === 'doc' || view.kind === 'json') return [];
  const hits: Hit[] = [];
  for (const line of view.newLogical) {
    const at = line.commands.findIndex(({ words }) => endingOf(words) === 'success');
    if (at < 0) continue;
    const [program = ''] = bare(line.commands[at]!.words);
    const swallowing =
      line.commands[at]!.before === '||' && asCheck(line.commands[at - 1]?.words ?? []) !== undefined;
    if (swallowing || !mayEnd(view, line, program))
      hits.push(
        say(line.line, `\`${line.commands[at]!.words.join(' ')}\` ends with success before the rest has run`),
      );
  }
  if (endings(view.logical, 'failure') < endings(view.oldLogical, 'failure'))
    hits.push(say(undefined, 'a failing exit or return is taken out'));
  return hits;
}
