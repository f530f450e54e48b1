import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Fault } from '../../lab/faults/types.ts';
import { callsFile } from '../../lab/toolkit/calls.ts';
import { type Call, recordPrograms } from './calls.ts';
import { WHOLE } from './folder.ts';
import { forbidden } from './never-run.ts';
import { packageRoot, type Ran, start } from './repo.ts';

const SIDE = 'refs/heads/ai/orchestrator-stage1';

export interface Night extends Disposable {
  readonly dir: string;
  readonly repo: string;
  readonly ran: Ran;
  git(...args: string[]): Promise<string>;
  json(path: string): Record<string, unknown>;
  /** The events of logs/events.jsonl. */
  readonly events: readonly Record<string, unknown>[];
  /** Every command of a stage and every request of its, in order. */
  calls(): readonly Call[];
  /** What the scripted models were asked. */
  readonly asked: readonly { readonly model: string; readonly text: string }[];
}

/** Runs `orch lab run` for these faults in a folder of its own; `more` are further flags. */
export const labNight = async (
  faults: readonly string[],
  seed = 1,
  more: readonly string[] = [],
): Promise<Night> => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-night-')));
  const dir = join(top, 'lab');
  const recorder = recordPrograms(join(top, 'recorder'));
  const env = { PATH: recorder.path, HOME: top, LANG: 'C.UTF-8' };
  const orch = join(packageRoot, 'bin', 'orch.js');
  const ran = await start(
    [
      process.execPath,
      orch,
      'lab',
      'run',
      '--fast',
      '--dir',
      dir,
      '--seed',
      String(seed),
      ...faults.flatMap((id) => ['--fault', id]),
      ...more,
    ],
    top,
    env,
  ).done;
  const repo = join(dir, 'repo');
  const lines = (file: string) =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line))
      : [];
  return {
    dir,
    repo,
    ran,
    calls: () => recorder.calls(callsFile(dir)),
    git: async (...args) => {
      const done = await start(['git', ...args], repo, env).done;
      return done.code === 0 ? done.stdout.trim() : '';
    },
    json: (path) => JSON.parse(readFileSync(join(repo, path), 'utf8')),
    events: lines(join(repo, 'logs', 'events.jsonl')).map((recorded) => recorded.event),
    asked: lines(join(dir, 'model.jsonl')),
    [Symbol.dispose]: () => rmSync(top, WHOLE),
  };
};

interface SavedStage {
  readonly status: string;
}
interface SavedError {
  readonly stage: string;
  readonly class: string;
  readonly calls: number;
  readonly repairs: number;
}

const count = (night: Night, model: string) =>
  night.asked.filter((request) => request.model === model).length;

/** `ORCH_TEST_LAB=one`: one fault a stage is enough, for a second run of the suite on another Node. */
export const faultTests = (faults: readonly Fault[], more: readonly string[] = []): void => {
  const wanted = process.env.ORCH_TEST_LAB === 'one' ? faults.slice(0, 1) : faults;
  for (const fault of wanted) faultTest(fault, more);
};

/** One fault alone: right class, right tier, exact numbers of model calls, final state, side branch, main untouched. */
const faultTest = (fault: Fault, more: readonly string[]): void => {
  it(`${fault.id}: ${fault.title}`, async () => {
    using night = await labNight([fault.id], 1, more);
    const { expected } = fault;
    const story = `${night.ran.stderr}\n${night.ran.stdout}`;
    expect(night.ran.code, story).toBe(expected.exit);
    expect({ executor: count(night, 'lab-small'), api: count(night, 'lab-strong') }, story).toEqual({
      executor: expected.executorCalls,
      api: expected.apiCalls,
    });

    const failed = night.events.filter(
      (event) => event.type === 'attempt_ended' && event.failure !== undefined,
    );
    const first = failed[0]?.failure as { class: string } | undefined;
    expect(first?.class, story).toBe(expected.class);
    const diagnosed = night.events.some((event) => event.type === 'diagnosed');
    expect(diagnosed).toBe(expected.tier === 'diagnostics');

    expectToldOn(night, expected.refusedBy, story);

    const stages = night.json('state/stage_status.json').stages as Record<string, SavedStage>;
    const status = { 0: 'green', 1: 'failed', 2: 'give_up' }[expected.exit];
    expect(stages[fault.stage]?.status, story).toBe(status);
    // What does not need the broken stage converges all the same.
    for (const name of ['vms', 'talos', 'infra', 'apps', 'ingress', 'obs'])
      if (expected.exit === 0) expect(stages[name]?.status, `${name}\n${story}`).toBe('green');
    const errors = Object.values(night.json('state/errors.json').errors as Record<string, SavedError>);
    expect(errors.map((record) => record.stage)).toContain(fault.stage);
    // Green refills the budgets; what was not mended keeps its counts.
    if (expected.exit === 0)
      for (const record of errors) expect([record.calls, record.repairs]).toEqual([0, 0]);

    const commits = await night.git('rev-list', '--no-merges', `main..${SIDE}`);
    expect(commits === '' ? 0 : commits.split('\n').length, story).toBe(expected.commits);
    for (const commit of commits.split('\n').filter((id) => id !== '')) {
      const trailers = await night.git('show', '-s', '--format=%(trailers:only,unfold)', commit);
      expect(trailers).toMatch(
        /^Orch-Stage: [a-z]+\nOrch-Fingerprint: [0-9a-f]{16}\nOrch-Source: (executor|escalation)$/m,
      );
      expect(trailers).toMatch(/^Orch-Case: escalations\/.+$/m);
      expect(trailers).toMatch(/^Orch-Outcome: (verified|progress)$/m);
    }

    // Whatever broke: nothing that orch must never run, and the record is not empty.
    const calls = night.calls();
    expect(forbidden(calls)).toEqual([]);
    expect(calls.length, story).toBeGreaterThan(5);

    // Main and the human's checkout: nothing but the human's own commits.
    expect(await night.git('log', '--format=%an', 'main')).toMatch(/^(The human\n?)+$/);
    expect(await night.git('status', '--porcelain')).toBe('');
    for (const secret of fault.mustNotLeave ?? []) {
      expect(JSON.stringify(night.asked)).not.toContain(secret);
      // It does stand in the log on this machine: else there was nothing to keep back.
      expect(await logsOf(night)).toContain(secret);
    }
  });
};

/** Exactly one answer is refused where a rule is named, else none; the next question has the rule, the first has not. */
const expectToldOn = (night: Night, rule: string | undefined, story: string): void => {
  const refused = night.events
    .map((event) => event.result as { kind: string; detail: string } | undefined)
    .filter((result) => result?.kind === 'refused');
  expect(refused, story).toHaveLength(rule === undefined ? 0 : 1);
  if (rule === undefined) return;
  expect(refused[0]?.detail).toContain(`(1) ${rule}: `);
  expect(night.asked.at(-1)?.text).toContain(`${rule}: `);
  expect(night.asked[0]?.text).not.toContain(`${rule}: `);
};

const logsOf = async (night: Night): Promise<string> => {
  const logs = failedLogs(night);
  return logs.map((log) => readFileSync(join(night.repo, log), 'utf8')).join('\n');
};

const failedLogs = (night: Night): readonly string[] =>
  night.events.filter((event) => event.type === 'attempt_started').map((event) => event.log as string);
