import type { Command } from 'commander';
import type { Does } from './program.ts';

const addRunning = (orch: Command, does: Does): void => {
  orch
    .command('run')
    .description('converge stages: check, apply what drifted, repair what breaks')
    .argument('[stages...]', 'stage names, or `all`')
    .option('--from <stage>', 'all stages from this one on')
    .option('--here', 'run in this checkout as it is, without repair')
    .option('--no-ai', 'no model is asked; a failure is named and left')
    .option('--fail-fast', 'stop at the first stage that is not green')
    .option('--deadline <time>', 'start nothing new after this long, for example 90m')
    .action(does(async () => (await import('./commands/run.ts')).run));
  orch
    .command('plan')
    .description('checks only: what would be applied (exit 3 when something would)')
    .argument('[stages...]', 'stage names; all built-in ones without')
    .action(does(async () => (await import('./commands/plan.ts')).plan));
  orch
    .command('stage')
    .description('one built-in stage in this folder, by itself: what `orch run` starts')
    .argument('<name>')
    .option('--plan', 'checks only')
    .action(does(async () => (await import('./commands/stage.ts')).stage));
};

const addLooking = (orch: Command, does: Does): void => {
  orch
    .command('status')
    .description('every stage: status, since when, attempts, the error in a line, the next command')
    .option('--watch', 'keep showing it until interrupted')
    .action(does(async () => (await import('./commands/status.ts')).status));
  orch
    .command('show')
    .description(
      'a stage’s story: the error, what was tried and what came of it, case files, the next command',
    )
    .argument('<stage>')
    .action(does(async () => (await import('./commands/show.ts')).show));
  orch
    .command('logs')
    .description('the log of a stage’s newest attempt')
    .argument('<stage>')
    .option('-f, --follow', 'keep printing as it grows')
    .option('--path', 'print only where it is')
    .action(does(async () => (await import('./commands/logs.ts')).logs));
  orch
    .command('doctor')
    .description('what is missing before a run, each with the fix')
    .action(does(async () => (await import('./commands/doctor.ts')).doctor));
};

const addDeciding = (orch: Command, does: Does): void => {
  orch
    .command('reset')
    .description(
      'forget a stage’s error counters: the next run has its full budget (the cluster is not touched)',
    )
    .argument('<stages...>', 'stage names, or `all`')
    .action(does(async () => (await import('./commands/reset.ts')).reset));
  orch
    .command('pause')
    .description('leave a stage out of runs until `orch resume`')
    .argument('<stage>')
    .action(does(async () => (await import('./commands/pause.ts')).pause));
  orch
    .command('resume')
    .description('take a paused stage into runs again')
    .argument('<stage>')
    .action(does(async () => (await import('./commands/pause.ts')).resume));
  orch
    .command('init')
    .description('put a trimmed workspace into this git repo; never overwrites a file')
    .action(does(async () => (await import('./commands/init.ts')).init));
};

/** Every command with its arguments and options; what it does is loaded when it runs. */
export const addCommands = (orch: Command, does: Does): void => {
  addRunning(orch, does);
  addLooking(orch, does);
  addDeciding(orch, does);
};
