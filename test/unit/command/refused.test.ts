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
    const verdict = judgeCommand(argv, context);
    expect(verdict).toEqual({
      class: 'act',
      reason: expect.stringMatching(/^\w+ [\w-]+(?: [\w-]+)? changes something; diagnostics only read$/),
      argv,
    });
    // The reason names the binary and the verb, in the words of the command.
    const [binary, ...named] = verdict.reason.split(' changes')[0]?.split(' ') ?? [];
    expect(binary).toBe(argv[0]);
    expect(argv.slice(1)).toEqual(expect.arrayContaining(named));
  });
});

describe('odd words, and which', () => {
  test.each([
    ['the command is empty', [[], ['']]],
    [
      'a word is empty',
      [
        ['kubectl', 'get', 'pods', ''],
        ['grep', '', 'README.md'],
      ],
    ],
    [
      'a word holds a control character',
      [
        ['kubectl', 'get', 'pods\0secrets'],
        ['kubectl', 'get', 'pods\nsecrets'],
        ['cat', 'README.md\r'],
        ['grep', '\x1b[31m', 'README.md'],
        ['jq', '.\x7f', 'data.json'],
        ['kube\nctl'],
      ],
    ],
    [
      'a word holds an invisible character',
      [
        ['kubectl', 'get', 'pods\u200b'],
        ['cat', '\u202eREADME.md'],
        ['grep', 'pass\u00adword', 'README.md'],
        ['grep', '\ufeffx', 'README.md'],
      ],
    ],
  ])('%s', (reason, commands) => {
    for (const argv of commands)
      expect(judgeCommand(argv, context)).toEqual({ class: 'never', reason, argv });
  });
});

describe('odd words', () => {
  test.each([
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
