/**
 * Every fault of the lab on three nights that differ in everything that a night may differ in (seed: pids, UUIDs,
 * suffixes, tokens; folder, ports, times). Needs only Node; it is here because it takes minutes.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../lab/commands/folder.ts';
import { breakWith, labEnv } from '../../lab/commands/night.ts';
import { startServers } from '../../lab/commands/servers.ts';
import { faults } from '../../lab/faults/index.ts';
import type { Fault } from '../../lab/faults/types.ts';
import { inTurn } from '../../src/core/in-turn.ts';
import { WHOLE } from '../rig/folder.ts';
import { packageRoot, start } from '../rig/repo.ts';

const SEEDS = [11, 222, 3333] as const;
const NIGHTS_AT_ONCE = 4;

interface Named {
  readonly fault: string;
  readonly seed: number;
  /** Of the first failure of that night. */
  readonly hash: string | undefined;
  readonly story: string;
}

interface Event {
  readonly type: string;
  readonly failure?: { readonly fingerprint: string };
}

/** One night with one fault, no model at hand: what its first failure is called. */
const nightOf = async (fault: Fault, seed: number): Promise<Named> => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-seed-')));
  const lab = makeFolder(join(top, 'lab'), { seed, fast: true });
  const server = await startServers(lab, { seed, fast: true, faults: [fault], packageRoot });
  try {
    breakWith(lab, fault);
    const argv = [process.execPath, join(packageRoot, 'bin', 'orch.js'), '-C', lab.repo];
    const env = labEnv(lab, server.secrets, { PATH: process.env.PATH, LANG: 'C.UTF-8' });
    const ran = await start([...argv, 'run', 'all', '--no-ai', '--fail-fast'], top, env).done;
    const events = readFileSync(join(lab.repo, 'logs', 'events.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { event: Event }).event);
    const failed = events.find(({ type, failure }) => type === 'attempt_ended' && failure !== undefined);
    return { fault: fault.id, seed, hash: failed?.failure?.fingerprint, story: ran.stdout + ran.stderr };
  } finally {
    await server.close();
    rmSync(top, WHOLE);
  }
};

describe('the name of a failure', () => {
  it(`repeats on other nights and is nobody else's: ${faults.length} faults, ${SEEDS.length} nights each`, async () => {
    const turn = inTurn(NIGHTS_AT_ONCE);
    const named = await Promise.all(
      faults.flatMap((fault) => SEEDS.map((seed) => turn(() => nightOf(fault, seed)))),
    );
    for (const { fault, seed, hash, story } of named)
      expect(hash, `${fault}, seed ${seed}\n${story}`).toMatch(/^[0-9a-f]{16}$/);
    const hashes = new Map(
      faults.map(({ id }) => [
        id,
        [...new Set(named.filter(({ fault }) => fault === id).map(({ hash }) => hash))],
      ]),
    );
    const unstable = [...hashes].filter(([, found]) => found.length > 1);
    expect(unstable).toEqual([]);
    const all = [...hashes.values()].flat();
    expect(new Set(all).size, JSON.stringify([...hashes])).toBe(all.length);
  }, 900_000);

  it('of an environment or a credential costs no call to any model', () => {
    const silent = faults.filter(({ kind }) => kind === 'environment' || kind === 'credential');
    expect(silent.length).toBeGreaterThan(3);
    // What each night really asked is counted by test/e2e/lab-*.test.ts against these numbers.
    for (const { id, expected } of silent)
      expect([id, expected.executorCalls, expected.apiCalls]).toEqual([id, 0, 0]);
  });
});
