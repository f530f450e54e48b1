import { describe, expect, it } from 'vitest';
import { describeVerdict, verdictJson } from '../../../src/cli/patch/run.ts';
import { gate, touchedPaths } from '../../../src/core/patch/gate.ts';
import { matchesGlob } from '../../../src/core/patch/glob.ts';
import { isGitDir } from '../../../src/core/patch/names.ts';
import { refusal } from '../../../src/core/patch/reasons.ts';
import { POLICY, text, treeOf } from './tree.ts';

describe('a refusal speaks to two readers', () => {
  const verdict = refusal([
    { rule: 'scope', path: 'a.yaml', line: 3, message: 'it is not among the files' },
    { rule: 'scope', path: 'a.yaml', line: 3, message: 'it is not among the files' },
    { rule: 'size', message: 'too long' },
  ]);
  it('in one line for the human', () => {
    expect(verdict.human).toBe(
      'refused, nothing was changed: scope: a.yaml (line 3): it is not among the files (and 1 more)',
    );
  });
  it('in one paragraph for the model, each reason once', () => {
    expect(verdict.model).toBe(
      'Your patch was refused as a whole and nothing was changed. (1) scope: a.yaml (line 3): it is not among the files. (2) size: too long. Send one complete corrected patch.',
    );
  });
  it('bounded, however many reasons there are', () => {
    const many = refusal(
      Array.from({ length: 500 }, (_, i) => ({ rule: 'scope', path: `f${i}`, message: 'x'.repeat(40) })),
    );
    expect(many.violations).toHaveLength(500);
    expect(many.model.length).toBeLessThan(1500);
    expect(many.model).toContain('And 490 more');
    expect(many.human.length).toBeLessThanOrEqual(300);
  });
  it('and to programs', () => {
    expect(verdictJson(verdict)).toMatchObject({
      ok: false,
      held: false,
      violations: [{ rule: 'scope', line: 3 }, { rule: 'size' }],
    });
    expect(describeVerdict(verdict, false)).toBe(
      'refused, nothing was changed\n  scope: a.yaml:3 it is not among the files\n  size: too long',
    );
  });
});

it('names every file a proposal may touch, under each spelling it may have', () => {
  const patch = '--- a/x/y.yaml\n+++ b/x/y.yaml\n@@ @@\n-a\n+b\n';
  expect(touchedPaths(text(patch)).toSorted()).toEqual(['a/x/y.yaml', 'b/x/y.yaml', 'x/y.yaml']);
  expect(touchedPaths(text('no patch'))).toEqual([]);
});

it('says that a file was not loaded rather than guess', () => {
  const tree = treeOf({ 'x.yaml': 'a\n' });
  const verdict = gate(
    text('--- a/x.yaml\n+++ b/x.yaml\n@@ @@\n-a\n+b\n'),
    { ...tree, read: () => undefined },
    POLICY,
  );
  expect(!verdict.ok && verdict.violations[0]?.rule).toBe('internal');
});

describe('globs', () => {
  it.each([
    ['**', 'a/b/c', true],
    ['**/x', 'x', true],
    ['**/x', 'a/b/x', true],
    ['**/x', 'a/bx', false],
    ['a/*.yaml', 'a/b.yaml', true],
    ['a/*.yaml', 'a/b/c.yaml', false],
    ['a/**', 'a/b/c', true],
    ['a/**', 'ab', false],
    ['a/', 'a/b', true],
    ['a.c', 'abc', false],
    ['a[1].yaml', 'a[1].yaml', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a/**/z', 'a/z', true],
  ])('%s and %s: %s', (glob, path, want) => expect(matchesGlob(glob, path)).toBe(want));
});

it.each([
  '.git',
  '.GIT',
  '.git.',
  '.git ',
  '.g\u200cit',
  'git~1',
  'GIT~1',
  '.git::$INDEX_ALLOCATION',
  '.gi\uff54',
])('%j is .git', (name) => expect(isGitDir(name)).toBe(true));
it.each(['git', '.gitignore', '.github', 'x.git', 'gitx~1'])('%j is not .git', (name) =>
  expect(isGitDir(name)).toBe(false),
);
