/** Weakened checks in scripts: taken out, swallowed, skipped, made to succeed. */

import { anyOf, once } from '../../expressions.ts';
import { grouped } from '../../grouped.ts';
import { type Check, checksOf } from './check.ts';
import { asCheck, failsAfter, letsPass, weakened } from './check-command.ts';
import { recipeHits } from './checks-recipes.ts';
import { shapeHits } from './checks-shape.ts';
import { definedIn, isCalled } from './functions.ts';
import { isNoop, type Reading } from './readings.ts';
import { type Command, commandsOf } from './shell.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';
import { weaker } from './weaker.ts';

/** Flags of cluster tools that take the next word as their value. */
const VALUE_FLAG =
  /^(?:-[nlofcext]|--(?:namespace|context|kubeconfig|cluster|nodes|endpoints|talosconfig|selector|output|filename|kube-context))$/;

/** The program and, for tools with subcommands, what it does: `kubectl rollout`, `talosctl health`. */
function action(words: readonly string[]): string {
  const plain = words.filter((word, i) => !word.startsWith('-') && !VALUE_FLAG.test(words[i - 1] ?? ''));
  return plain
    .slice(0, /^(?:kubectl|oc|k|talosctl|flux|helm|cilium|etcdctl)$/.test(words[0]!) ? 2 : 1)
    .join();
}

/** The checks of both sides; those in a function that is new and that nothing calls are idle. */
function bothSides(view: FileView): { readonly old: readonly Check[]; readonly fresh: readonly Check[] } {
  const known = once(() => new Set(definedIn(view.before)));
  const idle = new Map<string, boolean>();
  const isIdle = (name: string): boolean => {
    const found = idle.get(name) ?? (!known().has(name) && !isCalled(name, view.after));
    idle.set(name, found);
    return found;
  };
  const old = checksOf({ logical: view.oldLogical, lines: view.before, isIdle: () => false });
  const fresh = checksOf({
    logical: view.logical,
    lines: view.after,
    isIdle: (functions) => functions.some(isIdle),
  });
  // A function that only one side has is judged by what stands in it.
  const defined = once(() => new Set(definedIn(view.after)));
  const stays = ({ own, words }: Check): boolean =>
    !own || (known().has(words[0]!) && defined().has(words[0]!));
  return { old: old.filter(stays), fresh };
}

/** Checks that were there and are gone, or that ask less than before. */
function lostChecks(view: FileView): readonly Hit[] {
  const sides = bothSides(view);
  const old = grouped(sides.old, (check) => check.key);
  const fresh = grouped(sides.fresh, (check) => check.key);
  const added = [...fresh].flatMap(([key, checks]) => (old.has(key) ? [] : checks));
  const spare = grouped(added, (check) => action(check.words));
  const hits: Hit[] = [];
  for (const [key, checks] of old) {
    const now = fresh.get(key) ?? [];
    for (const [i, check] of checks.entries()) {
      const partner = now[i] ?? spare.get(action(check.words))?.shift();
      const shown = check.text.slice(0, 80);
      if (partner === undefined) {
        if (check.binding) hits.push(weakened(undefined, `the check \`${shown}\` is taken out`));
        continue;
      }
      const why = weaker(check, partner);
      if (why !== undefined) hits.push(weakened(partner.line, `the check \`${shown}\` is weaker: ${why}`));
    }
  }
  return hits;
}

/** Commands that show something, or count it: their status says nothing about what is right. */
const TELLS = anyOf([
  /^(?:kubectl|oc|k|flux|helm|git) (?:-[^\s=]+=\S+ |--no-pager |-[^\s=]+ [^-\s]\S* )*(?:diff|describe|logs|events|get events)(?: |$)/,
  /^(?:diff|journalctl|dmesg)(?: |$)/,
  /^[ef]?grep (?:\S+ )*(?:-(?=\w*c)\w+|--count)(?: |$)/,
]);

const onlyTells = (command: Command | undefined): boolean => TELLS(command?.readings[0]?.text ?? '');

/** `apply || { sleep 5; apply; }`: the second try counts. */
function isTriedAgain(commands: readonly Command[], at: number): boolean {
  const end = commands.findIndex(({ words }, i) => i > at && words[0] === '}');
  return end > at && commands[end - 1]!.words.join(' ') === commands[at - 1]?.words.join(' ');
}

/** Whether the commands after `||` at `at` let the failure pass. */
function swallows(commands: readonly Command[], at: number): boolean {
  const command = commands[at]!;
  const asked = commands[at - 1];
  if (command.before !== '||' || onlyTells(asked)) return false;
  return letsPass(command) && !failsAfter(commands, at) && !isTriedAgain(commands, at);
}

/** `) &`: what stands in the group is no longer waited for. */
const GROUP_BEHIND = /\)\s*&\s*(?:$|#)/;
/** The last words of a group, or what redirects its output: `} &`, `done <list &`, `) >log &`. */
const GROUP_END = /^(?:(?:\}|done|fi|esac)$|\d*&?[<>])/;

function swallowHits(view: FileView): Hit[] {
  const hits: Hit[] = [];
  for (const { line, text, commands } of view.newLogical) {
    const passing = commands.find((_, i) => swallows(commands, i));
    const last = commands.findLast((command) => !command.nested);
    const lastProgram = last?.readings[0]?.program;
    if (passing !== undefined)
      hits.push(weakened(line, `a failure is swallowed by \`|| ${passing.words.join(' ').slice(0, 40)}\``));
    else if (
      last !== undefined &&
      last.before !== '' &&
      (lastProgram === 'true' || lastProgram === ':') &&
      !(last.before === '||' && onlyTells(commands[commands.indexOf(last) - 1]))
    )
      hits.push(weakened(line, 'a command is followed by one that always succeeds'));
    else if (
      GROUP_BEHIND.test(text) ||
      (last?.after === '&' && GROUP_END.test(last.words[0]!)) ||
      commands.some(({ readings, after }) => after === '&' && asCheck(readings) !== undefined)
    )
      hits.push(weakened(line, 'a check runs in the background, where its failure is lost'));
    else if (commands.some(({ words }) => words[0] === '!') && asCheck(last?.readings ?? []) !== undefined)
      hits.push(weakened(line, 'a check is negated'));
  }
  return hits;
}

const OPTION = { errexit: 'e', nounset: 'u', pipefail: 'pipefail' } as const;

/** The options that a script sets: by its first line, and by `set`. */
const flagsOf = (script: readonly string[], lines: readonly LogicalLine[]): ReadonlySet<string> => {
  const out = new Set<string>(/^#!.*sh\s+-(\w+)/.exec(script[0] ?? '')?.[1]);
  const commands = lines.flatMap((line) => line.commands);
  for (const { words } of commands.filter(({ readings }) => readings[0]?.program === 'set')) {
    for (const [i, word] of words.entries()) {
      if (word === '--') break;
      if (word.startsWith('-')) for (const c of word) out.add(c);
      if (Object.hasOwn(OPTION, word) && /^-\w*o$/.test(words[i - 1]!))
        out.add(OPTION[word as keyof typeof OPTION]);
    }
  }
  return out;
};

/** `trap 'exit 0' EXIT`, `trap - ERR`: the script ends well, or an error handler goes. */
function hidesEnding(args: readonly string[]): boolean {
  const [handler = '', ...signals] = args;
  if (/\b(?:exit|return) 0\b/.test(handler)) return true;
  return (
    /^(?:-|:|true|exit|return)?$/.test(handler.trim()) &&
    signals.some((signal) => /^(?:ERR|EXIT|0)$/.test(signal))
  );
}

/** What a command takes from how the shell treats failures and names. */
function turnedOff({ program, args, text }: Reading): string | undefined {
  if (program === 'set')
    return / \+\w*(?:[eu]|o (?:errexit|nounset|pipefail))/.test(text)
      ? `\`${text}\` turns error checking off`
      : undefined;
  if (program === 'trap') return hidesEnding(args) ? 'a trap hides how the script ended' : undefined;
  if (program === 'shopt')
    return / -\w*u.*(?:errexit|nounset|pipefail)/.test(text) ? 'error checking is turned off' : undefined;
  if (program === 'retry' && args[0] === '0') return 'a command is never tried';
  if (program === 'coproc') return 'a command is sent to the background';
  return program === 'alias' || /^(?:enable -n|hash -p)(?: |$)/.test(text)
    ? 'another meaning is given to a command'
    : undefined;
}

function optionHits(view: FileView): Hit[] {
  const hits: Hit[] = [];
  const old = flagsOf(view.before, view.oldLogical);
  const now = flagsOf(view.after, view.logical);
  const lost = ['e', 'u', 'pipefail'].filter((flag) => old.has(flag) && !now.has(flag));
  if (/^#!.*sh\b/.test(view.before[0] ?? '') && !/^#!.*sh\b/.test(view.after[0] ?? ''))
    hits.push(weakened(1, 'the script is given to a program that is no shell'));
  if (lost.length > 0)
    hits.push(weakened(undefined, `the script no longer sets ${lost.join(', ')} (set -euo pipefail)`));
  for (const { line, commands } of view.newLogical) {
    for (const { readings } of commands) {
      const what = readings[0] === undefined ? undefined : turnedOff(readings[0]);
      if (what !== undefined) hits.push(weakened(line, what));
    }
  }
  return hits;
}

/** Flags that look away unless they are given `false`, and those that do by what they are given. */
const isLooseFlag = anyOf([
  /^--?(?:skip-?(?=[\w-]*(?:verif|check|(?<!la)test|valid|preflight|health|wait|hook|schema|phases))[\w-]+|no-?(?:verify|checks?|wait|hooks?|valid(?:ate|ation)|fail|(?:fail|error)-on[\w-]*|strict|tests?|deps-check|atomic)|ignore-?(?:error|fail|preflight|validation)[\w-]*|disable-?(?:openapi-validation|validation|checks?|hooks?|verification)(?:-[\w-]*)?|allow-?(?:failure|missing[\w-]*|empty|errors)|exit-zero|soft-fail|continue-on-error|keep-going|passwithnotests|dry-run|insecure-skip-[\w-]+)(?:=(?!(?:false|none|0)$)\S+)?$/i,
  /^--?(?:(?:validate|watch|server|wait|atomic|strict|fail|check|verify|hooks|error-unmatch)=false|validate=(?:ignore|warn)|wait=0|(?:halt|force-conflicts)=never)$/i,
]);
const isLooseVariable = anyOf([
  /^(?=(?:(?:IGNORE|ALLOW)\w*|NO(?:_\w*)?)(?:CHECK|VERIF|(?<!LA)TEST|VALID|HEALTH|PROBE|WAIT|ERROR|FAIL|ASSERT))\w+=(?:1|true|yes|on|y)$/i,
  /^(?=\w*(?:CHECK|VERIF|(?<!LA)TEST|VALID|HEALTH|PROBE|WAIT|ERROR|FAIL|ASSERT))(?=\w*(?:SKIP|DISABLE|BYPASS|OFF[_=]))\w+=(?:1|true|yes|on|y)$/i,
  /^(?:STRICT|VERIFY|CHECK(?!ED|SUM|\w*(?:COUNT|FAIL|ERR))\w*|VALIDATE|RUN_\w*(?:(?<!LA)TESTS?|CHECKS?)|FAIL_ON\w*|ERR_?EXIT|PIPEFAIL)=(?:0|false|no|off|n)$/i,
]);

/** `kubectl create … --dry-run=client -o yaml` makes a manifest; it is no apply that has been disarmed. */
const rendersOnly = (words: readonly string[]): boolean =>
  words.some((word) => /^(?:create|run|expose|generate)$/.test(word)) &&
  words.some((word) => /^(?:-o\w*|--output)(?:=|$)/.test(word));

function flagHits(view: FileView): Hit[] {
  const known = new Set(view.oldLogical.flatMap((line) => line.commands.flatMap((command) => command.words)));
  const hits: Hit[] = [];
  for (const { line, commands } of view.newLogical) {
    for (const { words } of commands) {
      const loose = words.find(
        (word) =>
          (isLooseFlag(word) && !known.has(word) && !(word.startsWith('--dry-run') && rendersOnly(words))) ||
          isLooseVariable(word),
      );
      if (loose !== undefined) hits.push(weakened(line, `\`${loose}\` turns a check off`));
    }
  }
  return hits;
}

/** Every sign that a script checks less than before. */
export function shellCheckHits(view: FileView): readonly Hit[] {
  if (view.kind === 'code') return [];
  return view.kind === 'json'
    ? lostChecks(view)
    : [
        ...lostChecks(view),
        ...recipeHits(view),
        ...swallowHits(view),
        ...optionHits(view),
        ...shapeHits(view),
        ...flagHits(view),
      ];
}

/** Whether any reading of a command is the no-op that stands in for a check, also by `sh -c`; `sh true` runs a file. */
export const standsForNothing = ({ readings }: Command): boolean =>
  readings.some(
    ({ program, args, text }) =>
      (isNoop([program, ...args]) && !/sh$/.test(readings[0]!.program)) ||
      (/^(?:ba|da)?sh -\w*c/.test(text) && commandsOf(args[1] ?? '').every(({ words }) => isNoop(words))),
  );
