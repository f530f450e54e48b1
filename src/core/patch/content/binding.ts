/** Whether the failure of a command counts: what waits for it, asks it, or lets it pass. */
import { asCheck, failsAfter, isSuccess } from './check-command.ts';
import { bare } from './readings.ts';
import type { Command } from './shell.ts';
import type { LogicalLine } from './view.ts';

const LEADS: ReadonlySet<string> = new Set(['if', 'elif', 'while', 'until', '!']);

/** The keywords that ask a command: in front of it, or of the group that it begins: `if ! (verify)`. */
function leadsOf(commands: readonly Command[], at: number): readonly string[] {
  const { words } = commands[at]!;
  const group = commands[at - 1]?.words ?? [];
  const front = words.slice(0, words.length - bare(words).length);
  return [...(bare(group).length === 0 ? group : []), ...front].filter((word) => LEADS.has(word));
}

/** The operator behind a command, or behind the group that it ends (`{ verify; } || x`), and what comes next there. */
function behind(
  { commands }: LogicalLine,
  at: number,
): { readonly operator: Command['after']; readonly next: number } {
  const { after } = commands[at]!;
  const next = commands[at + 1];
  if (after !== ';' || next === undefined) return { operator: after, next: at + 1 };
  if (/^(?:\}|done|fi|esac)$/.test(next.words[0]!)) return { operator: next.after, next: at + 2 };
  // Behind a `)` only the next command knows the operator.
  return { operator: next.before, next: at + 1 };
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
  if (!/^(?:until|while !)$/.test(leadsOf(line.commands, at).join(' '))) return false;
  if (behind(line, at).operator === '||') return false;
  const rest = [...line.commands.slice(at + 1), ...following.flatMap(({ commands }) => commands)];
  const end = rest.findIndex((command) => command.words[0] === 'done');
  return (
    end >= 0 && !rest.slice(0, end).some((command) => command.words.includes('break') || isSuccess(command))
  );
}

/** Whether the failure of a command ends something: it is not only asked, not swallowed, not behind. */
export function isBinding(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const { before } = line.commands[at]!;
  const { operator, next } = behind(line, at);
  if (operator === '&') return false;
  const depends = before === '&&' || before === '||';
  if (depends && ASKS_NOTHING.has(line.commands[at - 1]?.readings[0]?.program)) return false;
  const conditional = leadsOf(line.commands, at).length > 0 || leaves(line.commands[next]);
  if (!conditional && operator !== '||') return true;
  if (failsAfter(line.commands, at + 1) || isAwaited(line, at, following)) return true;
  if (operator === '||' && line.commands.at(-1)!.words[0] === '{') {
    const end = following.findIndex(({ commands }) => commands[0]?.words[0] === '}');
    return following.slice(0, Math.max(end, 0)).some(({ commands }) => failsAfter(commands, 0));
  }
  // A condition binds when its branch fails within the next lines.
  return conditional && branchFails(line, following);
}

/** Where the branch of a condition ends. */
const isBranchEnd = ({ words }: Command): boolean => /^(?:else|elif|fi)$/.test(words[0]!);

/** Whether the script fails where the condition holds: `if [ … ]; then exit 1`, `[ … ] && exit 1`. */
export function isNegative(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const leads = leadsOf(line.commands, at);
  const { operator, next } = behind(line, at);
  const rest = line.commands.slice(next);
  if (leads.includes('!')) return false;
  if (operator === '&&') return failsAfter(rest.slice(0, 1), 0);
  if (!leads.includes('if') && !leads.includes('elif')) return false;
  for (const commands of [rest, ...following.map((next) => next.commands)]) {
    const end = commands.findIndex(isBranchEnd);
    if (failsAfter(end < 0 ? commands : commands.slice(0, end), 0)) return true;
    if (end >= 0) return false;
  }
  return false;
}

/** `echo "$(verify)"`, `local x=$(verify)`: only the outer command's end counts (bash(1), command substitution). */
const COVERS = /^(?:echo|printf|cat|log\w*|local|export|declare|readonly|typeset|:)$/;

/** Where the failure of a command gets lost although it is waited for; undefined when it does not. */
export function lostIn(line: LogicalLine, at: number, pipefail: boolean): string | undefined {
  const outer = line.commands.find(
    ({ words: [program, ...args] }) => COVERS.test(program!) && args.some((arg) => /\$\(…\)|\s/.test(arg)),
  );
  if (line.commands[at]!.nested && outer !== undefined) return `inside \`${outer.words[0]}\``;
  const { operator, next } = behind(line, at);
  if (operator !== '|' || pipefail) return undefined;
  for (let i = next; line.commands[i]?.before === '|'; i++)
    if (asCheck(line.commands[i]!.readings) !== undefined) return undefined;
  return 'in a pipe without pipefail';
}

/** A count is compared later on: that a search found none is no failure (`grep -c … || true`). */
export const counts = ({ readings: [first], nested }: Command): boolean =>
  nested &&
  /^(?:[ef]?grep|rg)$/.test(first?.program ?? '') &&
  first!.args.some((arg) => /^-(?:\w*c|-count$)/.test(arg));
