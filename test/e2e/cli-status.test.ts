import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectPlain, expectTidy, repoWith } from '../rig/cli.ts';
import { packageRoot, type TestRepo } from '../rig/repo.ts';

const GREEN = '0';
const BROKEN = "console.error('error: config/site.yaml: line 1: bad value');process.exit(1)";
const json = async (repo: TestRepo, ...args: string[]) =>
  JSON.parse((await repo.orch([...args, 'status', '--json'])).stdout);
const BIN = join(packageRoot, 'bin', 'orch.js');

describe('orch status', () => {
  it('before any run: every stage of the map, idle, with the command that runs it; nothing is written', async () => {
    using repo = await repoWith({ fetch: GREEN, build: GREEN });
    const ran = await repo.orch(['status']);
    expect(ran.code).toBe(0);
    expect(ran.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['stage', 'status', 'since', 'attempts', 'error', 'next'],
      ['fetch', 'idle', 'orch run fetch'],
      ['build', 'idle', 'orch run build'],
      [''],
    ]);
    expect(existsSync(join(repo.dir, 'state'))).toBe(false);
    expect(await json(repo)).toMatchObject({
      version: 1,
      stages: [
        { stage: 'fetch', status: 'idle', since: null, attempts: 0, error: null, next: 'orch run fetch' },
        { stage: 'build', status: 'idle' },
      ],
    });
  });

  it('after a run: green, gave up with its error, and paused', async () => {
    using repo = await repoWith({ fetch: GREEN, build: BROKEN, ship: GREEN });
    await repo.orch(['pause', 'ship']);
    expect((await repo.orch(['run', 'all'])).code).toBe(2);
    const { stdout } = await repo.orch(['status']);
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows[1]).toEqual(['fetch', 'green', 'just now', '1']);
    expect(rows[2]).toEqual([
      'build',
      'gave up',
      'just now',
      '2',
      'error: config/site.yaml: line 1: bad value',
      'orch show build',
    ]);
    expect(rows[3]?.slice(0, 2)).toEqual(['ship', 'idle (paused)']);
    expect(rows[3]?.at(-1)).toBe('orch resume ship');
    const { stages, run } = await json(repo);
    expect(run.outcome).toBe('give_up');
    expect(stages[1]).toMatchObject({
      status: 'give_up',
      paused: false,
      attempts: 2,
      error: expect.stringMatching(/^[0-9a-f]{16}$/),
      summary: 'error: config/site.yaml: line 1: bad value',
      log: expect.stringMatching(/^logs\/build\/build_.*_attempt2\.log$/),
      next: 'orch show build',
    });
    expect(stages[2]).toMatchObject({ status: 'idle', paused: true, next: 'orch resume ship' });
  });

  it('failed without a model: not give_up, and a later run may succeed', async () => {
    using repo = await repoWith({ build: BROKEN });
    expect((await repo.orch(['run', 'build', '--no-ai'])).code).toBe(1);
    expect((await json(repo)).stages[0]).toMatchObject({ status: 'failed', next: 'orch show build' });
  });

  it('says the same by the short way, by the parser’s way, and from another folder', async () => {
    using repo = await repoWith({ fetch: GREEN });
    await repo.orch(['run', 'all']);
    mkdirSync(join(repo.dir, 'deep/er'), { recursive: true });
    const short = await repo.orch(['status', '--json']);
    const stages = JSON.parse(short.stdout).stages;
    for (const args of [
      ['--json', 'status'],
      ['status', '--json', '--no-color'],
    ])
      expect(JSON.parse((await repo.orch(args)).stdout).stages).toEqual(stages);
    for (const args of [
      ['-C', 'deep/er', 'status', '--json'],
      ['status', '-C', 'deep/er', '--json'],
    ])
      expect(JSON.parse((await repo.orch(args)).stdout).stages).toEqual(stages);
    const outside = await repo.orch(['-C', 'nowhere', 'status']);
    expect(outside.stderr).toMatch(/nowhere does not exist\n {2}next: /);
    expect(outside.code).toBe(78);
  });

  it('starts fast: after a run it loads two files and nothing else of orch', async () => {
    using repo = await repoWith({ fetch: GREEN });
    await repo.orch(['run', 'all']);
    const coverage = join(repo.dir, '..', 'coverage');
    await repo.orch(['status'], { NODE_V8_COVERAGE: coverage });
    const [file = ''] = readdirSync(coverage);
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as {
      result: { url: string }[];
    };
    const loaded = result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
    expect(loaded.map((url) => url.split('/').slice(-2).join('/'))).toEqual([
      'bin/orch.js',
      'dist/quick.cjs',
    ]);
    expect(statSync(join(packageRoot, 'dist/quick.cjs')).size).toBeLessThan(80_000);
  });

  it('an answer larger than a pipe arrives whole, also at a slow reader', async () => {
    using repo = await repoWith(Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`s${i}`, '0'])));
    await repo.orch(['run', 's0']);
    const quick = await repo.orch(['status', '--json']);
    expect(quick.stdout.length).toBeGreaterThan(200_000);
    expect(JSON.parse(quick.stdout).stages).toHaveLength(1500);
    const script = `node ${JSON.stringify(BIN)} status --json | { sleep 0.3; wc -c; }`;
    const ran = spawnSync('bash', ['-c', script], { cwd: repo.dir, env: repo.env, encoding: 'utf8' });
    expect(Number(ran.stdout)).toBe(Buffer.byteLength(quick.stdout));
  });

  it('names the workspace in the next command as the command line did', async () => {
    using repo = await repoWith({ fetch: BROKEN });
    await repo.git('mv', 'context_map.yaml', 'my map.yaml');
    await repo.commit('the map moves');
    const ran = await repo.orch(['-C', '.', '--map', 'my map.yaml', 'status']);
    expect(ran.stdout).toContain("orch -C . --map 'my map.yaml' run fetch");
  });

  it('a reader that goes away is no error', async () => {
    using repo = await repoWith({ fetch: GREEN, build: GREEN });
    await repo.orch(['run', 'all']);
    for (const command of ['status', 'status --no-color', '--help']) {
      const script = `set -o pipefail; node ${JSON.stringify(BIN)} ${command} 2>&1 | head -n 1`;
      const ran = spawnSync('bash', ['-c', script], { cwd: repo.dir, env: repo.env, encoding: 'utf8' });
      expect(ran.stdout.split('\n')).toHaveLength(2);
      expect([0, 141]).toContain(ran.status);
      expect(ran.stdout).not.toMatch(/Error|EPIPE/);
    }
  });

  it('colours only where they are wanted', async () => {
    using repo = await repoWith({ fetch: GREEN });
    await repo.orch(['run', 'all']);
    expectPlain((await repo.orch(['status'])).stdout);
    expect((await repo.orch(['status'], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[32mgreen\u001b[39m');
    expectPlain((await repo.orch(['status'], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout);
    expectPlain((await repo.orch(['status'], { FORCE_COLOR: '0' })).stdout);
    expectPlain((await repo.orch(['--no-color', 'status'], { FORCE_COLOR: '1' })).stdout);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('--watch follows a run in another terminal and ends by %s with %d', async (signal, code) => {
    using repo = await repoWith({ fetch: GREEN });
    const watch = repo.startOrch(['status', '--watch']);
    await watch.saw(/fetch +idle/);
    await repo.orch(['run', 'all']);
    await watch.saw(/fetch +green/);
    watch.kill(signal);
    const ran = await watch.done;
    expect(ran.code).toBe(code);
    expect(ran.stderr).toBe('');
    expectPlain(ran.stdout);
  });

  it('a run under way shows as running, with its log to follow', async () => {
    using repo = await repoWith({
      fetch: "require('fs').writeFileSync(process.env.ORCH_STATE_DIR+'/up','');setInterval(()=>{},1e3)",
    });
    const run = repo.startOrch(['run', 'all']);
    while (!existsSync(join(repo.dir, 'state/stages/up'))) await new Promise((done) => setTimeout(done, 25));
    expect((await json(repo)).stages[0]).toMatchObject({ status: 'running', next: 'orch logs fetch -f' });
    expect((await repo.orch(['show', 'fetch'])).stdout).toMatch(/fetch: running since .*orch logs fetch -f/s);
    const other = await repo.orch(['reset', 'fetch']);
    expect(other.code).toBe(75);
    expect(other.stderr).toMatch(/orch run fetch, process \d+ .*since .*\n {2}next: /);
    run.kill('SIGINT');
    expect((await run.done).code).toBe(130);
  });

  it('state of a newer orch is left alone, and nobody is told to move it away (74)', async () => {
    using repo = await repoWith({ fetch: GREEN });
    await repo.orch(['run', 'all']);
    const file = join(repo.dir, 'state/stage_status.json');
    const text = readFileSync(file, 'utf8').replace('"version": 1', '"version": 2');
    writeFileSync(file, text);
    for (const args of [['status'], ['run', 'all'], ['reset', 'all']]) {
      const ran = await repo.orch(args);
      expect(ran.code).toBe(74);
      expect(ran.stderr).toMatch(/stage_status\.json was written by a newer orch \(version 2/);
      expect(ran.stderr).not.toMatch(/corrupt|mv /);
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('nothing in an error’s text reaches the terminal as a command, on any way', async () => {
    const evil =
      '\\u001b]0;owned\\u0007\\u001b[2J\\u001b[31merror: config/site.yaml: bad \\u009b31m value \\u202ehidden\\u001b[0m\\r\\u0008';
    using repo = await repoWith({ build: `console.error(JSON.parse('"${evil}"'));process.exit(1)` });
    const run = await repo.orch(['run', 'build']);
    expect(run.code).toBe(2);
    const page = { stdout: readFileSync(join(repo.dir, 'logs/page.txt'), 'utf8'), stderr: '' };
    const all = [run, page];
    for (const args of [['status'], ['show', 'build'], ['status', '--json'], ['show', 'build', '--json']])
      all.push(await repo.orch(args));
    for (const ran of all) {
      expectPlain(ran.stdout);
      expectPlain(ran.stderr);
      expectTidy(ran);
    }
    const typed = await repo.orch(['logs', '\u001b[2Jbuild\u202e']);
    expect(typed.code).toBe(64);
    expectPlain(typed.stderr);
    const coloured = await repo.orch(['show', 'build'], { FORCE_COLOR: '1' });
    expectPlain(coloured.stdout.replace(/\u001b\[(?:1|2|22|31|32|33|39)m/g, ''));
  });
});
