/** The checks of a script as they can be compared: what each asks, how often, and whether its failure counts. */
import { once } from '../../expressions.ts';
import { counts, isBinding, isNegative, lostIn } from './binding.ts';
import { asCheck, seconds, TIME_FLAG } from './check-command.ts';
import { definedIn } from './functions.ts';
import type { Reading } from './readings.ts';
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
  /** The script fails where it holds: `if pods_missing; then exit 1`. */
  readonly negative: boolean;
  /** Where its failure gets lost although it is waited for; undefined when it does not. */
  readonly lost: string | undefined;
  /** The conditions under which it runs at all. */
  readonly conditions: readonly string[];
  /** It is a call of a function of the script that holds checks. */
  readonly own: boolean;
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
  // The commands of a substitution are listed last, and run where it stands: `if ! out=$(verify); then exit 1; fi`.
  const holder = line.commands[at]!.nested
    ? line.commands.findIndex(({ nested, words }) => !nested && words.some((word) => word.includes('$(…)')))
    : at;
  const end = holder < 0 ? at : holder;
  const ahead = line.commands.slice(0, end).filter(({ nested }) => !nested);
  const inBranch = line.commands.slice(0, end + 1).some(({ words }) => words[0] === 'then');
  const conditions = ahead.flatMap(({ words }) =>
    inBranch && /^(?:el)?if$/.test(words[0]!) ? [words.slice(1).join(' ')] : [],
  );
  const loop = loopOf(line.text, lines);
  return {
    functions: around.functions,
    conditions: [...around.conditions, ...conditions],
    loops: loop === undefined ? around.loops : [...around.loops, loop],
  };
}

const CONSTANT =
  /^\s*(?:readonly\s+|export\s+|declare\s+(?:-\w+\s+)?)?([A-Z][A-Z0-9_]*)=["']?(\d+)["']?\s*(?:#.*)?$/;

/** Numbers that have a name in the script: set once, and nowhere else. */
function constantsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const text of lines) {
    const found = CONSTANT.exec(text);
    if (found !== null && lines.filter((one) => one.includes(`${found[1]}=`)).length === 1)
      out.set(found[1]!, found[2]!);
  }
  return out;
}

/** A place where a check stands, or where a function of the script is called. */
interface Place {
  readonly line: LogicalLine;
  readonly index: number;
  readonly at: number;
  readonly reading: Reading;
  readonly standing: Standing;
}

/** One side of a file. */
export interface Side {
  readonly logical: readonly LogicalLine[];
  readonly lines: readonly string[];
  /** Whether nothing calls one of these functions. */
  readonly isIdle: (functions: readonly string[]) => boolean;
}

const bindsAt = ({ line, index, at, standing }: Place, { logical, isIdle }: Side): boolean =>
  !isIdle(standing.functions) &&
  (counts(line.commands[at]!) || isBinding(line, at, logical.slice(index + 1, index + 9)));

/** Where checks stand, and where functions are called that hold some, themselves or by a further call. */
function placesOf(side: Side): readonly (Place & { readonly own: boolean })[] {
  const { logical, lines } = side;
  const standingAt = standingsOf(lines);
  const spoken = once(() => spokenLines(lines));
  const functions = once(() => new Set(definedIn(lines)));
  const found: Place[] = [];
  const calls: Place[] = [];
  for (const [index, line] of logical.entries()) {
    for (const [at, command] of line.commands.entries()) {
      const check = asCheck(command.readings);
      const reading = check ?? command.readings[0];
      if (reading === undefined || (check === undefined && !functions().has(reading.program))) continue;
      if (spoken().has(line.line)) continue;
      const standing = onLine(line, at, lines, standingAt(line.line - 1));
      (check === undefined ? calls : found).push({ line, index, at, reading, standing });
    }
  }
  const holders = new Set(
    found.filter((place) => bindsAt(place, side)).flatMap(({ standing }) => standing.functions),
  );
  for (let known = -1; known !== holders.size; ) {
    known = holders.size;
    for (const { reading, standing } of calls)
      if (holders.has(reading.program)) for (const name of standing.functions) holders.add(name);
  }
  const holds = ({ reading, standing }: Place): boolean =>
    holders.has(reading.program) && !standing.functions.includes(reading.program);
  return [
    ...found.map((place) => ({ ...place, own: false })),
    ...calls.filter(holds).map((place) => ({ ...place, own: true })),
  ];
}

/** Every check of one side of a file; the strict ones come first, else in order. */
export function checksOf(side: Side): readonly Check[] {
  const { logical, lines } = side;
  const pipefail = once(() => logical.some(({ text }) => text.includes('pipefail')));
  const constants = once(() => constantsOf(lines));
  const valued = (word: string): string => {
    const name = /^\$\{?([A-Z][A-Z0-9_]*)\}?$/.exec(word)?.[1];
    return name === undefined ? word : (constants().get(name) ?? word);
  };
  const out = placesOf(side).flatMap((place): Check[] => {
    const { line, index, at, reading, standing, own } = place;
    const negative = isNegative(line, at, logical.slice(index + 1, index + 9));
    const holds = asMustHold([reading.program, ...reading.args], negative).map(valued);
    return unrolled(holds, standing).map((words) => ({
      words,
      text: [reading.program, ...reading.args].join(' '),
      key: keyOf(words, reading.program === '[['),
      line: line.line,
      binding: bindsAt(place, side),
      negative: negative && words[0] !== '[',
      lost: lostIn(line, at, pipefail()),
      conditions: standing.conditions,
      own,
    }));
  });
  return out.toSorted(
    (a, b) => Number(b.binding) - Number(a.binding) || a.conditions.length - b.conditions.length,
  );
}
