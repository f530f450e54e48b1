/** Scripts that reach for what a patch may not touch: protected files, run-time state, the system, orch itself. */
import { protectedReason } from '../policy.ts';
import type { GatePolicy } from '../types.ts';
import { readings } from './readings.ts';
import type { Command } from './shell.ts';
import type { FileView, Hit } from './view.ts';

const SYSTEM =
  /^(?:\/(?:etc|usr|bin|sbin|boot|lib\w*|root|opt|var\/spool|sys|proc\/sys)(?:\/|$)|(?:~|\$\{?HOME\}?)\/\.(?:ssh|bash\w*|profile|zsh\w*|config\/(?:systemd|autostart))(?:\/|$))/;

/** Programs that change every file they are given; their last one; every one, when asked to by an option. */
const CHANGES_ALL =
  /^(?:tee|mv|rm|truncate|touch|chmod|chown|chattr|dd|git|unlink|shred|patch|ed|ex|rmdir|sponge)$/;
const CHANGES_LAST = /^(?:cp|ln|install|rsync)$/;
const CHANGES_ON_DEMAND = /^(?:sed|perl|yq|sops)$/;
const IN_PLACE = /^(?:-\w*i\S*|--in-place\S*)$/;

/** Options whose next word is written, by program: GNU coreutils, curl and wget. */
const OUTPUT_OPTIONS: readonly (readonly [programs: RegExp, options: RegExp])[] = [
  [/^(?:cp|ln|install)$/, /^(?:-\w*t|--target-directory)$/],
  [/^curl$/, /^(?:-\w*o|--output|--output-dir)$/],
  [/^wget$/, /^(?:-\w*[OP]|--output-document|--directory-prefix)$/],
];

/** `> file`, `2>>file`, `&>file`, `a>file`, `<file`, `2>&1`: a word in front, the sign, the file; no file for a copied descriptor. */
const REDIRECTION = /^(?:\d*|&|([^<>]+))([<>]+)(?:&(?:\d+|-)|&?(.*))$/;

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
function givenOutputs(program: string, args: readonly string[]): readonly string[] {
  const options = OUTPUT_OPTIONS.find(([programs]) => programs.test(program))?.[1];
  if (options === undefined) return [];
  // `--output=file` is `--output file`.
  const parts = args.flatMap((arg) => arg.split(/(?<=^--[a-z-]+)=/));
  return parts.slice(1).filter((_, i) => options.test(parts[i]!));
}

const named = (args: readonly string[]): readonly string[] =>
  args.filter((arg) => !arg.startsWith('-')).map((arg) => arg.replace(/^of=/, ''));

/** The files that a command would write. */
function written(command: Command): readonly string[] {
  const { rest, files } = redirected(command.words);
  const out = [...files];
  for (const { program, args } of rest === command.words ? command.readings : readings(rest)) {
    const given = givenOutputs(program, args);
    out.push(...given);
    if (CHANGES_LAST.test(program)) out.push(...(given.length > 0 ? [] : named(args).slice(-1)));
    else if (
      CHANGES_ALL.test(program) ||
      (CHANGES_ON_DEMAND.test(program) && args.some((arg) => IN_PLACE.test(arg)))
    )
      out.push(...named(args));
  }
  return out;
}

const inRepo = (path: string): string =>
  path.replace(/^(?:\.\/|\$\{?(?:PWD|REPO\w*|ROOT\w*|DIR|HERE|BASE\w*)\}?\/)+/, '');

const ORCH = /^orch (?:.* )?(?:reset|review|resume|pause|schedule|run|init|patch|stage)\b/;

/** Every newly written command that would change what the policy protects, or that steers orch. */
export function steeringHits(view: FileView, policy: GatePolicy): readonly Hit[] {
  const hits: Hit[] = [];
  for (const { line, commands } of view.newLogical) {
    for (const command of commands) {
      if (command.readings.some(({ text }) => ORCH.test(text)))
        hits.push({
          rule: 'steers-orch',
          line,
          message: 'a stage may not steer orch: that is for the human',
        });
      for (const path of written(command)) {
        const reason = SYSTEM.test(path) ? 'it belongs to the system' : protectedReason(inRepo(path), policy);
        if (reason !== undefined)
          hits.push({ rule: 'writes-protected', line, message: `a command would change ${path}: ${reason}` });
      }
    }
  }
  return hits;
}
