import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/patch/gate.ts';
import type { GatePolicy } from '../../../src/core/patch/types.ts';
import { POLICY, resultsOf, rulesOf, text, treeOf } from './tree.ts';

const FILES = {
  'Master_Memo.md': '# memo\n',
  'scripts/talos.sh': 'a\nb\nc\n',
  'cluster/apps/blog.yaml': 'a: 1\nb: 2\n',
  'docs/réseau.md': 'un\n',
  'state/errors.json': '{}\n',
  'a/scripts/talos.sh': 'x\n',
};
const tree = treeOf(FILES, { 'docs/current': '120000', 'vendor/charts': '160000' });
const STRICT: GatePolicy = {
  ...POLICY,
  allowedFiles: ['scripts/talos.sh', 'cluster/**'],
  newFilesUnder: ['cluster/apps/'],
  protected: ['docs/réseau.md', 'scripts/verify-*.sh'],
};

const adds = (path: string, mode = '100644'): string =>
  `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+a: 1\n`;
const judge = (patch: string, policy = STRICT): readonly string[] => rulesOf(gate(text(patch), tree, policy));

describe('names that are no repo path', () => {
  const BAD = [
    '../outside/x',
    'cluster/../../x',
    'cluster/./x',
    'cluster//x',
    '/etc/passwd',
    'C:/x',
    'cluster\\apps\\x',
    '~/x',
    'cluster/apps/x\u0000y',
    'cluster/apps/x\u202ey.sh',
    'cluster/apps/x\u200b.yaml',
    'cluster/apps/x\u00a0.yaml',
    'cluster/apps/x\u2028y',
    'cluster/apps/',
  ];
  it.each(BAD)('%j', (path) => expect(judge(adds(path))).not.toEqual([]));

  it('undoes the quoting of git and judges what it says', () => {
    const quoted = '"b/\\056\\056/outside/x"';
    expect(judge(`--- /dev/null\n+++ ${quoted}\n@@ -0,0 +1 @@\n+x\n`)).toEqual(['path']);
    expect(
      judge('--- "a/docs/r\\303\\251seau.md"\n+++ "b/docs/r\\303\\251seau.md"\n@@ -1 +1 @@\n-un\n+deux\n'),
    ).toEqual(['protected']);
    expect(judge('--- "a/x\n+++ "b/x\n@@ -1 +1 @@\n-un\n+deux\n')).toEqual(['path']);
  });
});

describe('new names that another system takes for something else', () => {
  const TWINS = [
    'master_memo.md',
    'cluster/apps/Blog.yaml',
    'cluster/Apps/x.yaml',
    'cluster/apps/blog.yaml:evil',
    'cluster/apps/blog.yaml.',
    'cluster/apps/blog.yaml ',
    'cluster/apps/con',
    'cluster/apps/NUL.txt',
    'cluster/apps/blog~1.yaml',
    'cluster/apps/bl\u043eg.yaml',
    'cluster/apps/re\u0301seau.md',
    'cluster/apps/\uff42log.yaml',
    'cluster/apps/-rf',
    'cluster/apps/x?.yaml',
  ];
  it.each(TWINS)('%j', (path) => expect(judge(adds(path))).not.toEqual([]));
  it('sees twins inside one patch', () => {
    expect(judge(adds('cluster/apps/n.yaml') + adds('cluster/apps/N.yaml'))).toEqual(['twin-name']);
    expect(judge(adds('cluster/apps/n') + adds('cluster/apps/n/m'))).toEqual(['twin-name']);
  });
  it('takes plain new names', () => {
    for (const path of [
      'cluster/apps/values..v2.yaml',
      'cluster/apps/été.yaml',
      'cluster/apps/deep/er/x_1-2.yaml',
    ])
      expect(judge(adds(path))).toEqual([]);
  });
});

describe('what is never touched', () => {
  const NEVER: readonly (readonly [string, string])[] = [
    ['.git/hooks/pre-commit', 'git-dir'],
    ['.GIT/config', 'git-dir'],
    ['cluster/apps/.git/config', 'git-dir'],
    ['GIT~1/config', 'git-dir'],
    ['cluster/apps/.Git /x', 'git-dir'],
    ['state/talos.done', 'state'],
    ['State/x', 'state'],
    ['logs/x', 'state'],
    ['escalations/x', 'state'],
    ['.orch/x', 'state'],
    ['cluster/apps/.gitattributes', 'protected'],
    ['cluster/apps/.envrc', 'protected'],
    ['cluster/apps/package.json', 'protected'],
    ['.github/workflows/x.yaml', 'protected'],
    ['cluster/apps/.vscode/tasks.json', 'protected'],
    ['.gitmodules', 'protected'],
    ['context_map.yaml', 'protected'],
    ['Context_Map.yaml', 'protected'],
    ['scripts/verify-x.sh', 'protected'],
    ['Scripts/Verify-x.sh', 'protected'],
    ['docs/current/talos/x.yaml', 'symlink'],
    ['vendor/charts/x', 'submodule'],
    ['scripts/talos.sh/x', 'path'],
    ['tools/x.yaml', 'top-level'],
    ['x.yaml', 'top-level'],
    ['docs/x.md', 'scope'],
  ];
  it.each(NEVER)('%s', (path, rule) => expect(judge(adds(path))).toContain(rule));
  it('is told of every file at once', () => {
    expect(judge(adds('state/x') + adds('.git/config'))).toEqual(['git-dir', 'state']);
  });
});

describe('operations', () => {
  const edit =
    '--- a/cluster/apps/blog.yaml\n+++ b/cluster/apps/blog.yaml\n@@ -1,2 +1,2 @@\n-a: 1\n+a: 2\n b: 2\n';
  it('refuses links, submodules, modes, renames, deletions, copies, binaries', () => {
    expect(judge(adds('cluster/apps/l', '120000'))).toEqual(['symlink']);
    expect(judge(adds('cluster/apps/l', '160000'))).toEqual(['submodule']);
    expect(judge(adds('cluster/apps/l.sh', '100755'))).toEqual(['mode']);
    const git = 'diff --git a/cluster/apps/blog.yaml b/cluster/apps/blog.yaml\n';
    expect(judge(`${git}old mode 100644\nnew mode 100755\n${edit}`)).toEqual(['mode']);
    expect(
      judge(
        `${git}deleted file mode 100644\n--- a/cluster/apps/blog.yaml\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a: 1\n-b: 2\n`,
      ),
    ).toEqual(['delete']);
    expect(
      judge(
        'diff --git a/cluster/apps/blog.yaml b/cluster/apps/b.yaml\nsimilarity index 100%\nrename from cluster/apps/blog.yaml\nrename to cluster/apps/b.yaml\n',
      ),
    ).toEqual(['rename']);
    expect(
      judge(
        'diff --git a/cluster/apps/blog.yaml b/cluster/apps/b.yaml\nsimilarity index 100%\ncopy from cluster/apps/blog.yaml\ncopy to cluster/apps/b.yaml\n',
      ),
    ).toEqual(['rename']);
    expect(judge(`${git}GIT binary patch\nliteral 3\nKcmZQzU|?Wi0000600961\n\n`)).toContain('binary');
    expect(judge('*** Begin Patch\n*** Delete File: cluster/apps/blog.yaml\n*** End Patch\n')).toEqual([
      'delete',
    ]);
  });

  it('does them where the policy says so, and keeps the mode of what moves', () => {
    const policy = { ...STRICT, allowDelete: true, allowRename: true };
    const moved = treeOf({ 'cluster/run.sh': 'a\n' }, { 'cluster/run.sh': '100755' });
    const patch =
      'diff --git a/cluster/run.sh b/cluster/go.sh\nrename from cluster/run.sh\nrename to cluster/go.sh\n--- a/cluster/run.sh\n+++ b/cluster/go.sh\n@@ -1 +1 @@\n-a\n+b\n';
    const verdict = gate(text(patch), moved, policy);
    expect(resultsOf(verdict)).toEqual({ 'cluster/run.sh': null, 'cluster/go.sh': 'b\n' });
    expect(verdict.ok && verdict.files[1]?.mode).toBe('100755');
    expect(
      resultsOf(
        gate(text('*** Begin Patch\n*** Delete File: cluster/apps/blog.yaml\n*** End Patch\n'), tree, policy),
      ),
    ).toEqual({ 'cluster/apps/blog.yaml': null });
  });

  it('asks all headers to name one file', () => {
    const lying = `diff --git a/cluster/apps/blog.yaml b/cluster/apps/blog.yaml\n--- a/Master_Memo.md\n+++ b/Master_Memo.md\n@@ -1 +1 @@\n-# memo\n+# none\n`;
    expect(judge(lying)).toEqual(['headers-disagree']);
    expect(
      judge('--- a/cluster/apps/blog.yaml\n+++ b/Master_Memo.md\n@@ -1 +1 @@\n-# memo\n+# none\n'),
    ).toEqual(['headers-disagree']);
  });

  it('refuses a name that can mean two files', () => {
    const both = '--- a/scripts/talos.sh\n+++ a/scripts/talos.sh\n@@ -1 +1 @@\n-x\n+y\n';
    expect(judge(both)).toEqual(['headers-disagree']);
  });

  it('sees a second section that counts would swallow', () => {
    const swallow = `--- a/cluster/apps/blog.yaml\n+++ b/cluster/apps/blog.yaml\n@@ -1,40 +1,40 @@\n-a: 1\n+a: 2\n b: 2\n--- a/Master_Memo.md\n+++ b/Master_Memo.md\n@@ -1,1 +1,1 @@\n-# memo\n+# none\n`;
    expect(judge(swallow)).toEqual(['protected']);
  });

  it('counts files, lines and bytes', () => {
    expect(judge(edit, { ...STRICT, maxChangedLines: 1 })).toEqual(['size']);
    expect(judge(edit, { ...STRICT, maxPatchBytes: 20 })).toEqual(['size']);
    expect(judge(edit + adds('cluster/apps/n.yaml'), { ...STRICT, maxFiles: 1 })).toEqual(['size']);
    expect(judge(adds('cluster/apps/n.yaml').replace('+a: 1', `+a: ${'x'.repeat(5000)}`))).toEqual(['size']);
    expect(judge(edit)).toEqual([]);
  });

  it('names the file that was meant when the path is wrong', () => {
    const verdict = gate(text(edit.replaceAll('cluster/apps/', 'cluster/')), tree, STRICT);
    expect(!verdict.ok && verdict.model).toContain('cluster/apps/blog.yaml');
  });
});
