/** The grammar of git: history and differences, the contents of a file only where it is named and may be read. */
import { type FlagRule, type GivenFlag, matching, oneOf, parseFlags, rebuild, upTo } from './flags.ts';
import { readable, repoPath } from './paths.ts';
import { act, type Grammar, never, read } from './rule.ts';
import type { CommandContext } from './types.ts';

/** A revision or a range; never a flag, never `:path`. */
const REVISION = /^[A-Za-z0-9][A-Za-z0-9_./@{}~^-]{0,199}$/;
const DATE = /^[A-Za-z0-9][A-Za-z0-9 :.+-]{0,40}$/;
const WORDS = /^[A-Za-z0-9][A-Za-z0-9 _.:@-]{0,80}$/;

const FLAGS: readonly FlagRule[] = [
  { name: '--max-count', also: ['-n'], value: upTo(200) },
  { name: '--oneline' },
  { name: '--stat' },
  { name: '--patch', also: ['-p', '-u'] },
  { name: '--name-only' },
  { name: '--name-status' },
  { name: '--no-merges' },
  { name: '--merges' },
  { name: '--follow' },
  { name: '--graph' },
  { name: '--decorate' },
  { name: '--all' },
  { name: '--since', also: ['--after'], value: matching(DATE, 'a date') },
  { name: '--until', also: ['--before'], value: matching(DATE, 'a date') },
  { name: '--author', value: matching(WORDS, 'a name') },
  { name: '--grep', value: matching(WORDS, 'words') },
  {
    name: '--format',
    also: ['--pretty'],
    value: oneOf('oneline', 'short', 'medium', 'full', 'fuller', 'reference'),
  },
  { name: '--cached', also: ['--staged'] },
  { name: '--unified', also: ['-U'], value: upTo(50) },
  { name: '--short', also: ['-s'] },
  { name: '--branch', also: ['-b'] },
  { name: '--porcelain' },
  { name: '-L', value: matching(/^\d{1,6},\+?\d{1,6}$/, 'a range of lines such as 10,40'), join: 'next' },
];

const LISTED = ['--stat', '--name-only', '--name-status', '--unified'];
const SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  log: [
    '--max-count --oneline --patch --no-merges --merges --follow --graph --decorate --all --since --until',
    '--author --grep --format',
  ]
    .join(' ')
    .split(' ')
    .concat(LISTED),
  show: ['--oneline', '--patch', '--format', ...LISTED],
  diff: ['--cached', '--patch', ...LISTED],
  status: ['--short', '--branch', '--porcelain'],
  blame: ['-L'],
  'ls-files': [],
};

const ACTS = new Set(
  (
    'add am apply bisect branch checkout cherry-pick clean clone commit config fetch filter-branch gc init merge mv ' +
    'notes pull push rebase remote replace reset restore revert rm sparse-checkout stash submodule switch tag ' +
    'update-index update-ref worktree'
  ).split(' '),
);

/** No pager, no watcher, no hook, no signature check, no external difference: each of them runs a program. */
const BEFORE = [
  '--no-pager',
  '--no-optional-locks',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'log.showSignature=false',
    'diff.submodule=short',
  ].flatMap((setting) => ['-c', setting]),
];
const NO_PROGRAMS = ['--no-ext-diff', '--no-textconv', '--no-color'];

/** `-5` means `-n 5`. */
const counted = (args: readonly string[]): readonly string[] =>
  args.map((word) => (/^-\d{1,3}$/.test(word) ? `-n${word.slice(1)}` : word));

/** Each side of a range as a commit: a bare blob or tree would show contents of files that nobody named. */
const asCommits = (revision: string): string =>
  revision
    .split(/(\.{2,3})/)
    .map((part, at) => (part === '' || at % 2 === 1 ? part : `${part}^{commit}`))
    .join('');

interface Split {
  readonly revisions: readonly string[];
  readonly paths: readonly string[];
}

/** Words before `--` are revisions, or paths when they are readable files; those after it are paths. */
const sortWords = (
  words: readonly string[],
  after: readonly string[],
  context: CommandContext,
): string | Split => {
  const revisions: string[] = [];
  const named: string[] = [];
  for (const word of words) {
    if (typeof readable([word], context) !== 'string') named.push(word);
    else if (REVISION.test(word)) revisions.push(asCommits(word));
    else return `${JSON.stringify(word)} is neither a revision nor a file that may be read`;
  }
  const paths = readable([...named, ...after], context);
  return typeof paths === 'string' ? paths : { revisions, paths };
};

/** A path without the magic that git reads into one: only names are shown, so it need not be readable. */
const plainPath = (word: string): string | undefined => (/[:*?[]/.test(word) ? undefined : repoPath(word));

const shows = (flags: readonly GivenFlag[]): boolean =>
  flags.some(({ rule }) => rule.name === '--patch' || rule.name === '--unified');

/** `git show REV:path`: the file as it was. */
const shownFile = (
  words: readonly string[],
  flags: readonly GivenFlag[],
  context: CommandContext,
): readonly string[] | undefined => {
  const [revision, path, more] = (words[0] ?? '').split(':');
  if (words.length !== 1 || flags.length > 0 || path === undefined || more !== undefined) return undefined;
  const file = readable([path], context);
  if (revision === undefined || !REVISION.test(revision) || typeof file === 'string') return undefined;
  return [`${revision}:${file[0]}`];
};

/** What follows the flags; a text says why not. */
const judged = (
  name: string,
  words: readonly string[],
  after: readonly string[],
  flags: readonly GivenFlag[],
  context: CommandContext,
): string | readonly string[] => {
  const whole = name === 'show' && after.length === 0 ? shownFile(words, flags, context) : undefined;
  if (whole !== undefined) return [...NO_PROGRAMS, ...whole];
  if (name === 'status' || name === 'ls-files') {
    const named = [...words, ...after].map(plainPath);
    const at = named.indexOf(undefined);
    if (at !== -1) return `${JSON.stringify([...words, ...after][at])} is not a path inside the repo`;
    return [...rebuild(flags), '--', ...named.filter((path) => path !== undefined)];
  }
  const sorted = sortWords(words, after, context);
  if (typeof sorted === 'string') return sorted;
  const { revisions, paths } = sorted;
  const rest = [...rebuild(flags), ...revisions, '--', ...paths];
  if (name === 'blame') return paths.length === 1 ? ['--no-textconv', ...rest] : 'blame takes one file';
  if (shows(flags) && paths.length === 0) return 'to see changed lines, name the files after --';
  if (flags.some(({ rule }) => rule.name === '--follow') && paths.length !== 1)
    return '--follow takes one file';
  const listed = flags.some(({ rule }) => LISTED.includes(rule.name));
  const bounded =
    name === 'log' && !flags.some(({ rule }) => rule.name === '--max-count') ? ['--max-count=50'] : [];
  // Without a named file only the list of changed files is shown.
  const listOnly = name !== 'log' && paths.length === 0 && !listed ? ['--stat'] : [];
  return [...NO_PROGRAMS, ...bounded, ...listOnly, ...rest];
};

/** Judges a git argv (git 2.39 and later). */
export const git: Grammar = (argv, context) => {
  const refuse = (why: string) => never(argv, `git: ${why}`);
  const [name, ...args] = argv.slice(1);
  if (name === undefined) return refuse('a subcommand is missing');
  if (name.startsWith('-')) return refuse(`no flags before the subcommand (${name})`);
  if (ACTS.has(name)) return act(argv, `git ${name}`);
  const takes = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (takes === undefined)
    return refuse(`${name} is not on the list; allowed are ${Object.keys(SUBCOMMANDS).join(', ')}`);
  const parsed = parseFlags(counted(args), FLAGS, true);
  if (!parsed.ok) return refuse(parsed.reason);
  const foreign = parsed.flags.find(({ rule }) => !takes.includes(rule.name));
  if (foreign !== undefined) return refuse(`${name} does not take ${foreign.rule.name} here`);
  const rest = judged(name, parsed.words, parsed.after ?? [], parsed.flags, context);
  if (typeof rest === 'string') return refuse(`${name}: ${rest}`);
  return read(`git ${name}`, ['git', ...BEFORE, name, ...rest]);
};
