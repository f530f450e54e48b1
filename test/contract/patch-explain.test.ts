import { expect, it } from 'vitest';
import { describeExplanation, explainPatch, explanationJson } from '../../src/cli/explain/patch.ts';
import { readPolicy } from '../../src/cli/patch/policy.ts';
import { OPEN_POLICY } from '../../src/cli/patch/run.ts';
import { text } from '../unit/patch/tree.ts';
import { env, makeRepo } from './patch-repo.ts';

const FILES = { 'a.yaml': 'k: 1\n', 'b.sh': 'echo a\n' };
const patch =
  '--- a/a.yaml\n+++ b/a.yaml\n@@ @@\n-k: 1\n+k: 2\n--- a/b.sh\n+++ b/b.sh\n@@ @@\n-echo a\n+rm -rf /\n--- a/../c\n+++ b/../c\n@@ @@\n-a\n+b\n';

it('explains how an answer was read and why it was refused', async () => {
  using repo = makeRepo(FILES);
  const options = { repo: repo.dir, policy: OPEN_POLICY, env };
  const told = describeExplanation(await explainPatch(text(patch), options));
  expect(told).toContain('read as: unified');
  expect(told).toContain('line 1: modify a.yaml (1 hunk)');
  expect(told).toContain('line 11: path: the file name "a/../c" is not a repo path');
  expect(explanationJson(await explainPatch(text('nothing'), options))).toMatchObject({
    format: null,
    sections: [],
    verdict: { ok: false },
  });
  const good = await explainPatch(text(patch.slice(0, patch.indexOf('--- a/b.sh'))), options);
  expect(describeExplanation(good)).toContain('accepted: 1 file(s), 2 changed lines');
  await expect(explainPatch(text(patch), { ...options, commit: 'nope' })).rejects.toThrow(/no commit nope/);
});

it('reads a policy file and names the key that is wrong', async () => {
  using repo = makeRepo(FILES);
  const read = (content: string) => readPolicy(repo.beside('p.json', content));
  expect(await read('{"allowed_files": ["a"], "content_rules": true}')).toMatchObject({
    allowedFiles: ['a'],
    contentRules: 'refuse',
    builtinProtection: 'full',
    allowDelete: false,
    allowNewTopLevel: false,
  });
  expect(
    await read('{"allowed_files": [], "content_rules": "hold", "no_new_top_level": false}'),
  ).toMatchObject({ contentRules: 'hold', allowNewTopLevel: true });
  await expect(read('{"allowed_files": [], "max_files": 0}')).rejects.toThrow(/max_files/);
  await expect(read('{"allowed_files": [], "allow_symlink": true}')).rejects.toThrow(/allow_symlink/);
  await expect(read('{"allowed_files": [], "protectd": []}')).rejects.toThrow(/protectd/);
  await expect(read('{')).rejects.toThrow(/cannot be read/);
  await expect(readPolicy(`${repo.top}/missing.json`)).rejects.toThrow(/cannot be read/);
});
