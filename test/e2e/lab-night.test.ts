import { describe, expect, it } from 'vitest';
import { faults } from '../../lab/faults/index.ts';
import { labNight } from '../rig/lab-night.ts';
import { packageRoot, start } from '../rig/repo.ts';

const orch = (...args: string[]) =>
  start([process.execPath, `${packageRoot}/bin/orch.js`, ...args], packageRoot, { PATH: process.env.PATH })
    .done;

describe('the default night', () => {
  it('one transient, one for the executor, one through diagnostics; all six green, two commits, the page', async () => {
    using night = await labNight([]);
    const story = `${night.ran.stderr}\n${night.ran.stdout}`;
    expect(night.ran.code, story).toBe(0);
    expect(night.ran.stderr).toMatch(/SIMULATED/);
    expect(night.ran.stderr).toMatch(/SCRIPTED/);
    expect(night.ran.stdout).toMatch(/all 6 green/);
    expect(night.ran.stdout).toMatch(/2 commits on ai\/orchestrator-stage1/);
    expect(
      (await night.git('rev-list', '--no-merges', 'main..ai/orchestrator-stage1')).split('\n'),
    ).toHaveLength(2);
    const classes = night.events.flatMap((event) =>
      event.failure === undefined ? [] : [(event.failure as { class: string }).class],
    );
    expect(new Set(classes)).toEqual(new Set(['transient', 'repo']));
    expect(night.events.filter((event) => event.type === 'diagnosed')).toHaveLength(1);
    const kept = night.events.filter((event) => event.type === 'kept');
    expect(kept.map((event) => event.outcome)).toEqual(['verified', 'verified']);

    // The commits the page names exist, and the commands it prints work.
    const shown = [...night.ran.stdout.matchAll(/^ {2}([0-9a-f]{10}) /gm)].map(([, id = '']) => id);
    expect(shown).toHaveLength(2);
    for (const id of shown) expect(await night.git('cat-file', '-t', id)).toBe('commit');
    expect(
      await night.git(
        '-c',
        'user.name=t',
        '-c',
        'user.email=t@localhost',
        'merge',
        '--no-ff',
        '--no-edit',
        'ai/orchestrator-stage1',
      ),
    ).not.toBe('');

    expect((await orch('lab', 'down', night.dir)).code).toBe(0);
  });
});

describe('orch lab', () => {
  it('lists at least 18 faults, three a stage', async () => {
    const listed = JSON.parse((await orch('--json', 'lab', 'faults')).stdout).faults as { stage: string }[];
    expect(listed).toHaveLength(faults.length);
    for (const stage of ['vms', 'talos', 'infra', 'apps', 'ingress', 'obs'])
      expect(listed.filter((fault) => fault.stage === stage).length).toBeGreaterThanOrEqual(3);
  });

  it('refuses an unknown fault with a suggestion, and a folder that it did not make', async () => {
    const wrong = await orch('lab', 'run', '--fault', 'vms-bridge-tpyo');
    expect(wrong.code).toBe(64);
    expect(wrong.stderr).toContain('did you mean `vms-bridge-typo`');
    const down = await orch('lab', 'down', packageRoot);
    expect(down.code).toBe(64);
    const full = await orch('lab', 'run', '--dir', packageRoot);
    expect(full.code).toBe(64);
    expect(full.stderr).toContain('is not empty');
  });
});
