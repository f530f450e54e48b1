import type { Command } from 'commander';

/** What people type, below each command's help: the command line, and what it is for. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  run: [
    ['orch run talos', 'one stage'],
    ['orch run all', 'every stage in order: the nightly run'],
    ['orch run --from infra', 'infra and what comes after it'],
    ['orch run --only apps', 'just that stage, as orch run apps'],
    ['orch run all --no-ai --fail-fast', 'name the first failure and stop there'],
    ['orch run apps --here', 'uncommitted edits, too, in this checkout; nothing is repaired'],
  ],
  plan: [
    ['orch plan', 'the checks of all built-in stages'],
    ['orch plan vms talos || test $? = 3', 'in a script: 0 nothing to do, 3 something would change'],
  ],
  status: [
    ['orch status --watch', 'while a run is under way in another terminal'],
    ['orch status --json', 'for a script'],
  ],
  logs: [
    ['orch logs talos -f', 'the attempt under way, then the next ones'],
    ['less "$(orch logs talos --path)"', 'in a pager'],
  ],
  reset: [
    ['orch reset talos', 'full budgets for this stage'],
    ['orch reset all', 'for every stage'],
  ],
  review: [
    ['orch review', 'in the morning: on a terminal one key each, in a pipe the list'],
    ['orch review show 1', 'the newest commit: error, outcome, what else was tried, diff'],
    ['orch review accept all', 'the base branch takes all of it'],
    ['orch review reject 2', 'undone on the side branch, and never proposed again'],
    ['orch review --json', 'for a script'],
  ],
  'review accept': [
    ['orch review accept 1', 'this one; alone if it is built on others that wait'],
    ['orch review accept all', 'the side branch as it is, without what you rejected'],
  ],
  'review reject': [['orch review reject 3f2a', 'by the start of its id']],
  'explain fingerprint': [
    ['orch explain fingerprint LOG', 'why this failure has this name'],
    ['orch explain fingerprint --diff A B', 'why two logs have one name or two'],
  ],
  'explain command': [
    ['orch explain command -- kubectl get pods -A', 'one command'],
    ['orch explain command < commands.txt', 'one a line'],
  ],
  'explain redaction': [['orch explain redaction LOG', 'what a model would get to read of it']],
  'patch check': [
    ['orch patch check fix.diff --stage talos', 'by what the map allows for talos'],
    ['git diff | orch patch check -', 'from standard input'],
  ],
  'patch apply': [
    [
      'orch patch apply escalations/talos_20261120-231502/held-1.diff --stage talos --accept-held',
      'a change that is held for you',
    ],
  ],
  'lab run': [
    ['orch lab run', 'the default night'],
    ['orch lab run --fault vms-bridge-typo --seed 7', 'one fault (`orch lab faults` lists them)'],
  ],
  completion: [['source <(orch completion bash)', 'in ~/.bashrc']],
};

const shown = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([line]) => line.length));
  return `\nExamples:\n${rows.map(([line, what]) => `  ${line.padEnd(width)}   ${what}`).join('\n')}`;
};

/** Adds the examples to the help of each command that has some. */
export const addExamples = (orch: Command): void => {
  for (const command of orch.commands)
    for (const [path, one] of [
      [command.name(), command] as const,
      ...command.commands.map((below) => [`${command.name()} ${below.name()}`, below] as const),
    ]) {
      const rows = EXAMPLES[path];
      if (rows) one.addHelpText('after', shown(rows));
    }
};
