/** Scripts that reach for what a patch may not touch: protected files, run-time state, the system, orch itself. */
import { once } from '../../expressions.ts';
import { protectedReason } from '../policy.ts';
import type { GatePolicy } from '../types.ts';
import { type Reading, readings } from './readings.ts';
import type { Command } from './shell.ts';
import { type FileView, type Hit, literalsIn } from './view.ts';

const SYSTEM =
  /^(?:\/(?:etc|usr|bin|sbin|boot|lib\w*|root|opt|var\/spool|sys|proc\/sys)(?:\/|$)|(?:~|\$\{?HOME\}?)\/\.(?:ssh|curlrc|wgetrc|netrc|pgpass|npmrc|gitconfig|bash\w*|profile|zsh\w*|config\/(?:systemd|autostart))(?:\/|$))/;

/** Programs that change every file they are given; their last one; every one, when asked to by an option. */
const CHANGES_ALL =
  /^(?:tee|mv|rm|truncate|touch|chmod|chown|chattr|dd|git|unlink|shred|patch|ed|ex|rmdir|sponge)$/;
const CHANGES_LAST = /^(?:cp|ln|install|rsync)$/;
const CHANGES_ON_DEMAND: readonly (readonly [programs: RegExp, option: RegExp])[] = [
  [/^(?:sed|perl|yq|sops)$/, /^(?:-\w*i|--in-?place)/],
  [/^[gm]?awk$/, /^(?:-i)?inplace$/],
];

/** Options whose next word is written, by command: GNU coreutils and tar, curl, wget, Info-ZIP, OpenSSL. */
const OUTPUT_OPTIONS: readonly (readonly [commands: RegExp, options: RegExp])[] = [
  [/^(?:cp|ln|install) /, /^(?:-\w*t|--target-directory)$/],
  [/^curl /, /^(?:-\w*o|--output|--output-dir)$/],
  [/^wget /, /^(?:-\w*[OP]|--output-document|--directory-prefix)$/],
  [/^sort /, /^(?:-\w*o|--output)$/],
  [
    /^(?:bsd)?tar (?:-?[A-Za-z]*x|.* (?:-[A-Za-z]*x|--extract\b|--get\b)|--extract\b)/,
    /^(?:-\w*C|--directory)$/,
  ],
  [/^unzip /, /^-\w*d$/],
  [/^openssl /, /^-out$/],
];

/** `> file`, `2>>file`, `&>file`, `a>file`, `<file`, `2>&1`: a word in front, the sign, the file; no file for a copied descriptor. */
const REDIRECTION = /^(?:\d*|&|([^<>]+))([<>]+)(?:&(?:\d+|-)|[&|]?(.*))$/;

/** Takes the redirections out of a command: its other words, and the files that are written so. */
function redirected(words: readonly string[]): { rest: readonly string[]; files: readonly string[] } {
  if (!words.some((word) => /[<>]/.test(word))) return { rest: words, files: [] };
  const rest: string[] = [];
  const files: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const found = REDIRECTION.exec(words[i]!);
    if (found === null) {
      rest.push(words[i]!);
      continue;
    }
    const [, front, sign, target] = found;
    if (front !== undefined) rest.push(front);
    const file = target === '' ? words[++i] : target;
    if (file !== undefined && sign!.includes('>')) files.push(file);
  }
  return { rest, files };
}

/** What the options of a program say that it writes. */
function givenOutputs({ args, text }: Reading): readonly string[] {
  const options = OUTPUT_OPTIONS.find(([commands]) => commands.test(text))?.[1];
  if (options === undefined) return [];
  // `--output=file` is `--output file`.
  const parts = args.flatMap((arg) => arg.split(/(?<=^--[a-z-]+)=/));
  return parts.slice(1).filter((_, i) => options.test(parts[i]!));
}

const named = (args: readonly string[]): readonly string[] =>
  args.filter((arg) => !arg.startsWith('-')).map((arg) => arg.replace(/^of=/, ''));

/** `find FOLDER -exec sed -i …` changes what stands in the folder. */
const IN_PLACE_SEARCH =
  /-(?:exec|execdir|ok) (?:\S*\/)?(?:(?:sed|perl) .*-\w*i|tee|truncate|chmod|mv|cp|patch|dd)\b/;

/** The folders that `find` looks into: behind `-L` and its like, before the first test (find(1)). */
function searched(args: readonly string[]): readonly string[] {
  const folders = args.slice(args.findIndex((arg) => !/^-(?:[HLP]|O\d)$/.test(arg)));
  return folders.slice(
    0,
    folders.findIndex((arg) => arg.startsWith('-')),
  );
}

/** The files that a command would write. */
function written(command: Command): readonly string[] {
  const { rest, files } = redirected(command.words);
  const out = [...files];
  for (const reading of rest === command.words ? command.readings : readings(rest)) {
    const { program, args, text } = reading;
    const given = givenOutputs(reading);
    if (program === 'find' && IN_PLACE_SEARCH.test(text))
      out.push(...searched(args).map((folder) => `${folder}/*`));
    if (PACKAGE.test(text)) out.push('package.json');
    out.push(...given);
    if (CHANGES_LAST.test(program)) out.push(...(given.length > 0 ? [] : named(args).slice(-1)));
    else if (
      CHANGES_ALL.test(program) ||
      CHANGES_ON_DEMAND.some(
        ([programs, option]) => programs.test(program) && args.some((arg) => option.test(arg)),
      )
    )
      out.push(...named(args));
  }
  return out;
}

/** Calls by which a program writes, moves or deletes the files that it names. */
const WRITES =
  /\bopen\([^)]*,\s*(?:mode\s*=\s*)?["'][rb]*[wax+]|\b(?:writeFile|appendFile|createWriteStream|truncate|rename|copyFile|symlink|unlink|chmod|rm)(?:Sync)?\(|\.(?:write_text|write_bytes|unlink|touch|rename|replace)\(|\b(?:shutil\.(?:copy\w*|move)|os\.(?:remove|rename|replace|unlink|symlink|chmod|truncate))\(/;

/** The texts between quotes, also those of a program that stands between quotes itself: `python3 -c "…"`. */
const namedIn = (text: string): readonly string[] =>
  literalsIn(text).flatMap((one) => [one, ...namedIn(one)]);

/** `npm pkg set` and its like write package.json (npm-pkg(1)). */
const PACKAGE = /^(?:npm|pnpm|yarn) (?:pkg (?:set|delete|fix)|version \S|add |remove |uninstall )/;

/** Where the commands of a line work: `cd folder` holds until the next one. */
const folderOf = (command: Command): string | undefined => {
  const [first] = command.readings;
  return /^(?:cd|pushd)$/.test(first?.program ?? '') ? (first!.args[0] ?? '') : undefined;
};

/** Paths that have a name in the script: `DIR=state`. */
const foldersOf = (lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    lines.flatMap((text) =>
      [
        ...text.matchAll(
          /(?:^|[;&]\s*|\b(?:export|readonly|local)\s)\s*([A-Za-z_]\w*)=["']?([\w./-]+)["']?\s*(?=;|&|$)/g,
        ),
      ].map(([, name, path]) => [name!, path!] as const),
    ),
  );

/** Text that tells a model, not a person, what to think. */
const ORDERS =
  /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|any|the|your)\b.{0,20}\b(?:instructions?|prompts?|memo|guardrails?)\b|\b(?:note|message|instructions?|hint)\s+(?:to|for)\s+(?:the\s+)?(?:AI|LLM|language model)\b|\bapprove every patch\b|<\|?(?:system|im_start)\|?>/i;

/** Names that scripts give to the repo or to their own folder; what goes up from any folder that has a name stays in the repo. */
const ROOT =
  /^(?:\.\/+|(?:\$\w+|\$\{[^}]*\}|\$\(…\))\/(?:\.\.\/)+|\$\{?(?:PWD|REPO\w*|ROOT\w*|DIR|HERE|BASE\w*)\}?\/)+/;

/** A path as git writes it, where it is in the repo; else without `.` and `..` where that can be told. */
function inRepo(path: string): string {
  const out: string[] = [];
  for (const part of path.replace(ROOT, '').split('/')) {
    if (part === '..' && out.length > 0 && !/^(?:\.\.|\$.*)?$/.test(out.at(-1)!)) out.pop();
    else if (part !== '.' && (part !== '' || out.length === 0)) out.push(part);
  }
  return out.join('/');
}

const ORCH = /^orch(?:\.js)? (?:.* )?(?:reset|review|resume|pause|schedule|run|init|patch|stage)\b/;

/** Whether a glob, or a folder that is searched, may hold what the workspace protects. */
const mayHold = (path: string, policy: GatePolicy): string | undefined => {
  const front = path.replace(/[*?[].*/, '');
  if (front === path || front === '') return undefined;
  const glob = policy.protected.find((one) => {
    const [stem, ...more] = one.split('*');
    return stem!.startsWith(front) || (stem !== '' && more.length > 0 && front.startsWith(stem!));
  });
  return glob === undefined ? undefined : `it may be one that the workspace protects (${glob})`;
};

/** The hit of a path that something would write; none when it may. */
function writeHits(paths: readonly string[], line: number, policy: GatePolicy): Hit[] {
  for (const path of paths) {
    const real = inRepo(path);
    const reason = SYSTEM.test(real)
      ? 'it belongs to the system'
      : (protectedReason(real, policy) ?? mayHold(real, policy));
    if (reason !== undefined)
      return [{ rule: 'writes-protected', line, message: `a command would change ${paths[0]}: ${reason}` }];
  }
  return [];
}

/** Every newly written command that would change what the policy protects, or that steers orch or its models. */
export function steeringHits(view: FileView, policy: GatePolicy): readonly Hit[] {
  const steers = (line: number, message: string): Hit => ({ rule: 'steers-orch', line, message });
  const hits: Hit[] = view.added
    .filter(({ text }) => ORDERS.test(text))
    .map(({ line }) => steers(line, 'the text gives orders to a model: a file of the repo may not'));
  const fresh = new Set(view.newLogical);
  const folders = once(() => foldersOf(view.after));
  const spelled = (path: string): string =>
    path.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (whole, name: string) => folders().get(name) ?? whole);
  let folder = '';
  for (const one of view.logical) {
    for (const command of one.commands) {
      const to = folderOf(command);
      if (to !== undefined) folder = inRepo(spelled(to.startsWith('..') ? `${folder}/${to}` : to));
      if (!fresh.has(one)) continue;
      if (command.readings.some(({ text }) => ORCH.test(text)))
        hits.push(steers(one.line, 'a stage may not steer orch: that is for the human'));
      for (const path of written(command).map(spelled))
        hits.push(...writeHits(folder === '' ? [path] : [path, `${folder}/${path}`], one.line, policy));
    }
  }
  const texts = view.kind === 'code' ? literalsIn : namedIn;
  if (view.kind !== 'doc')
    for (const { text, line } of view.added)
      if (WRITES.test(text)) for (const path of texts(text)) hits.push(...writeHits([path], line, policy));
  return hits;
}
