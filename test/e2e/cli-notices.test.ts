import { describe, expect, it } from 'vitest';
import { repoWith } from '../rig/cli.ts';

const TALKS = `require('node:fs').writeSync(3, JSON.stringify({step:'versions',index:0,phase:'check',outcome:'ok',notices:['upgrade with: talosctl upgrade']})+'\\n')`;

describe('what a stage has to say to the human', () => {
  it('is on the page, in orch status and in its JSON, until the stage no longer says it', async () => {
    using repo = await repoWith({ talk: TALKS });
    const ran = await repo.orch(['run', 'all']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^for you: talk: upgrade with: talosctl upgrade$/m);
    expect((await repo.orch(['status'])).stdout).toMatch(/^for you: talk: upgrade with: talosctl upgrade$/m);
    const { stages } = JSON.parse((await repo.orch(['status', '--json'])).stdout);
    expect(stages).toMatchObject([{ stage: 'talk', notices: ['upgrade with: talosctl upgrade'] }]);
  });

  it('a run in which every stage is paused says so', async () => {
    using repo = await repoWith({ build: '0' });
    await repo.orch(['pause', 'build']);
    const ran = await repo.orch(['run', 'all']);
    expect(ran.stdout).toMatch(/paused, nothing was run/);
    expect(ran.stdout).not.toContain('of 1 green');
  });

  it('a workspace run by another map: the next command names it, whoever asks', async () => {
    using repo = await repoWith({ build: 'process.exit(1)' });
    await repo.git('mv', 'context_map.yaml', 'other.yaml');
    await repo.commit('other map');
    expect((await repo.orch(['--map', 'other.yaml', 'run', 'all'])).code).not.toBe(0);
    expect((await repo.orch(['status'])).stdout).toContain('orch --map other.yaml show build');
  });
});
