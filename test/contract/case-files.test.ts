import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCases } from '../../src/adapters/cases.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { openFixes } from '../../src/adapters/fixes.ts';
import { tempFolder } from '../rig/folder.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());
const file = (name: string) => join(folder.path, name);

describe('case folders', () => {
  it('are named by stage and time, never twice the same, and hidden from git', async () => {
    const cases = openCases(folder.path);
    const at = '2026-11-20T22:03:04.567Z';
    expect(await cases.open('talos', at)).toBe('escalations/talos_20261120-220304');
    expect(await cases.open('talos', at)).toBe('escalations/talos_20261120-220304_2');
    expect(await cases.open('talos', at, 'diagnostics')).toBe('logs/diagnostics/talos_20261120-220304');
    expect(readFileSync(file('escalations/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keep what is written, whole, and say when there is nothing', async () => {
    const cases = openCases(folder.path);
    const dir = await cases.open('talos', '2026-11-20T22:03:04.567Z');
    await cases.write(dir, 'case_v1.md', 'one');
    await cases.write(dir, 'case_v1.md', 'two');
    expect(await cases.read(dir, 'case_v1.md')).toBe('two');
    expect(await cases.read(dir, 'reply-1.json')).toBeUndefined();
  });

  it('take plain file names only', async () => {
    const cases = openCases(folder.path);
    const dir = await cases.open('talos', '2026-11-20T22:03:04.567Z');
    for (const name of ['../x', 'a/b', '.hidden', '..'])
      await expect(cases.write(dir, name, '')).rejects.toThrow('not a plain file name');
  });
});

describe('fixes on record', () => {
  const fix = (fingerprint: string, diff: string) => ({
    stage: 'talos',
    fingerprint,
    at: '2026-11-20T22:03:04.567Z',
    summary: 's',
    diff,
    commit: 'c',
  });

  it('are found by stage and fingerprint; the newest wins', async () => {
    const fixes = openFixes(folder.path);
    expect(await fixes.find('talos', 'A')).toBeUndefined();
    await fixes.add(fix('A', 'one'));
    await fixes.add(fix('B', 'two'));
    await fixes.add(fix('A', 'three'));
    expect(await openFixes(folder.path).find('talos', 'A')).toEqual(fix('A', 'three'));
    expect(await fixes.find('vms', 'A')).toBeUndefined();
  });

  it('a line that a kill cut short is passed over, and cut off by the next', async () => {
    const fixes = openFixes(folder.path);
    await fixes.add(fix('A', 'größer'));
    appendFileSync(file('state/fixes.jsonl'), '{"stage":"tal');
    expect(await fixes.find('talos', 'A')).toEqual(fix('A', 'größer'));
    await fixes.add(fix('B', 'two'));
    expect(readFileSync(file('state/fixes.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
    expect(await fixes.find('talos', 'B')).toEqual(fix('B', 'two'));
  });

  it.each(['garbage\n', '{"stage":"talos"}\n', 'null\n'])(
    'a corrupt line %j stops with its number',
    async (line) => {
      mkdirSync(file('state'));
      writeFileSync(file('state/fixes.jsonl'), line);
      await expect(openFixes(folder.path).find('talos', 'A')).rejects.toThrow(/corrupt at line 1/);
    },
  );
});

describe('the clock', () => {
  it('sleeps, and wakes at once when told to', async () => {
    const abort = new AbortController();
    const asleep = systemClock.sleep(3_600_000, abort.signal);
    abort.abort();
    await asleep;
    await systemClock.sleep(1);
    await systemClock.sleep(3_600_000, AbortSignal.abort());
    expect(systemClock.monotonic()).toBeLessThanOrEqual(systemClock.monotonic());
    expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });
});
