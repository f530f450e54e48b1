import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ScriptedAnswer } from '../../lab/model/script.ts';
import { startModelServer } from '../../lab/model/server.ts';
import { makeRepo, type TestRepo } from '../rig/repo.ts';

/** Leaves a grandchild in a session of its own behind, writes both pids down, then does what `mode` says. */
const STAGE = `
const { spawn } = require('node:child_process');
const { appendFileSync, readFileSync } = require('node:fs');
const pids = process.env.ORCH_STATE_DIR + '/pids';
appendFileSync(pids, process.pid + '\\n');
const mode = readFileSync('mode.txt', 'utf8').trim();
if (mode === 'hang') {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  appendFileSync(pids, child.pid + '\\n');
  console.log('hanging');
  setInterval(() => {}, 1000);
} else if (mode === 'fail') {
  console.error('error: config/site.yaml: line 3: did not find expected key');
  process.exit(1);
}
`;

/** No PID namespace: in one the stage would write pids of its own numbering down, which say nothing outside. */
const map = (models: object) => `
settings: ${JSON.stringify({ grace: '1s', isolation: 'group', ...models })}
stages:
  site: { command: [node, stage.cjs], files: [mode.txt] }
`;

const NO_MODELS = { executor: { kind: 'none' }, escalation: { enabled: false } };

const pidsOf = (repo: TestRepo): number[] => {
  const file = join(repo.dir, 'state', 'stages', 'pids');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
};

/** A zombie has ended: whoever inherits it may take long to reap it. */
const alive = (pid: number): boolean => {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(25);
};

const errorsOf = (repo: TestRepo) =>
  Object.values(JSON.parse(readFileSync(join(repo.dir, 'state', 'errors.json'), 'utf8')).errors) as {
    occurrences: number;
    repairs: number;
    calls: number;
    openCall?: number;
    total: number;
  }[];

const make = (mode: string, models: object = NO_MODELS, env: NodeJS.ProcessEnv = {}) =>
  makeRepo({ files: { 'context_map.yaml': map(models), 'stage.cjs': STAGE, 'mode.txt': `${mode}\n` }, env });

describe('a run that is stopped', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s: the stage and its grandchild end, the state says interrupted, exit %d',
    async (signal, code) => {
      using repo = await make('hang');
      const run = repo.startOrch(['run', 'all']);
      await until(() => pidsOf(repo).length === 2);
      run.kill(signal);
      const ran = await run.done;
      expect(ran.code, ran.stderr).toBe(code);
      expect(pidsOf(repo).filter(alive)).toEqual([]);
      const status = JSON.parse((await repo.orch(['status', '--json'])).stdout);
      expect(status.stages[0].status).toBe('failed');
      expect(status.run.outcome).toBe('interrupted');
    },
  );

  it('kill -9 in a stage: the next run ends what was left behind and goes on', async () => {
    using repo = await make('hang');
    const run = repo.startOrch(['run', 'all']);
    await until(() => pidsOf(repo).length === 2);
    const statusNow = async () => JSON.parse((await repo.orch(['status', '--json'])).stdout);
    expect((await statusNow()).stages[0]).toMatchObject({ status: 'running' });
    run.kill('SIGKILL');
    await run.done;
    expect(await statusNow()).toMatchObject({
      run: { outcome: 'interrupted' },
      stages: [{ status: 'failed', reason: expect.stringMatching(/interrupted: run \w+ did not end/) }],
    });
    expect((await repo.orch(['status'])).stdout).not.toContain('running');
    const left = pidsOf(repo);
    repo.write('mode.txt', 'green\n');
    await repo.commit('the human mends it');
    const ran = await repo.orch(['run', 'all']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(left.filter(alive)).toEqual([]);
  });

  it('kill -9 while the escalation is under way: the call stays spent and is not sent again', async () => {
    const answers: ScriptedAnswer[] = [{ fault: 'stall-headers' }];
    const server = await startModelServer({
      script: ({ n }) =>
        answers[n - 1] ?? {
          reply: {
            kind: 'patch',
            summary: 'mend the mode',
            edits: [{ path: 'mode.txt', search: 'fail', replace: 'green' }],
            diff: null,
            commands: [],
            layer: null,
            suggestions: [],
          },
        },
    });
    const models = { executor: { kind: 'none' }, escalation: { base_url: server.url, model: 'strong' } };
    using repo = await make('fail', models, { OPENAI_API_KEY: 'sk-test' });
    const run = repo.startOrch(['run', 'all']);
    await until(() => server.requests.length === 1);
    run.kill('SIGKILL');
    await run.done;
    expect(errorsOf(repo)).toMatchObject([{ calls: 1, openCall: 1 }]);
    const again = await repo.orch(['run', 'all']);
    await server.close();
    expect(again.code, again.stderr).toBe(0);
    expect(server.requests).toHaveLength(2);
    const events = readFileSync(join(repo.dir, 'logs', 'events.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    const calls = events.filter((event) => event.type === 'call_started').map((event) => event.call);
    expect(calls).toEqual([1, 2]);
    expect(events.find((event) => event.type === 'call_ended')).toMatchObject({
      call: 1,
      result: { kind: 'lost' },
    });
  });

  it('kill -9 while the executor works: the repair stays spent', async () => {
    const server = await startModelServer({ script: () => ({ fault: 'stall-headers' }) });
    const models = { executor: { base_url: server.url, model: 'small' }, escalation: { enabled: false } };
    using repo = await make('fail', models);
    const run = repo.startOrch(['run', 'all']);
    await until(() => server.requests.length === 1);
    run.kill('SIGKILL');
    await run.done;
    expect(errorsOf(repo)).toMatchObject([{ repairs: 1 }]);
    const again = repo.startOrch(['run', 'all']);
    await until(() => server.requests.length === 2);
    again.kill('SIGKILL');
    await again.done;
    expect(errorsOf(repo)).toMatchObject([{ repairs: 2 }]);
    const third = await repo.orch(['run', 'all']);
    await server.close();
    expect(server.requests).toHaveLength(2);
    expect(third.code).toBe(2);
  });
});

describe('two runs at once', () => {
  it('the second ends at once with 75 and says who holds the lock; the first is not disturbed', async () => {
    using repo = await make('hang');
    const first = repo.startOrch(['run', 'all']);
    await until(() => pidsOf(repo).length === 2);
    for (const args of [['run', 'all'], ['reset', 'site'], ['pause', 'site'], ['plan']]) {
      const second = await repo.orch(args);
      expect(second.code).toBe(75);
      expect(second.stderr).toContain(`process ${first.pid}`);
      expect(second.stderr).toContain('orch run site');
    }
    expect((await repo.orch(['status'])).stdout).toMatch(/site +running/);
    expect(pidsOf(repo).every(alive)).toBe(true);
    first.kill('SIGTERM');
    expect((await first.done).code).toBe(143);
    expect((await repo.orch(['reset', 'site'])).code).toBe(0);
  });
});
