import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/core/command/argv.ts';
import { judgeCommand } from '../../src/core/command/judge.ts';
import { context } from '../unit/command/context.ts';

const VERBS = {
  kubectl:
    'annotate apply attach autoscale certificate completion config cordon cp create debug delete diff drain edit exec expose kustomize label patch plugin port-forward proxy replace run scale set taint uncordon wait',
  talosctl:
    'apply-config bootstrap cluster copy cp dashboard debug edit gen image inject kubeconfig list ls machineconfig meta patch pcap read reboot reset restart rollback rotate-ca shutdown support upgrade upgrade-k8s wipe',
  flux: 'bootstrap build create debug delete diff envsubst export install migrate pull push reconcile resume suspend uninstall',
  helm: 'create delete dependency env get install plugin pull push registry repo rollback show template test uninstall upgrade',
  git: 'add am apply archive bundle cat-file checkout cherry-pick clean clone commit config fetch gc grep init merge mv pull push rebase reset restore revert rm stash submodule switch tag update-ref worktree',
};

const FLAGS = [
  '-A',
  '-n',
  'web',
  '--namespace=web',
  '-o',
  'yaml',
  '--output=wide',
  '-l',
  'app=x',
  '--',
  '-v=9',
  '--force',
];
const TARGETS = [
  'pods',
  'secrets',
  'secret/x',
  'pods,secrets',
  'mc',
  'all',
  'x',
  'members',
  '../x',
  'README.md',
  '--raw=/x',
];

const noise = fc.array(fc.constantFrom(...FLAGS, ...TARGETS), { maxLength: 5 });

test('a command whose subcommand is refused is never read, whatever stands around it', () => {
  const refused = fc.constantFrom(
    ...Object.entries(VERBS).flatMap(([binary, verbs]) =>
      verbs.split(' ').map((verb) => [binary, verb] as const),
    ),
  );
  const before = fc.constantFrom<readonly string[]>(
    [],
    ['-A'],
    ['--namespace=web'],
    ['-n', 'web'],
    ['-n=web'],
  );
  fc.assert(
    fc.property(refused, before, noise, ([binary, verb], flags, rest) => {
      expect(judgeCommand([binary, ...flags, verb, ...rest], context).class).not.toBe('read');
    }),
    { numRuns: 3_000 },
  );
});

const SAFE_KUBECTL =
  /^(?:get|describe|logs|top|explain|api-resources|api-versions|version|cluster-info|rollout|auth|events)$/;

/** What must hold of anything that runs, told in other words than the grammar's. */
const harmless = (argv: readonly string[]): void => {
  const [binary, ...rest] = argv;
  const flags = rest.filter((word) => word.startsWith('-'));
  const words = rest.filter((word) => !word.startsWith('-'));
  const text = argv.join(' ');
  expect(text).not.toMatch(/[\0-\x1f]/);
  if (binary === 'kubectl') {
    expect(rest[0]).toBe('--kubeconfig=/s/kubeconfig');
    expect(words[0]).toMatch(SAFE_KUBECTL);
    if (words[0] === 'get' || words[0] === 'describe') {
      const types = words[1]?.includes('/')
        ? words.slice(1).map((word) => word.split('/')[0])
        : [words[1] ?? ''];
      expect(types.join()).not.toMatch(/secret|all|serviceaccount/i);
    }
    expect(flags.filter((flag) => /^--(?:kubeconfig|request-timeout)/.test(flag))).toHaveLength(2);
    expect(text).not.toMatch(
      /--(?:raw|token|as|server|watch(?!=false)|follow|filename|v|context|user|cluster|profile)\b/,
    );
  }
  if (binary === 'talosctl') {
    if (words[0] === 'get') expect(words[1]).not.toMatch(/^mc$|machineconfig|secret/i);
    expect(flags.filter((flag) => flag.startsWith('--nodes')).join()).not.toContain('evil');
  }
  // After `--` stand the files; those of git status are only named, those of jq follow the filter.
  const files = rest.slice(rest.indexOf('--') + 1).slice(binary === 'jq' ? 1 : 0);
  if (['cat', 'grep', 'jq'].includes(binary ?? '') || (binary === 'git' && !words.includes('status')))
    for (const file of ['/etc/passwd', 'secrets.env', '../x', '.git/config'])
      expect(files).not.toContain(file);
};

test('any soup of words: what is let through is harmless, and what is not is handed back as it came', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...[
        'kubectl',
        'talosctl',
        'flux',
        'helm',
        'git',
        'cat',
        'grep',
        'jq',
        'get',
        'describe',
        'logs',
        'service',
      ],
      ...[
        'version',
        'log',
        'show',
        'diff',
        'list',
        'status',
        'mc',
        '/etc/passwd',
        'secrets.env',
        '.git/config',
        '-e',
      ],
      ...[
        '-n=10.0.0.10',
        '--nodes=evil.example',
        '-p',
        'config/talos.yaml',
        '-f',
        '-w',
        'deploy/web',
        '--as=x',
        '.',
      ],
      ...FLAGS,
      ...TARGETS,
    ),
    fc.string({ maxLength: 8 }),
  );
  const binary = fc.constantFrom(
    'kubectl',
    'talosctl',
    'flux',
    'helm',
    'git',
    'cat',
    'grep',
    'jq',
    'ls',
    'nc',
  );
  const verb = fc.constantFrom(
    'get',
    'describe',
    'logs',
    'log',
    'show',
    'diff',
    'status',
    'list',
    'README.md',
    'service',
  );
  let through = 0;
  fc.assert(
    fc.property(binary, verb, fc.array(word, { maxLength: 5 }), (tool, first, rest) => {
      const argv = [tool, first, ...rest];
      const verdict = judgeCommand(argv, context);
      if (verdict.class !== 'read') {
        expect(verdict.argv).toBe(argv);
        return;
      }
      through += 1;
      harmless(verdict.argv);
    }),
    { numRuns: 20_000 },
  );
  // A soup from which nothing comes through would prove nothing.
  expect(through).toBeGreaterThan(200);
});

test('a word quoted for the shell comes back as it was', () => {
  const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 6 }),
      (words) => {
        fc.pre(words[0] !== '');
        expect(parseCommandLine(words.map(quoted).join(' '), {})).toEqual({ ok: true, argv: words });
      },
    ),
  );
});

test('what we read without a shell is what sh reads: the same words, for every text that we take', () => {
  const env = { A: 'one', LONG_NAME: 'x/y' };
  const bit = fc.constantFrom(
    ...[
      'a',
      'b=c',
      ' ',
      ' ',
      "'",
      '"',
      '\\',
      '$A',
      `\${LONG_NAME}`,
      '$',
      '#',
      '~',
      '{',
      '}',
      ',',
      '|',
      ';',
      '*',
      '[',
      '!',
      '-x',
      '%',
      '=',
      '&',
      '\\\n',
    ],
  );
  const text = fc.array(bit, { minLength: 1, maxLength: 9 }).map((bits) => `run ${bits.join('')}`);
  const texts = fc.sample(text, { numRuns: 3_000, seed: 7 });
  const taken = texts.flatMap((line) => {
    const read = parseCommandLine(line, env);
    return read.ok ? [{ line, argv: read.argv }] : [];
  });
  expect(taken.length).toBeGreaterThan(300);
  // One shell for all: `run` prints its words, each ended by a unit separator, each command by a record separator.
  const script = `run() { printf '%s\\037' run "$@"; }\n${taken.map(({ line }) => `${line.trim()}\nprintf '\\036'`).join('\n')}`;
  const ran = spawnSync('sh', ['-c', script], { env, encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  const printed = ran.stdout.split('\x1e').slice(0, -1);
  expect(printed).toEqual(taken.map(({ argv }) => argv.map((word) => `${word}\x1f`).join('')));
});
