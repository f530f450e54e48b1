/** What a command line may run: as it stands, and behind wrappers and remote runners. */

/** A program and its arguments. */
export interface Reading {
  readonly program: string;
  readonly args: readonly string[];
  /** Both, with a blank between any two words: rules that are expressions ask it. */
  readonly text: string;
}

const KEYWORDS = new Set([
  'if',
  'elif',
  'then',
  'else',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'fi',
  'done',
  'in',
  'esac',
  '}',
]);
const WRAPPERS = new Set([
  'sudo',
  'doas',
  'env',
  'nohup',
  'nice',
  'ionice',
  'exec',
  'command',
  'builtin',
  'xargs',
  'timeout',
  'setsid',
  'stdbuf',
  'busybox',
  'watch',
  'retry',
  'run',
  'chroot',
  'nsenter',
  'unshare',
  'ssh',
  'parallel',
  'su',
  'runuser',
  'flock',
  'strace',
]);
const REMOTE =
  /^(?:(?:kubectl|oc|k|k3s kubectl) (?:\S+ )*(?:exec|debug|run)|(?:docker|podman|nerdctl|crictl) (?:\S+ )*(?:exec|run)|find |pct exec|qm guest exec|lxc exec|ansible )/;

/** Programs that run the file they are given; with the text itself (`sh -c`, `node -e`) or a module they run no file. */
const RUNS_FILE = /^(?:(?:ba|da|z|k)?sh|python[\d.]*|node|perl|ruby|bun|source|\.)$/;

/** The script that an interpreter runs, as a command of its own: `bash -x checks/verify.sh all`. */
function scriptOf({ program, args, text }: Reading): readonly Reading[] {
  if (!RUNS_FILE.test(program)) return [];
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const flags = args.slice(0, at);
  const noFile = program.endsWith('sh') ? /^-\w*[cn]/ : /^-\w*[cem]$|^--(?:eval|test)$/;
  if (at < 0 || flags.some((flag) => noFile.test(flag))) return [];
  const script = base(args[at]!);
  const before = [program, ...flags, args[at]!].join(' ').length;
  return [{ program: script, args: args.slice(at + 1), text: script + text.slice(before) }];
}

const base = (word: string): string => word.split('/').at(-1)!;

/** The command without keywords and assignments in front: what would run first. */
export function bare(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => !KEYWORDS.has(word) && !/^[A-Za-z_]\w*\+?=/.test(word));
  return at < 0 ? [] : [base(words[at]!), ...words.slice(at + 1)];
}

/** No command that somebody writes is longer; a list of words in a manifest, which is read as one too, may be. */
export const MAX_WORDS = 500;

/**
 * Every way a command line may be read as `program args…`: as it stands, and behind wrappers and remote runners,
 * up to `MAX_WORDS` words: each of them may be the program, so thousands would be read millions of times.
 */
export function readings(words: readonly string[]): readonly Reading[] {
  const [program, ...args] = bare(words);
  if (program === undefined) return [];
  const first: Reading = { program, args, text: [program, ...args].join(' ') };
  if (!WRAPPERS.has(program) && !REMOTE.test(`${first.text} `)) return [first, ...scriptOf(first)];
  const out = [first];
  let from = program.length + 1;
  for (const [i, arg] of args.slice(0, MAX_WORDS).entries()) {
    // A tail of the whole text: a list of thousands of words is read thousands of times.
    const text = first.text.slice(from + arg.length - base(arg).length);
    if (!arg.startsWith('-')) out.push({ program: base(arg), args: args.slice(i + 1), text });
    from += arg.length + 1;
  }
  return out;
}

/** Whether a command does nothing and succeeds. */
export function isNoop(words: readonly string[]): boolean {
  const [program, first] = bare(words);
  if (program === 'true' || program === ':' || program === 'echo' || program === 'printf') return true;
  return (program === 'exit' || program === 'return') && (first === undefined || first === '0');
}
