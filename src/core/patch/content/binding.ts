/** Whether the failure of a command counts: what waits for it, asks it, or lets it pass. */
import { asCheck, failsAfter, isSuccess } from './check-command.ts';
import type { Command } from './shell.ts';
import type { LogicalLine } from './view.ts';

const LEADS: ReadonlySet<string> = new Set(['if', 'elif', 'while', 'until', '!']);

/** The keywords in front of a command, or of the group that it begins: `if ! (verify)`. */
function leadsOf(commands: readonly Command[], at: number): readonly string[] {
  const {
    words,
    readings: [first],
  } = commands[at]!;
  const before = commands[at - 1];
  const group = before?.readings.length === 0 ? before.words : [];
  const front = first === undefined ? words : words.slice(0, words.length - 1 - first.args.length);
  return [...group, ...front].filter((word) => LEADS.has(word));
}

type Operators = ReadonlySet<Command['before']>;
const PIPE: Operators = new Set(['|']);
const LIST: Operators = new Set(['|', '&&', '||']);
const DEPENDS: Operators = new Set(['&&', '||']);

/** Where what is joined to a command by such operators begins: its pipe, its list. */
function startOf(commands: readonly Command[], at: number, joins: Operators): number {
  let start = at;
  while (start > 0 && joins.has(commands[start]!.before)) start--;
  return start;
}

/** How a command is asked: by the keyword in front of its list (`if a && verify`), turned by a `!` in front of its pipe. */
function askedBy(
  commands: readonly Command[],
  at: number,
): { readonly keyword: string | undefined; readonly turned: boolean } {
  const keywords = leadsOf(commands, startOf(commands, at, LIST)).filter((word) => word !== '!');
  return { keyword: keywords[0], turned: leadsOf(commands, startOf(commands, at, PIPE)).includes('!') };
}

const GROUP_ENDS: ReadonlySet<string> = new Set(['}', 'done', 'fi', 'esac']);

/** The operator behind a command, or behind the group that it ends (`{ verify; } || x`), and what comes next there. */
function behind(
  { commands }: LogicalLine,
  at: number,
): { readonly operator: Command['after']; readonly next: number } {
  const { after } = commands[at]!;
  const next = commands[at + 1];
  if (after !== ';' || next === undefined) return { operator: after, next: at + 1 };
  if (GROUP_ENDS.has(next.words[0]!)) return { operator: next.after, next: at + 2 };
  // Behind a `)` only the next command knows the operator.
  return { operator: next.before, next: at + 1 };
}

/** A count is compared later on: that a search found none is no failure (`grep -c … || true`). */
export const counts = ({ readings: [first], nested }: Command): boolean =>
  nested &&
  /^(?:[ef]?grep|rg)$/.test(first?.program ?? '') &&
  first!.args.some((arg) => /^-(?:\w*c|-count$)/.test(arg));

/** The same behind the pipe that a command is a part of; what lets a count be nothing lets nothing else pass. */
function behindPipe(line: LogicalLine, at: number): ReturnType<typeof behind> {
  let place = behind(line, at);
  while (place.operator === '|' && place.next < line.commands.length && !counts(line.commands[place.next]!))
    place = behind(line, place.next);
  return place;
}

/** What runs or skips its neighbour by a variable or a constant: `[ "$X" ] || verify`, `false && verify`. */
const ASKS_NOTHING: ReadonlySet<string | undefined> = new Set(['[', '[[', 'test', 'true', 'false', ':']);

/** `verify && break`: the loop goes on until it holds, or until it has gone round often enough. */
const leaves = (command: Command | undefined): boolean =>
  command?.before === '&&' &&
  (/^(?:break|continue)$/.test(command.readings[0]?.program ?? '') || isSuccess(command));

const indentOf = (line: LogicalLine): number => line.text.search(/\S/);

/** Whether the branch of a condition fails; another condition that asks the world has a branch of its own. */
function branchFails(line: LogicalLine, following: readonly LogicalLine[]): boolean {
  for (const next of following) {
    const [first] = next.commands;
    const other = first?.words[0] === 'if' ? asCheck(first.readings)?.program : undefined;
    if (other !== undefined && !ASKS_NOTHING.has(other) && indentOf(next) <= indentOf(line)) return false;
    if (failsAfter(next.commands, 0)) return true;
  }
  return false;
}

/** `until verify; do sleep 5; done` goes round until it holds, unless something leaves the loop. */
function isAwaited(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const { keyword, turned } = askedBy(line.commands, at);
  if (!(keyword === 'until' && !turned) && !(keyword === 'while' && turned)) return false;
  // `until verify || late`, `while ! verify && early`: the other ends the loop too.
  const ends = keyword === 'until' ? '||' : '&&';
  if (line.commands[at]!.before === ends || behindPipe(line, at).operator === ends) return false;
  const rest = [...line.commands.slice(at + 1), ...following.flatMap(({ commands }) => commands)];
  const end = rest.findIndex((command) => command.words[0] === 'done');
  return (
    end >= 0 && !rest.slice(0, end).some((command) => command.words.includes('break') || isSuccess(command))
  );
}

/** Whether a group around the line ends with `} || x`, where `x` lets the failure of its last command pass. */
function isLetPass(line: LogicalLine, following: readonly LogicalLine[]): boolean {
  if (!following.some(({ text }) => text.includes('||'))) return false;
  let indent = indentOf(line);
  for (const next of following) {
    if (indentOf(next) >= indent) continue;
    indent = indentOf(next);
    const [first] = next.commands;
    const operator = next.text[indent] === ')' ? first?.before : first?.after;
    if (!/^(?:\)|\}|(?:done|fi|esac)\b)/.test(next.text.slice(indent)) || operator !== '||') continue;
    if (next.commands.at(-1)!.words[0] !== '{' && !failsAfter(next.commands, 0)) return true;
  }
  return false;
}

/** Whether the failure of a command ends something: it is not only asked, not swallowed, not behind. */
export function isBinding(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const { commands } = line;
  const { operator, next } = behindPipe(line, at);
  if (operator === '&' || isLetPass(line, following)) return false;
  // `x=$(verify)` fails as the last in it does.
  const holder =
    commands[at]!.nested && operator === ''
      ? commands.findIndex(
          ({ nested, words, readings }) =>
            !nested && readings.length === 0 && words.some((word) => word.includes('$(…)')),
        )
      : -1;
  if (holder >= 0 && !isBinding(line, holder, following)) return false;
  const start = startOf(commands, at, PIPE);
  if (DEPENDS.has(commands[start]!.before) && ASKS_NOTHING.has(commands[start - 1]?.readings[0]?.program))
    return false;
  const { keyword, turned } = askedBy(commands, at);
  const conditional = keyword !== undefined || turned || leaves(commands[next]);
  if (!conditional && operator !== '||') return true;
  if (failsAfter(commands, at + 1) || isAwaited(line, at, following)) return true;
  if (operator === '||' && commands.at(-1)!.words[0] === '{') {
    const end = following.findIndex((one) => one.commands[0]?.words[0] === '}');
    return following.slice(0, Math.max(end, 0)).some((one) => failsAfter(one.commands, 0));
  }
  // A condition binds when its branch fails within the next lines.
  return conditional && branchFails(line, following);
}

/** The commands up to the first that begins with such a word; all of them where none does. */
function upTo(commands: readonly Command[], ...ends: readonly string[]): readonly Command[] {
  const end = commands.findIndex(({ words }) => ends.includes(words[0]!));
  return end < 0 ? commands : commands.slice(0, end);
}

/** Whether the script fails where the condition holds: `if [ … ]; then exit 1`, `[ … ] && exit 1`, `! … || exit 1`. */
export function isNegative(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const { keyword, turned } = askedBy(line.commands, at);
  const { operator, next } = behindPipe(line, at);
  const rest = () => [...line.commands.slice(next), ...following.flatMap(({ commands }) => commands)];
  if (keyword === 'if' || keyword === 'elif') {
    const all = rest();
    const branch = upTo(all, 'else', 'elif', 'fi');
    const fails = failsAfter(branch, 0);
    const other = all.slice(branch.length);
    return turned ? !fails && other[0]?.words[0] === 'else' && failsAfter(upTo(other, 'fi'), 0) : fails;
  }
  if (operator !== (turned ? '||' : '&&')) return false;
  const first = line.commands.slice(next, next + 1);
  return failsAfter(first[0]?.words[0] === '{' ? upTo(rest(), '}') : first, 0);
}

/** `echo "$(verify)"`, `local x=$(verify)`: only the outer command's end counts (bash(1), command substitution). */
const COVERS = /^(?:echo|printf|cat|log\w*|local|export|declare|readonly|typeset|:)$/;

const covers = ({ words: [program, ...args] }: Command): boolean =>
  COVERS.test(program!) && args.some((arg) => /\$\(…\)|\s/.test(arg));

/** Where the failure of a command gets lost although it is waited for; undefined when it does not. */
export function lostIn(line: LogicalLine, at: number, pipefail: boolean): string | undefined {
  const outer = line.commands[at]!.nested ? line.commands.find(covers)?.words[0] : undefined;
  if (outer !== undefined) return `inside \`${outer}\``;
  const { operator, next } = behind(line, at);
  if (operator !== '|' || pipefail) return undefined;
  for (let i = next; line.commands[i]?.before === '|'; i++)
    if (asCheck(line.commands[i]!.readings) !== undefined) return undefined;
  return 'in a pipe without pipefail';
}
