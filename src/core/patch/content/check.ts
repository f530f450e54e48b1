/** The checks of a script as they can be compared: what each asks, how often, and whether its failure counts. */
import { once } from '../../expressions.ts';
import { asCheck, failsAfter, isSuccess, seconds, TIME_FLAG } from './check-command.ts';
import type { Command } from './shell.ts';
import { loopOf, type Standing, spokenLines, standingsOf } from './standing.ts';
import type { LogicalLine } from './view.ts';

export interface Check {
  /** The words from the program on; of a test, the form in which it must hold. */
  readonly words: readonly string[];
  /** The command as written. */
  readonly text: string;
  readonly key: string;
  readonly line: number;
  /** Its failure ends something: not asked in a condition, not swallowed, not sent to the background. */
  readonly binding: boolean;
  /** Where its failure gets lost although it is waited for; undefined when it does not. */
  readonly lost: string | undefined;
  /** The conditions under which it runs at all. */
  readonly conditions: readonly string[];
}

/** Programs whose words are the condition: what is a time or a file elsewhere is a part of it here. */
export const ASSERTION = /^(?:\[|e?grep|fgrep|rg|jq|yq|cmp|diff)$/;

/** Stays equal when only numbers, times and their flags, and redirections differ. */
function keyOf(words: readonly string[], compares: boolean): string {
  const program = words[0]!;
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    if (TIME_FLAG.test(words[i]!) && !ASSERTION.test(program)) {
      if (!words[i]!.includes('=') && seconds(words[i + 1]) !== undefined) i++;
      continue;
    }
    const redirected = /^[\d&]*>>?&?(.*)/.exec(words[i]!)?.[1];
    if (redirected !== undefined && !compares) {
      if (redirected === '') i++;
      continue;
    }
    out.push(words[i]!.replace(/\d+(?:\.\d+)*[smhd]?/g, '#'));
  }
  return out.join(' ');
}

const COMPLEMENT: Readonly<Record<string, string>> = {
  '-eq': '-ne',
  '-ne': '-eq',
  '-lt': '-ge',
  '-ge': '-lt',
  '-gt': '-le',
  '-le': '-gt',
  '=': '!=',
  '!=': '=',
  '-z': '-n',
  '-n': '-z',
};

/** One form for `test`, `[` and `[[`: what must hold. `negative`: the script fails where the words hold. */
function asMustHold(words: readonly string[], negative: boolean): readonly string[] {
  if (!/^(?:\[\[?|test)$/.test(words[0]!)) return words;
  const end = words.findIndex((word) => /^\]\]?$/.test(word));
  const asked = words.slice(1, end < 0 ? words.length : end).map((word) => (word === '==' ? '=' : word));
  const turned = asked.flatMap((word, i) => (Object.hasOwn(COMPLEMENT, word) ? [i] : []));
  const rest = end < 0 ? [] : words.slice(end + 1);
  if (!negative || turned.length !== 1) return ['[', ...asked, ...rest];
  return ['[', ...asked.map((word, i) => (i === turned[0] ? COMPLEMENT[word]! : word)), ...rest];
}

const LEADS = /^(?:if|elif|while|until|!)$/;

/** What runs or skips its neighbour by a variable or a constant: `[ "$X" ] || verify`, `false && verify`. */
const ASKS_NOTHING: ReadonlySet<string | undefined> = new Set(['[', '[[', 'test', 'true', 'false', ':']);

/** `verify && break`: the loop goes on until it holds, or until it has gone round often enough. */
const leaves = (command: Command | undefined): boolean =>
  command?.before === '&&' &&
  (/^(?:break|continue)$/.test(command.readings[0]?.program ?? '') || isSuccess(command));

function isBinding(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const command = line.commands[at]!;
  if (command.after === '&') return false;
  const depends = command.before === '&&' || command.before === '||';
  if (
    depends &&
    line.commands.slice(at - 1, at).some(({ readings: [first] }) => ASKS_NOTHING.has(first?.program))
  )
    return false;
  const conditional =
    LEADS.test(command.words[0]!) || (command.after === '&&' && leaves(line.commands[at + 1]));
  if (!conditional && command.after !== '||') return true;
  if (failsAfter(line.commands, at + 1)) return true;
  // A condition binds when its branch fails within the next lines.
  return conditional && following.some((next) => failsAfter(next.commands, 0));
}

const isElse = ({ words }: Command): boolean => words[0] === 'else';

/** Whether the script fails where the condition holds: `if [ … ]; then exit 1`, `[ … ] && exit 1`. */
function isNegative(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const { words, after } = line.commands[at]!;
  const rest = line.commands.slice(at + 1);
  if (words[0] === '!' || (words[0] === 'if' && words[1] === '!')) return false;
  if (after === '&&') return failsAfter(rest.slice(0, 1), 0);
  if (!/^(?:el)?if$/.test(words[0]!)) return false;
  for (const commands of [rest, ...following.map((next) => next.commands)]) {
    const otherwise = commands.findIndex(isElse);
    if (failsAfter(otherwise < 0 ? commands : commands.slice(0, otherwise), 0)) return true;
    if (otherwise >= 0 || commands.some((command) => command.words[0] === 'fi')) return false;
  }
  return false;
}

/** `echo "$(verify)"`, `local x=$(verify)`: only the outer command's end counts (bash(1), command substitution). */
const COVERS = /^(?:echo|printf|cat|log\w*|local|export|declare|readonly|typeset|:)$/;

function lostIn(line: LogicalLine, at: number, pipefail: boolean): string | undefined {
  const command = line.commands[at]!;
  const outer = line.commands.find(({ nested }) => !nested);
  if (command.nested && outer !== undefined && COVERS.test(outer.words[0]!))
    return `inside \`${outer.words[0]}\``;
  if (command.after !== '|' || pipefail) return undefined;
  for (let i = at + 1; i < line.commands.length && line.commands[i]!.before === '|'; i++)
    if (asCheck(line.commands[i]!.readings) !== undefined) return undefined;
  return 'in a pipe without pipefail';
}

/** A check in a loop over plain words is one check for each of them. */
function unrolled(words: readonly string[], standing: Standing): readonly (readonly string[])[] {
  let out: readonly (readonly string[])[] = [words];
  for (const { name, words: values } of standing.loops) {
    const use = new RegExp(`\\$(?:${name}\\b|\\{${name}\\})`, 'g');
    if (!words.some((word) => word.search(use) >= 0)) continue;
    out = out.flatMap((some) => values.map((value) => some.map((word) => word.replace(use, () => value))));
  }
  return out;
}

/** The conditions and loops that a line itself opens before the command. */
function onLine(line: LogicalLine, at: number, lines: readonly string[], around: Standing): Standing {
  const ahead = line.commands.slice(0, at).filter(({ nested }) => !nested);
  const conditions = ahead.flatMap(({ words }) =>
    /^(?:el)?if$/.test(words[0]!) ? [words.slice(1).join(' ')] : [],
  );
  const loop = ahead.some(({ words }) => words[0] === 'for') ? loopOf(line.text, lines) : undefined;
  if (conditions.length === 0 && loop === undefined) return around;
  return {
    functions: around.functions,
    conditions: [...around.conditions, ...conditions],
    loops: loop === undefined ? around.loops : [...around.loops, loop],
  };
}

/** A count is compared later on: that a grep found none is no failure (`grep -c … || true`). */
const counts = ({ readings: [first], nested }: Command): boolean =>
  nested && first?.program === 'grep' && first.args.some((arg) => /^-\w*c/.test(arg));

/** Every check of one side of a file, in order; the strict ones of a kind come first. */
export function checksOf(
  logical: readonly LogicalLine[],
  lines: readonly string[],
  isIdle: (functions: readonly string[]) => boolean,
): readonly Check[] {
  const out: Check[] = [];
  const standingAt = standingsOf(lines);
  const spoken = once(() => spokenLines(lines));
  const pipefail = once(() => logical.some(({ text }) => text.includes('pipefail')));
  for (const [i, line] of logical.entries()) {
    for (const [at, command] of line.commands.entries()) {
      const check = asCheck(command.readings);
      if (check === undefined || spoken().has(line.line)) continue;
      const following = logical.slice(i + 1, i + 9);
      const standing = onLine(line, at, lines, standingAt(line.line - 1));
      const binding = !isIdle(standing.functions) && (counts(command) || isBinding(line, at, following));
      const compares = check.program === '[[';
      const holds = asMustHold([check.program, ...check.args], isNegative(line, at, following));
      const lost = lostIn(line, at, pipefail());
      for (const words of unrolled(holds, standing))
        out.push({
          words,
          text: [check.program, ...check.args].join(' '),
          key: keyOf(words, compares),
          line: line.line,
          binding,
          lost,
          conditions: standing.conditions,
        });
    }
  }
  return out.toSorted((a, b) => Number(b.binding) - Number(a.binding));
}
