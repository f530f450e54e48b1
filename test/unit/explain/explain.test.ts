import { expect, test } from 'vitest';
import { explainCommand } from '../../../src/cli/explain/command.ts';
import { explainRedaction } from '../../../src/cli/explain/redaction.ts';
import { makeRedact } from '../../../src/core/redact/redact.ts';
import { context } from '../command/context.ts';

const command = (given: { argv?: readonly string[]; stdin?: string; json?: boolean }) =>
  explainCommand({ argv: [], stdin: '', json: false, context, env: { NODE_IP: '10.0.0.10' }, ...given });

test('one command: class, reason, and what would run', () => {
  expect(command({ argv: ['kubectl', 'get', 'pods', '-l', 'app in (a)'] })).toEqual({
    output:
      "read   kubectl get pods -l 'app in (a)'\n       kubectl get only reads\n       runs: kubectl --kubeconfig=/s/kubeconfig --request-timeout=15s get pods '--selector=app in (a)'\n",
    allowed: true,
  });
  expect(command({ argv: ['kubectl', 'delete', 'pod', 'x'] })).toEqual({
    output: 'act    kubectl delete pod x\n       kubectl delete changes something; diagnostics only read\n',
    allowed: false,
  });
});

test('many commands: one per line, as a line or as a JSON list; as JSON one answer per line', () => {
  const stdin = 'talosctl -n $NODE_IP version\n\nkubectl get pods | wc -l\n["ls"]\n["ls"\n';
  const { output, allowed } = command({ stdin, json: true });
  expect(allowed).toBe(false);
  expect(
    output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      asked: 'talosctl -n $NODE_IP version',
      class: 'read',
      reason: 'talosctl version only reads',
      runs: ['talosctl', '--talosconfig=/s/talosconfig', 'version', '--nodes=10.0.0.10'],
    },
    {
      asked: 'kubectl get pods | wc -l',
      class: 'never',
      reason:
        '"|" makes a pipeline, which needs a shell. Put the pipeline into a script, for example scripts/kubectl-get-pods.sh, and name that.',
    },
    { asked: '["ls"]', class: 'read', reason: 'ls only reads', runs: ['ls', '--', '.'] },
    { asked: '["ls"', class: 'never', reason: 'the line is not a JSON list of words' },
  ]);
});

const redact = makeRedact([]);

test('redaction: the text to pipe on, an object with the kinds, and many texts line by line', () => {
  const stdin = 'a\npassword=hunter2x\n';
  expect(explainRedaction({ stdin, json: false, batch: false, redact })).toBe(
    'a\npassword=«redacted:assignment»\n',
  );
  expect(JSON.parse(explainRedaction({ stdin, json: true, batch: false, redact }))).toEqual({
    text: 'a\npassword=«redacted:assignment»\n',
    found: ['assignment'],
  });
  const lines = '{"id":1,"text":"token=abc123def"}\n\n{"id":"b","text":"nothing"}\n';
  expect(explainRedaction({ stdin: lines, json: true, batch: true, redact })).toBe(
    '{"id":1,"text":"token=«redacted:assignment»","found":["assignment"]}\n{"id":"b","text":"nothing","found":[]}\n',
  );
  expect(() => explainRedaction({ stdin: '{"id":1}', json: true, batch: true, redact })).toThrow(SyntaxError);
});
