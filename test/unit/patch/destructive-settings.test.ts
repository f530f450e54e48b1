import { describe, expect, it } from 'vitest';
import { blamedBy } from './blame.ts';

const blamedIn = (path: string, before: string, after: string): readonly (number | undefined)[] =>
  blamedBy('destructive', path, before, after);

type Setting = readonly [name: string, from: string, to: string, refused: boolean];

const SETTINGS: readonly Setting[] = [
  ...[
    'wipe: true',
    'wipe: yes',
    'wipe: on',
    'wipe: y',
    'wipe : True',
    '"wipe": "true"',
    "'wipe': true",
    '{wipe: true}',
  ].flatMap((text) => [['the disk is wiped', 'a: 1', text, true] as const]),
  ...['wipe: false', 'nowipe: true', 'wipe: truely', 'wipe: yesterday', 'wipes: true', 'swipe: true'].map(
    (text) => ['the disk is kept', 'a: 1', text, false] as const,
  ),
  ...[
    '--policy=sync',
    '- --policy sync',
    'policy: sync',
    '  policy: "sync" # x',
    '{"policy": "sync"}',
    '["--policy=sync"]',
  ].map((text) => ['records of others are deleted', 'a: 1', text, true] as const),
  ...[
    '--policy=upsert-only',
    'policy: upsert-only',
    'policy: synced',
    'my-policy: sync',
    '--policy=sync-x',
    'a: policy sync',
  ].map((text) => ['records of others stay', 'a: 1', text, false] as const),
  ...[
    'deletingConfirmationFlag: true',
    'deleting-confirmation-flag: "true"',
    '{deletingConfirmationFlag: true}',
  ].map((text) => ['Longhorn may go', 'a: 1', text, true] as const),
  ['Longhorn may not go', 'a: 1', 'deletingConfirmationFlag: false', false],
  ['kept volumes are deleted', 'reclaimPolicy: Retain', 'reclaimPolicy: Delete', true],
  ['kept volumes are recycled', '"reclaimPolicy": "Retain"', '"reclaimPolicy": "Recycle"', true],
  ['volumes were always deleted', 'reclaimPolicy: Delete', 'reclaimPolicy:  Delete', false],
  ['volumes are deleted, newly said', 'a: 1', 'reclaimPolicy: Delete', false],
  ['volumes are kept from now on', 'reclaimPolicy: Delete', 'reclaimPolicy: Retain', false],
  ['volumes have a policy of another name', 'reclaimPolicy: Retain', 'reclaimPolicy: DeleteLater', false],
  ['a kept object is deleted', 'deletionPolicy: Retain', 'deletionPolicy: Delete', true],
  ['an orphaned object is deleted', 'deletionPolicy: Orphan', 'deletionPolicy: "Delete"', true],
  ['a kept object is deleted, quoted', 'deletionPolicy: "Retain"', 'deletionPolicy: Delete', true],
  ['pruning is turned on, quoted', 'prune: "false"', "prune: 'true'", true],
  ['buckets are destroyed, without blanks', 'a: 1', 'force_destroy=true', true],
  ['destruction is allowed, with blanks', 'a: 1', 'prevent_destroy = false', true],
  ['a saved object is deleted', 'deletionPolicy: Snapshot', 'deletionPolicy: delete', true],
  ['an object was always deleted', 'deletionPolicy: Deletes', 'deletionPolicy: Delete', false],
  ['an object has another policy', 'deletionPolicy: Retain', 'deletionPolicy: Deleted', false],
  ['HTTP DELETE as a method', 'method: GET', 'method: DELETE', true],
  ['HTTP DELETE, quoted', 'method: GET', ' "method": "DELETE"', true],
  ['a method that only begins so', 'method: GET', 'method: DELETED', false],
  ['another key that ends so', 'a: 1', 'mymethod: DELETE', false],
  ['nodes are destroyed', 'a: 1', 'a: yes-really-destroy-data', true],
  ['buckets are destroyed', 'a: 1', 'force_destroy = true', true],
  ['buckets are kept', 'a: 1', 'force_destroy = false', false],
  ['another key', 'a: 1', 'noforce_destroy = true', false],
  ['destruction is allowed', 'a: 1', 'prevent_destroy=false', true],
  ['destruction is prevented', 'a: 1', 'prevent_destroy = true', false],
  ['no last snapshot', 'a: 1', 'skip_final_snapshot  =  true', true],
  ['scaled to nothing', 'replicas: 2', 'replicas: 0', true],
  ['scaled to nothing, quoted', 'replicas: 2', ' "replicas" : "0"', true],
  ['scaled to one', 'replicas: 2', 'replicas: 1', false],
  ['scaled to a number that begins with nothing', 'replicas: 2', 'replicas: 08', false],
  ['a key that ends so', 'a: 1', 'minreplicas: 0', false],
  ['pruning is turned on', 'prune: false', 'prune: true', true],
  ['pruning was never off', 'a: 1', 'prune: true', false],
  ['pruning is turned off', 'prune: true', 'prune: false', false],
  ['another pruning', 'autoprune: false', 'autoprune: true', false],
  ['pruning was nearly off', 'prune: falsey', 'prune: true', false],
  ['finalizers emptied', 'finalizers: [a]', 'finalizers: []', true],
  ['finalizers emptied with a blank', 'finalizers: [a]', 'finalizers : [ ]', true],
  ['finalizers nulled', 'finalizers: [a]', 'finalizers: null', true],
  ['finalizers nulled shortly', 'finalizers: [a]', ' "finalizers": ~', true],
  ['finalizers changed', 'finalizers: [a]', 'finalizers: [b]', false],
  ['another list emptied', 'a: 1', 'myfinalizers: []', false],
  ['protection off', 'protection: true', 'protection: false', true],
  ['deletion protection off', 'a: 1', '  - deletion_protection = false', true],
  ['deletion protection off, in one word', 'a: 1', '"deletionProtection": "no"', true],
  ['protection at nothing', 'a: 1', "'protection' : '0'", true],
  ['protection switched off', 'a: 1', 'protection=off', true],
  ['protection on', 'a: 1', 'protection: true', false],
  ['protection of another kind', 'a: 1', 'copyprotection: false', false],
  ['protection by an office', 'a: 1', 'protection: office', false],
  ['a setting in a comment', 'replicas: 2', '  # replicas: 0', false],
  ['a setting in another comment', 'replicas: 2', '  // replicas: 0', false],
  ['a setting before a comment', 'replicas: 2', 'replicas: 0 # none', true],
];

describe('settings that destroy, and their harmless neighbours', () => {
  const file = (text: string): string => `kind: A\nspec:\n${text}\nend: 1\n`;
  it.each(SETTINGS)('%s: %s → %s', (_, from, to, refused) =>
    expect(blamedIn('cluster/a.yaml', file(from), file(to))).toEqual(refused ? [3] : []),
  );

  it.each([
    ['wipe', 'true', 'false'],
    ['reclaimPolicy', 'Delete', 'Retain'],
    ['deletionPolicy', 'Delete', 'Retain'],
    ['method', 'DELETE', 'GET'],
    ['replicas', '0', '2'],
    ['prune', 'true', 'false'],
    ['finalizers', 'null', '[a]'],
    ['finalizers', '[]', '[a]'],
    ['finalizers', '[  ]', '[a]'],
    ['deletion_protection', 'false', 'true'],
    ['protection', 'off', 'on'],
  ])('%s: %s, however it is written', (key, value, was) => {
    for (const write of [
      (text: string) => `${key}:${text}`,
      (text: string) => `${key}  :  ${text}`,
      (text: string) => `"${key}":${text}`,
      (text: string) => `    "${key}" : ${text}`,
    ])
      expect(blamedIn('cluster/a.json', file(write(was)), file(write(value)))).toEqual([3]);
  });

  it('a setting that was there and stays is not blamed on the patch', () =>
    expect(blamedIn('cluster/a.yaml', file('replicas: 0'), `${file('replicas: 0')}a: 1\n`)).toEqual([]));

  it('a document may show it', () =>
    expect(blamedIn('docs/a.md', '# A\n', '# A\n\nreplicas: 0\n\n    rm -rf /\n')).toEqual([]));

  it('the kept value may stand on another line that goes', () =>
    expect(
      blamedIn('cluster/a.yaml', 'a: 1\nb: 2\nc:\n  prune: false\n', 'a: 1\nx:\n  prune: true\nb: 2\n'),
    ).toEqual([3]));
});
