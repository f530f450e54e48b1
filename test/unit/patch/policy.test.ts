import { describe, expect, it } from 'vitest';
import { judgeOp, protectedReason } from '../../../src/core/patch/policy.ts';
import type { Op } from '../../../src/core/patch/resolve.ts';
import type { GatePolicy } from '../../../src/core/patch/types.ts';
import { POLICY, treeOf } from './tree.ts';

const tree = treeOf(
  {
    'scripts/talos.sh': 'a\n',
    'cluster/apps/blog.yaml': 'a\n',
    'cluster/one/x.yaml': 'a\n',
    'cluster/two/x.yaml': 'a\n',
    'cluster/three/x.yaml': 'a\n',
    'cluster/four/x.yaml': 'a\n',
  },
  { link: '120000', 'vendor/charts': '160000' },
);
const STRICT: GatePolicy = {
  ...POLICY,
  allowedFiles: ['scripts/talos.sh', 'cluster/**', 'link', 'vendor/**'],
  newFilesUnder: ['scripts/new', 'docs/'],
};
const OPEN: GatePolicy = { ...STRICT, allowNewTopLevel: true, allowedFiles: ['**'] };

const op = (kind: Op['kind'], path: string, more: Partial<Op> = {}): Op => ({
  kind,
  path,
  no: 7,
  body: { kind: 'hunks', hunks: [] },
  ...more,
});
const found = (wanted: Op, policy = STRICT): readonly string[] =>
  judgeOp(wanted, tree, policy).map(({ rule, path, line, message }) => {
    expect([path, line]).toEqual([path === wanted.from ? wanted.from : wanted.path, wanted.no]);
    return `${rule}: ${message}`;
  });

describe('paths that are never touched', () => {
  const STATE = ' holds run-time state and is never part of a fix';
  it.each([
    ['.git/config', 'git-dir: nothing inside .git may be touched'],
    ['state', `state: state/${STATE}`],
    ['State/x', `state: state/${STATE}`],
    ['.orch/x', `state: .orch/${STATE}`],
    ['cluster/run/x', `state: cluster/run/${STATE}`],
    ['cluster/run', `state: cluster/run/${STATE}`],
    ['cluster/own.yaml', 'protected: it is protected by the workspace (cluster/own.yaml)'],
    ['Cluster/OWN.yaml', 'protected: it is protected by the workspace (cluster/own.yaml)'],
    ['cluster/kept/deep/x', 'protected: it is protected by the workspace (cluster/kept)'],
    ['cluster/Upper/x', 'protected: it is protected by the workspace (cluster/Upper)'],
    [
      'cluster/.envrc',
      'protected: it is always protected (**/.envrc): it would change what runs or who decides',
    ],
  ])('%s', (path, words) => {
    const policy: GatePolicy = {
      ...STRICT,
      stateDirs: ['cluster/run//'],
      protected: ['cluster/own.yaml', 'cluster/kept', 'cluster/Upper'],
    };
    expect(found(op('add', path), policy)[0]).toBe(words);
    expect(found(op('modify', path), policy)[0]).toBe(words);
  });
  it('names that only begin like a state folder are free', () => {
    const policy = { ...OPEN, stateDirs: ['cluster/run'] };
    expect(found(op('add', 'statement.md'), policy)).toEqual([]);
    expect(found(op('add', 'cluster/runner.yaml'), policy)).toEqual([]);
  });
  it('with exact protection only .git and what the policy names', () => {
    const policy: GatePolicy = { ...OPEN, builtinProtection: 'exact', protected: ['kept'] };
    for (const path of ['state/x', 'cluster/.envrc']) expect(found(op('add', path), policy)).toEqual([]);
    expect(found(op('add', '.git/x'), policy)[0]).toMatch(/^git-dir/);
    expect(found(op('add', 'kept'), policy)[0]).toMatch(/^protected/);
    expect(found(op('add', 'run/x'), { ...policy, stateDirs: ['run'] })[0]).toMatch(/^state/);
  });
  it.each([
    ['a/?.md', 'a/\ufb01.md', true],
    ['a/?', 'a/\ufb01/b', true],
    ['a/?.md', 'a/fi.md', false],
    ['a/Upper', 'A/UPPER/b', true],
    ['a/Upper', 'A/UPPER', true],
    ['a/Upper', 'A/UPPERS', false],
  ])('%s holds %s: %s', (glob, path, held) =>
    expect(protectedReason(path, { ...STRICT, protected: ['b', glob] })).toBe(
      held ? `it is protected by the workspace (${glob})` : undefined,
    ),
  );
  it('a command is told why a path is protected, for repo paths only', () => {
    expect(protectedReason('state/x', STRICT)).toBe(`state/${STATE}`);
    for (const path of ['scripts/talos.sh', '/state/x', '~/state/x', '$HOME/.envrc', '../state/x'])
      expect(protectedReason(path, STRICT)).toBeUndefined();
  });
});

describe('what stands in the way', () => {
  it.each([
    ['modify', 'link', 'symlink: it is a symlink, and links are not changed'],
    ['modify', 'vendor/charts', 'submodule: it is a submodule, and submodules are not changed'],
    ['modify', 'link/x', 'symlink: link is a symlink: name the real path'],
    ['add', 'vendor/charts/deep/x', 'submodule: vendor/charts is a submodule: it is not ours to change'],
    ['add', 'scripts/talos.sh/x', 'path: scripts/talos.sh is a file, not a folder'],
  ] as const)('%s %s', (kind, path, words) => expect(found(op(kind, path))).toEqual([words]));
});

describe('which files a stage may change', () => {
  it('says which, and where new ones may be', () => {
    const [words] = found(op('modify', 'docs/x.md'), {
      ...STRICT,
      allowedFiles: ['a', 'b'],
      newFilesUnder: ['c/', 'd'],
    });
    expect(words).toBe(
      'scope: it is not among the files this stage may change (a, b); new files only under c/, d',
    );
    expect(found(op('modify', 'docs/x.md'), { ...STRICT, allowedFiles: [], newFilesUnder: [] })[0]).toBe(
      'scope: it is not among the files this stage may change (none)',
    );
  });
  it('names twelve of them at most', () => {
    const allowedFiles = Array.from({ length: 13 }, (_, i) => `f${i}`);
    const [words] = found(op('modify', 'docs/x.md'), { ...STRICT, allowedFiles, newFilesUnder: [] });
    expect(words).toContain('f10, f11)');
    expect(words).not.toContain('f12');
  });
  it('new files under a folder by its whole name, with or without a slash; known files are not new', () => {
    expect(found(op('add', 'scripts/new/x.sh'))).toEqual([]);
    expect(found(op('add', 'docs/x.md'), { ...STRICT, allowNewTopLevel: true })).toEqual([]);
    expect(found(op('add', 'scripts/newer/x.sh'))[0]).toMatch(/^scope/);
    const own = { ...STRICT, allowedFiles: [], newFilesUnder: ['scripts', 'nowhere'] };
    expect(found(op('modify', 'scripts/talos.sh'), own)[0]).toMatch(/^scope/);
    expect(found(op('modify', 'scripts/gone.sh'), own)).toEqual(['no-file: no such file is tracked']);
  });
});

describe('new files', () => {
  it.each<[string, GatePolicy, readonly string[]]>([
    ['cluster/n.yaml', { ...STRICT, allowNewFiles: false }, ['new-file: new files are not allowed here']],
    ['cluster/n.yaml', { ...STRICT, allowNewFiles: true }, []],
    ['cluster/n.yaml', STRICT, []],
    ['cluster/con', STRICT, ['twin-name: it is a reserved device name: choose a plain name']],
    [
      'cluster/apps/blog.yaml',
      STRICT,
      ['exists: the patch adds this file but it exists already: send a change of it instead'],
    ],
    ['cluster/apps', STRICT, ['exists: a folder of this name exists']],
    [
      'top.yaml',
      { ...STRICT, allowedFiles: ['**'] },
      ['top-level: new entries at the top of the repo are not allowed'],
    ],
    [
      'new/top.yaml',
      { ...STRICT, allowedFiles: ['**'] },
      ['top-level: new entries at the top of the repo are not allowed'],
    ],
    ['top.yaml', OPEN, []],
    [
      'cluster/apps/Blog.yaml',
      STRICT,
      [
        'twin-name: it differs from cluster/apps/blog.yaml only by case or look: write the name as it stands in the tree',
      ],
    ],
    [
      'cluster/Apps/x.yaml',
      STRICT,
      [
        'twin-name: it differs from cluster/apps only by case or look: write the name as it stands in the tree',
      ],
    ],
  ])('%s', (path, policy, words) => expect(found(op('add', path), policy)).toEqual(words));
});

describe('modes', () => {
  const asks = (asksMode: string, policy: GatePolicy = STRICT) =>
    found(op('modify', 'scripts/talos.sh', { asksMode }), policy);
  it('are left as they are, unless the policy lets them change', () => {
    expect(asks('100755')).toEqual([
      'mode: the patch changes the executable bit: leave modes as they are (run a new script with `bash FILE`)',
    ]);
    for (const mode of ['100644', '100755'])
      expect(asks(mode, { ...STRICT, allowModeChange: true })).toEqual([]);
  });
  it('that are no file are never made, whatever the policy says', () => {
    const free = { ...STRICT, allowModeChange: true };
    expect(asks('120000', free)).toEqual(['symlink: the patch makes a symlink: links are never made']);
    expect(asks('160000', free)).toEqual(['submodule: the patch makes a submodule: these are never made']);
    for (const mode of ['100600', '0100644', '1006440', '040000'])
      expect(asks(mode, free)).toEqual([`mode: mode ${mode} is none git knows`]);
  });
});

describe('operations', () => {
  it('a missing file is named with up to three that are called like it', () => {
    expect(found(op('modify', 'cluster/x.yaml'))).toEqual([
      'no-file: no such file is tracked; there is cluster/one/x.yaml, cluster/two/x.yaml, cluster/three/x.yaml',
    ]);
    expect(found(op('modify', 'cluster/gone/blog.yaml'))).toEqual([
      'no-file: no such file is tracked; there is cluster/apps/blog.yaml',
    ]);
    expect(found(op('modify', 'cluster/q.yaml'))).toEqual(['no-file: no such file is tracked']);
  });
  it('deleting and renaming are asked for by the policy', () => {
    expect(found(op('delete', 'scripts/talos.sh'))).toEqual(['delete: deleting files is not allowed']);
    expect(found(op('delete', 'scripts/talos.sh'), { ...STRICT, allowDelete: true })).toEqual([]);
    const moved = op('rename', 'cluster/apps/b.yaml', { from: 'cluster/apps/blog.yaml' });
    expect(found(moved)).toEqual(['rename: renaming files is not allowed']);
    expect(found(moved, { ...STRICT, allowRename: true })).toEqual([]);
  });
  it('a rename is judged at both ends', () => {
    const free = { ...STRICT, allowRename: true };
    const into = op('rename', 'state/x.yaml', { from: 'cluster/apps/blog.yaml' });
    expect(found(into, free)).toEqual(['state: state/ holds run-time state and is never part of a fix']);
    const out = judgeOp(op('rename', 'cluster/apps/n.yaml', { from: '.git/config' }), tree, free);
    expect(out.map(({ rule, path }) => [rule, path])).toEqual([['git-dir', '.git/config']]);
  });
});
