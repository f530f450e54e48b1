import type { Command } from 'commander';
import type { Does } from './program.ts';

const addRunning = (orch: Command, does: Does): void => {
  orch
    .command('run')
    .description('converge stages: check, apply what drifted, repair what breaks')
    .argument('[stages...]', 'stage names, or `all`')
    .option('--from <stage>', 'all stages from this one on')
    .option(
      '--only <stage/part>',
      'one stage, or one part of it by itself: no model, and no status is changed',
    )
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
    .option('--part <part>', 'one part of the stage: an app, a component')
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
    .option('--secrets-backed-up', 'say that the cluster secrets are in a safe place: no more nagging')
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
    .option('--cluster <name>', 'what the cluster and its file under config/clusters are called', 'homelab')
    .action(does(async () => (await import('./commands/init.ts')).init));
};

const addReview = (orch: Command, does: Does): void => {
  const load = async (name: 'review' | 'list' | 'show' | 'accept' | 'reject') =>
    (await import('./commands/review.ts'))[name];
  const which = 'a number of the list, or the start of a commit’s id';
  const review = orch
    .command('review')
    .description('what the side branch holds for you: look, accept, reject (one key each on a terminal)')
    .action(does(() => load('review')));
  review
    .command('list')
    .description('what waits, newest first: the error, who wrote it, what came of it, its size')
    .action(does(() => load('list')));
  review
    .command('show')
    .description('one commit: the error before, what came of it, what else was tried, the diff')
    .argument('<n>', which)
    .action(does(() => load('show')));
  review
    .command('accept')
    .description('bring one commit, or all, into the base branch; exit 77 when it cannot be done cleanly')
    .argument('<n>', `${which}, or \`all\``)
    .action(does(() => load('accept')));
  review
    .command('reject')
    .description('undo one commit on the side branch; the same change is never taken again')
    .argument('<n>', which)
    .action(does(() => load('reject')));
};

/** What a new lab can be told. */
const shaped = (command: Command): Command =>
  command
    .option('--dir <dir>', 'make it here (a new or empty folder)')
    .option('--seed <n>', 'pids, suffixes and times follow from it', '1')
    .option('--fast', 'the world runs faster still')
    .option('--delivery <mode>', 'apply: orch applies the manifests; flux: Flux does, from a branch', 'apply')
    .option(
      '--site <kind>',
      'one-host, or three-hosts: three Proxmox hosts, static addresses, a VIP',
      'one-host',
    );

const addLab = (orch: Command, does: Does): void => {
  const lab = orch.command('lab').description('a simulated homelab to see, try and test everything in');
  const load = async (name: 'run' | 'up' | 'down' | 'serve' | 'listFaults' | 'breakLab' | 'shell') =>
    (await import('./commands/lab.ts'))[name];
  shaped(lab.command('run'))
    .description('make a lab, break it, run the real `orch run all` in it')
    .option(
      '--fault <id>',
      'plant this fault instead of the default night (may be repeated)',
      (id, ids: string[]) => [...ids, id],
      [],
    )
    .action(does(() => load('run')));
  shaped(lab.command('up'))
    .description('make a healthy lab that stays until `orch lab down`')
    .action(does(() => load('up')));
  lab
    .command('down')
    .description('stop a lab and remove its folder')
    .argument('<dir>')
    .action(does(() => load('down')));
  lab
    .command('faults')
    .description('what can be broken')
    .action(does(() => load('listFaults')));
  lab
    .command('break')
    .description('plant a fault in a lab that is up')
    .argument('<fault>')
    .option('--dir <dir>', 'the lab; this folder without')
    .action(does(() => load('breakLab')));
  lab
    .command('shell')
    .description('your shell with the lab’s PATH and environment')
    .argument('[dir]')
    .action(does(() => load('shell')));
  lab
    .command('serve', { hidden: true })
    .argument('<dir>')
    .action(does(() => load('serve')));
};

const addExplain = (orch: Command, does: Does): void => {
  const explain = orch.command('explain').description('why orch decides as it does');
  explain
    .command('fingerprint')
    .description('the name of a failure: lines kept, what was masked, both hashes')
    .argument('[logs...]', 'a log; standard input without; two with --diff')
    .option('--jsonl', 'names many: {"id","text"} objects on standard input, id<TAB>hash on stdout')
    .option('--loose', 'with --jsonl: the loose hash')
    .option('--diff', 'why two logs have one name or two')
    .option('--stage <name>', 'as this stage would be named')
    .option('--step <name>', 'as this failing step would be named')
    .action(does(async () => (await import('./commands/explain.ts')).fingerprint));
  explain
    .command('redaction')
    .description('a text as it would leave this machine')
    .argument('[file]', 'standard input without')
    .option('--jsonl', 'many: {"id","text"} objects in, {"id","text","found"} out')
    .action(does(async () => (await import('./commands/explain.ts')).redaction));
  explain
    .command('command')
    .description('may a model have this command run? exit 0 yes, 77 no')
    .argument(
      '[argv...]',
      'after --, for example: -- kubectl get pods -A; commands on standard input without',
    )
    .action(does(async () => (await import('./commands/explain.ts')).command));
  explain
    .command('patch')
    .description('how a patch is read, section by section, and why the gate decides as it does')
    .argument('[file]', 'a patch or a reply; standard input without it')
    .option('--repo <dir>', 'the repo; this one without')
    .option('--policy <json>', 'a policy file')
    .option('--stage <name>', 'judge by what the map allows for this stage')
    .action(does(async () => (await import('./commands/patch.ts')).patchExplain));
};

const addGate = (orch: Command, does: Does): void => {
  const patch = orch
    .command('patch')
    .description('the patch gate by hand, for a reply under escalations/ or anyone’s patch');
  const add = (name: 'check' | 'apply', description: string, load: Parameters<Does>[0]) =>
    patch
      .command(name)
      .description(description)
      .argument('<file>', 'a patch or a reply; - for standard input')
      .option('--repo <dir>', 'the repo; this one without')
      .option('--policy <json>', 'a policy file')
      .option('--stage <name>', 'judge by what the map allows for this stage')
      .action(does(load));
  add(
    'check',
    'would it be applied? exit 0 yes, 77 refused',
    async () => (await import('./commands/patch.ts')).patchCheck,
  );
  add(
    'apply',
    'apply it to the checkout if the gate allows',
    async () => (await import('./commands/patch.ts')).patchApply,
  ).option('--accept-held', 'your word for what only content rules hold back (settings.content_rules: hold)');
};

/** Every command with its arguments and options; what it does is loaded when it runs. */
export const addCommands = (orch: Command, does: Does): void => {
  addRunning(orch, does);
  addLooking(orch, does);
  addDeciding(orch, does);
  addExplain(orch, does);
  addReview(orch, does);
  addGate(orch, does);
  addLab(orch, does);
  orch
    .command('completion')
    .description('a completion script for your shell')
    .argument('<shell>', 'bash, zsh or fish')
    .action(
      does(async () => {
        const { completion } = await import('./commands/completion.ts');
        return async (context, _options, [shell = '']) => completion(orch, context, shell);
      }),
    );
};
