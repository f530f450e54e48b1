/** `orch patch apply` writes all of a patch or nothing, whatever the work tree is like. */
import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyToWorkTree } from '../../src/cli/patch/apply.ts';
import { readPolicy } from '../../src/cli/patch/policy.ts';
import { applyPatch, checkPatch } from '../../src/cli/patch/run.ts';
import type { GatePolicy } from '../../src/core/patch/types.ts';
import { POLICY } from '../unit/patch/tree.ts';
import { env, makeRepo, snapshot } from './patch-repo.ts';

const policy: GatePolicy = { ...POLICY, builtinProtection: 'exact', newFilesUnder: ['deep'] };
const modify = (path: string): string => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-k: 1\n+k: 2\n`;
const add = (path: string): string => `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+k: 1\n`;

const repoWith = () => makeRepo({ 'a.yaml': 'k: 1\n', 'deep/b.yaml': 'k: 1\n' });
const applied = (repo: ReturnType<typeof makeRepo>, patch: string) =>
  applyPatch({ repo: repo.dir, file: repo.beside('p.diff', patch), policy, env });

it('a file in the way of what orch writes first: refused, with its name, and nothing is half written', async () => {
  using repo = repoWith();
  repo.write('deep/.orch-new-1', 'left by a kill');
  const before = snapshot(repo.dir);
  await expect(applied(repo, modify('a.yaml') + modify('deep/b.yaml'))).rejects.toMatchObject({
    exit: 'refused',
    message: expect.stringContaining('deep/.orch-new-1 is in the way'),
  });
  expect(snapshot(repo.dir)).toEqual(before);
});

it('a work tree that the system does not let change is told as such, and is as before', async () => {
  using repo = repoWith();
  const before = snapshot(repo.dir);
  const patch = modify('a.yaml') + add(`deep/new/${'x'.repeat(300)}.yaml`);
  await expect(applied(repo, patch)).rejects.toMatchObject({
    exit: 'state',
    message: expect.stringMatching(/ENAMETOOLONG.*nothing was changed/),
  });
  expect(snapshot(repo.dir)).toEqual(before);
});

it('a name of 250 characters can be changed, and new folders come with their file', async () => {
  const long = `deep/${'x'.repeat(245)}.yaml`;
  using repo = makeRepo({ [long]: 'k: 1\n', 'a.yaml': 'k: 1\n' });
  expect(await applied(repo, modify(long) + add('deep/new/er/c.yaml'))).toMatchObject({ ok: true });
  expect([repo.read(long), repo.read('deep/new/er/c.yaml')]).toEqual(['k: 2\n', 'k: 1\n']);
  expect(existsSync(join(repo.dir, 'deep', '.orch-new-0'))).toBe(false);
});

it('what was written is put back when a later file turns out to have become a folder', async () => {
  using repo = repoWith();
  const bytes = (text: string) => new TextEncoder().encode(text);
  const asked = new Set<string>();
  const before = (path: string) => {
    if (path === 'deep/b.yaml' && asked.has(path)) {
      rmSync(join(repo.dir, path));
      mkdirSync(join(repo.dir, path));
    }
    asked.add(path);
    return bytes('k: 1\n');
  };
  const files = ['a.yaml', 'deep/b.yaml'].map((path) => ({
    path,
    op: 'modify' as const,
    bytes: bytes('k: 2\n'),
  }));
  await expect(applyToWorkTree(repo.dir, files, before)).rejects.toMatchObject({ exit: 'state' });
  expect(repo.read('a.yaml')).toBe('k: 1\n');
  expect(repo.git('status', '--porcelain', '--untracked-files=all')).toBe(' D deep/b.yaml\n');
});

it('deletes in a repo that names its objects by SHA-256', async () => {
  using repo = repoWith();
  rmSync(join(repo.dir, '.git'), { recursive: true });
  repo.git('init', '-q', '-b', 'main', '--object-format=sha256');
  repo.git('add', '-A');
  repo.git('commit', '-qm', 'one');
  const file = repo.beside('p.diff', '--- a/a.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-k: 1\n');
  const rules = { ...policy, allowDelete: true };
  expect(await applyPatch({ repo: repo.dir, file, policy: rules, env })).toMatchObject({ ok: true });
  expect(existsSync(join(repo.dir, 'a.yaml'))).toBe(false);
});

it('a repo that git cannot read is told in git’s words, not as one without a commit', async () => {
  using repo = repoWith();
  const file = repo.beside('p.diff', modify('a.yaml'));
  const check = () => checkPatch({ repo: repo.dir, file, policy, env });
  const blob = repo.git('rev-parse', 'HEAD:a.yaml').trim();
  rmSync(join(repo.dir, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  await expect(check()).rejects.toMatchObject({
    exit: 'state',
    message: expect.stringContaining(`${blob} missing`),
    next: expect.stringContaining('git fsck'),
  });
  writeFileSync(join(repo.dir, '.git', 'config'), '[core\n');
  await expect(check()).rejects.toMatchObject({
    exit: 'config',
    message: expect.stringMatching(/^git cannot work in .*bad config line 1/),
  });
  rmSync(join(repo.dir, '.git', 'HEAD'));
  rmSync(join(repo.dir, '.git', 'config'));
  await expect(check()).rejects.toThrow(/is not in a git repository/);
});

it.each([
  ['below a file', (file: string) => join(file, 'x')],
  ['with a name that is too long', (file: string) => file + 'x'.repeat(300)],
])('a patch file %s cannot be read, and that is no bug', async (_what, named) => {
  using repo = repoWith();
  const file = named(repo.beside('p.diff', modify('a.yaml')));
  const command = { repo: repo.dir, file, policy, env };
  await expect(checkPatch(command)).rejects.toMatchObject({ exit: 'usage' });
  await expect(readPolicy(file)).rejects.toMatchObject({ exit: 'config' });
});

it('of a patch file that is far too long no more is read than tells so', async () => {
  using repo = repoWith();
  const file = repo.beside('p.diff', modify('a.yaml'));
  // Sparse: it takes no room, and no string could hold it.
  truncateSync(file, 3 * 1024 ** 3);
  expect(await checkPatch({ repo: repo.dir, file, policy, env })).toMatchObject({
    ok: false,
    violations: [{ rule: 'size' }],
  });
});

const reply = (fields: object): string =>
  JSON.stringify({
    ...{ kind: 'patch', summary: 's', edits: [], diff: null, commands: [], layer: null, suggestions: [] },
    ...fields,
  });
const chat = (content: string, finish = 'stop'): string =>
  JSON.stringify({ choices: [{ finish_reason: finish, message: { role: 'assistant', content } }] });
const responses = (text: string): string =>
  JSON.stringify({
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text }] }],
  });
const edits = [{ path: 'a.yaml', search: 'k: 1', replace: 'k: 2' }];

it.each([
  ['chat with a diff', chat(reply({ diff: modify('a.yaml') }))],
  ['chat with edits', chat(reply({ edits }))],
  ['responses with a diff', responses(reply({ diff: modify('a.yaml') }))],
  ['one with much around it', `${' '.repeat(POLICY.maxPatchBytes)}${chat(reply({ edits }))}`],
])('a reply as it lies under escalations/: %s', async (_what, body) => {
  using repo = repoWith();
  expect(await applied(repo, body)).toMatchObject({ ok: true });
  expect(repo.read('a.yaml')).toBe('k: 2\n');
});

it.each([
  ['cut off', chat(reply({ edits }), 'length'), /cut off at the limit of output tokens/],
  ['not fixable', responses(reply({ kind: 'not_fixable', layer: 'network' })), /no patch but not_fixable: s/],
])('a saved reply without a patch (%s) is refused for that', async (_what, body, why) => {
  using repo = repoWith();
  expect(await applied(repo, body)).toMatchObject({
    ok: false,
    violations: [{ rule: 'no-patch', message: expect.stringMatching(why) }],
  });
});
