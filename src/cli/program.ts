import { Command, CommanderError } from 'commander';
import { EXIT } from '../core/exit.ts';
import type { Context } from './context.ts';
import { addExamples } from './examples.ts';
import { DEFAULT_MAP, type Globals, makeContext } from './make-context.ts';

const VERSION = '0.1.0';

type Action = (
  context: Context,
  options: Record<string, unknown>,
  args: readonly string[],
) => Promise<number>;

/** Parses `argv` (without node and script), runs the command, and returns the exit code. */
export const program = async (argv: readonly string[]): Promise<number> => {
  let code: number = EXIT.green;
  // Each command's module is loaded only when it is the one that runs: `orch status` must start fast.
  const does =
    (load: () => Promise<Action>) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command;
      const action = await load();
      code = await action(
        makeContext(command.optsWithGlobals<Globals>()),
        command.opts(),
        command.processedArgs.flat().filter((arg) => arg !== undefined) as string[],
      );
    };

  const orch = new Command('orch')
    .description(
      'Takes a homelab from bare Proxmox to a monitored Kubernetes cluster, stage by stage, and repairs itself within bounds.',
    )
    .version(VERSION, '-V, --version')
    .option('-C <dir>', 'work on the workspace in this folder')
    .option('--map <file>', 'the context map, relative to the workspace', DEFAULT_MAP)
    .option('--json', 'answer as JSON on stdout')
    .option('--no-color', 'no colour (NO_COLOR does the same)')
    .exitOverride()
    .showHelpAfterError('(orch --help lists the commands)')
    .addHelpText('after', EXAMPLES);
  const { addCommands } = await import('./commands.ts');
  addCommands(orch, does);
  addExamples(orch);
  for (const command of [orch, ...orch.commands, ...orch.commands.flatMap((one) => one.commands)])
    command.exitOverride();

  try {
    await orch.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are answers; everything else that commander throws is wrong usage.
    return error.exitCode === 0 ? EXIT.green : EXIT.usage;
  }
  return code;
};

export type Does = (load: () => Promise<Action>) => (...given: unknown[]) => Promise<void>;
export type { Action };

const EXAMPLES = `
Examples:
  orch lab run             a simulated homelab breaks and is repaired, in about a minute
  orch init                put a context map and a memo into this git repo
  orch doctor              what is missing before the first run
  orch run talos           converge one stage
  orch run all             the nightly run: every stage, repairs within bounds, one page at the end
  orch status --watch      where things stand
  orch show talos          the error, what was tried, the next command
  orch review              what was changed for you: look, accept, reject
  orch reset talos         forget the error's counters and try again with a full budget

Exit codes: 0 green · 1 a stage failed · 2 gave up, you must act · 3 plan found changes · 64 usage (orch alone, too) ·
69 git missing · 70 our bug · 74 state unreadable · 75 another run holds the lock · 77 refused · 78 configuration`;
