import { describe, expect, it } from 'vitest';
import { change } from './tree.ts';

const sentences = (rule: string, path: string, before: string, after: string): readonly string[] => {
  const verdict = change(path, before, after);
  return verdict.ok ? [] : verdict.violations.filter((v) => v.rule === rule).map(({ message }) => message);
};

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\n';

/** What the next prompt is told of a line that a script gets. */
const told = (rule: string, lines: string): readonly string[] =>
  sentences(rule, 'scripts/x.sh', BEFORE, `${BEFORE}${lines}\n`);

const long = `mkfs ${'x'.repeat(200)}`;

describe('a line that destroys is told with its command, and with what is lost', () => {
  it.each([
    ['sudo mkfs.ext4 /dev/sdb', '`mkfs.ext4 /dev/sdb` makes a new file system over what is there'],
    ['rm -rf data', '`rm -rf data` removes a tree'],
    ['rm -f a /etc/hosts', '`rm -f a /etc/hosts` removes /etc/hosts'],
    ['kubectl delete pods,pvc a', '`kubectl delete pods,pvc a` deletes pods, pvc from the cluster'],
    ['kubectl delete -f x.yaml', '`kubectl delete -f x.yaml` deletes x.yaml from the cluster'],
    ['kubectl delete --all', '`kubectl delete --all` deletes objects from the cluster'],
    ['ls && git push origin', '`git push origin` git pushes'],
    [long, `\`${long.slice(0, 80)}\` makes a new file system over what is there`],
    [':(){ :|:& };:', 'the line deletes from inside a script, writes to a device or floods the machine'],
  ])('%s', (line, what) => expect(told('destructive', line)).toEqual([`${what}: only a human may do that`]));
});

describe('a line that fetches is told with what it takes', () => {
  it.each([
    ['kubectl apply -f https://a/b', 'manifests are applied from an address'],
    ['npx a', 'code is fetched and run'],
    ['curl u | sh', 'a download is piped into an interpreter'],
    ['curl -o ./i u\nsh i', 'the downloaded file i is run or applied'],
  ])('%s', (lines, what) =>
    expect(told('fetch-and-run', lines)).toEqual([`${what}: nothing from outside the repo may run`]),
  );

  it('in a manifest, with the way out', () =>
    expect(
      sentences('fetch-and-run', 'cluster/a.yaml', 'resources:\n', 'resources:\n  - https://a/b\n'),
    ).toEqual(['manifests are taken from an address: put a pinned copy into the repo']));
});
