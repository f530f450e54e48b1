import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoWith } from '../rig/cli.ts';
import type { TestRepo } from '../rig/repo.ts';

const BROKEN = "console.error('error: config/site.yaml: bad value');process.exit(1)";
const stages = async (repo: TestRepo) =>
  Object.fromEntries(
    JSON.parse((await repo.orch(['status', '--json'])).stdout).stages.map(
      ({ stage, ...rest }: { stage: string }) => [stage, rest],
    ),
  );
const errors = (repo: TestRepo) =>
  Object.values(JSON.parse(readFileSync(join(repo.dir, 'state/errors.json'), 'utf8')).errors);
const events = (repo: TestRepo) =>
  readFileSync(join(repo.dir, 'logs/events.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('orch pause and resume', () => {
  it('a paused stage is left out of run all, says so, and takes part again after resume', async () => {
    using repo = await repoWith({ fetch: '0', build: '0' });
    const paused = await repo.orch(['pause', 'build']);
    expect(paused).toMatchObject({ code: 0, stderr: '' });
    expect(paused.stdout).toBe('build is paused: runs leave it out until `orch resume build`.\n');
    const run = await repo.orch(['run', 'all']);
    expect(run.stderr).not.toMatch(/build: running|paused: paused/);
    expect(await stages(repo)).toMatchObject({
      fetch: { status: 'green' },
      build: { paused: true, attempts: 0 },
    });
    expect((await repo.orch(['resume', 'build'])).stdout).toMatch(
      /takes part in runs again\. Next: orch run build/,
    );
    expect((await repo.orch(['run', 'all'])).code).toBe(0);
    expect(await stages(repo)).toMatchObject({ build: { status: 'green', paused: false } });
  });

  it('twice is the same as once; `all` and a stranger are no stage', async () => {
    using repo = await repoWith({ fetch: '0', build: '0' });
    for (const command of ['pause', 'pause', 'resume', 'resume'])
      expect((await repo.orch([command, 'fetch'])).code).toBe(0);
    for (const name of ['all', 'nope']) {
      const ran = await repo.orch(['pause', name]);
      expect(ran.code).toBe(64);
      expect(ran.stderr).toMatch(/is not a stage of this map.*\n {2}next: the stages are: fetch, build\n/);
    }
    expect(await stages(repo)).toMatchObject({ fetch: { paused: false }, build: { paused: false } });
  });

  it('--json says what was recorded, and who did it', async () => {
    using repo = await repoWith({ fetch: '0' });
    const ran = await repo.orch(['pause', 'fetch', '--json']);
    expect(JSON.parse(ran.stdout)).toEqual({ version: 1, event: 'paused', stages: ['fetch'] });
    expect(events(repo)).toMatchObject([
      { seq: 1, actor: 'cron', event: { type: 'paused', stage: 'fetch' } },
    ]);
  });
});

describe('orch reset', () => {
  it('while nothing ran: is no error, and keeps orch’s folders out of git', async () => {
    using repo = await repoWith({ fetch: '0' });
    const ran = await repo.orch(['reset', 'all']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /^fetch: counters .* Next: orch run all\n|^fetch: counters .* Next: orch run fetch\n/,
    );
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect((await repo.orch(['run', 'all'])).code).toBe(0);
  });

  it('after give_up: the counters of that stage start anew, the others stay', async () => {
    using repo = await repoWith({ build: BROKEN, ship: BROKEN });
    expect((await repo.orch(['run', 'all'])).code).toBe(2);
    expect((await repo.orch(['reset', 'build'])).stdout).toMatch(/^build: .* Next: orch run build\n$/);
    expect(await stages(repo)).toMatchObject({
      build: { status: 'idle', error: null, next: 'orch run build' },
      ship: { status: 'give_up' },
    });
    expect(errors(repo)).toMatchObject([
      { stage: 'build', occurrences: 0, total: 1 },
      { stage: 'ship', occurrences: 1 },
    ]);
    expect((await repo.orch(['reset', 'all'])).code).toBe(0);
    expect(await stages(repo)).toMatchObject({ ship: { status: 'idle' } });
  });

  it('a paused stage stays paused', async () => {
    using repo = await repoWith({ fetch: '0' });
    await repo.orch(['pause', 'fetch']);
    await repo.orch(['reset', 'fetch']);
    expect(await stages(repo)).toMatchObject({ fetch: { paused: true } });
  });

  it('without a stage it is wrong usage, and nothing is made', async () => {
    using repo = await repoWith({ fetch: '0' });
    const ran = await repo.orch(['reset']);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toMatch(/missing required argument 'stages'/);
    expect(existsSync(join(repo.dir, 'state'))).toBe(false);
  });
});
