// Removes each guard of the machine, one at a time and only in memory, and expects the core check to fail.
// Exit 0: every mutant died. `node scripts/mutants.js` prints the score; the list below is the documentation.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'src', 'core', 'machine');

/** [file, what the guard is for, the guard, what stands there instead] */
export const mutants = [
  [
    'limits',
    'attempts per run',
    "sum(run.attempts, run.limits.attemptsPerRun, 'attempts in this run')",
    'undefined',
  ],
  [
    'limits',
    'repairs per run',
    "sum(run.repairs, run.limits.repairsPerRun, 'repairs in this run')",
    'undefined',
  ],
  ['limits', 'tokens per run', "sum(run.spent.tokens, run.limits.tokensPerRun, 'tokens in this run') ??", ''],
  ['limits', 'USD per run', "sum(run.spent.usd, run.limits.usdPerRun, 'USD in this run') ??", ''],
  [
    'limits',
    'tokens per night',
    "sum(state.night?.spent.tokens ?? 0, run.limits.tokensPerNight, 'tokens in this night') ??",
    '',
  ],
  [
    'limits',
    'USD per night',
    "sum(state.night?.spent.usd ?? 0, run.limits.usdPerNight, 'USD in this night')",
    'undefined',
  ],
  [
    'limits',
    'API calls per run',
    "sum(run.spent.calls, run.limits.apiCallsPerRun, 'API calls in this run') ??",
    '',
  ],
  [
    'limits',
    'API calls per night',
    "sum(state.night?.spent.calls ?? 0, run.limits.apiCallsPerNight, 'API calls in this night') ??",
    '',
  ],
  ['limits', 'a limit is reached, not passed', 'used >= limit', 'used > limit'],
  ['limits', 'no call without an attempt left', 'return (\n        attempts(run) ??', 'return ('],
  ['limits', 'the envelope holds for calls too', '??\n        envelope(state, run)\n', '\n'],
  ['remedy', 'no model with --no-ai', '!mayRepair(run)', 'false'],
  [
    'remedy',
    'an open call is resumed',
    'record.openCall !== undefined)\n    return {',
    'false)\n    return {',
  ],
  ['remedy', 'a remembered fix once per episode', 'stage.remembered && !record.replayed', 'stage.remembered'],
  [
    'remedy',
    'a remembered fix only when there is one',
    'stage.remembered && !record.replayed',
    '!record.replayed',
  ],
  ['remedy', 'executor turns', 'record.repairs >= run.limits.executorRetryThreshold - 1', 'false'],
  ['remedy', 'threshold minus one', 'executorRetryThreshold - 1', 'executorRetryThreshold'],
  ['remedy', 'a silent executor is not asked again', '|| run.executorDown !== undefined', ''],
  ['remedy', 'no executor configured', "run.options.executor === 'none' ||", ''],
  ['remedy', 'no escalation configured', '!run.options.escalation', 'false'],
  ['remedy', 'a silent service is not asked again', 'run.escalationDown !== undefined', 'false'],
  ['remedy', 'calls per error', 'record.calls >= apiCallBudget', 'false'],
  ['remedy', 'diagnostics before the next call', 'record.wanted !== undefined', 'false'],
  ['decide', 'one stage at a time', 'if (active !== undefined) return atWork', 'if (false) return atWork'],
  ['decide', 'nothing new while stopping', 'if (run.stopping === undefined) {', '{'],
  ['decide', 'a stage at work stops too', "run.stopping !== undefined && stage.due.to !== 'keep'", 'false'],
  ['decide', 'a green fix is kept while stopping', "&& stage.due.to !== 'keep'", ''],
  [
    'decide',
    'a standing give_up outlives a stop',
    'stage.standing === undefined\n      ? {',
    'true\n      ? {',
  ],
  ['decide', 'blocked by a need', 'if (need !== undefined)', 'if (false)'],
  ['decide', 'a need outside the plan', 'there === undefined || there.progress', 'there?.progress'],
  ['decide', 'a paused green need', 'isGreen(state.stages[need])', 'true'],
  ['decide', 'paused', 'if (isPaused(state.stages[stage.name]))', 'if (false)'],
  ['decide', 'fail fast', 'run.options.failFast && broken', 'false && broken'],
  ['decide', 'judged candidates leave first', 'if (back.length > 0)', 'if (false)'],
  ['proofs', 'no proof unless asked for', "run.options.verify !== 'counterfactual' || ", ''],
  ['proofs', 'no proof of several changes', ' || others.length > 0', ''],
  ['proofs', 'a proof is made once', 'only.proof !== undefined || ', ''],
  ['proofs', 'no proof while stopping', ' || run.stopping !== undefined', ''],
  ['proofs', 'no proof without an attempt left', "exceeded(state, run, 'attempt') === undefined", 'true'],
  ['proofs', 'what cannot be seen proves nothing', "if (seen.saw === 'nothing') return 'untested';", ''],
  ['proofs', 'caused takes a reproduced error', 'same && reproduced', 'same'],
  ['proofs', 'a reproduction counts', "record?.reproduced === 'reproduced' || ", ''],
  ['proofs', 'a second occurrence counts', '(record?.occurrences ?? 0) >= 2', 'false'],
  ['proofs', 'caused takes the same fingerprint', 'seen.fingerprint === candidate.fingerprint &&', ''],
  ['proofs', 'caused takes the same step', ' && seen.stepIndex === candidate.step', ''],
  ['proofs', 'a proof is an attempt of the run', 'attempts: run.attempts + 1', 'attempts: run.attempts'],
  ['proofs', 'a proof begins on green only', "needDue(state, event.type, event.stage, 'keep');", ''],
  ['proofs', 'a proof ends after it began', "needDue(state, event.type, event.stage, 'proof_end');", ''],
  ['decide', 'progress is kept', 'if (keep.length > 0)', 'if (false)'],
  ['decide', 'a clean worktree at the end', 'if (candidates.length === 0) return', 'if (true) return'],
  ['decide', 'untested is told from taken back', 'candidates.some(isPending)', 'false'],
  ['decide', 'a stage without a turn is not given up', "stage.progress === 'pending'", 'false'],
  ['decide', 'give_up beats failed', "if (all.includes('give_up')) return 'give_up';", ''],
  ['decide', 'interrupted by the deadline', "if (run.stopping === 'deadline') return 'interrupted';", ''],
  ['decide', 'interrupted by a signal', "if (run.stopping === 'signal') return 'interrupted';", ''],
  ['failures', 'one attempt at a standing give_up', 'if (here.standing !== undefined)', 'if (false)'],
  ['failures', 'the end of the retries', 'ms === undefined\n', 'false\n'],
  ['failures', 'retries are counted', 'retries: retries + 1', 'retries'],
  ['failures', 'reopen once', ' && !there.reopened', ''],
  ['failures', 'reopen a green stage only', "there.progress === 'green' &&", ''],
  ['failures', 'reproduce once per episode', 'proved || !mayRepair(run)', '!mayRepair(run)'],
  ['failures', 'no reproduction without models', 'proved || !mayRepair(run)', 'proved'],
  ['failures', 'only the failing step', 'if (failure.step !== undefined)', 'if (false)'],
  ['failures', 'slow stages are not run twice', '< run.limits.reproduceUnderMs', '< Infinity'],
  ['failures', 'an unjudged re-run once more', 'here.unjudged === 0', 'true'],
  [
    'failures',
    'back to the error of the candidate',
    'newest.fingerprint,\n      );',
    'failure.fingerprint,\n      );',
  ],
  ['verdict', 'only repo failures judge', "failure.class !== 'repo'", 'false'],
  ['verdict', 'the same error', 'failure.fingerprint === candidate.fingerprint', 'false'],
  ['verdict', 'further', 'failure.stepIndex > candidate.step', 'false'],
  ['verdict', 'earlier', 'failure.stepIndex < candidate.step', 'false'],
  ['verdict', 'seen before', 'seen.includes(failure.fingerprint)', 'false'],
  ['candidates', 'the same tree', 'triedBefore(state, name, candidate.tree)', 'false'],
  ['records', 'untested trees may come again', "&& tried.outcome !== 'untested'", ''],
  ['candidates', 'only a green stage is verified', "if (due.to !== 'keep') throw", 'if (false) throw'],
  ['calls', 'a call is counted before it is sent', 'count(state, event.type, event.stage, 1)', 'state'],
  ['calls', 'an unsent call is refunded', 'count(state, event.type, event.stage, -1)', 'state'],
  ['calls', 'no second call while one is open', 'if (record.openCall !== undefined)', 'if (false)'],
  ['calls', 'the answer to that call', 'if (open.openCall !== event.call)', 'if (false)'],
  ['calls', 'diagnostics once', 'record.diagnosed\n', 'false\n'],
  ['calls', 'no diagnostics with the last call', 'record.calls >= apiCallBudget', 'false'],
  ['calls', 'no empty diagnostics', 'result.commands.length === 0', 'false'],
  [
    'repairs',
    'a repair is counted before it is asked',
    'record.repairs + (remembered ? 0 : 1)',
    'record.repairs',
  ],
  ['repairs', 'a remembered fix is not a repair of the error', '(remembered ? 0 : 1)', '1'],
  ['repairs', 'an unsent repair is refunded', 'repairs: record.repairs - 1', 'repairs: record.repairs'],
  ['repairs', 'tokens are charged', 'tokens: spent.tokens + spend.tokens', 'tokens: spent.tokens'],
  ['attempts', 'attempts are counted', 'attempts: open.attempts + 1', 'attempts: open.attempts'],
  ['attempts', 'a reproduction is no occurrence', 'if (again) return', 'if (false) return'],
  ['attempts', 'the kind that is due', 'if (due.kind !== event.kind)', 'if (false)'],
  ['attempts', 'a failure is named', 'if (event.failure === undefined)', 'if (false)'],
  ['runs', 'a dead run is closed', 'closeDeadRun(before, at);\n  const stages', 'before;\n  const stages'],
  ['runs', 'a give_up outlives a kill', "gaveUp === undefined ? 'failed' : 'give_up'", "'failed'"],
  ['runs', 'candidates of a dead run are gone', 'candidates: [],\n      }));', '}));'],
  ['runs', 'the same night, the same envelope', 'state.night?.id === event.night', 'false'],
  ['runs', 'a new night, a new envelope', 'state.night?.id === event.night', 'true'],
  ['runs', 'no end with a stage at work', 'if (active !== undefined)', 'if (false)'],
  ['runs', 'no stop during an attempt', "here.due.to === 'attempt_end'", 'false'],
  ['runs', 'reset refills', 'return refill(idle, name);', 'return idle;'],
  ['change', 'green refills', 'settle(refill(green, name), event, name', 'settle(green, event, name'],
  ['change', 'nothing that is not due', 'if (!allowed.some((to) => to === due.to))', 'if (false)'],
  ['stages', 'no end with candidates', "if (stageOf(state, name, '').candidates.length > 0)", 'if (false)'],
  ['stages', 'no end while under way', 'if (isUnderWay(here))', 'if (false)'],
  ['stages', 'a blocked give_up keeps its reason', 'isGivenUp(stage) ? stage :', ''],
  ['evolve', 'no gap in the numbers', 'recorded.seq !== state.serial + 1', 'false'],
];

const bundle = async (mutant, outfile) => {
  const [file, what, guard, instead] = mutant;
  const path = join(folder, `${file}.ts`);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(guard)) throw new Error(`${file}.ts has no guard for “${what}” any more: ${guard}`);
  await esbuild.build({
    entryPoints: [join(root, 'test', 'rig', 'machine-check.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [
      {
        name: 'mutant',
        setup: (build) =>
          build.onLoad({ filter: /core\/machine\/[a-z]+\.ts$/ }, (args) =>
            args.path === path ? { contents: source.replace(guard, () => instead), loader: 'ts' } : undefined,
          ),
      },
    ],
  });
};

/** True when the check fails, or does not end, with this guard gone. */
const dies = (outfile) =>
  new Promise((resolve, reject) => {
    const code = `import { checkMachine } from ${JSON.stringify(pathToFileURL(outfile).href)}; checkMachine();`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    const late = setTimeout(() => worker.terminate().then(() => resolve(true), reject), 20_000);
    worker.once('error', () => {
      clearTimeout(late);
      resolve(true);
    });
    worker.once('exit', (exit) => {
      clearTimeout(late);
      resolve(exit !== 0);
    });
  });

/** Tries every mutant; returns those that no check noticed. The machine as it is must pass first. */
export const survivors = async () => {
  const temp = mkdtempSync(join(tmpdir(), 'orch-mutants-'));
  try {
    const whole = join(temp, 'whole.mjs');
    await bundle(['evolve', 'nothing', 'export const evolve', 'export const evolve'], whole);
    if (await dies(whole)) throw new Error('the machine fails its own check: mend that first');
    const alive = [];
    for (const [at, mutant] of mutants.entries()) {
      const outfile = join(temp, `${at}.mjs`);
      await bundle(mutant, outfile);
      if (!(await dies(outfile))) alive.push(mutant);
    }
    return alive;
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const alive = await survivors();
  for (const [file, what] of alive) console.log(`alive: ${file}.ts, ${what}`);
  console.log(`${mutants.length - alive.length} of ${mutants.length} mutants died`);
  process.exitCode = alive.length === 0 ? 0 : 1;
}
