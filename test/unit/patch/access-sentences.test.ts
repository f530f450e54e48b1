/** The exact words of rights, secrets and steering: they are what the next prompt sees. The token is put together here. */
import { expect, it } from 'vitest';
import { change } from './tree.ts';

const YAML = 'kind: ConfigMap\n';
const SCRIPT = 'bootstrap\n';

it.each<readonly [string, path: string, before: string, after: string, message: string]>([
  [
    'grants a right',
    'cluster/x.yaml',
    YAML,
    `${YAML}privileged: true\n`,
    'a pod gets the rights of its node: rights are only widened by a human',
  ],
  [
    'covers everything',
    'cluster/x.yaml',
    YAML,
    `${YAML}verbs:\n  - "*"\n`,
    'a role or capability list covers everything: name what is needed',
  ],
  [
    'takes a safeguard away',
    'cluster/x.yaml',
    'drop: [ALL]\na: 1\n',
    'a: 1\n',
    'dropped capabilities come back: rights are only widened by a human',
  ],
  [
    'holds a token',
    'cluster/x.yaml',
    YAML,
    `${YAML}x: dapi${'0a1b2c3d4e5f6789'.repeat(2)}\n`,
    'the line holds a service token: secrets never go into the repo',
  ],
  [
    'assigns a secret',
    'cluster/x.yaml',
    YAML,
    `${YAML}password: hunter2\n`,
    'the line assigns a secret in clear: take it from the environment or a sealed file',
  ],
  [
    'stands in a Secret',
    'cluster/x.yaml',
    'kind: Secret\n',
    'kind: Secret\nstringData:\n  user: bob\n',
    'a value of a Secret is written in clear: reference a sealed one instead',
  ],
  [
    'opens a sealed value',
    'cluster/x.yaml',
    'a: ENC[x]\n',
    'a: plain\n',
    'an encrypted value is taken out or written in clear',
  ],
  [
    'raises rights',
    'scripts/x.sh',
    SCRIPT,
    `${SCRIPT}visudo\n`,
    'a command raises rights: rights are only widened by a human',
  ],
  [
    'steers orch',
    'scripts/x.sh',
    SCRIPT,
    `${SCRIPT}orch run\n`,
    'a stage may not steer orch: that is for the human',
  ],
  [
    'writes a file of the system',
    'scripts/x.sh',
    SCRIPT,
    `${SCRIPT}touch /etc/x\n`,
    'a command would change /etc/x: it belongs to the system',
  ],
])('what is said of a line that %s', (_, path, before, after, message) => {
  const verdict = change(path, before, after);
  expect(verdict.ok ? [] : verdict.violations.map((violation) => violation.message)).toEqual([message]);
});
