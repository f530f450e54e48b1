import { describe, expect, it } from 'vitest';
import { change } from './tree.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\n';

/** What the next prompt is told of a line that a script gets. */
const told = (rule: string, line: string): readonly string[] => {
  const verdict = change('scripts/x.sh', BEFORE, `${BEFORE}${line}\n`);
  return verdict.ok ? [] : verdict.violations.filter((v) => v.rule === rule).map(({ message }) => message);
};

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
