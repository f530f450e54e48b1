/** A run that dies at any of its git calls: the next one stands up again, and the checkout never notices. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { bytes, edit, FILES, META, open, repairOnce, SIDE, six } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

let repo: GitRepo;
beforeEach(async () => {
  repo = gitRepo();
  repo.commit(FILES);
  repo.write('a.env', 'A=1\n');
  await repairOnce(repo);
  // Base moves on, so that the run begins with a merge.
  repo.commit({ 'later.txt': 'x\n' });
});
afterEach(() => repo[Symbol.dispose]());

/** A git first on PATH that fails from its `last`-th call on, before or after the real git did that one's work. */
const dyingGit = (last: number, when: 'before' | 'after'): Readonly<Record<string, string>> => {
  const bin = join(repo.home, 'bin');
  mkdirSync(bin, { recursive: true });
  const real = repo.env.PATH ?? '';
  const count = join(repo.home, 'count');
  writeFileSync(count, '');
  const script = [
    '#!/bin/sh',
    `echo x >> '${count}'`,
    `calls=$(wc -l < '${count}')`,
    `PATH='${real}'`,
    `if [ "$calls" -gt ${last} ]; then exit 99; fi`,
    `if [ "$calls" -eq ${last} ]; then ${when === 'after' ? 'git "$@";' : ''} exit 99; fi`,
    'exec git "$@"',
  ];
  writeFileSync(join(bin, 'git'), `${script.join('\n')}\n`);
  chmodSync(join(bin, 'git'), 0o755);
  return { ...repo.env, PATH: `${bin}:${real}` };
};

const calls = (): number => readFileSync(join(repo.home, 'count'), 'utf8').length / 2;

/** All that a run does: it throws where git dies. */
const run = async (env: Readonly<Record<string, string>>): Promise<void> => {
  const opened = await open(repo, { env, link: ['*.env'] });
  await opened.prepare();
  const wrong = await opened.commit([{ path: 'new/file.yaml', op: 'add', bytes: bytes('x') }], META);
  await opened.takeBack([wrong.commit]);
  const right = await opened.commit([edit('run.sh', 'echo 2\n')], META);
  await opened.without(right.commit, async () => undefined);
  await opened.keep([right.commit], 'verified', 'caused');
};

/** ORCH_TEST_KILL_STEP=1 tries every call (some minutes); the default a few, over all phases. */
const STEP = Number(process.env.ORCH_TEST_KILL_STEP ?? 15);
/** A run makes some 95 calls or more. */
const CALLS = 92;

describe('a run that dies', () => {
  it.each(
    [...Array(CALLS).keys()].map((index) => index + 1).filter((call) => call % STEP === 0 || STEP === 1),
  )('at its git call %i is followed by a good one', async (last) => {
    for (const when of ['before', 'after'] as const) {
      const before = snapshot(repo.root);
      const side = repo.git(['rev-parse', SIDE]).trim();
      await expect(run(dyingGit(last, when))).rejects.toThrow();
      expect(calls()).toBeGreaterThanOrEqual(last);
      expect(snapshot(repo.root)).toEqual(before);
      expect(repo.git(['merge-base', '--is-ancestor', side, SIDE])).toBe('');
      const { kept, prepared } = await repairOnce(repo, six(`six: ${when}`));
      expect(kept).toMatchObject({ kept: true });
      expect(repo.git(['status', '--porcelain'], prepared.dir)).toBe('');
      expect(prepared.warnings.filter((line) => !line.includes('linked again'))).toEqual([]);
      expect(snapshot(repo.root)).toEqual(before);
    }
  });
});
