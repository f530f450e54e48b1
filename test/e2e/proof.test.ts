import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../lab/model/script.ts';
import { openFixes } from '../../src/adapters/fixes.ts';
import { openRepo } from '../../src/adapters/git/repo.ts';
import { makeStageRunner } from '../../src/adapters/process/runner.ts';
import { parseMap } from '../../src/config/map.ts';
import type { RunInput } from '../../src/engine/ports.ts';
import type { StageRunner } from '../../src/ports.ts';
import { type Bench, bench, patchReply } from '../rig/engine-run.ts';
import { edit, META, open } from '../rig/night.ts';

const SIDE = 'ai/orchestrator-stage1';
const nobody: Script = () => ({ status: 500, body: {} });
const benches: Bench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((one) => one.remove()));
});

/** A stage without a command runs as `orchArgv stage NAME`: here the bench's own stage script, which ignores both. */
const asBuiltin = (one: Bench): Partial<RunInput> => {
  const map = parseMap({
    text: one.file('context_map.yaml'),
    path: 'context_map.yaml',
    env: {},
    builtins: [],
    exists: () => false,
  });
  const stages = map.stages.map(({ command: _, ...stage }) => stage);
  return {
    map: { ...map, stages },
    orchArgv: [process.execPath, 'stage.cjs'],
    options: {
      ai: true,
      here: false,
      failFast: false,
      executor: 'command',
      escalation: true,
      verify: 'counterfactual',
    },
  };
};
const broken = async (script: Script = nobody): Promise<Bench> => {
  const one = await bench(script);
  benches.push(one);
  one.want('bad');
  one.executorWrites('ok');
  return one;
};
const trailer = (one: Bench): string =>
  one.repo.git(['log', '-1', '--format=%(trailers:key=Orch-Proof,valueonly)', SIDE]).trim();
const fixes = (one: Bench) =>
  one
    .file('state/fixes.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { proof?: string; commit: string });
const seen = ({ events }: Bench) =>
  events.flatMap(({ event }) => (event.type === 'proof_ended' ? [event.seen] : []));
const runnerOf = (one: Bench) =>
  makeStageRunner({ workspace: one.repo.root, path: one.repo.env.PATH, isolation: 'group' });
/** The checks without the change end as `code` says, whatever the file wants; all else is run. */
const checksEnd = (one: Bench, code: number): StageRunner => {
  const runner = runnerOf(one);
  return {
    endSurvivors: runner.endSurvivors,
    run: (run) =>
      runner.run(
        run.argv.includes('--plan')
          ? { ...run, argv: [process.execPath, '-e', `process.exitCode = ${code}`] }
          : run,
      ),
  };
};

describe('verify: counterfactual', () => {
  it('caused: the same error without the change; worktree and side branch hold it afterwards', async () => {
    const one = await broken();
    const state = await one.run({ input: asBuiltin(one) });
    expect([state.run?.outcome, state.run?.attempts]).toEqual(['green', 4]);
    expect(one.starts()).toEqual(['bad', 'bad', 'ok', 'bad']);
    expect(seen(one)).toMatchObject([{ saw: 'failure', stepIndex: -1 }]);
    expect([trailer(one), fixes(one).at(-1)?.proof, one.side()]).toEqual(['caused', 'caused', 'want: ok\n']);
    const worktree = join('.orch', 'worktree');
    expect(one.file(join(worktree, 'config/a.yaml'))).toBe('want: ok\n');
    expect(one.repo.git(['-C', worktree, 'rev-parse', 'HEAD'])).toBe(one.repo.git(['rev-parse', SIDE]));
    expect(one.requests).toEqual([]);
  });

  it.each([
    [0, 'green', 'coincided'],
    [3, 'drift', 'coincided'],
    [4, 'failure', 'coincided'],
  ])('checks that end with %i saw %s: %s', async (code, saw, proof) => {
    const one = await broken();
    await one.run({ input: asBuiltin(one), ports: { runner: checksEnd(one, code) } });
    expect(seen(one)).toMatchObject([{ saw }]);
    expect([trailer(one), fixes(one).at(-1)?.proof, one.side()]).toEqual([proof, proof, 'want: ok\n']);
  });

  it.each([
    [['stage.cjs'], 'failure', 'caused'],
    [['-e', 'process.exitCode = 3'], 'drift', 'coincided'],
  ])('a command of the user’s own is asked by its check, node %j: %s, %s', async (script, saw, proof) => {
    const one = await broken();
    const { map, options } = asBuiltin(one);
    const stages = map!.stages.map((stage) => ({
      ...stage,
      command: [process.execPath, 'stage.cjs'],
      check: [process.execPath, ...script],
    }));
    await one.run({ input: { map: { ...map!, stages }, options: options! } });
    expect(seen(one)).toMatchObject([{ saw }]);
    expect([trailer(one), fixes(one).at(-1)?.proof]).toEqual([proof, proof]);
  });

  it('a command of the user’s own without a check is never run for it: untested; without the setting no trailer', async () => {
    const one = await broken();
    const { options } = asBuiltin(one);
    await one.run({ input: options === undefined ? {} : { options } });
    expect([trailer(one), one.starts()]).toEqual(['untested', ['bad', 'bad', 'ok']]);
    const off = await broken();
    await off.run();
    expect([trailer(off), seen(off), fixes(off)[0]?.proof]).toEqual(['', [], undefined]);
  });

  it('killed in the middle: the next run puts the remembered fix back, with no model and no second proof', async () => {
    const one = await broken();
    const runner = runnerOf(one);
    const inProof = new Promise<void>((reached) => {
      // From here on nothing more happens in that run, as after a kill -9.
      const run: StageRunner['run'] = (stage) => {
        if (!stage.argv.includes('--plan')) return runner.run(stage);
        reached();
        return new Promise(() => {});
      };
      void one.run({ input: asBuiltin(one), ports: { runner: { ...runner, run } } });
    });
    await inProof;
    expect(one.file('.orch/worktree/config/a.yaml')).toBe('want: bad\n');
    one.executorWrites('worse');
    one.events.length = 0;
    const state = await one.run({ input: asBuiltin(one) });
    expect(state.run?.outcome).toBe('green');
    const sources = one.events.flatMap(({ event }) =>
      event.type === 'repair_started' ? [event.source] : [],
    );
    expect([sources, seen(one), trailer(one)]).toEqual([['remembered'], [], 'untested']);
    expect([one.side(), one.file('.orch/worktree/config/a.yaml')]).toEqual(['want: ok\n', 'want: ok\n']);
  });
});

describe('what is remembered', () => {
  it('a caused fix comes before a newer one, unless it was tried first and did not help', async () => {
    const one = await broken();
    const memory = openFixes(one.repo.root);
    const fix = { stage: 'site', fingerprint: 'f', at: '2026-11-20T22:00:00Z', summary: 's', diff: 'd' };
    await memory.add({ ...fix, commit: 'c1', proof: 'caused' });
    await memory.add({ ...fix, commit: 'c2', proof: 'coincided' });
    expect((await memory.find('site', 'f'))?.commit).toBe('c1');
    await memory.add({ ...fix, commit: 'c3', instead: true });
    expect((await memory.find('site', 'f'))?.commit).toBe('c3');
  });

  it('the same change twice in an episode is not run twice, and the next model is told why', async () => {
    const one = await broken(() => patchReply('bad', 'ok'));
    one.executorWrites('bad\n# a note');
    await one.run();
    expect(one.starts()).toEqual(['bad', 'bad', 'bad', 'ok']);
    const taken = one.events.flatMap(({ event }) => (event.type === 'taken_back' ? [event.detail] : []));
    expect(taken).toContain('The same change was tried before in this episode.');
    expect(one.requests[0]?.text).toContain('The same change was tried before in this episode.');
  });
});

describe('the worktree without one change', () => {
  it('comes back when the work throws, and a repo opened after a kill in between begins at the tip', async () => {
    const one = await broken();
    const repo = await open(one.repo);
    await repo.prepare();
    const { commit } = await repo.commit([edit('config/a.yaml', 'want: ok\n')], META);
    const fails = repo.without(commit, async () => {
      expect(one.file('.orch/worktree/config/a.yaml')).toBe('want: bad\n');
      throw new Error('the work failed');
    });
    await expect(fails).rejects.toThrow('the work failed');
    expect(one.file('.orch/worktree/config/a.yaml')).toBe('want: ok\n');
    await new Promise<void>((reached) => {
      void repo.without(commit, () => {
        reached();
        return new Promise(() => {});
      });
    });
    expect(one.repo.git(['rev-parse', 'refs/orch/candidate'])).toContain(commit);
    const next = await openRepo({ root: one.repo.root, sideBranch: SIDE, link: [], env: one.repo.env });
    const { tip } = await next.prepare();
    expect(one.repo.git(['-C', '.orch/worktree', 'rev-parse', 'HEAD']).trim()).toBe(tip);
    expect(readdirSync(join(one.repo.root, '.orch/worktree'))).toContain('stage.cjs');
    await expect(next.without(commit, async () => 1)).rejects.toThrow('does not stand');
  });
});
