import { describe, expect, test } from 'vitest';
import { judgeCommand } from '../../../src/core/command/judge.ts';
import type { CommandContext } from '../../../src/core/command/types.ts';
import { context, words } from './context.ts';
import { REASONS } from './reasons.ts';

const reason = (line: string, given: CommandContext = context): string => {
  const argv = words(line);
  const verdict = judgeCommand(argv, given);
  expect(verdict).toEqual({ class: 'never', reason: expect.any(String), argv });
  return verdict.reason;
};

describe('never, and the reason names what is wrong', () => {
  test.each(REASONS)('%s', (why, lines) => {
    expect(lines.map((line) => reason(line))).toEqual(lines.map(() => why));
  });
});

test('a binary that is not on the list: which are, and what to do instead', () => {
  const list =
    'is not on the list (kubectl, talosctl, flux, helm, git, cat, head, tail, grep, ls, stat, wc, jq, ping, dig, nc)';
  expect(reason('frob x')).toBe(`"frob" ${list}`);
  expect(reason('toString x')).toBe(`"toString" ${list}`);
  expect(reason('sudo kubectl get pods')).toBe(`"sudo" ${list}; nothing runs as another user`);
});

test('where no host is known, none is listed', () => {
  const { hosts: _h, ...none } = { ...context, nodes: [] };
  expect(reason('ping x', none)).toBe('ping: "x" is not one of the homelab\'s addresses');
  expect(reason('nc -z x 80', { ...context, nodes: ['10.0.0.10', '10.0.0.11'], hosts: [] })).toBe(
    'nc: "x" is not one of the homelab\'s addresses (10.0.0.10, 10.0.0.11)',
  );
});

describe('what is no path of the repo is refused even where every path may be read', () => {
  const asked: string[] = [];
  const open: CommandContext = {
    ...context,
    readable: (path) => {
      // `HEAD:x` is a name that a file could have, and no file here has.
      if (path.startsWith('HEAD:')) return false;
      asked.push(path);
      return true;
    },
    listable: () => true,
  };
  test.each([
    ...[
      '/etc/shadow',
      '~/.ssh/id_rsa',
      '~root/x',
      '..',
      '../x',
      'a/../../x',
      'a\\b',
      './',
      './/.',
      '--',
      '-x',
    ],
    ...['.git', '.git/config', './.GIT/config', 'modules/lab/.git/config', './-x'],
  ])('%s', (path) => {
    for (const argv of [
      ['cat', '--', path],
      ['grep', 'token', '--', path],
      ['jq', '.', '--', path],
      ['git', 'show', `HEAD:${path}`],
      ['git', 'log', '-p', '--', path],
      ['git', 'blame', '--', path],
    ])
      expect(judgeCommand(argv, open)).toMatchObject({ class: 'never', argv });
    if (path !== './') expect(judgeCommand(['ls', '--', path], open).class).toBe('never');
  });
  test('the rule for files is not even asked', () => expect(asked).toEqual([]));
  test.each([
    ['notes~', 'notes~'],
    ['notes-5', 'notes-5'],
    ['a-', 'a-'],
    ['x/..y', 'x/..y'],
    ['./a//b/', 'a/b'],
    ['.github/x', '.github/x'],
    ['.gitignore', '.gitignore'],
  ])('but %s may be', (path, runs) => {
    for (const binary of ['cat', 'head', 'tail'])
      expect(judgeCommand([binary, path], open).argv).toEqual([binary, '--', runs]);
  });
});

describe('how long a command may be', () => {
  const why = 'the command is longer than 64 words or 4096 characters';
  const pods = (count: number) => [
    'kubectl',
    'get',
    'pods',
    ...Array.from({ length: count }, (_, i) => `p${i}`),
  ];
  /** Thirteen patterns of the greatest length, and one of `last` characters. */
  const grep = (last: number) => [
    'grep',
    ...[...Array.from({ length: 13 }, () => 300), last].flatMap((length) => ['-e', 'x'.repeat(length)]),
    'README.md',
  ];
  test('64 words, 4096 characters', () => {
    expect(judgeCommand(pods(61), context).class).toBe('read');
    expect(judgeCommand(pods(62), context)).toMatchObject({ class: 'never', reason: why });
    const rest = 4_096 - grep(0).join('').length;
    expect(judgeCommand(grep(rest), context).class).toBe('read');
    expect(judgeCommand(grep(rest + 1), context)).toMatchObject({ class: 'never', reason: why });
  });
  test.each([
    ['grep', 300, 'grep: the pattern is not a short text'],
    ['jq', 500, 'jq: the filter is not a short text'],
  ])('a word of %s: %i characters', (binary, most, refusal) => {
    const file = binary === 'jq' ? 'data.json' : 'README.md';
    expect(judgeCommand([binary, 'x'.repeat(most), file], context).class).toBe('read');
    expect(judgeCommand([binary, 'x'.repeat(most + 1), file], context).reason).toBe(refusal);
  });
  test('a pattern after -e, a name, a selector and a revision', () => {
    const x = (length: number) => 'x'.repeat(length);
    for (const [most, argv] of [
      [300, (length: number) => ['grep', '-e', x(length), 'README.md']],
      [253, (length: number) => ['kubectl', 'get', 'pods', x(length)]],
      [256, (length: number) => ['kubectl', 'get', 'pods', '-l', x(length)]],
      [200, (length: number) => ['git', 'show', x(length)]],
    ] as const) {
      expect(judgeCommand(argv(most), context).class).toBe('read');
      expect(judgeCommand(argv(most + 1), context).class).toBe('never');
    }
  });
});

describe('what a jq filter may not reach for', () => {
  test.each([
    ...['$ENV', '$ENV.PATH', '$ ENV', '.nodes|$  ENV.PATH', '"\\($ ENV)"', '$__prog_args', '$ __prog_args'],
    ...[
      'env',
      'env.PATH',
      '[env]',
      '"\\(env)"',
      'input',
      '[inputs]',
      'input_filename',
      'stderr',
      '.a, debug("x")',
    ],
    ...[
      'import "a" as b; .',
      'include "a"; .',
      'get_search_list',
      'get_jq_origin',
      'get_prog_origin',
      '"a"|modulemeta',
    ],
  ])('%s', (filter) => {
    expect(judgeCommand(['jq', filter, 'data.json'], context).reason).toBe(
      'jq: the filter reaches for the environment or for other files',
    );
  });
});

test('where no namespace is closed, all may be asked at once', () => {
  const none = { ...context, deniedNamespaces: [] };
  for (const line of ['kubectl get pods -A -o yaml', 'kubectl describe pods -A', 'kubectl get pods -n vault'])
    expect(judgeCommand(words(line), none).class).toBe('read');
});
