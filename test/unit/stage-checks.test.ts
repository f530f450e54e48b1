import { describe, expect, test } from 'vitest';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { Stage, Step } from '../../src/stage-kit/types.ts';
import { standIn } from './stage-stand-in.ts';
import { drift, ok, run } from './stage-steps.ts';

describe('the checks of a stage', () => {
  const inbox = () => {
    const begun: string[] = [];
    const step = (name: string, more: Partial<Step> = {}): Step => ({
      name,
      check: async () => {
        begun.push(name);
        await new Promise((done) => setTimeout(done, 5));
        return ok;
      },
      ...more,
    });
    return { begun, step };
  };

  test('are begun together, and told in order', async () => {
    const gathered: (() => void)[] = [];
    // Each ends only when all three have begun.
    const meet = (name: string): Step => ({
      name,
      check: async () => {
        await new Promise<void>((go) => {
          gathered.push(go);
          if (gathered.length === 3) for (const each of gathered) each();
        });
        return ok;
      },
    });
    const { reports } = await run(['a', 'b', 'c'].map(meet));
    expect(reports.map((each) => each.slice(2))).toEqual(
      ['a', 'b', 'c'].flatMap((name) => [`${name} check started`, `${name} check ok`]),
    );
  });

  test('behind a gate wait for it, and are not made when it does not open', async () => {
    const { begun, step } = inbox();
    const shut = step('token', {
      gate: true,
      check: async () => {
        throw new StageFailure('401');
      },
    });
    expect((await run([shut, step('b'), step('c')])).code).toBe(1);
    expect(begun).toEqual([]);
    expect((await run([step('a', { gate: true }), step('b')])).code).toBe(0);
    expect(begun).toEqual(['a', 'b']);
  });

  test('count no more once something was changed: what follows is looked at again', async () => {
    let there = false;
    const seen: boolean[] = [];
    const told: (boolean | undefined)[] = [];
    const result = await run([
      {
        name: 'make',
        check: async () => (there ? ok : drift),
        apply: async () => {
          there = true;
        },
      },
      {
        name: 'use',
        check: async (ctx) => {
          seen.push(there);
          told.push(ctx.changed);
          if (!there) throw new StageFailure('nothing to use');
          return ok;
        },
      },
    ]);
    expect(result.code).toBe(0);
    expect(seen).toEqual([false, true]);
    expect(told).toEqual([undefined, true]);
  });

  test('ask the same question once, and after a change anew each time', async () => {
    using world = standIn(['tool']);
    world.answer('tool', [{ argv: '^look' }]);
    const ask = (word: string) => async () => {
      await world.ctx.tool(['tool', word], { timeoutMs: 9_000, ok: [0, 97] });
      return ok;
    };
    const stage = (first: Step): Stage => ({
      name: 'test',
      steps: [
        first,
        ...['b', 'c'].map(
          (name): Step => ({
            name,
            check: async (ctx) => {
              await ctx.tool(['tool', 'look'], { timeoutMs: 9_000 });
              return ok;
            },
          }),
        ),
      ],
    });
    const options = { planOnly: false, report: () => undefined };
    await runStage(stage({ name: 'a', check: async () => ok }), world.ctx, options);
    expect(world.calls()).toEqual(['tool look']);
    world.forget();
    let done = false;
    const changing: Step = {
      name: 'a',
      check: async () => (done ? ok : drift),
      apply: async () => {
        await ask('apply')();
        done = true;
      },
    };
    await runStage(stage(changing), world.ctx, options);
    const calls = world.calls();
    // After the change each step looks for itself.
    expect(calls.slice(calls.indexOf('tool apply'))).toEqual(['tool apply', 'tool look', 'tool look']);
  });
});
