import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoWith } from '../rig/cli.ts';
import { packageRoot, start, type TestRepo } from '../rig/repo.ts';

const log = (repo: TestRepo, name: string, text: string): string => {
  mkdirSync(join(repo.dir, 'logs/fetch'), { recursive: true });
  const file = join(repo.dir, 'logs/fetch', name);
  writeFileSync(file, text);
  return file;
};
const FIRST = 'fetch_20261120-210000_attempt1.log';
const SECOND = 'fetch_20261120-210000_attempt2.log';
const TENTH = 'fetch_20261120-210000_attempt10.log';

describe('orch logs', () => {
  it('none yet: says where it would be and what makes one', async () => {
    using repo = await repoWith({ fetch: '0' });
    const ran = await repo.orch(['logs', 'fetch']);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toMatch(/no log of stage fetch yet \(.*logs\/fetch\)\n {2}next: orch run fetch/);
    expect(ran.stdout).toBe('');
    expect((await repo.orch(['logs', 'all'])).stderr).toMatch(/`all` is not a stage/);
  });

  it('the newest attempt, in its own bytes, and its path', async () => {
    using repo = await repoWith({
      fetch: 'process.stdout.write(Buffer.from([0x1b,0x5b,0x33,0x31,0x6d,0xff,0x00,10]))',
    });
    await repo.orch(['run', 'all']);
    const { stdout } = await repo.orch(['logs', 'fetch', '--path']);
    const ran = await repo.orch(['logs', 'fetch']);
    expect(ran.stderr).toBe(stdout);
    expect(ran.stdout).toBe(readFileSync(stdout.trim()).toString());
    expect(readFileSync(stdout.trim())).toHaveLength(8);
  });

  it('a part run by itself has its place in that order', async () => {
    using repo = await repoWith({ fetch: '0' });
    log(repo, TENTH, 'ten\n');
    log(repo, 'fetch_20261120-203000_only-web.log', 'earlier\n');
    expect((await repo.orch(['logs', 'fetch'])).stdout).toBe('ten\n');
    log(repo, 'fetch_20261120-213000_only-web.log', 'later\n');
    expect((await repo.orch(['logs', 'fetch'])).stdout).toBe('later\n');
  });

  it('goes by the attempts’ own order, not by what was touched last', async () => {
    using repo = await repoWith({ fetch: '0' });
    const old = log(repo, FIRST, 'one\n');
    log(repo, SECOND, 'two\n');
    log(repo, TENTH, 'ten\n');
    utimesSync(old, new Date(), new Date(Date.now() + 60_000));
    expect((await repo.orch(['logs', 'fetch'])).stdout).toBe('ten\n');
  });

  it('-f follows a growing log, then the next attempt, and ends by Ctrl-C with 130', async () => {
    using repo = await repoWith({ fetch: '0' });
    const file = log(repo, FIRST, 'one\n');
    const follow = repo.startOrch(['logs', 'fetch', '-f']);
    await follow.saw(/one\n/);
    appendFileSync(file, 'more\n');
    await follow.saw(/more\n/);
    appendFileSync(file, 'last words\n');
    log(repo, SECOND, 'two\n');
    await follow.saw(/two\n/);
    follow.kill('SIGINT');
    const ran = await follow.done;
    expect(ran.stdout).toBe('one\nmore\nlast words\ntwo\n');
    expect(
      ran.stderr
        .trim()
        .split('\n')
        .map((line) => line.split('/').at(-1)),
    ).toEqual([FIRST, SECOND]);
    expect(ran.code).toBe(130);
  });

  it('-f waits for the first log of a stage that is only about to run', async () => {
    using repo = await repoWith({ fetch: '0' });
    const follow = repo.startOrch(['logs', 'fetch', '-f']);
    await follow.saw(/no log of stage fetch yet; waiting/);
    log(repo, FIRST, 'one\n');
    await follow.saw(/^one$/m);
    follow.kill('SIGTERM');
    expect(await follow.done).toMatchObject({ code: 143, stdout: 'one\n' });
  });

  it('-f ends when nobody reads it any more', async () => {
    using repo = await repoWith({ fetch: '0' });
    const file = log(repo, FIRST, 'one\n');
    const pipe = `${JSON.stringify(process.execPath)} ${JSON.stringify(join(packageRoot, 'bin/orch.js'))} logs fetch -f | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const child = start(['bash', '-c', pipe], repo.dir, repo.env);
    await child.saw(/one\n/);
    const more = setInterval(() => appendFileSync(file, 'more\n'), 50);
    const ran = await child.done;
    clearInterval(more);
    expect(ran.stdout).toBe('one\n0\n');
    expect(ran.stderr).toBe(`${file}\n`);
  });

  it('works while the map is broken or wants a variable that this terminal lacks', async () => {
    using repo = await repoWith({ fetch: 'console.log(1)' });
    await repo.orch(['run', 'all']);
    repo.write('context_map.yaml', 'stages: [');
    const ran = await repo.orch(['logs', 'fetch']);
    expect(ran.stdout).toBe('1\n');
    expect(ran.stderr).toMatch(/context_map\.yaml:1:.*the stages of the last run are taken/s);
    expect((await repo.orch(['show', 'fetch'])).stdout).toMatch(/fetch: green/);
    expect((await repo.orch(['reset', 'fetch'])).code).toBe(0);
  });

  it('300 MB without a newline cost no memory', async () => {
    using repo = await repoWith({ fetch: '0' });
    const file = log(repo, FIRST, '');
    const fd = openSync(file, 'w');
    const block = Buffer.alloc(1 << 20, 'x');
    for (let i = 0; i < 300; i++) writeSync(fd, block);
    closeSync(fd);
    // The program itself says at its end how much memory it ever had (in KiB).
    const probe = "process.on('exit',()=>process.stderr.write('RSS '+process.resourceUsage().maxRSS+'\\n'))";
    const child = spawn(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(probe)}`,
        join(packageRoot, 'bin/orch.js'),
        'logs',
        'fetch',
      ],
      { cwd: repo.dir, env: repo.env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let bytes = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    expect(await new Promise((done) => child.on('close', done))).toBe(0);
    expect(bytes).toBe(300 * (1 << 20));
    expect(Number(/RSS (\d+)/.exec(stderr)?.[1])).toBeLessThan(200 * 1024);
  });
});
