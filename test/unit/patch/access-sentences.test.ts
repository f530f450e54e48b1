/** The exact words of rights, secrets and steering: they are what the next prompt sees. The values are put together here. */
import { describe, expect, it } from 'vitest';
import { change } from './tree.ts';

const told = (path: string, before: string, after: string): readonly string[] => {
  const verdict = change(path, before, after);
  return verdict.ok ? [] : verdict.violations.map(({ message }) => message);
};
const inYaml = (lines: string, before = 'kind: ConfigMap\n'): readonly string[] =>
  told('cluster/apps/x.yaml', before, `${before}${lines}\n`);
const inScript = (line: string): readonly string[] =>
  told('scripts/x.sh', 'bootstrap\nverify\n', `bootstrap\n${line}\nverify\n`);

describe('what is said of a line that', () => {
  it.each<readonly [string, readonly string[], string]>([
    [
      'grants a right',
      inYaml('privileged: true'),
      'a pod gets the rights of its node: rights are only widened by a human',
    ],
    [
      'covers everything',
      inYaml('verbs:\n  - "*"'),
      'a role or capability list covers everything: name what is needed',
    ],
    ['raises rights', inScript('visudo'), 'a command raises rights: rights are only widened by a human'],
    [
      'takes a safeguard away',
      told('cluster/x.yaml', 'drop: [ALL]\na: 1\n', 'a: 1\n'),
      'dropped capabilities come back: rights are only widened by a human',
    ],
    [
      'holds a token',
      inYaml(`x: dapi${'0a1b2c3d4e5f6789'.repeat(2)}`),
      'the line holds a service token: secrets never go into the repo',
    ],
    [
      'assigns a secret',
      inYaml('password: hunter2'),
      'the line assigns a secret in clear: take it from the environment or a sealed file',
    ],
    [
      'stands in a Secret',
      inYaml('stringData:\n  user: bob', 'kind: Secret\n'),
      'a value of a Secret is written in clear: reference a sealed one instead',
    ],
    [
      'opens a sealed value',
      told('cluster/x.yaml', 'a: ENC[x]\n', 'a: plain\n'),
      'an encrypted value is taken out or written in clear',
    ],
    ['steers orch', inScript('orch run'), 'a stage may not steer orch: that is for the human'],
    [
      'writes a file of the system',
      inScript('touch /etc/x'),
      'a command would change /etc/x: it belongs to the system',
    ],
  ])('%s', (_, messages, message) => expect(messages).toEqual([message]));
});
