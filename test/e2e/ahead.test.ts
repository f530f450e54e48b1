import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseMap } from '../../src/config/map.ts';
import { evolve } from '../../src/core/machine/evolve.ts';
import { initialState, type State } from '../../src/core/machine/state.ts';
import type { RunInput } from '../../src/engine/ports.ts';
import { type Bench, bench } from '../rig/engine-run.ts';

/**
 * A built-in stage in the test's hand, started as `orch stage NAME [--plan]`. Files in CTL say how it goes: `drift-NAME`
 * (mended by a run), `hang-NAME` (its look never ends), `meet` (looks wait for each other). config/a.yaml breaks `b`.
 */
const ORCH = `
const { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync, writeSync } = require('node:fs');
const [, , , name, flag] = process.argv;
const ctl = (file) => process.env.CTL + '/' + file;
const look = flag === '--plan';
appendFileSync(ctl('ran'), name + (look ? ' look' : ' run') + '\\n');
const report = (phase, outcome) => writeSync(3, JSON.stringify({ step: 'one', index: 0, phase, outcome }) + '\\n');
const end = () => {
  if (name === 'b' && !/want: ok/.test(readFileSync('config/a.yaml', 'utf8'))) {
    report('check', 'failed');
    console.error('Error: config/a.yaml: field bad is not known');
    process.exitCode = 1;
  } else if (existsSync(ctl('drift-' + name))) {
    report('check', 'drift');
    if (look) process.exitCode = 3;
    else { report('apply', 'changed'); rmSync(ctl('drift-' + name)); }
  } else report('check', 'ok');
};
if (look && existsSync(ctl('hang-' + name))) setInterval(() => {}, 1000);
else if (look && existsSync(ctl('meet'))) {
  writeFileSync(ctl('here-' + name), '');
  const timer = setInterval(() => {
    if (!['a', 'b', 'c'].every((each) => existsSync(ctl('here-' + each)))) return;
    clearInterval(timer);
    end();
  }, 10);
} else end();
`;

const MAP = `
settings: { isolation: group }
stages:
  a: { files: [config/a.yaml] }
  b: { files: [config/a.yaml], success_criteria: [it says ok] }
  c: { needs: [a] }
`;

const parsed = () =>
  parseMap({
    text: MAP,
    path: 'context_map.yaml',
    env: {},
    builtins: ['a', 'b', 'c'].map((name) => ({ name, needs: name === 'a' ? [] : ['a'] })),
    exists: () => false,
  });

interface Nights {
  readonly bench: Bench;
  night(changes?: Partial<RunInput>): Promise<State>;
  /** Who ran since the last call. */
  ran(): string[];
  file(name: string): void;
}

const nights = async (): Promise<Nights> => {
  const rig = await bench(() => ({ status: 500, body: {} }) as never);
  const ctl = join(rig.repo.home, 'ctl');
  mkdirSync(ctl);
  const program = join(rig.repo.home, 'orch.cjs');
  writeFileSync(program, ORCH);
  const map = parsed();
  const file = (name: string) => writeFileSync(join(ctl, name), '');
  return {
    bench: rig,
    file,
    night: (changes = {}) =>
      rig.run({
        input: {
          map: { ...map, settings: { ...map.settings, graceMs: 500 } },
          plan: map.stages.map(({ name, needs }) => ({ name, needs })),
          env: { ...rig.repo.env, CTL: ctl },
          orchArgv: [process.execPath, program],
          looksAtOnce: 3,
          ...changes,
        },
      }),
    ran: () => {
      const path = join(ctl, 'ran');
      const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
      rmSync(path, { force: true });
      return lines;
    },
  };
};

const open: Nights[] = [];
const opened = async (): Promise<Nights> => {
  const made = await nights();
  open.push(made);
  expect((await made.night()).run?.outcome).toBe('green');
  expect(made.ran(), 'a first night knows of nothing that was green').toEqual(['a run', 'b run', 'c run']);
  made.bench.events.length = 0;
  return made;
};
afterEach(async () => {
  for (const each of open.splice(0)) await each.bench.remove();
});

const told = (rig: Nights) =>
  rig.bench.events.flatMap(({ event }) =>
    event.type === 'attempt_started' || event.type === 'attempt_ended'
      ? [`${event.type} ${event.stage}`]
      : [],
  );
const inOrder = ['a', 'b', 'c'].flatMap((name) => [`attempt_started ${name}`, `attempt_ended ${name}`]);

describe('checks ahead', () => {
  it('all looks run at the same time; each is an attempt in order, and the events fold to the saved state', async () => {
    const rig = await opened();
    // None ends before all have begun: one after another would never end.
    rig.file('meet');
    const state = await rig.night();
    expect(state.run?.outcome).toBe('green');
    expect(rig.ran().sort()).toEqual(['a look', 'b look', 'c look']);
    expect(told(rig)).toEqual(inOrder);
    expect(Object.values(state.stages).map(({ attempts, drifted }) => [attempts, drifted])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    for (const { log } of Object.values(state.stages)) expect(log).toMatch(/_attempt0\.log$/);
    const lines = rig.bench.file('logs/events.jsonl').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line)).reduce(evolve, initialState)).toEqual(state);
  });

  it('drift in the first: its attempt mends it, and all others are looked at again in order', async () => {
    const rig = await opened();
    rig.file('drift-a');
    // A look that is under way when the first one drifted is ended, not waited for.
    rig.file('hang-c');
    const state = await rig.night();
    expect(state.run?.outcome).toBe('green');
    expect(rig.ran().filter((line) => line.endsWith('run'))).toEqual(['a run', 'b run', 'c run']);
    expect(state.stages.a?.drifted).toBe(1);
    expect(told(rig)).toEqual(inOrder);
    expect(state.stages.a?.log).toMatch(/_attempt1\.log$/);
  });

  it('drift in the middle: what came before it counts, what comes after is looked at again', async () => {
    const rig = await opened();
    rig.file('drift-b');
    const state = await rig.night();
    expect(state.run?.outcome).toBe('green');
    expect(rig.ran().filter((line) => line.endsWith('run'))).toEqual(['b run', 'c run']);
    expect(Object.values(state.stages).map(({ drifted }) => drifted)).toEqual([0, 1, 0]);
  });

  it('a red check is an attempt as ever: named, reproduced, repaired; then the rest goes in order', async () => {
    const rig = await opened();
    rig.bench.want('bad');
    rig.bench.executorWrites('ok');
    const state = await rig.night();
    expect(state.run?.outcome).toBe('green');
    const runs = rig.ran().filter((line) => line.endsWith('run'));
    expect(runs).toEqual(['b run', 'b run', 'b run', 'c run']);
    expect(rig.bench.events.map(({ event }) => event.type)).toEqual(
      expect.arrayContaining(['repair_started', 'repair_ended', 'kept']),
    );
    expect(rig.bench.side().trim()).toBe('want: ok');
    expect(state.stages.b?.attempts).toBe(3);
  });

  it('stopped in the middle of the looks: nothing is lost, and the next night is a whole one', async () => {
    const rig = await opened();
    rig.file('hang-b');
    const stop = new AbortController();
    const running = rig.night({ signal: stop.signal });
    const began = () => rig.bench.events.some(({ event }) => 'stage' in event && event.stage === 'a');
    while (!began()) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    const stopped = await running;
    expect(stopped.run?.outcome).toBe('interrupted');
    expect(stopped.stages.a?.status).toBe('green');
    expect(stopped.stages.c?.status).toBe('green');
    expect(rig.ran().filter((line) => line.endsWith('run'))).toEqual([]);
    const after = await rig.night();
    expect(after.run?.outcome).toBe('green');
    // Only a was left as green up to the one that was cut off: one alone needs no look.
    expect(rig.ran()).toEqual(['a run', 'b run', 'c run']);
  });

  it('what was not green, or paused, or is tried for the first time, is not looked at ahead', async () => {
    const rig = await opened();
    await rig.night({ looksAtOnce: 1 });
    expect(rig.ran()).toEqual(['a run', 'b run', 'c run']);
    const map = parsed();
    const own = map.stages.map((spec) =>
      spec.name === 'c' ? { ...spec, command: [process.execPath, '-e', '0'] } : spec,
    );
    await rig.night({ map: { ...map, stages: own } });
    expect(rig.ran().sort()).toEqual(['a look', 'b look']);
  });
});
