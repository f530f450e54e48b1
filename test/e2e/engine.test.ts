import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../lab/model/script.ts';
import { readState } from '../../src/adapters/store/store.ts';
import type { Recorded } from '../../src/core/machine/events.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { initialState, type State } from '../../src/core/machine/state.ts';
import type { EscalationRequest } from '../../src/ports.ts';
import { type Bench, bench, patchReply } from '../rig/engine-run.ts';
import { packageRoot, start } from '../rig/repo.ts';

const benches: Bench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((one) => one.remove()));
});
const make = async (script: Script, settings?: string): Promise<Bench> => {
  const made = await bench(script, settings);
  benches.push(made);
  return made;
};
const nobody: Script = () => ({ status: 500, body: {} });
const kinds = ({ events }: Bench): string[] => events.map(({ event }) => event.type);
const attempts = ({ events }: Bench): string[] =>
  events.flatMap(({ event }) => (event.type === 'attempt_started' ? [event.kind] : []));
const caseFolder = (one: Bench): string =>
  `escalations/${readdirSync(join(one.repo.root, 'escalations')).find((name) => name !== '.gitignore')}`;
const summary = (one: Bench) => JSON.parse(one.file(`${caseFolder(one)}/summary.json`));
const site = (state: State) => state.stages.site;

describe('a run of the engine over real git, processes and HTTP', () => {
  it('green: one attempt, and what is saved is what was folded', async () => {
    const one = await make(nobody);
    const state = await one.run();
    expect([state.run?.outcome, site(state)?.status]).toEqual(['green', 'green']);
    expect(kinds(one)).toEqual(['run_started', 'attempt_started', 'attempt_ended', 'run_ended']);
    expect(await readState(one.repo.root)).toStrictEqual(state);
    const log = one.file('logs/events.jsonl').trim().split('\n');
    expect(log.map((line) => JSON.parse(line)).reduce(evolve, initialState)).toStrictEqual(state);
    expect(site(state)?.log).toMatch(/^logs\/site\/site_\d{8}-\d{6}_attempt1\.log$/);
    expect(existsSync(join(one.repo.root, site(state)?.log ?? ''))).toBe(true);
  });

  it('the executor mends it: kept with trailers, remembered, main untouched', async () => {
    const one = await make(nobody);
    one.want('bad');
    one.executorWrites('ok');
    const main = one.repo.git(['rev-parse', 'main']);
    const state = await one.run();
    expect(state.run?.outcome).toBe('green');
    expect(attempts(one)).toEqual(['first', 'reproduce', 'verify']);
    expect(one.side()).toBe('want: ok\n');
    expect(one.repo.git(['rev-parse', 'main'])).toBe(main);
    const message = one.repo.git(['log', '-1', '--format=%B', 'ai/orchestrator-stage1']);
    for (const trailer of ['Orch-Stage: site', 'Orch-Source: executor', 'Orch-Outcome: verified'])
      expect(message).toContain(trailer);
    expect(one.file('state/fixes.jsonl')).toContain('+want: ok');
    expect(one.requests).toEqual([]);
    expect(readdirSync(join(one.repo.root, caseFolder(one)))).toEqual(
      expect.arrayContaining([
        'repair-1-case.md',
        'repair-1-verdict.json',
        'repair-1-patch.diff',
        'summary.json',
      ]),
    );
  });

  it('a verified fix on record mends the same error with no model', async () => {
    const one = await make(nobody);
    one.want('bad');
    one.executorWrites('ok');
    await one.run();
    one.repo.git(['update-ref', '-d', 'refs/heads/ai/orchestrator-stage1']);
    one.executorWrites('worse');
    one.events.length = 0;
    const state = await one.run();
    expect(state.run?.outcome).toBe('green');
    expect(one.events.filter(({ event }) => event.type === 'repair_started')).toMatchObject([
      { event: { source: 'remembered' } },
    ]);
    expect(one.file('state/fixes.jsonl').trim().split('\n')).toHaveLength(1);
  });

  it('what a human rejected is not replayed, and refused when it is proposed again; the model is told', async () => {
    const one = await make(() => patchReply('bad', 'ok'));
    one.want('bad');
    one.executorWrites('ok');
    await one.run();
    expect(one.side()).toBe('want: ok\n');
    const argv = [process.execPath, join(packageRoot, 'bin', 'orch.js'), 'review', 'reject', '1'];
    const ran = await start(argv, one.repo.root, one.repo.env).done;
    expect(ran.code, ran.stderr).toBe(0);
    expect(one.side()).toBe('want: bad\n');

    one.events.length = 0;
    const state = await one.run();
    expect(state.run?.outcome).toBe('give_up');
    expect(one.side()).toBe('want: bad\n');
    const repairs = one.events.flatMap(({ event }) => (event.type === 'repair_ended' ? [event] : []));
    expect(repairs.length).toBeGreaterThan(0);
    for (const { source, result } of repairs) {
      expect(source).toBe('executor');
      expect(result).toMatchObject({
        kind: 'refused',
        detail: expect.stringMatching(/^A human rejected this change on \d{4}-/),
      });
    }
    // The strong model sees what was refused and why, says the same, and is refused as well.
    expect(one.requests[0]?.text).toContain('A human rejected this change on');
    expect(attempts(one)).not.toContain('verify');
  });

  it('executor wrong twice, then escalation: told what was tried; suggestions only listed', async () => {
    const one = await make(() => patchReply('bad', 'ok', ['tidy up']));
    one.want('bad');
    one.executorWrites('bad # with a comment');
    const state = await one.run();
    expect(state.run?.outcome).toBe('green');
    expect(one.side()).toBe('want: ok\n');
    expect(one.requests).toHaveLength(1);
    expect(summary(one)).toMatchObject({ stage: 'site', suggestions: ['tidy up'] });
    expect(state.run?.spent.calls).toBe(1);
    expect(state.run?.spent.tokens).toBeGreaterThan(0);
  });

  it('a patch that gets further is kept as progress; only the failing step is reproduced', async () => {
    const one = await make(() => patchReply('steptwo', 'ok'));
    one.want('stepone');
    one.executorWrites('steptwo');
    const state = await one.run();
    expect(state.run?.outcome).toBe('green');
    expect(one.starts()).toEqual(['stepone', 'stepone one', 'steptwo', 'ok']);
    const outcomes = one.repo.git([
      'log',
      '--format=%(trailers:key=Orch-Outcome,valueonly)',
      'main..ai/orchestrator-stage1',
    ]);
    expect(outcomes.split(/\s+/).filter(Boolean)).toEqual(['verified', 'progress']);
    expect(Object.values(state.errors).map(({ step, total }) => [step, total])).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('diagnostics: run once, shown in case v2, then the patch', async () => {
    const ask = { ...patchReply('', '').reply, kind: 'diagnostics', edits: [], commands: [['git', 'log']] };
    const one = await make(({ n }) => (n === 1 ? { reply: ask } : patchReply('bad', 'ok')));
    one.want('bad');
    const state = await one.run({ executor: 'none' });
    expect(state.run?.outcome).toBe('green');
    expect(one.requests.map(({ text }) => text.includes('the diagnosis'))).toEqual([false, true]);
    const dir = caseFolder(one);
    expect(one.file(`${dir}/case_v2.md`)).toContain('the diagnosis');
    for (const name of [
      'case_v1.md',
      'request-1.json',
      'reply-1.json',
      'reply-2.json',
      'patch-2.diff',
      'verdict-2.json',
    ])
      expect(existsSync(join(one.repo.root, dir, name)), name).toBe(true);
    expect(readdirSync(join(one.repo.root, 'logs/diagnostics'))).toHaveLength(1);
  });

  it('nothing helps: two repairs, three calls, give_up; the next night is one attempt and no model', async () => {
    const one = await make(({ n }) => patchReply('bad', `bad # ${n}`));
    one.want('bad');
    const state = await one.run();
    expect([state.run?.outcome, site(state)?.status]).toEqual(['give_up', 'give_up']);
    expect(site(state)?.reason).toBe('2 repairs and 3 API calls for this error (limit 3) did not mend it');
    expect(one.requests).toHaveLength(3);
    expect(one.repo.git(['for-each-ref', 'refs/heads/ai'])).toBe('');
    const before = one.starts().length;
    expect((await one.run()).run?.outcome).toBe('give_up');
    expect(one.starts().length - before).toBe(1);
    one.want('ok');
    const mended = await one.run();
    expect(mended.run?.outcome).toBe('green');
    expect(Object.values(mended.errors)).toMatchObject([{ calls: 0, repairs: 0 }]);
  });

  it('a service that is down: refunded and failed, not given up', async () => {
    const one = await make(() => ({
      status: 429,
      body: { error: { message: 'quota', code: 'insufficient_quota' } },
    }));
    one.want('bad');
    const state = await one.run();
    expect([state.run?.outcome, site(state)?.status]).toEqual(['failed', 'failed']);
    expect(Object.values(state.errors)).toMatchObject([{ calls: 0, repairs: 2 }]);
    expect([state.run?.spent.calls, state.night?.spent.calls]).toEqual([0, 0]);
  });

  it('transient: waited and retried, no model', async () => {
    const one = await make(nobody);
    one.want('blip');
    const state = await one.run();
    expect(attempts(one)).toEqual(['first', 'retry']);
    expect([site(state)?.status, one.requests.length]).toEqual(['failed', 0]);
  });

  it('what cannot be redacted is not sent', async () => {
    const one = await make(() => patchReply('bad', 'ok'));
    one.want('bad');
    const redact = (): never => {
      throw new Error('a secret file cannot be read');
    };
    const state = await one.run({ ports: { redact } });
    expect(one.requests).toEqual([]);
    expect(site(state)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('nothing was sent: a secret file cannot be read'),
    });
    expect(Object.values(state.errors)).toMatchObject([{ calls: 0, repairs: 0 }]);
  });

  it('a secret in the memo or the log does not leave the machine', async () => {
    const one = await make(() => patchReply('hunter2', 'ok'));
    one.want('hunter2');
    const state = await one.run({ executor: 'none' });
    expect(one.requests.length).toBeGreaterThan(0);
    expect(JSON.stringify(one.requests)).not.toContain('hunter2');
    expect(site(state)?.status).toBe('green');
  });

  it('--no-ai: one attempt, failed, no model', async () => {
    const one = await make(nobody);
    one.want('bad');
    const state = await one.run({ ai: false });
    expect([attempts(one), site(state)?.status]).toEqual([['first'], 'failed']);
  });
});

describe('killed in the middle of a paid call', () => {
  class Killed extends Error {}

  it.each([
    ['before the reply is kept: lost, spent, not sent again', false],
    ['after the reply is kept: it is used, and nothing is sent again', true],
  ])('%s', async (_, kept) => {
    const one = await make(() => patchReply('bad', 'ok'));
    one.want('bad');
    const real = { reply: '' };
    // The first run dies inside the call, as by kill -9: no event after call_started.
    const dying = {
      call: async (request: EscalationRequest) => {
        const body = JSON.stringify({
          status: 'completed',
          output: [
            {
              type: 'message',
              role: 'assistant',
              content: [{ type: 'output_text', text: JSON.stringify(patchReply('bad', 'ok').reply) }],
            },
          ],
          usage: { input_tokens: 10, output_tokens: 10, total_tokens: 20 },
        });
        real.reply = body;
        if (kept) await request.keep('reply-1.json', body);
        throw new Killed();
      },
    };
    await expect(one.run({ ports: { escalation: dying }, executor: 'none' })).rejects.toThrow(Killed);
    const left = await readState(one.repo.root);
    expect(Object.values(left.errors)).toMatchObject([{ calls: 1, openCall: 1 }]);
    const state = await one.run({ executor: 'none' });
    expect(state.run?.outcome).toBe('green');
    expect(one.requests).toHaveLength(kept ? 0 : 1);
    const calls = one.events.flatMap(({ event }) => (event.type === 'call_ended' ? [event.result.kind] : []));
    expect(calls).toEqual(kept ? ['candidate'] : ['lost', 'candidate']);
  });
});

describe('killed after any event', () => {
  /** The process dies when this event is on disk and nothing after it has happened. */
  const dieAfter = (type: string) => ({
    event: ({ event }: Recorded) => {
      if (event.type === type) throw new Error('killed');
    },
    step: () => {},
    note: () => {},
  });

  it.each(['repair_started', 'repair_ended', 'kept'])(
    '%s: the next run mends it, and no count is lost',
    async (type) => {
      const one = await make(nobody);
      one.want('bad');
      one.executorWrites('ok');
      await expect(one.run({ ports: { reporter: dieAfter(type) } })).rejects.toThrow('killed');
      const left = Object.values((await readState(one.repo.root)).errors)[0];
      const state = await one.run();
      expect(state.run?.outcome).toBe('green');
      expect(one.side()).toBe('want: ok\n');
      const repairs = one.events.filter(({ event }) => event.type === 'repair_started').length;
      expect(repairs + (left?.repairs ?? 0)).toBeLessThanOrEqual(2);
      expect(await readState(one.repo.root)).toStrictEqual(state);
    },
  );
});

describe('stopped', () => {
  it('by a signal in an attempt: the child is ended, the run is interrupted and resumable', async () => {
    const one = await make(nobody);
    one.want('hang');
    const stop = new AbortController();
    const running = one.run({ input: { signal: stop.signal } });
    const started = join(one.repo.home, 'kept', 'starts');
    let ended = false;
    void running.finally(() => {
      ended = true;
    });
    while (!existsSync(started) && !ended) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    const state = await running;
    expect(state.run?.outcome).toBe('interrupted');
    expect(site(state)).toMatchObject({
      status: 'failed',
      reason: 'stopped by signal; the next run resumes',
    });
    one.want('ok');
    expect((await one.run()).run?.outcome).toBe('green');
  });

  it('by a signal in a repair: the repair is given back', async () => {
    const one = await make(nobody);
    one.want('bad');
    const stop = new AbortController();
    const executor = {
      kind: 'command',
      repair: async () => {
        stop.abort();
        return { kind: 'unusable', reason: 'cut', spend: { calls: 0, tokens: 0, usd: 0 } } as const;
      },
    };
    const state = await one.run({ ports: { executor }, input: { signal: stop.signal } });
    expect(state.run).toMatchObject({ outcome: 'interrupted', repairs: 0 });
    expect(Object.values(state.errors)).toMatchObject([{ repairs: 0, occurrences: 1, total: 1 }]);
  });

  it('by the deadline: nothing new is begun', async () => {
    const one = await make(nobody);
    one.want('bad');
    let now = 0;
    const clock = {
      now: () => new Date().toISOString(),
      monotonic: () => now,
      random: () => 0,
      sleep: async () => {},
    };
    const reporter = {
      event: () => {
        now += 3_600_000;
      },
      step: () => {},
      note: () => {},
    };
    const state = await one.run({ ports: { clock, reporter } });
    expect([state.run?.outcome, state.run?.stopping]).toEqual(['interrupted', 'deadline']);
    expect(
      readFileSync(join(one.repo.home, 'kept', 'starts'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(1);
  });

  it('a side branch that is checked out elsewhere: green, the human is told, the fix waits on its ref', async () => {
    const one = await make(nobody);
    one.want('bad');
    one.executorWrites('ok');
    one.repo.git(['branch', 'ai/orchestrator-stage1']);
    one.repo.git(['worktree', 'add', '--quiet', join(one.repo.home, 'other'), 'ai/orchestrator-stage1']);
    const state = await one.run();
    expect(site(state)).toMatchObject({
      status: 'green',
      reason: expect.stringMatching(/the repair is kept as refs\/orch\/parked\/\S+\.$/),
    });
    const ref = site(state)?.reason?.match(/refs\S+(?=\.$)/)?.[0];
    expect(one.repo.git(['show', `${ref}:config/a.yaml`])).toBe('want: ok\n');
    expect(state.run?.notes).toEqual([expect.stringContaining('not on the side branch')]);
  });
});
