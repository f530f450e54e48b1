import { describe, expect, it } from 'vitest';
import { judgeContent } from '../../../src/core/patch/content/judge.ts';
import { lostObjects } from '../../../src/core/patch/content/objects.ts';
import { POLICY } from './tree.ts';
import { resultOf, viewed } from './views.ts';

const object = (kind: string, name: string, more = ''): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;

/** What a change of one file loses. */
const lost = (before: string, after: string | null, path = 'cluster/a.yaml'): readonly string[] =>
  lostObjects([viewed(path, before, after)]).map((one) => one.object);

const REST = '---\nkind: ConfigMap\nmetadata:\n  name: rest\n';

describe('objects that take others along', () => {
  it.each([
    'Kustomization',
    'HelmRelease',
    'Namespace',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'CustomResourceDefinition',
  ])('%s: taken out, renamed, turned into a remark, or deleted with its file', (kind) => {
    const one = object(kind, 'x');
    const told = [`${kind} x`];
    expect(lost(one + REST, REST)).toEqual(told);
    expect(lost(one + REST, object(kind, 'y') + REST)).toEqual(told);
    expect(lost(one + REST, one.replaceAll(/^/gm, '# ') + REST)).toEqual(told);
    expect(lost(one, null)).toEqual(told);
  });
  it.each(['ConfigMap', 'Deployment', 'Job', 'NamespaceX', 'HelmRepository'])('not %s', (kind) =>
    expect(lost(object(kind, 'x') + REST, REST)).toEqual([]),
  );

  it('by its namespace too, where both say one', () => {
    const at = (namespace: string): string => object('HelmRelease', 'x', `  namespace: ${namespace}\n`);
    expect(lost(at('a'), at('b'))).toEqual(['HelmRelease x']);
    expect(lost(at('a'), object('HelmRelease', 'x'))).toEqual([]);
    expect(lost(`a: 1\n${object('HelmRelease', 'x')}`, at('a'))).toEqual([]);
    expect(lost(`a: 1\n---\n${at('a')}---\n${at('b')}`, `${at('a')}---\n${at('b')}`)).toEqual([]);
    expect(lost(`${at('a')}---\n${at('b')}`, at('a'))).toEqual(['HelmRelease x']);
  });

  it('each of several by its own namespace, or by none', () => {
    const at = (namespace: string): string => object('HelmRelease', 'x', `  namespace: ${namespace}\n`);
    expect(lost(`${at('a')}---\n${at('b')}`, `${at('c')}---\n${at('b')}`)).toEqual(['HelmRelease x']);
    expect(lost(`${at('a')}---\n${at('b')}`, REST)).toEqual(['HelmRelease x', 'HelmRelease x']);
    expect(lost(at('a'), `${at('c')}---\n${object('HelmRelease', 'x')}`)).toEqual([]);
    expect(lost(at('a'), object('Kustomization', 'x', '  namespace: a\n'))).toEqual(['HelmRelease x']);
    expect(lost(at('a'), at('a').replace('  namespace', 'namespace'))).toEqual([]);
  });

  it('tells nothing but its file and its name', () =>
    expect(
      lostObjects([
        viewed('b.yaml', 'a: 1\n', 'a: 2\n'),
        viewed('c.yaml', object('Namespace', 'x', '  namespace: n\n'), null),
        viewed('d.json', '{\n  "kind": "PersistentVolume",\n  "metadata": {"name": "y"}\n}\n', null),
      ]),
    ).toStrictEqual([
      { path: 'c.yaml', object: 'Namespace x' },
      { path: 'd.json', object: 'PersistentVolume y' },
    ]));

  it('as JSON, in a list, in braces, in another order', () => {
    const json = '{\n  "kind": "Namespace",\n  "metadata": {\n    "name": "x"\n  }\n}\n';
    expect(lost(json, json.replace('"x"', '"y"'), 'a.json')).toEqual(['Namespace x']);
    const list = 'kind: List\nitems:\n- kind: Namespace\n  metadata:\n    name: x\n- kind: Job\n';
    expect(lost(list, 'kind: List\nitems:\n- kind: Job\n')).toEqual(['Namespace x']);
    expect(lost('kind: Namespace\nmetadata: {name: x}\n', REST)).toEqual(['Namespace x']);
    expect(lost('kind: Namespace\na: ---\nmetadata:\n  name: x\n', REST)).toEqual(['Namespace x']);
    expect(lost('kind: Namespace\n---x\nmetadata:\n  name: x\n', REST)).toEqual(['Namespace x']);
    expect(lost('"kind" : \'Namespace\'\nmetadata:\n  name: x\n', REST)).toEqual(['Namespace x']);
    expect(lost('metadata:\n  name: "x"\nkind: "Namespace"\n', REST)).toEqual(['Namespace x']);
  });

  it.each([
    ['a changed one', object('Namespace', 'x', 'a: 1\n'), object('Namespace', 'x', 'a: 2\n')],
    ['a new one', REST, object('Namespace', 'x') + REST],
    ['an order', object('Namespace', 'x') + REST, `${REST}---\n${object('Namespace', 'x')}`],
    ['a kind of another key', 'type: Namespace\nmetadata:\n  name: x\n', REST],
    ['a name behind a separator with a remark', 'kind: Namespace\n--- # next\nmetadata:\n  name: x\n', REST],
    ['a reference', 'kind: Job\nhealthChecks:\n  - kind: HelmRelease\n    name: x\n', 'kind: Job\n'],
    [
      'what configures kustomize',
      'kind: Kustomization\nresources:\n  - a.yaml\n  - b.yaml\n',
      'kind: Kustomization\nresources:\n  - a.yaml\n',
    ],
    ['a name in another document', `kind: Namespace\n---\nmetadata:\n  name: x\n`, REST],
    ['one without a name', 'kind: Namespace\nmetadata:\n  labels: x\n', REST],
    ['a name of the document', 'kind: Namespace\nname: x\n', REST],
    ['a name of something else', 'kind: Namespace\nspec:\n  name: x\n', REST],
    ['a value of another key', 'x: {kind: Namespace}\ntype: Namespace\nmetadata:\n  name: x\n', REST],
    [
      'a file that only grows',
      object('Namespace', 'x'),
      object('Namespace', 'x').replace('metadata', '---\nmetadata'),
    ],
    [
      'one under three dashes',
      `a: 1\n---\n${object('Namespace', 'x')}`,
      `---\tb\n${object('Namespace', 'x')}`,
    ],
    ['a name further in', 'kind: Namespace\nspec:\n  metadata:\n    name: x\n', REST],
  ])('keeps %s', (_, before, after) => expect(lost(before, after)).toEqual([]));

  it('not in a script or a document', () => {
    expect(lost(object('Namespace', 'x'), 'x\n', 'a.md')).toEqual([]);
    expect(lost(object('Namespace', 'x'), 'x\n', 'a.sh')).toEqual([]);
  });

  it('moved to another file of the same patch', () => {
    const one = object('Namespace', 'x');
    expect(lostObjects([viewed('a.yaml', one + REST, REST), viewed('b.yaml', '', one)])).toEqual([]);
    expect(lostObjects([viewed('a.yaml', one + REST, REST), viewed('b.yaml', REST, REST)])).toHaveLength(1);
  });

  it('is told with its file, unless content rules are off', () => {
    const results = [resultOf('cluster/a.yaml', object('Namespace', 'x') + REST, REST)];
    expect(judgeContent(results, POLICY)).toEqual([
      {
        rule: 'destructive',
        path: 'cluster/a.yaml',
        message:
          'Namespace x is taken out or renamed, and what hangs on it is deleted: only a human may do that',
      },
    ]);
    expect(judgeContent(results, { ...POLICY, contentRules: 'off' })).toEqual([]);
  });
});
