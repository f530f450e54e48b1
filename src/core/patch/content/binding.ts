/** Whether the failure of a command counts: what waits for it, asks it, or lets it pass. */
import { asCheck, failsAfter, isSuccess } from './check-command.ts';
import type { Command } from './shell.ts';
import type { LogicalLine } from './view.ts';

const LEADS = /^(?:if|elif|while|until|!)$/;

/** What runs or skips its neighbour by a variable or a constant: `[ "$X" ] || verify`, `false && verify`. */
const ASKS_NOTHING: ReadonlySet<string | undefined> = new Set(['[', '[[', 'test', 'true', 'false', ':']);

/** `verify && break`: the loop goes on until it holds, or until it has gone round often enough. */
const leaves = (command: Command | undefined): boolean =>
  command?.before === '&&' &&
  (/^(?:break|continue)$/.test(command.readings[0]?.program ?? '') || isSuccess(command));

const indentOf = (line: LogicalLine): number => line.text.search(/\S/);

/** `if (verify); then`: the keyword stands alone in front of the group. */
const asksGroup = (before: Command | undefined): boolean =>
  before?.words.length === 1 && LEADS.test(before.words[0]!);

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
  const { words, after } = line.commands[at]!;
  if (words[0] !== 'until' && !(words[0] === 'while' && words[1] === '!')) return false;
  if (after === '||') return false;
  const rest = [...line.commands.slice(at + 1), ...following.flatMap(({ commands }) => commands)];
  const end = rest.findIndex((command) => command.words[0] === 'done');
  return (
    end >= 0 && !rest.slice(0, end).some((command) => command.words.includes('break') || isSuccess(command))
  );
}

/** Whether the failure of a command ends something: it is not only asked, not swallowed, not behind. */
export function isBinding(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const command = line.commands[at]!;
  if (command.after === '&') return false;
  const depends = command.before === '&&' || command.before === '||';
  if (depends && ASKS_NOTHING.has(line.commands[at - 1]?.readings[0]?.program)) return false;
  const conditional =
    LEADS.test(command.words[0]!) || asksGroup(line.commands[at - 1]) || leaves(line.commands[at + 1]);
  if (!conditional && command.after !== '||') return true;
  if (failsAfter(line.commands, at + 1) || isAwaited(line, at, following)) return true;
  if (command.after === '||' && line.commands.at(-1)!.words[0] === '{') {
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
  const {
    words: [first, second],
    after,
  } = line.commands[at]!;
  const rest = line.commands.slice(at + 1);
  const isCondition = /^(?:el)?if$/.test(first!);
  if (first === '!' || (isCondition && second === '!')) return false;
  if (after === '&&') return failsAfter(rest.slice(0, 1), 0);
  if (!isCondition) return false;
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
  const command = line.commands[at]!;
  // What stands inside of others is listed behind them.
  const outer = line.commands[0]!.words[0]!;
  if (command.nested && COVERS.test(outer)) return `inside \`${outer}\``;
  if (command.after !== '|' || pipefail) return undefined;
  for (let i = at + 1; i < line.commands.length && line.commands[i]!.before === '|'; i++)
    if (asCheck(line.commands[i]!.readings) !== undefined) return undefined;
  return 'in a pipe without pipefail';
}

/** A count is compared later on: that a grep found none is no failure (`grep -c … || true`). */
export const counts = ({ readings: [first], nested }: Command): boolean =>
  nested && first?.program === 'grep' && first.args.some((arg) => /^-\w*c/.test(arg));
