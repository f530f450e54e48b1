import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StepReport } from '../../src/core/types.ts';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { allOf } from '../../src/stage-kit/parallel.ts';
import { stepReporter } from '../../src/stage-kit/report.ts';
import type { Finding, Seen, Step } from '../../src/stage-kit/types.ts';
import { standIn } from './stage-stand-in.ts';
import { drift, ok, run } from './stage-steps.ts';

describe('a stage', () => {
  test('that is as wanted checks only', async () => {
    const result = await run([
      { name: 'a', check: async () => ok, apply: async () => expect.unreachable() },
      { name: 'b', check: async () => ok },
    ]);
    expect(result).toMatchObject({ code: 0, changed: 0 });
    expect(result.reports).toEqual([
      '0 a check started',
      '0 a check ok',
      '1 b check started',
      '1 b check ok',
    ]);
    expect(result.said.at(-1)).toBe('test: as wanted, nothing changed');
  });

  test('applies what drifted and checks again', async () => {
    let memory = 1;
    const result = await run([
      {
        name: 'a',
        check: async () => (memory === 2 ? ok : drift),
        apply: async () => {
          memory = 2;
        },
      },
    ]);
    expect(result).toMatchObject({ code: 0, changed: 1 });
    expect(result.reports).toEqual([
      '0 a check started',
      '0 a check drift',
      '0 a apply started',
      '0 a apply changed',
      '0 a verify started',
      '0 a verify ok',
    ]);
  });

  test('that is still other than wanted after its apply has failed', async () => {
    const result = await run([{ name: 'a', check: async () => drift, apply: async () => undefined }]);
    expect(result.code).toBe(1);
    expect(result.reports.at(-1)).toBe('0 a verify failed');
    expect(result.said.at(-1)).toBe('step a failed: still not as wanted after apply: memory differs');
  });

  test('stops at the first failure, prints the tool verbatim and then one sentence', async () => {
    const words = 'error: unable to read "x.yaml"\nline 4: did not find expected key';
    const result = await run([
      { name: 'a', check: async () => ok },
      {
        name: 'b',
        check: async () => {
          throw new StageFailure('`kubectl apply` exited with 1', words);
        },
      },
      { name: 'c', check: async () => ok },
    ]);
    expect(result.code).toBe(1);
    expect(result.said.slice(-2)).toEqual([words, 'step b failed: `kubectl apply` exited with 1']);
    expect(result.reports.at(-1)).toBe('1 b check failed');
  });

  test('tells a failure in the same words, whether its check met it or the wait for another thing', async () => {
    const foreign = () => {
      throw new StageFailure('the node is not ours', 'x509: unknown authority');
    };
    const met = await run([{ name: 'a', check: foreign }]);
    const waited = await run([
      {
        name: 'a',
        check: async () => drift,
        verify: () => ({ deadlineMs: 2_000, observe: foreign }),
      },
    ]);
    expect([met.code, waited.code]).toEqual([1, 1]);
    expect(waited.said.slice(-2)).toEqual(met.said.slice(-2));
  });

  test('hands on the exit code of a missing binary', async () => {
    const result = await run([
      {
        name: 'a',
        check: async (ctx) => {
          await ctx.tool(['flux'], { timeoutMs: 9_000 });
          return ok;
        },
      },
    ]);
    expect(result.code).toBe(127);
    expect(result.said.join('\n')).toContain('flux: executable file not found in $PATH');
  });

  test('does not take a bug for a failure', async () => {
    const bug: Step = {
      name: 'a',
      check: async () => {
        throw new TypeError('undefined is not a function');
      },
    };
    await expect(run([bug])).rejects.toThrow(TypeError);
  });
});

describe('a plan', () => {
  test('changes nothing, says what it would do, and ends with 3', async () => {
    const step = { name: 'a', check: async () => drift, apply: async () => expect.unreachable() };
    const result = await run([step, { name: 'b', check: async () => ok }], { planOnly: true });
    expect(result).toMatchObject({ code: 3, changed: 1 });
    expect(result.said).toContain('  would do: sets memory');
    expect(result.reports).toEqual([
      '0 a check started',
      '0 a check drift',
      '1 b check started',
      '1 b check ok',
    ]);
  });

  test('takes what cannot be seen before an earlier change for a change to come, but not a missing binary', async () => {
    const blind = (exit: number): Step => ({
      name: 'b',
      check: async () => {
        throw new StageFailure('cannot', 'connection refused', exit);
      },
    });
    const first = { name: 'a', check: async () => drift };
    const result = await run([first, blind(1)], { planOnly: true });
    expect(result.code).toBe(3);
    expect(result.said.join('\n')).toContain('cannot be checked before a is applied (connection refused)');
    expect((await run([first, blind(127)], { planOnly: true })).code).toBe(127);
    expect((await run([{ name: 'a', check: async () => ok }, blind(1)], { planOnly: true })).code).toBe(1);
  });
});

describe('one step', () => {
  test('runs alone under its own index', async () => {
    const result = await run(
      [
        { name: 'a', check: async () => expect.unreachable() },
        { name: 'b', check: async () => ok },
      ],
      {
        onlyStep: 'b',
      },
    );
    expect(result.code).toBe(0);
    expect(result.reports).toEqual(['1 b check started', '1 b check ok']);
  });

  test('that does not exist is said with those that do', async () => {
    const result = await run([{ name: 'a', check: async () => ok }], { onlyStep: 'z' });
    expect(result.code).toBe(64);
    expect(result.said).toEqual(['stage test has no step z; it has a']);
  });
});

describe('a wait', () => {
  const waiting = (looks: readonly Seen[], deadlineMs = 2_000, evidence?: () => Promise<string>): Step => {
    let index = 0;
    return {
      name: 'w',
      check: async () => drift,
      verify: () => ({
        deadlineMs,
        observe: async () => looks[Math.min(index++, looks.length - 1)] as Seen,
        ...(evidence ? { evidence } : {}),
      }),
    };
  };
  const bad = (what: string, text: string): Seen => ({ state: 'failing', for: what, text });

  test('says once what it waits for, and ends when it is there', async () => {
    const result = await run([
      waiting([
        { state: 'waiting', for: 'node a' },
        { state: 'waiting', for: 'node a' },
        { state: 'waiting', for: 'node b' },
        { state: 'ready', detail: 'both' },
      ]),
    ]);
    expect(result.code).toBe(0);
    expect(result.said.filter((line) => line.includes('waiting for'))).toEqual([
      '  waiting for node a',
      '  waiting for node b',
    ]);
  });

  test('gives up at its deadline with what it waited for and the evidence', async () => {
    const step = waiting(
      [{ state: 'waiting', for: 'node a' }],
      60,
      async () => 'node a: cni plugin not initialized',
    );
    const { code, said } = await run([step]);
    expect(code).toBe(1);
    expect(said.slice(-2)).toEqual([
      'node a: cni plugin not initialized',
      'step w failed: not ready after 0.06 s: node a',
    ]);
  });

  test('gives up early on trouble that stays, though its message counts up', async () => {
    let n = 1;
    const step: Step = {
      name: 'w',
      check: async () => drift,
      verify: () => ({
        deadlineMs: 60_000,
        observe: async () => bad('pod x (CrashLoopBackOff)', `back-off ${n++}0s restarting failed container`),
      }),
    };
    const { code, said } = await run([step]);
    expect(code).toBe(1);
    expect(said.at(-1)).toBe('step w failed: it does not recover: pod x (CrashLoopBackOff)');
    expect(said.at(-2)).toMatch(/^back-off \d+s restarting failed container$/);
  });

  test('goes on through trouble that passes, and through a look that fails', async () => {
    const first = waiting([
      bad('x', 'not yet'),
      { state: 'waiting', for: 'x' },
      bad('x', 'again'),
      { state: 'ready', detail: 'up' },
    ]);
    expect((await run([first])).code).toBe(0);
    let looks = 0;
    const flaky: Step = {
      name: 'w',
      check: async () => drift,
      verify: () => ({
        deadlineMs: 2_000,
        observe: async () => {
          looks += 1;
          if (looks === 1) throw new StageFailure('`kubectl get` exited with 1', 'connection refused');
          return { state: 'ready', detail: 'up' };
        },
      }),
    };
    expect((await run([flaky])).code).toBe(0);
  });
});

describe('parallel checks', () => {
  test('start together and are one finding', async () => {
    let open = 0;
    let most = 0;
    const one = (finding: Finding) => async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      return finding;
    };
    const found = await allOf([one(ok), one(drift), one({ ...drift, effect: 'sets cores', diff: '-1\n+2' })]);
    expect(most).toBe(3);
    expect(found).toEqual({
      state: 'drift',
      detail: 'memory differs; memory differs',
      effect: 'sets memory; sets cores',
      diff: '-1\n+2',
    });
  });

  test('that fail are all told, the same words once', async () => {
    const fail = (text: string) => async () => {
      throw new StageFailure(`asking ${text}`, `${text}: connection refused`);
    };
    const error = await allOf([fail('a'), async () => ok, fail('b'), fail('a')]).catch(
      (reason: unknown) => reason,
    );
    expect((error as StageFailure).evidence).toBe('a: connection refused\nb: connection refused');
    expect((error as StageFailure).message).toBe('asking a; asking b');
  });
});

test('step reports are JSON lines on the given descriptor', () => {
  using world = standIn([]);
  const file = join(world.dir, 'reports');
  const fd = openSync(file, 'w');
  const report = stepReporter(fd);
  report({ step: 'iso', index: 1, phase: 'check', outcome: 'started' });
  report({ step: 'iso', index: 1, phase: 'check', outcome: 'drift', ms: 4, detail: 'x'.repeat(9_000) });
  closeSync(fd);
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StepReport);
  expect(lines[0]).toEqual({ step: 'iso', index: 1, phase: 'check', outcome: 'started' });
  expect(lines[1]?.detail?.length).toBe(2_000);
  expect(() =>
    stepReporter(undefined)({ step: 'iso', index: 1, phase: 'check', outcome: 'ok' }),
  ).not.toThrow();
});
