import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../lab/model/script.ts';
import { startModelServer } from '../../lab/model/server.ts';
import { expectTidy, nodeStage } from '../rig/cli.ts';
import { makeRepo, type TestRepo } from '../rig/repo.ts';

const SITE =
  "const t=require('fs').readFileSync('config/site.yaml','utf8');if(!/site: good/.test(t)){console.error('error: config/site.yaml: line 1: site has a bad value');process.exit(1)}";

const patch = (replace: string) => ({
  reply: {
    kind: 'patch',
    summary: `say ${replace}`,
    edits: [{ path: 'config/site.yaml', search: 'site: bad', replace }],
    diff: null,
    commands: [],
    layer: null,
    suggestions: [],
  },
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A repo with a broken line and a scripted executor, after a night that mended it. */
const afterNight = async (script: Script) => {
  const server = await startModelServer({ script });
  open.push(() => server.close());
  const settings = {
    executor: { kind: 'openai-compatible', base_url: server.url, model: 'small' },
    escalation: { enabled: false },
  };
  const repo = await makeRepo({
    files: {
      'context_map.yaml': `settings: ${JSON.stringify(settings)}\nstages:\n${nodeStage('site', SITE)}`,
      'config/site.yaml': 'site: bad\n',
    },
  });
  open.push(async () => repo[Symbol.dispose]());
  const run = await repo.orch(['run', 'all']);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/see +orch review\n +take +orch review accept all\n/);
  return { repo, requests: server.requests };
};
const json = async (repo: TestRepo, ...args: readonly string[]) =>
  JSON.parse((await repo.orch(['review', ...args, '--json'])).stdout);

describe('orch review', () => {
  it('lists, shows and accepts; also when the state is gone', async () => {
    const { repo } = await afterNight(() => patch('site: good'));
    const listed = await repo.orch(['review']);
    expectTidy(listed);
    expect(listed.stdout).toMatch(
      /^1 commit on ai\/orchestrator-stage1 for you to review, newest first; main has none of it yet:\n/,
    );
    expect(listed.stdout).toMatch(
      /1 +site +error: config\/site\.yaml: line 1: site has a bad value +executor +verified +\+1 −1, 1 file\n/,
    );
    const shown = await repo.orch(['review', 'show', '1']);
    expectTidy(shown);
    expect(shown.stdout).toMatch(/Before: error: config\/site\.yaml.*\n {2}\| error: config/);
    expect(shown.stdout).toContain('After: verified: the stage was green with it');
    expect(shown.stdout).toMatch(/Case file: escalations\/site_\S+\/\n/);
    expect(shown.stdout).toMatch(/1\. executor: verified: the stage was green with it: say site: good/);
    expect(shown.stdout).toContain('-site: bad\n+site: good\n');
    for (const folder of ['state', 'logs', 'escalations'])
      rmSync(join(repo.dir, folder), { recursive: true, force: true });
    expect(await json(repo, 'show', '1')).toMatchObject({
      stage: 'site',
      error: 'error: config/site.yaml: line 1: site has a bad value',
      case: null,
      tried: [],
    });
    const wrong = await repo.orch(['review', 'accept', '2']);
    expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining('there is no 2 to review')]);
    repo.write('config/site.yaml', 'half an edit\n');
    const dirty = await repo.orch(['review', 'accept', 'all']);
    expect([dirty.code, dirty.stderr]).toEqual([77, expect.stringContaining('git stash')]);
    await repo.git('checkout', '--quiet', '--', '.');
    const taken = await repo.orch(['review', 'accept', 'all']);
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringMatching(/^Accepted: .*main moved forward/)]);
    expect(readFileSync(join(repo.dir, 'config/site.yaml'), 'utf8')).toBe('site: good\n');
    expect((await repo.orch(['review'])).stdout).toMatch(/^Nothing to review/);
    expect(await json(repo)).toMatchObject({ base: 'main', commits: [] });
  });

  it('what was rejected is neither replayed nor taken again, and the next prompt says so', async () => {
    const { repo, requests } = await afterNight(({ n }) =>
      patch(n <= 2 ? 'site: good' : 'site: good # mine'),
    );
    const rejected = await repo.orch(['review', 'reject', '1']);
    expect([rejected.code, rejected.stdout]).toEqual([
      0,
      expect.stringContaining('the same change will not be taken again'),
    ]);
    expect(await repo.git('show', 'ai/orchestrator-stage1:config/site.yaml')).toBe('site: bad\n');
    const asked = requests.length;
    const run = await repo.orch(['run', 'all']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^1 commit on ai\/orchestrator-stage1 for you to review/m);
    expect(requests).toHaveLength(asked + 2);
    expect(requests.at(-1)?.text).toMatch(/A human rejected this change on \d{4}-\d\d-\d\d/);
    expect(await repo.git('show', 'ai/orchestrator-stage1:config/site.yaml')).toBe('site: good # mine\n');
    const { commits } = await json(repo);
    expect(commits).toMatchObject([{ number: 1, subject: 'site: say site: good # mine' }]);
    expect((await json(repo, 'show', '1')).tried).toMatchObject([
      { outcome: 'refused' },
      { outcome: 'candidate', verdict: 'verified' },
    ]);
  });
});
