import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, readState } from '../../src/adapters/store/store.ts';
import { OrchError } from '../../src/core/exit.ts';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import { initialState } from '../../src/core/machine/state.ts';
import type { Store } from '../../src/ports.ts';
import { tempFolder } from '../rig/folder.ts';
import { fails, greens, started } from '../rig/machine.ts';
import { MILD, play } from '../rig/world.ts';

let folder: ReturnType<typeof tempFolder>;
let warnings: string[];
beforeEach(() => {
  folder = tempFolder();
  warnings = [];
});
afterEach(() => folder.remove());

const file = (name: string) => join(folder.path, name);
const events = () => file('logs/events.jsonl');
const open = async (): Promise<Store> => {
  const store = openStore({
    root: folder.path,
    clock: { now: () => '2026-11-20T22:00:00.000Z' },
    warn: (text) => warnings.push(text),
  });
  await store.load();
  return store;
};
const record = async (store: Store, ...list: Parameters<Store['record']>[0][]) => {
  for (const event of list) await store.record(event, 'human', 'r1');
};
const oneRun = async (): Promise<Store> => {
  const store = await open();
  await record(store, started(), ...fails('first'));
  return store;
};
const refusal = async (does: Promise<unknown>): Promise<OrchError> => {
  try {
    await does;
  } catch (error) {
    if (error instanceof OrchError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('the store', () => {
  it('begins empty, and makes folders that git does not see', async () => {
    expect((await open()).state).toEqual(initialState);
    expect(readFileSync(file('state/.gitignore'), 'utf8')).toBe('*\n');
    expect(readFileSync(file('logs/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('leaves a folder that was there as it is', async () => {
    mkdirSync(file('state'));
    await open();
    expect(existsSync(file('state/.gitignore'))).toBe(false);
  });

  it('gives back after a restart what was recorded, by either reader', async () => {
    const { state } = await oneRun();
    expect((await open()).state).toStrictEqual(state);
    expect(await readState(folder.path)).toStrictEqual(state);
    expect(readFileSync(events(), 'utf8').split('\n')).toHaveLength(4);
  });

  it('refuses an event that cannot follow, and writes nothing of it', async () => {
    const store = await oneRun();
    const before = readFileSync(events(), 'utf8');
    await expect(store.record({ type: 'waited', stage: 'a' }, 'human')).rejects.toThrow(IllegalTransition);
    expect(readFileSync(events(), 'utf8')).toBe(before);
  });

  it('writes errors.json only when it changes', async () => {
    const store = await open();
    await record(store, started());
    const before = readFileSync(file('state/errors.json'), 'utf8');
    await record(store, ...greens('first'));
    expect(readFileSync(file('state/errors.json'), 'utf8')).toBe(before);
    expect((await open()).state).toStrictEqual(store.state);
  });

  it('folds events beyond the state files in: a kill between the log and the snapshot', async () => {
    const store = await open();
    await record(store, started());
    const early = [file('state/errors.json'), file('state/stage_status.json')].map((path) => [
      path,
      readFileSync(path),
    ]) as [string, Buffer][];
    await record(store, ...fails('first'));
    for (const [path, bytes] of early) writeFileSync(path, bytes);
    expect((await open()).state).toStrictEqual(store.state);
  });

  it('builds the state anew from the log after a kill between the two renames', async () => {
    const store = await open();
    await record(store, started());
    const early = readFileSync(file('state/stage_status.json'));
    await record(store, ...fails('first'));
    writeFileSync(file('state/stage_status.json'), early);
    const again = await open();
    expect(again.state).toStrictEqual(store.state);
    await record(again, { type: 'attempt_started', stage: 'a', kind: 'reproduce', log: 'l' });
    expect(await readState(folder.path)).toStrictEqual(again.state);
  });

  it.each(['state/errors.json', 'state/stage_status.json'])('rebuilds a missing %s', async (name) => {
    const store = await oneRun();
    rmSync(file(name));
    expect((await open()).state).toStrictEqual(store.state);
  });

  it('does not take a log that begins later for the whole truth', async () => {
    await oneRun();
    rmSync(file('state/errors.json'));
    writeFileSync(events(), readFileSync(events(), 'utf8').split('\n').slice(1).join('\n'));
    expect((await refusal(open())).message).toContain('does not reach back');
  });

  it('moves a torn last line aside, says so, and goes on', async () => {
    const { state } = await oneRun();
    appendFileSync(events(), '{"seq":4,"at":"2026');
    expect(await readState(folder.path)).toStrictEqual(state);
    const store = await open();
    expect(store.state).toStrictEqual(state);
    expect(warnings).toEqual([expect.stringContaining('events.jsonl.torn')]);
    expect(readFileSync(`${events()}.torn`, 'utf8')).toBe('{"seq":4,"at":"2026\n');
    await record(store, { type: 'attempt_started', stage: 'a', kind: 'reproduce', log: 'l' });
    expect(await readState(folder.path)).toStrictEqual(store.state);
  });

  it('is cut anywhere in the log and still loads a state on the way', async () => {
    const { state } = await oneRun();
    const text = readFileSync(events(), 'utf8');
    rmSync(file('state/errors.json'));
    rmSync(file('state/stage_status.json'));
    for (let cut = 0; cut <= text.length; cut += 97) {
      writeFileSync(events(), text.slice(0, cut));
      const now = await readState(folder.path);
      expect(now.serial).toBe(text.slice(0, cut).split('\n').length - 1);
    }
    writeFileSync(events(), text);
    expect(await readState(folder.path)).toStrictEqual(state);
  });
});

describe('corrupt and unwritable files', () => {
  it.each([
    ['state/errors.json', '{"version": 1,\n "serial": oops}', /line 2, column \d+/],
    ['state/stage_status.json', '', /byte 0, line 1, column 1/],
    ['state/errors.json', '[]', /no JSON object/],
    ['state/errors.json', '{"version":0,"serial":1,"errors":{}}', /version 0/],
    ['state/errors.json', '{"version":1,"serial":"x","errors":{}}', /serial/],
    ['state/stage_status.json', '{"version":1,"serial":3,"errors_serial":3,"stages":[]}', /stages/],
    [
      'state/errors.json',
      '{"version":1,"serial":3,"errors":{"x:y":5}}',
      /`errors` holds no object under "x:y"/,
    ],
    [
      'state/stage_status.json',
      '{"version":1,"serial":3,"errors_serial":3,"stages":{"a":{"status":"ok"}}}',
      /the status of a is "ok", expected one of idle, /,
    ],
  ])('%s holding %j stops with the place and the way out', async (name, text, says) => {
    await oneRun();
    writeFileSync(file(name), text);
    for (const does of [open, () => readState(folder.path)]) {
      const error = await refusal(does());
      expect(error.exit).toBe('state');
      expect(error.message).toContain(name);
      expect(error.message).toMatch(says);
      expect(error.next).toContain('move it aside');
    }
  });

  it('state of a newer orch is not corrupt: nobody is told to move it aside', async () => {
    await oneRun();
    writeFileSync(file('state/errors.json'), '{"version":2,"serial":1,"errors":{}}');
    for (const does of [open, () => readState(folder.path)]) {
      const error = await refusal(does());
      expect(error.exit).toBe('state');
      expect(error.message).toMatch(/errors\.json was written by a newer orch \(version 2;/);
      expect(error.next).toBe('run the newer orch here; nothing was changed');
    }
  });

  it('what the sentence says works: move it aside, and the state is back', async () => {
    const { state } = await oneRun();
    writeFileSync(file('state/errors.json'), 'garbage');
    renameSync(file('state/errors.json'), file('state/errors.json.bad'));
    expect((await open()).state).toStrictEqual(state);
  });

  it.each([
    ['a line that is not JSON', (lines: string[]) => [lines[0], 'x', lines[2]], /corrupt at byte \d+/],
    ['a gap', (lines: string[]) => [lines[0], lines[2]], /event 3 follows event 1/],
    ['an event without a number', () => ['{}'], /not an event/],
  ])('a log with %s stops with the byte', async (_, change, says) => {
    await oneRun();
    const lines = readFileSync(events(), 'utf8').trimEnd().split('\n');
    writeFileSync(events(), `${change(lines).join('\n')}\n`);
    rmSync(file('state/errors.json'));
    expect((await refusal(open())).message).toMatch(says);
  });

  it('a log that ends before the state files stops', async () => {
    await oneRun();
    writeFileSync(events(), `${readFileSync(events(), 'utf8').split('\n')[0]}\n`);
    expect((await refusal(open())).message).toContain('ends at event 1');
  });

  it('a folder that cannot be written stops with its path', async (context) => {
    context.skip(process.getuid?.() === 0, 'root may write everywhere');
    const store = await oneRun();
    chmodSync(file('state'), 0o500);
    const error = await refusal(record(store, { type: 'paused', stage: 'a' }));
    chmodSync(file('state'), 0o700);
    expect(error.exit).toBe('state');
    expect(error.message).toContain(folder.path);
  });

  it('a state folder that is a file stops with its path', async () => {
    writeFileSync(file('state'), '');
    const error = await refusal(open());
    expect([error.exit, error.message.includes(file('state'))]).toEqual(['state', true]);
  });

  it('after a failed append nothing follows before the next load', async () => {
    const store = await oneRun();
    renameSync(file('logs'), file('elsewhere'));
    writeFileSync(file('logs'), '');
    await refusal(record(store, { type: 'paused', stage: 'a' }));
    rmSync(file('logs'));
    renameSync(file('elsewhere'), file('logs'));
    await refusal(record(store, { type: 'paused', stage: 'a' }));
    await store.load();
    await record(store, { type: 'paused', stage: 'a' });
    expect(store.state.stages.a?.paused).toBe(true);
  });
});

describe('a long log', () => {
  it('is read from its end while the state files are good, however long the lines', async () => {
    const { events: played } = play({ seed: 5, temper: MILD, stages: 3, runs: 60 });
    mkdirSync(file('logs'));
    writeFileSync(events(), played.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const store = await open();
    await record(store, { type: 'paused', stage: 'a' }, { type: 'resumed', stage: 'a' });
    expect(store.state.serial).toBe(played.length + 2);
    // The beginning may rot: nobody reads that far.
    const bytes = readFileSync(events());
    bytes.write('#', 100);
    writeFileSync(events(), bytes);
    expect(bytes.length).toBeGreaterThan(256 * 1024);
    expect(await readState(folder.path)).toStrictEqual(store.state);
    const note = 'x'.repeat(300_000);
    await record(store, started({ id: note }), { type: 'run_ended', outcome: 'failed' });
    expect(await readState(folder.path)).toStrictEqual(store.state);
  });
});
