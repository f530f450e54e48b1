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
  review: [
    ['orch review', 'one commit at a time, one key each'],
    ['orch review show 1', 'the newest: what for, what it proved, the diff'],
    ['orch review accept all', 'merge the side branch into the base branch'],
    ['orch review reject 2', 'take one back, for good'],
  ],
  reset: [
    ['orch reset talos', 'full budgets for this stage'],
    ['orch reset all', 'for every stage'],
  ],
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
