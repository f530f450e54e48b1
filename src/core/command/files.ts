/** The grammars of cat, head, tail, grep, ls, stat, wc and jq: on the repo's own readable files. */
import { type FlagRule, matching, parseFlags, rebuild, upTo } from './flags.ts';
import { readable, repoPath } from './paths.ts';
import { type Grammar, never, read } from './rule.ts';
import type { CommandContext } from './types.ts';

const flag = (name: string, ...also: readonly string[]): FlagRule => ({ name, also });
const count = (name: string, ...also: readonly string[]): FlagRule => ({
  name,
  also,
  value: upTo(5_000),
  join: 'next',
});
const text = (name: string, ...also: readonly string[]): FlagRule => ({
  name,
  also,
  value: matching(/^[^\0-\x1f\x7f]{1,300}$/, 'a short pattern'),
  join: 'next',
  repeat: true,
});

type Judge = (
  words: readonly string[],
  flags: readonly string[],
  given: ReadonlySet<string>,
  context: CommandContext,
) => string | readonly string[];

/** One tool: its flags, and what its words mean. */
const tool =
  (name: string, rules: readonly FlagRule[], judge: Judge, old?: RegExp): Grammar =>
  (argv, context) => {
    // `head -5` means `head -n 5`.
    const args = argv.slice(1).map((word) => (old?.test(word) === true ? `-n${word.slice(1)}` : word));
    const parsed = parseFlags(args, rules, true);
    if (!parsed.ok) return never(argv, `${name}: ${parsed.reason}`);
    const given = new Set(parsed.flags.map(({ rule }) => rule.name));
    const rest = judge([...parsed.words, ...(parsed.after ?? [])], rebuild(parsed.flags), given, context);
    if (typeof rest === 'string') return never(argv, `${name}: ${rest}`);
    return read(name, [name, ...rest]);
  };

const onFiles: Judge = (words, flags, _given, context) => {
  if (words.length === 0) return 'name a file; there is no standard input';
  const paths = readable(words, context);
  return typeof paths === 'string' ? paths : [...flags, '--', ...paths];
};

const grep: Judge = (words, flags, given, context) => {
  const [pattern, ...files] = given.has('-e') ? [undefined, ...words] : words;
  if (pattern === undefined && !given.has('-e')) return 'a pattern is missing';
  if (pattern !== undefined && !/^[^\0-\x1f\x7f]{1,300}$/.test(pattern))
    return 'the pattern is not a short text';
  if (files.length === 0) return 'name the files to search (there is no -r and no standard input)';
  const paths = readable(files as readonly string[], context);
  if (typeof paths === 'string') return paths;
  return [...flags, ...(pattern === undefined ? [] : ['-e', pattern]), '--', ...paths];
};

const ls: Judge = (words, flags, _given, context) => {
  if (words.length === 0) return [...flags, '--', '.'];
  const paths: string[] = [];
  for (const word of words) {
    if (word === '.' || word === './') {
      paths.push('.');
      continue;
    }
    const path = repoPath(word);
    if (path === undefined) return `${JSON.stringify(word)} is not a path inside the repo`;
    if (!context.readable(path) && context.listable?.(path) !== true)
      return `${JSON.stringify(path)} is not a tracked file or folder of the repo`;
    paths.push(path);
  }
  return [...flags, '--', ...paths];
};

/** jq's ways to the environment and to other files (jq 1.7 manual). Up to 1.6 a blank may follow the `$`. */
const JQ_REACHES =
  /\$ *(?:ENV|__prog)|\b(?:env|inputs?|import|include|debug|stderr|input_filename|get_(?:search_list|jq_origin|prog_origin)|modulemeta)\b/;

const jq: Judge = (words, flags, _given, context) => {
  const [filter, ...files] = words;
  if (filter === undefined || files.length === 0) return 'name a filter and a file';
  if (!/^[^\0-\x1f\x7f]{1,500}$/.test(filter)) return 'the filter is not a short text';
  if (JQ_REACHES.test(filter)) return 'the filter reaches for the environment or for other files';
  if (filter.startsWith('-')) return 'write a filter that begins with "-" in brackets';
  const paths = readable(files, context);
  // The filter stands before `--`: jq 1.6 takes none after it.
  return typeof paths === 'string' ? paths : [...flags, filter, '--', ...paths];
};

/** The file tools by name. */
export const FILE_TOOLS: Readonly<Record<string, Grammar>> = {
  cat: tool('cat', [flag('-n', '--number')], onFiles),
  head: tool('head', [count('-n', '--lines')], onFiles, /^-\d{1,4}$/),
  tail: tool('tail', [count('-n', '--lines')], onFiles, /^-\d{1,4}$/),
  grep: tool(
    'grep',
    [
      ...['-n', '-i', '-w', '-x', '-c', '-l', '-L', '-H', '-h', '-o', '-v', '-q', '-s', '-E', '-F'].map(
        (name) => flag(name),
      ),
      count('-A', '--after-context'),
      count('-B', '--before-context'),
      count('-C', '--context'),
      count('-m', '--max-count'),
      text('-e', '--regexp'),
    ],
    grep,
  ),
  ls: tool(
    'ls',
    ['-l', '-a', '-A', '-1', '-h', '-d', '-t', '-S', '-r'].map((name) => flag(name)),
    ls,
  ),
  stat: tool('stat', [], onFiles),
  wc: tool('wc', [flag('-l', '--lines'), flag('-w', '--words'), flag('-c', '--bytes')], onFiles),
  jq: tool(
    'jq',
    [
      flag('-r', '--raw-output'),
      flag('-c', '--compact-output'),
      flag('-e'),
      flag('-S', '--sort-keys'),
      flag('-s', '--slurp'),
    ],
    jq,
  ),
};
