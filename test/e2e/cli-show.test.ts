import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Script } from '../../lab/model/script.ts';
import { startModelServer } from '../../lab/model/server.ts';
import { expectTidy, nodeStage, repoWith } from '../rig/cli.ts';
import { makeRepo } from '../rig/repo.ts';

const SITE =
  "const t=require('fs').readFileSync('config/site.yaml','utf8');if(!/site: good/.test(t)){console.error('error: config/site.yaml: line 1: site has a bad value');process.exit(1)}";

const patch = (replace: string, suggestions: readonly string[] = []) => ({
  reply: {
    kind: 'patch',
    summary: 'the site needs another value',
    edits: [{ path: 'config/site.yaml', search: 'site: bad', replace }],
    diff: null,
    commands: [],
    layer: null,
    suggestions,
  },
});

/** A repo with a broken line, an executor and an escalation model, each with its own script. */
const brokenSite = async (executor: Script, strong: Script) => {
  const [local, remote] = await Promise.all([
    startModelServer({ script: executor }),
    startModelServer({ script: strong }),
  ]);
  const settings = {
    executor: { kind: 'openai-compatible', base_url: local.url, model: 'small' },
    escalation: { base_url: remote.url, model: 'strong' },
  };
  const repo = await makeRepo({
    files: {
      'context_map.yaml': `settings: ${JSON.stringify(settings)}\nstages:\n${nodeStage('site', SITE)}`,
      'config/site.yaml': 'site: bad\n',
    },
    env: { OPENAI_API_KEY: 'sk-test' },
  });
  return { repo, close: () => Promise.all([local.close(), remote.close()]) };
};

const unasked: Script = () => ({ status: 500, body: {} });

describe('orch show', () => {
  it('a stage that never ran, and one that does not exist', async () => {
    using repo = await repoWith({ fetch: '0' });
    const ran = await repo.orch(['show', 'fetch']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^fetch: never run\n\nNext:\n {2}run it: +orch run fetch\n$/),
    });
    expect((await repo.orch(['show', 'fetsh'])).stderr).toMatch(/did you mean `fetch`/);
  });

  it('an error that only differs in names is another one, and shown as similar', async () => {
    using repo = await repoWith({
      fetch:
        "const [,word]=/site: (\\w+)/.exec(require('fs').readFileSync('config/site.yaml','utf8'));console.error('error: deployments.apps \"'+word+'\" not found');process.exit(1)",
    });
    for (const word of ['alpha', 'beta']) {
      repo.write('config/site.yaml', `site: ${word}\n`);
      await repo.commit(word);
      expect((await repo.orch(['run', 'fetch', '--no-ai'])).code).toBe(1);
    }
    const { stdout } = await repo.orch(['show', 'fetch']);
    expect(stdout).toMatch(/^ {2}similar to fetch [0-9a-f]{8}: error: deployments\.apps "alpha" not found$/m);
    const { errors } = JSON.parse((await repo.orch(['show', 'fetch', '--json'])).stdout) as {
      errors: readonly { fingerprint: string; loose: string }[];
    };
    expect(new Set(errors.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(new Set(errors.map(({ loose }) => loose)).size).toBe(1);
  });

  it('the story after the executor mended it: what was wrong, what helped, its suggestions, the git commands', async () => {
    const { repo, close } = await brokenSite(
      () => patch('site: good', ['document the values of site']),
      unasked,
    );
    using _ = repo;
    const run = await repo.orch(['run', 'all']);
    await close();
    expect(run.code, run.stderr).toBe(0);
    const { stdout, ...rest } = await repo.orch(['show', 'site']);
    expectTidy({ stdout, ...rest });
    expect(stdout).toMatch(/^site: green since \d{4}-\d\d-\d\d \d\d:\d\d\n/);
    expect(stdout).toContain('[repo] error: config/site.yaml: line 1: site has a bad value');
    expect(stdout).toMatch(
      /1\. executor: verified: the stage was green with it: the site needs another value \([0-9a-f]{10}\)/,
    );
    expect(stdout).toContain('a model suggests: document the values of site');
    expect(stdout).toMatch(/escalations\/site_\S+\/: .*summary\.json/);
    expect(stdout).toMatch(/see: +orch review\n/);
    expect(stdout).toMatch(/take: +orch review accept all\n/);
    expect(stdout).not.toMatch(/after mending it by hand/);
    const told = JSON.parse((await repo.orch(['show', 'site', '--json'])).stdout);
    expect(told).toMatchObject({
      version: 1,
      stage: 'site',
      state: { status: 'green' },
      errors: [{ class: 'repo', occurrences: 0 }],
      cases: [
        {
          suggestions: ['document the values of site'],
          answers: [{ source: 'executor', outcome: 'candidate', verdict: 'verified' }],
        },
      ],
      review: { see: 'orch review' },
      next: null,
    });
    // The commands that it prints are real ones.
    const see = await repo.orch(told.review.see.split(' ').slice(1));
    expect(see.stdout).toMatch(/1 commit on ai\/orchestrator-stage1.*\n\n.*\n.*1 +site +error: config/);
  });

  it('the story after give_up: each try with its reason, and how to go on', async () => {
    const { repo, close } = await brokenSite(
      () => patch('site: worse'),
      ({ n }) => patch(`site: wrong ${n}`),
    );
    using _ = repo;
    const run = await repo.orch(['run', 'all']);
    await close();
    expect(run.code, run.stderr).toBe(2);
    const { stdout } = await repo.orch(['show', 'site']);
    expect(stdout).toMatch(/^site: gave up since /);
    expect(stdout).toMatch(/1\. executor: taken back: it did not help/);
    expect(stdout).toMatch(/escalation: taken back: it did not help/);
    expect(stdout).toMatch(/gave up: .*3/);
    expect(stdout).toMatch(/3 API calls/);
    expect(stdout).toMatch(/after mending it by hand: +orch run site\n/);
    expect(stdout).toMatch(/with full budgets again: +orch reset site && orch run site\n/);
    expect(stdout).toMatch(/the newest log: +orch logs site\n/);
  });

  it('tells times in the zone of whoever asks', async () => {
    using repo = await repoWith({ fetch: '0' });
    const run = await repo.orch(['run', 'all'], { TZ: 'Pacific/Kiritimati' });
    const at = new Date(JSON.parse((await repo.orch(['status', '--json'])).stdout).stages[0].since);
    const told = (timeZone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
    for (const TZ of ['Pacific/Kiritimati', 'America/New_York'])
      expect((await repo.orch(['show', 'fetch'], { TZ })).stdout).toContain(`green since ${told(TZ)}`);
    expect(run.stderr).toMatch(
      new RegExp(`^${told('Pacific/Kiritimati').slice(11)}:\\d\\d fetch: green`, 'm'),
    );
  });

  it('a summary that a kill cut short, and a case folder that was removed by hand', async () => {
    const { repo, close } = await brokenSite(() => patch('site: good'), unasked);
    using _ = repo;
    await repo.orch(['run', 'all']);
    await close();
    const { cases } = JSON.parse((await repo.orch(['show', 'site', '--json'])).stdout);
    writeFileSync(join(repo.dir, cases[0].dir, 'summary.json'), '{"suggest');
    const cut = await repo.orch(['show', 'site']);
    expect(cut.code).toBe(0);
    expect(cut.stdout).toMatch(/summary\.json cannot be read: /);
    rmSync(join(repo.dir, cases[0].dir), { recursive: true });
    const gone = await repo.orch(['show', 'site']);
    expect(gone.code).toBe(0);
    expect(gone.stdout).not.toContain('Case files');
  });
});
