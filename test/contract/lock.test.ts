import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileLock } from '../../src/adapters/lock.ts';
import { type Holder, thisHolder } from '../../src/adapters/lock-holder.ts';
import { OrchError } from '../../src/core/exit.ts';
import { tempFolder } from '../rig/folder.ts';

const NOW = '2026-11-20T22:00:00.000Z';
let built: ReturnType<typeof tempFolder>;
let folder: ReturnType<typeof tempFolder>;
const children: ChildProcess[] = [];

beforeAll(() => {
  built = tempFolder();
  buildSync({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), '../rig/lock-holder.ts')],
    outfile: join(built.path, 'holder.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => built.remove());
beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => stop(child)));
  folder.remove();
});

const path = (name = 'lock') => join(folder.path, 'state', name);
const acquire = (purpose = 'orch run') =>
  fileLock({ root: folder.path, clock: { now: () => NOW } }).acquire(purpose);

/** Starts a process that takes the lock; resolves with its first line. */
const contender = async (): Promise<{ readonly child: ChildProcess; readonly says: string }> => {
  const child = spawn(process.execPath, [join(built.path, 'holder.mjs'), folder.path, 'a night'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const says = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    child.once('exit', () => resolve(text.trim()));
  });
  return { child, says };
};

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    }
  });

const refusal = async (does: Promise<unknown>): Promise<OrchError> => {
  try {
    await does;
  } catch (error) {
    if (error instanceof OrchError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

/** Writes a lock as some other process would have. */
const plant = async (changes: Partial<Holder>): Promise<void> => {
  mkdirSync(join(folder.path, 'state'), { recursive: true });
  writeFileSync(path(), JSON.stringify({ ...(await thisHolder('old', NOW, 'old-id')), ...changes }));
};

describe('the lock', () => {
  it('is one JSON object that says who holds it, and is gone after release', async () => {
    const held = await acquire('orch run all');
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({
      pid: process.pid,
      purpose: 'orch run all',
      since: NOW,
    });
    await held.release();
    expect(readdirSync(join(folder.path, 'state'))).toEqual(['.gitignore']);
  });

  it('held by a living process: refused at once, with who, since when, and what to do', async () => {
    const { child, says } = await contender();
    expect(says).toBe('held');
    const error = await refusal(acquire());
    expect(error.exit).toBe('locked');
    expect(error.message).toContain(`a night, process ${child.pid}`);
    expect(error.message).toContain(`since ${NOW}`);
    expect(error.next).toContain(`rm ${path()}`);
  });

  it('held by this very process: refused too', async () => {
    const held = await acquire();
    expect((await refusal(acquire())).exit).toBe('locked');
    await held.release();
  });

  it('left by a killed process: taken over, and nothing is left lying about', async () => {
    const { child } = await contender();
    await stop(child);
    expect(existsSync(path())).toBe(true);
    const held = await acquire();
    expect(JSON.parse(readFileSync(path(), 'utf8')).pid).toBe(process.pid);
    await held.release();
    expect(readdirSync(join(folder.path, 'state'))).toEqual(['.gitignore']);
  });

  it.each([
    ['another boot', { boot: 'an-earlier-boot' }],
    ['another process with the same pid', { started: 'another time' }],
    ['no such process', { pid: 2 ** 22 + 7 }],
  ])('is taken over from the dead: %s', async (_, changes) => {
    await plant(changes);
    await (await acquire()).release();
    expect(existsSync(path())).toBe(false);
  });

  it.each([
    ['another host', { host: 'elsewhere', pid: 2 ** 22 + 7 }],
    ['another pid namespace', { space: 'pid:[1]', pid: 2 ** 22 + 7 }],
  ])('is not taken over when that cannot be proved: %s', async (_, changes) => {
    await plant(changes);
    expect((await refusal(acquire())).exit).toBe('locked');
  });

  it('that cannot be read stops with the way out', async () => {
    mkdirSync(join(folder.path, 'state'));
    writeFileSync(path(), '');
    const error = await refusal(acquire());
    expect([error.exit, error.next]).toEqual(['state', `if no orch is at work here: rm ${path()}`]);
  });

  it('a winner that died while it took over is followed by the next', async () => {
    await plant({ started: 'another time' });
    const heir = { ...(await thisHolder('heir', NOW, 'heir-id')), started: 'another time' };
    writeFileSync(path('lock.after-old-id'), JSON.stringify(heir));
    const held = await acquire();
    await held.release();
    expect(readdirSync(join(folder.path, 'state'))).toEqual([]);
  });

  it('a winner that lives and is still at it holds the lock', async () => {
    await plant({ started: 'another time' });
    writeFileSync(path('lock.after-old-id'), JSON.stringify(await thisHolder('heir', NOW, 'heir-id')));
    expect((await refusal(acquire())).message).toContain('heir');
  });

  it('release leaves alone a lock that is no longer its own', async () => {
    const held = await acquire();
    await plant({ id: 'somebody' });
    await held.release();
    expect(existsSync(path())).toBe(true);
  });
});

describe('a race', () => {
  it.each([
    ['for a free lock', undefined],
    ['to take over from the dead', { started: 'another time' }],
  ])('of 8 processes %s has one winner, three times', async (_, changes) => {
    for (let round = 0; round < 3; round += 1) {
      if (changes !== undefined) await plant(changes);
      const all = await Promise.all(Array.from({ length: 8 }, contender));
      const said = all.map(({ says }) => says).sort();
      expect(said).toEqual(['held', ...Array<string>(7).fill('refused locked')]);
      const winner = all.find(({ says }) => says === 'held');
      expect(JSON.parse(readFileSync(path(), 'utf8')).pid).toBe(winner?.child.pid);
      winner?.child.stdin?.end();
      await new Promise((resolve) => winner?.child.once('exit', resolve));
      expect(existsSync(path())).toBe(false);
    }
  });
});
