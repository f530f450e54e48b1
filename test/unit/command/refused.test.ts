import { describe, expect, test } from 'vitest';
import { judgeCommand } from '../../../src/core/command/judge.ts';
import type { CommandContext } from '../../../src/core/command/types.ts';
import { context, words } from './context.ts';
import { ACT, NEVER } from './refused.ts';

describe('never', () => {
  test.each(NEVER)('%s', (line) => {
    const argv = words(line);
    const verdict = judgeCommand(argv, context);
    expect(verdict).toEqual({ class: 'never', reason: expect.any(String), argv });
    expect(verdict.reason.length).toBeGreaterThan(10);
  });
});

describe('act: it would change something', () => {
  test.each(ACT)('%s', (line) => {
    const argv = words(line);
    expect(judgeCommand(argv, context)).toEqual({
      class: 'act',
      reason: expect.stringContaining('changes something'),
      argv,
    });
  });
});

describe('odd words', () => {
  test.each([
    ['nothing', []],
    ['an empty binary', ['']],
    ['an empty word', ['kubectl', 'get', 'pods', '']],
    ['a NUL', ['kubectl', 'get', 'pods\0secrets']],
    ['a newline', ['kubectl', 'get', 'pods\nsecrets']],
    ['a carriage return', ['cat', 'README.md\r']],
    ['an escape', ['grep', '\x1b[31m', 'README.md']],
    ['a zero-width space', ['kubectl', 'get', 'pods\u200b']],
    ['a direction mark', ['cat', '\u202eREADME.md']],
    ['a letter that looks like another', ['kubectl', 'get', 'p\u043eds']],
    ['a full-width dash', ['kubectl', 'get', 'pods', '\uff0dA']],
    ['a dash that is none', ['kubectl', 'get', 'pods', '\u2013A']],
    ['a binary with a blank', ['kubectl ', 'get', 'pods']],
    ['the whole command as one word', ['kubectl get pods']],
    ['too many words', ['kubectl', 'get', 'pods', ...Array.from({ length: 100 }, (_, i) => `p${i}`)]],
    ['too long a word', ['grep', 'x'.repeat(5_000), 'README.md']],
  ])('%s', (_name, argv) => {
    expect(judgeCommand(argv, context)).toMatchObject({ class: 'never', argv });
  });
});

describe('what is not there yet', () => {
  const { kubeconfig: _k, talosconfig: _t, ...rest } = context;
  const bare: CommandContext = rest;
  const reason = (line: string, given = bare) => {
    const verdict = judgeCommand(words(line), given);
    return verdict.class === 'read' ? verdict.argv.join(' ') : verdict.reason;
  };
  test('without a kubeconfig nobody asks a cluster that happens to listen on localhost', () => {
    for (const line of ['kubectl get pods', 'flux get ks', 'helm list'])
      expect(reason(line)).toMatch(/no kubeconfig yet that may only read .stage talos makes it/);
  });
  test('without a talosconfig only maintenance mode can be asked', () => {
    expect(reason('talosctl get members')).toMatch(
      /needs a talosconfig that may only read, and there is none yet .stage talos/,
    );
    expect(reason('talosctl get disks --insecure')).toContain('needs a talosconfig');
    expect(reason('talosctl get disks --insecure -n 10.0.0.10')).toBe(
      'talosctl get disks --insecure --nodes=10.0.0.10',
    );
  });
  test('without known nodes none may be named', () => {
    expect(reason('talosctl version -n 10.0.0.10', { ...context, nodes: [] })).toContain(
      'settings.nodeAddresses',
    );
  });
  test('without a rule for folders ls lists the root and readable files only', () => {
    const { listable: _l, ...plain } = context;
    expect(judgeCommand(['ls', 'cluster'], plain).class).toBe('never');
    expect(judgeCommand(['ls', 'README.md'], plain).class).toBe('read');
  });
});

test('a refusal says what to ask instead', () => {
  const reason = (line: string) => judgeCommand(words(line), context).reason;
  expect(reason('kubectl get secrets')).toBe(
    'kubectl: get: secrets holds secrets and is never read; describe the object that uses it instead',
  );
  expect(reason('bash -c id')).toContain('give the command itself as a list of words');
  expect(reason('grep -r x .')).toBe('grep: the flag -r is not on the list');
  expect(reason('kubectl frob')).toContain('allowed are get, describe, logs');
  expect(reason('git log -p')).toBe('git: log: to see changed lines, name the files after --');
});
