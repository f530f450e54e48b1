import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { leftBehind } from '../../../src/adapters/process/survivors.ts';
import {
  descendants,
  fromPs,
  parsePsLine,
  parseStat,
  processTable,
} from '../../../src/adapters/process/table.ts';
import { PATH, rig, until } from './rig.ts';

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const child = (env: Record<string, string>, script = 'echo; exec sleep 300') => {
  const started = spawn('sh', ['-c', script], {
    env: { PATH, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Object.assign(started, {
    ready: once(started.stdout, 'data'),
    [Symbol.dispose]: () => void started.kill('SIGKILL'),
  });
};

test("a dead run's processes are ended, a live run's, another workspace's and unmarked ones are not", async () => {
  await using r = await rig();
  using dead = child({ ORCH_RUN_ID: 'dead', ORCH_WORKSPACE: r.dir });
  using stubborn = child(
    { ORCH_RUN_ID: 'dead-2', ORCH_WORKSPACE: r.dir },
    'trap "" TERM; echo; exec sleep 300',
  );
  using live = child({ ORCH_RUN_ID: 'live', ORCH_WORKSPACE: r.dir });
  using elsewhere = child({ ORCH_RUN_ID: 'dead', ORCH_WORKSPACE: `${r.dir}-2` });
  using above = child({ ORCH_RUN_ID: 'dead', ORCH_WORKSPACE: r.dir.slice(0, -1) });
  using unmarked = child({ ORCH_WORKSPACE: r.dir });
  const all = [dead, stubborn, live, elsewhere, above, unmarked];
  await Promise.all(all.map(({ ready }) => ready));
  expect(await r.runner.endSurvivors('live')).toBe(2);
  await until(() => ended(dead) && ended(stubborn));
  expect(all.map(ended)).toEqual([true, true, false, false, false, false]);
  expect(stubborn.signalCode).toBe('SIGKILL');
  expect(dead.signalCode).toBe('SIGTERM');
  expect(await r.runner.endSurvivors('live')).toBe(0);
});

test('orch itself and what it runs under are never survivors', () => {
  const environment = 'ORCH_RUN_ID=outer\0ORCH_WORKSPACE=/w\0';
  const proc = (pid: number, ppid: number, uid = 7) => ({
    pid,
    ppid,
    pgid: pid,
    uid,
    started: '1',
    environment,
  });
  const table = [proc(10, 1), proc(11, 10), proc(12, 11), proc(13, 10), proc(14, 10, 8)];
  const found = leftBehind(table, '/w', 'inner', { pid: 12, uid: 7 });
  expect(found.map(({ pid }) => pid)).toEqual([13]);
});

test('the words of an environment are matched whole, from /proc and from ps', () => {
  const base = { pid: 5, ppid: 1, pgid: 5, uid: 7, started: '1' };
  const of = (environment: string) =>
    leftBehind([{ ...base, environment }], '/my lab', 'live', { pid: 1, uid: 7 }).length;
  expect(of('A=1\0ORCH_RUN_ID=x\0ORCH_WORKSPACE=/my lab\0')).toBe(1);
  expect(of('sh -c x A=1 ORCH_RUN_ID=x ORCH_WORKSPACE=/my lab B=2')).toBe(1);
  expect(of('A=1\0ORCH_RUN_ID=x\0ORCH_WORKSPACE=/my lab/2\0')).toBe(0);
  expect(of('A=1\0NOT_ORCH_RUN_ID=x\0ORCH_WORKSPACE=/my lab\0')).toBe(0);
  expect(of('A=1\0ORCH_RUN_ID=live\0ORCH_WORKSPACE=/my lab\0')).toBe(0);
  expect(of('')).toBe(0);
});

test('/proc/PID/stat is read past a command with parentheses and blanks; a zombie is no process', () => {
  const after = `1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 777 10 20`;
  expect(parseStat(`42 (a) R (b) S ${after}`, 7)).toEqual({
    pid: 42,
    ppid: 1,
    pgid: 42,
    uid: 7,
    started: '777',
  });
  expect(parseStat(`42 (sleep) Z ${after}`, 7)).toBeUndefined();
  expect(parseStat('', 7)).toBeUndefined();
});

test('a line of ps is read; a zombie is no process', () => {
  const line = '  42     1    40   501 Fri Nov 20 23:24:07 2026     S    sleep 300 ORCH_RUN_ID=x';
  expect(parsePsLine(line, true)).toEqual({
    pid: 42,
    ppid: 1,
    pgid: 40,
    uid: 501,
    started: 'Fri Nov 20 23:24:07 2026',
    environment: 'sleep 300 ORCH_RUN_ID=x',
  });
  expect(parsePsLine(line, false)).not.toHaveProperty('environment');
  expect(parsePsLine(line.replace('  S  ', '  Z+ '), true)).toBeUndefined();
  expect(parsePsLine('garbage', true)).toBeUndefined();
});

test('the table of ps names the same children and marks as /proc', async (ctx) => {
  const listed = await fromPs(true).catch((error: { exit?: string }) => {
    if (error.exit === 'unavailable') return undefined;
    throw error;
  });
  if (listed === undefined) return ctx.skip('ps is not installed');
  using marked = child({ ORCH_RUN_ID: 'psrun', ORCH_WORKSPACE: '/a b' });
  await marked.ready;
  for (const table of [await fromPs(true), await processTable(true)]) {
    const found = leftBehind(table, '/a b', 'live', { pid: process.pid, uid: process.getuid?.() ?? -1 });
    expect(found.map(({ pid, ppid, pgid }) => ({ pid, ppid, pgid }))).toEqual([
      { pid: marked.pid, ppid: process.pid, pgid: marked.pid },
    ]);
    expect(descendants(table, process.pid).some(({ pid }) => pid === marked.pid)).toBe(true);
  }
});
