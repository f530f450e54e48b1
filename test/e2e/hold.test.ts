import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../lab/model/script.ts';
import { openRejections } from '../../src/adapters/rejections.ts';
import type { State, Tried } from '../../src/core/machine/state.ts';
import { type Bench, bench, patchReply } from '../rig/engine-run.ts';
import { packageRoot, type Ran, start } from '../rig/repo.ts';

const HOLD = '  content_rules: hold';
/** Green, and a check switched off beside it. */
const WEAK = 'ok\nignore_errors: true';

const benches: Bench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((one) => one.remove()));
});
/** A broken site whose executor mends it at the price of a check. */
const broken = async (script: Script, settings?: string): Promise<Bench> => {
  const one = await bench(script, settings);
  benches.push(one);
  one.want('bad');
  one.executorWrites(WEAK);
  return one;
};
const orchIn = ({ repo }: Bench, dir: string, ...args: string[]): Promise<Ran> =>
  start([process.execPath, join(packageRoot, 'bin', 'orch.js'), ...args], dir, repo.env).done;
const orch = (one: Bench, ...args: string[]): Promise<Ran> => orchIn(one, one.repo.root, ...args);
const triedOf = (state: State): readonly Tried[] => Object.values(state.errors).flatMap(({ tried }) => tried);
const heldOf = (state: State): readonly (string | undefined)[] => triedOf(state).map(({ held }) => held);
const take = (file: string) => ['patch', 'apply', file, '--stage', 'site', '--accept-held'];

describe('content_rules: hold', () => {
  it('refused for the ladder, kept for the human, who takes it by hand; orch never does', async () => {
    const one = await broken(() => patchReply('bad', WEAK), HOLD);
    const state = await one.run();
    expect(state.run?.outcome).toBe('give_up');
    expect(one.starts().filter((start) => start !== 'bad')).toEqual([]);
    expect(one.repo.git(['branch', '--list', 'ai/*'])).toBe('');
    // Executor twice, escalation three times, always the same change: one file.
    const [file = ''] = heldOf(state);
    expect(file).toMatch(/^escalations\/site_.*\/held-1\.diff$/);
    expect(heldOf(state)).toEqual(Array.from({ length: 5 }, () => file));
    expect(existsSync(join(one.repo.root, file.replace('held-1', 'held-2')))).toBe(false);
    one.repo.git(['apply', '--check', file]);
    // The model is told as ever, and the verdict on disk holds no bytes.
    expect(one.requests[0]?.text).toContain('weakened-check: config/a.yaml');
    const folder = file.replace(/[^/]+$/, '');
    expect(JSON.parse(one.file(`${folder}repair-1-verdict.json`)).held).toEqual({
      ok: true,
      changedLines: 3,
      files: [{ path: 'config/a.yaml', op: 'modify' }],
    });
    expect(JSON.parse(one.file(`${folder}summary.json`)).answers[0]).toMatchObject({ held: file });

    const command = `orch ${take(file).join(' ')}`;
    const shown = await orch(one, 'show', 'site');
    expect(shown.stdout).toContain(`held for you: ${file}\n`);
    expect(shown.stdout).toContain(`if a held change is right: ${command}\n`);
    const json = JSON.parse((await orch(one, 'show', 'site', '--json')).stdout);
    expect(json.held).toEqual([{ file, summary: triedOf(state)[0]?.summary, command }]);
    const again = await orch(one, 'run', 'all');
    expect(again.code).toBe(2);
    expect(again.stdout.replace(/\s+/g, ' ')).toMatch(
      /· site: held for you: .+\. If it is right: orch patch/,
    );
    expect(again.stdout).toContain(command);

    const plain = await orch(one, 'patch', 'apply', file, '--stage', 'site');
    expect(plain).toMatchObject({ code: 77, stdout: expect.stringContaining('--accept-held takes it') });
    expect(one.repo.git(['status', '--porcelain'])).toBe('');
    // The command as it is shown works from elsewhere, and from a folder of the workspace.
    for (const [from, more] of [
      [tmpdir(), ['-C', one.repo.root]],
      [join(one.repo.root, 'config'), []],
    ] as const) {
      const check = ['patch', 'check', file, '--stage', 'site'];
      expect((await orchIn(one, from, ...more, ...check)).stdout).toMatch(/^refused \(held: /);
    }
    const taken = await orch(one, ...take(file));
    expect(taken).toMatchObject({ code: 0, stderr: '' });
    expect(taken.stdout).toMatch(
      /^applied by your word, 3 changed lines\n {2}modify config\/a\.yaml\nagainst the content rules:\n {2}weakened-check: config\/a\.yaml:2 /,
    );
    expect(one.file('config/a.yaml')).toBe(`want: ${WEAK}\n`);

    one.repo.commit({ 'config/a.yaml': one.file('config/a.yaml') });
    expect(await orch(one, 'run', 'all')).toMatchObject({ code: 0 });
    const after = await orch(one, 'show', 'site');
    expect(after.stdout).not.toContain('held change');
  });

  it('a right change still lands; the held one is left to read, and asks for nothing', async () => {
    const one = await broken(() => patchReply('bad', 'ok'), HOLD);
    const state = await one.run();
    expect(state.run?.outcome).toBe('green');
    expect(one.side()).toBe('want: ok\n');
    const shown = await orch(one, 'show', 'site');
    expect(shown.stdout).toMatch(
      /executor: refused by the patch gate.*; held: escalations\/.*held-1\.diff\n/,
    );
    expect(shown.stdout).not.toContain('--accept-held');
  });

  it('what a human rejected before is not held again', async () => {
    const one = await broken(() => patchReply('bad', WEAK), HOLD);
    const [file = ''] = heldOf(await one.run());
    await openRejections(one.repo.root).add({
      stage: 'site',
      at: '2026-11-20T07:00:00.000Z',
      summary: 'weaker',
      commit: '0'.repeat(40),
      diff: one.file(file),
    });
    await orch(one, 'reset', 'site');
    const state = await one.run();
    const tried = triedOf(state).slice(-5);
    expect(tried.map(({ held }) => held)).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(tried[0]?.detail).toMatch(/^A human rejected this change on 2026-11-20/);
  });

  it('is not the default: nothing is kept, and the human’s word does not count (77)', async () => {
    const one = await broken(() => patchReply('bad', WEAK));
    const state = await one.run();
    expect(state.run?.outcome).toBe('give_up');
    expect(new Set(heldOf(state))).toEqual(new Set([undefined]));
    const folder = Object.values(state.errors)[0]?.caseDir;
    expect(existsSync(join(one.repo.root, `${folder}/held-1.diff`))).toBe(false);
    const ran = await orch(one, ...take(`${folder}/patch-1.diff`));
    expect(ran).toMatchObject({ code: 77, stderr: expect.stringContaining('content_rules: hold') });
    expect(one.repo.git(['status', '--porcelain'])).toBe('');
  });

  it('the rest of the gate stays in force: a path that no patch may touch is never held (77)', async () => {
    const one = await broken(() => patchReply('bad', WEAK), HOLD);
    one.repo.write(
      'both.diff',
      [
        '--- a/config/a.yaml\n+++ b/config/a.yaml\n@@ -1 +1,2 @@\n-want: bad\n+want: ok\n+ignore_errors: true\n',
        '--- a/stage.cjs\n+++ b/stage.cjs\n@@ -1 +1,2 @@\n \n+process.exit(0)\n',
      ].join(''),
    );
    const ran = await orch(one, ...take('both.diff'));
    expect(ran.code).toBe(77);
    expect(ran.stdout).toMatch(/^refused, nothing was changed\n.*stage\.cjs/);
    expect(readFileSync(join(one.repo.root, 'config/a.yaml'), 'utf8')).toBe('want: bad\n');
  });
});
