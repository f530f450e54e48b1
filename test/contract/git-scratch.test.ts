/** The copy that an agent edits in place: byte for byte, and its diff tells all, whatever the agent does to git. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Repo, Scratch } from '../../src/ports.ts';
import { type GitRepo, gitRepo } from '../rig/git-repo.ts';
import { FILES, open } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

let repo: GitRepo;
let opened: Repo;
let scratch: Scratch;
const at = (path: string): string => join(scratch.dir, path);

beforeEach(async () => {
  repo = gitRepo({
    config: '[core]\n\tautocrlf = true\n[diff]\n\tnoprefix = true\n\tmnemonicPrefix = true\n',
  });
  repo.git(['config', 'filter.shout.smudge', 'tr a-z A-Z']);
  repo.git(['config', 'core.autocrlf', 'false']);
  repo.commit({
    ...FILES,
    'crlf.txt': 'a\r\nb\r\n',
    '.gitattributes': '*.loud filter=shout\n*.id ident\nhidden.yaml -diff\n',
    'a.loud': 'quiet\n',
    'b.id': '$Id$\n',
    'hidden.yaml': 'a: 1\n',
    'sub dir/ü.txt': 'x\n',
  });
  repo.git(['config', 'core.autocrlf', 'true']);
  opened = await open(repo);
  await opened.prepare();
  scratch = await opened.scratch();
});
afterEach(async () => {
  await scratch.remove();
  repo[Symbol.dispose]();
});

describe('a scratch copy', () => {
  it('holds the tracked files as the blobs are: no line ends, filters or keywords changed', async () => {
    const before = snapshot(repo.root);
    expect(readFileSync(at('crlf.txt'), 'utf8')).toBe('a\r\nb\r\n');
    expect(readFileSync(at('config/a.yaml'), 'utf8')).toBe(FILES['config/a.yaml']);
    expect(readFileSync(at('a.loud'), 'utf8')).toBe('quiet\n');
    expect(readFileSync(at('b.id'), 'utf8')).toBe('$Id$\n');
    expect(await scratch.diff()).toBe('');
    expect(snapshot(repo.root)).toEqual(before);
  });

  it('tells edits, new files, deletions, modes and links, in git’s own form', async () => {
    writeFileSync(at('hidden.yaml'), 'a: 2\n');
    writeFileSync(at('new ü.yaml'), 'n\n');
    rmSync(at('crlf.txt'));
    chmodSync(at('run.sh'), 0o755);
    symlinkSync('/etc/passwd', at('evil'));
    const diff = await scratch.diff();
    expect(diff).toContain('--- a/hidden.yaml\n+++ b/hidden.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2\n');
    expect(diff).toContain('new file mode 100644');
    expect(diff).toContain('+++ "b/new \\303\\274.yaml"');
    expect(diff).toContain('deleted file mode 100644');
    expect(diff).toContain('old mode 100644\nnew mode 100755\n');
    expect(diff).toContain('new file mode 120000');
    writeFileSync(join(repo.home, 'agent.diff'), diff);
    repo.git(['apply', '--check', '--cached', join(repo.home, 'agent.diff')]);
  });

  it('has a repo of its own for agents, and is not fooled by what they do to it', async () => {
    const agent = (...args: string[]): string =>
      execFileSync('git', args, { cwd: scratch.dir, env: repo.env, encoding: 'utf8' });
    expect(agent('status', '--porcelain')).toBe('');
    expect(agent('log', '--format=%s')).toBe('The files as they stand\n');
    writeFileSync(at('run.sh'), 'echo changed\n');
    agent('commit', '--quiet', '--all', '-m', 'hidden in a commit');
    agent('config', 'diff.external', '/bin/true');
    writeFileSync(at('.git/info/exclude'), '*\n');
    writeFileSync(at('new.yaml'), 'n\n');
    mkdirSync(at('nested'));
    agent('init', '--quiet', 'nested');
    writeFileSync(at('nested/deep.yaml'), 'd\n');
    execFileSync('mkfifo', [at('pipe')]);
    const diff = await scratch.diff();
    expect([...diff.matchAll(/^diff --git a\/(.+) b\//gm)].map((found) => found[1])).toEqual([
      'nested/deep.yaml',
      'new.yaml',
      'run.sh',
    ]);
    rmSync(at('.git'), { recursive: true });
    expect(await scratch.diff()).toBe(diff);
  });

  it('leaves out what the repo ignores, and says when the agent took the copy away', async () => {
    writeFileSync(at('local.env'), 'TOKEN=1\n');
    expect(await scratch.diff()).toBe('');
    renameSync(scratch.dir, `${scratch.dir}.gone`);
    symlinkSync('/etc', scratch.dir);
    await expect(scratch.diff()).rejects.toMatchObject({ exit: 'refused' });
  });

  it('goes away whole, closed folders included', async () => {
    mkdirSync(at('closed/inner'), { recursive: true });
    writeFileSync(at('closed/inner/x.yaml'), 'x\n');
    chmodSync(at('closed/inner/x.yaml'), 0o000);
    chmodSync(at('closed'), 0o000);
    expect(await scratch.diff()).toContain('+++ b/closed/inner/x.yaml');
    chmodSync(at('closed'), 0o000);
    await scratch.remove();
    expect(existsSync(join(scratch.dir, '..'))).toBe(false);
    await scratch.remove();
  });
});
