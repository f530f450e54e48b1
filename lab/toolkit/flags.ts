/** How one flag reads its value: `list` may be given several times and takes comma lists. */
export type FlagKind = 'string' | 'bool' | 'list' | 'array' | 'int' | 'duration';

export interface FlagSpec {
  readonly kind: FlagKind;
  readonly short?: string;
}

export interface CommandSpec {
  /** `etcd members`; the words that select it. */
  readonly name: string;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** Least and most positional arguments. */
  readonly args?: readonly [number, number];
  readonly aliases?: readonly string[];
}

export interface Parsed {
  readonly command: string;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** What pflag or cobra says of an argv that it cannot read. `command` is as far as it got. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly command: string;
  constructor(message: string, command: string) {
    super(message);
    this.command = command;
  }
}

interface Reading {
  readonly flags: Record<string, string | boolean | string[]>;
  readonly args: string[];
}

const invalid = (value: string, shown: string, type: string, why: string): string =>
  `invalid argument "${value}" for "${shown}" flag: ${type === '' ? why : `strconv.${type}: parsing "${value}": invalid syntax`}`;

const DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

const store = (
  into: Reading,
  name: string,
  spec: FlagSpec,
  value: string,
  shown: string,
  command: string,
): void => {
  if (spec.kind === 'int' && !/^-?\d+$/.test(value))
    throw new UsageError(invalid(value, shown, 'ParseInt', ''), command);
  if (spec.kind === 'duration' && value !== '0' && !DURATION.test(value))
    throw new UsageError(invalid(value, shown, '', `time: invalid duration "${value}"`), command);
  if (spec.kind === 'bool') {
    if (!/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value))
      throw new UsageError(invalid(value, shown, 'ParseBool', ''), command);
    into.flags[name] = /^(1|t)/i.test(value);
  } else if (spec.kind === 'list' || spec.kind === 'array') {
    const before = into.flags[name];
    const more = spec.kind === 'list' ? value.split(',') : [value];
    into.flags[name] = [...(Array.isArray(before) ? before : []), ...more];
  } else into.flags[name] = value;
};

/** Reads one flag at `argv[at]`; returns how many words it took. */
const readFlag = (
  argv: readonly string[],
  at: number,
  specs: Readonly<Record<string, FlagSpec>>,
  into: Reading,
  command: string,
): number => {
  const word = argv[at] ?? '';
  const long = word.startsWith('--');
  const equals = word.indexOf('=');
  const key = equals < 0 ? word : word.slice(0, equals);
  const name = long ? key.slice(2) : Object.entries(specs).find(([, spec]) => spec.short === word[1])?.[0];
  const spec = name === undefined ? undefined : specs[name];
  if (!spec || name === undefined)
    throw new UsageError(
      long ? `unknown flag: ${key}` : `unknown shorthand flag: '${word[1]}' in ${word}`,
      command,
    );
  const shown = spec.short ? `-${spec.short}, --${name}` : `--${name}`;
  if (equals >= 0) {
    store(into, name, spec, word.slice(equals + 1), shown, command);
    return 1;
  }
  if (!long && word.length > 2 && spec.kind !== 'bool') {
    store(into, name, spec, word.slice(2), shown, command);
    return 1;
  }
  if (spec.kind === 'bool') {
    if (!long && word.length > 2)
      return readFlag([`-${word.slice(2)}`], 0, specs, setTrue(into, name), command);
    setTrue(into, name);
    return 1;
  }
  const value = argv[at + 1];
  if (value === undefined)
    throw new UsageError(
      long ? `flag needs an argument: ${word}` : `flag needs an argument: '${word[1]}' in ${word}`,
      command,
    );
  store(into, name, spec, value, shown, command);
  return 2;
};

const setTrue = (into: Reading, name: string): Reading => {
  into.flags[name] = true;
  return into;
};

/** Selects the command: the longest name whose words come first once the root's own flags are read. */
const select = (words: readonly string[], commands: readonly CommandSpec[]): CommandSpec | undefined =>
  [...commands]
    .flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((name) => ({ spec, parts: name.split(' ') })))
    .filter(({ parts }) => parts.every((part, index) => words[index] === part))
    .sort((a, b) => b.parts.length - a.parts.length)[0]?.spec;

/**
 * Reads an argv as cobra does: flags anywhere behind their command, the root's flags anywhere.
 * @throws UsageError with the words of cobra or pflag.
 */
export const parseArgv = (
  tool: string,
  argv: readonly string[],
  commands: readonly CommandSpec[],
  root: Readonly<Record<string, FlagSpec>> = {},
): Parsed => {
  const into: Reading = { flags: {}, args: [] };
  let at = 0;
  while (at < argv.length && argv[at]?.startsWith('-')) at += readFlag(argv, at, root, into, tool);
  const words = argv.slice(at);
  const spec = select(words, commands);
  if (!spec) throw new UsageError(`unknown command "${words[0] ?? ''}" for "${tool}"`, tool);
  const taken = spec.name.split(' ').length;
  const specs = { ...root, ...spec.flags };
  let index = taken;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (word === '--') {
      into.args.push(...words.slice(index + 1));
      break;
    }
    if (word.startsWith('-') && word.length > 1) index += readFlag(words, index, specs, into, spec.name);
    else {
      into.args.push(word);
      index += 1;
    }
  }
  const [least, most] = spec.args ?? [0, Number.POSITIVE_INFINITY];
  if (into.args.length < least || into.args.length > most)
    throw new UsageError(argumentCount(least, most, into.args, tool, spec.name), spec.name);
  return { command: spec.name, args: into.args, flags: into.flags };
};

const argumentCount = (
  least: number,
  most: number,
  args: readonly string[],
  tool: string,
  command: string,
): string => {
  if (most === 0) return `unknown command "${args[0]}" for "${tool} ${command}"`;
  if (least === most) return `accepts ${most} arg(s), received ${args.length}`;
  return args.length < least
    ? `requires at least ${least} arg(s), only received ${args.length}`
    : `accepts at most ${most} arg(s), received ${args.length}`;
};

/** A flag's value as a string. */
export const textFlag = (parsed: Parsed, name: string): string | undefined => {
  const value = parsed.flags[name];
  return typeof value === 'string' ? value : undefined;
};

/** A flag's values as a list. */
export const listFlag = (parsed: Parsed, name: string): readonly string[] => {
  const value = parsed.flags[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
};
