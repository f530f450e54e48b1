/** Judges a command that a model asks for: argv only, an allow grammar per binary, everything else refused. */
import { FILE_TOOLS } from './files.ts';
import { flux } from './flux.ts';
import { git } from './git.ts';
import { helm } from './helm.ts';
import { kubectl } from './kubectl.ts';
import { NET_TOOLS } from './net.ts';
import { type Grammar, never } from './rule.ts';
import { talosctl } from './talosctl.ts';
import type { CommandContext, CommandVerdict } from './types.ts';

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map(
  Object.entries({ kubectl, talosctl, flux, helm, git, ...FILE_TOOLS, ...NET_TOOLS }),
);

const MAX_WORDS = 64;
const MAX_LENGTH = 4_096;

/** What is asked for most often and will never be allowed, with what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  sh: 'there is no shell: give the command itself as a list of words',
  bash: 'there is no shell: give the command itself as a list of words',
  env: 'there is no shell and no environment to show',
  sudo: 'nothing runs as another user',
  ssh: 'Talos has no shell; use talosctl logs, dmesg or get',
  curl: 'use kubectl, talosctl or flux; nc -z shows whether a port is open',
  wget: 'use kubectl, talosctl or flux; nc -z shows whether a port is open',
  find: 'use ls or git ls-files',
  rg: 'use grep with the names of the files',
  sed: 'use cat, head or tail',
  awk: 'use grep or jq',
  k: 'write kubectl in full',
  yq: 'use cat',
};

/** Words that no tool of ours should be given: control characters, or characters that look like others. */
const oddWord = (word: string): string | undefined => {
  if (/[\0-\x1f\x7f]/.test(word)) return 'a word holds a control character';
  if (/[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/.test(word))
    return 'a word holds an invisible character';
  return undefined;
};

/**
 * Says whether `argv` may run. `read`: run the verdict's own argv, which was rebuilt with orch's flags in it. `act`: it
 * would change something, which is a human's. `never`: everything else. The reason tells a model what to ask instead.
 * The rules come from measured traps of each tool (kubectl 1.32, talosctl 1.11, flux 2.7, helm 3, git 2.39).
 */
export const judgeCommand = (argv: readonly string[], context: CommandContext): CommandVerdict => {
  const [binary] = argv;
  if (binary === undefined || binary === '') return never(argv, 'the command is empty');
  if (argv.length > MAX_WORDS || argv.reduce((sum, word) => sum + word.length, 0) > MAX_LENGTH)
    return never(argv, `the command is longer than ${MAX_WORDS} words or ${MAX_LENGTH} characters`);
  const odd = argv.map(oddWord).find((reason) => reason !== undefined);
  if (odd !== undefined) return never(argv, odd);
  if (argv.includes('')) return never(argv, 'a word is empty');
  const grammar = GRAMMARS.get(binary);
  if (grammar !== undefined) return grammar(argv, context);
  const instead = Object.hasOwn(INSTEAD, binary) ? `; ${INSTEAD[binary]}` : '';
  return never(
    argv,
    `${JSON.stringify(binary)} is not on the list (${[...GRAMMARS.keys()].join(', ')})${instead}`,
  );
};
