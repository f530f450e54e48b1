import { describe, expect, it } from 'vitest';
import { fromAddress, listsAddress, withoutFlag } from '../../../src/core/patch/content/addresses.ts';
import { readings } from '../../../src/core/patch/content/readings.ts';
import { viewed } from './views.ts';

it.each([
  ['--url=https://a', 'https://a'],
  ['--from-file=a=b', 'a=b'],
  ['-f=a', 'a'],
  ['-fhttps://a', 'https://a'],
  ['-khttps://a', 'https://a'],
  ['-f-k', '-k'],
  ['<a', 'a'],
  ['a', 'a'],
  ['a--b=c', 'a--b=c'],
  ['a-fb', 'a-fb'],
  ['a<b', 'a<b'],
  ['--url', '--url'],
  ['-xa', '-xa'],
  ['=a', '=a'],
])('an argument without its flag: %s → %s', (arg, bare) => expect(withoutFlag(arg)).toBe(bare));

describe('what a command takes from an address', () => {
  const taken = (line: string): string | undefined => fromAddress(readings(line.split(' '))[0]!);

  it.each([
    ['kubectl apply -f https://a/b', 'manifests are applied from an address'],
    ['kubectl apply -fhttps://a/b', 'manifests are applied from an address'],
    ['kubectl apply --filename=https://a/b', 'manifests are applied from an address'],
    ['oc create -k github.com/a/b', 'manifests are applied from an address'],
    ['k apply -k a/b?ref=main', 'manifests are applied from an address'],
    ['kustomize build https://a/b', 'manifests are built from an address'],
    ['helm install a https://a/b.tgz', 'a chart is installed from an address'],
    ['pip install git+https://a/b', 'a package is installed from an address'],
    ['rpm -i https://a/b', 'a package is installed from an address'],
    ['ansible-galaxy install git+https://a/b', 'code is installed from an address'],
    ['curlftpfs ftp://a /mnt', 'code is fetched and run'],
    ['npx a', 'code is fetched and run'],
    ['npx', 'code is fetched and run'],
    ['npm exec a', 'code is fetched and run'],
    ['go run a/b@latest', 'code is fetched and run'],
  ])('%s: %s', (line, what) => expect(taken(line)).toBe(what));

  it.each([
    'kubectl apply -f a/b.yaml',
    'kubectl apply -f a/https://b',
    'kubectl get -f https://a/b',
    'kubectl apply -k a/b?refs=main',
    'kubectl apply -k a/ref=main',
    'helm install a oci://a/b',
    'helm install a --repo https://a/b c',
    'pip install a',
    'npxx a',
    'npm install',
    'go run .',
    'echo https://a/b',
  ])('nothing: %s', (line) => expect(taken(line)).toBeUndefined());
});

describe('an address in a list that a cluster applies', () => {
  const listed = (before: string, after: string, path = 'a.yaml'): readonly number[] =>
    listsAddress(viewed(path, before, after));

  it.each([
    ['resources:\n  - https://a/b\n', [2]],
    ['resources:\n- https://a/b\n- github.com/a/b\n', [2, 3]],
    ['bases:\n  - "http://a/b"\n', [2]],
    ["components:\n  - 'git@a:b'\n", [2]],
    ['crds:\n  - ssh://a/b\n', [2]],
    ['extraManifests:\n  - gitlab.com/a/b\n', [2]],
    ['transformers:\n  - git::https://a/b\n', [2]],
    ['include:\n  - a.yaml\n  - https://a/b\n', [3]],
    ['a:\n  - resources:\n      - https://a/b\n', [3]],
    ['"resources":\n  - https://a/b\n', [2]],
    ['resources: [a, https://a/b]\n', [1]],
    ['x: { bases: ["git@a:b"] }\n', [1]],
  ])('%j', (text, lines) => expect(listed('x: 1\n', text)).toEqual(lines));

  it.each([
    'resources:\n  - a/b.yaml\n',
    'resources:\n  - a/https://b\n',
    'links:\n  - https://a/b\n',
    'my_resources:\n  - https://a/b\n',
    'resources:\nlinks:\n  - https://a/b\n',
    'resources:\n  a:\n    - https://a/b\n',
    'resources:\n  url: https://a/b\n',
    '- https://a/b\n',
    'links: [https://a/b]\n',
    'resources: [a/b]\nlink: https://a/b\n',
  ])('allowed: %j', (text) => expect(listed('x: 1\n', text)).toEqual([]));

  it('only where it is new, and in YAML', () => {
    const text = 'resources:\n  - https://a/b\n';
    expect(listed(text, `${text}  - a\n`)).toEqual([]);
    expect(listed(text, `${text}  - https://a/c\n`)).toEqual([3]);
    expect(listed('x: 1\n', text, 'a.md')).toEqual([]);
    expect(listed('x: 1\n', 'resources: [https://a/b]\n', 'a.json')).toEqual([]);
  });
});
