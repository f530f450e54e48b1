import { describe, expect, it } from 'vitest';
import { judgeContent } from '../../../src/core/patch/content/judge.ts';
import { POLICY } from './tree.ts';
import { resultOf } from './views.ts';

/** What the next prompt is told of a change: the exact violations, without their file. */
const told = (path: string, before: string, after: string): readonly unknown[] =>
  judgeContent([resultOf(path, before, after)], POLICY).map(({ path: _, ...rest }) => rest);

const STRICT = 'fix the cause and leave the checks as strict as they are';

type Row = readonly [before: string, after: string, line: number | undefined, sentence: string];

const saysOf =
  (path: string, remedy: string) =>
  (before: string, after: string, line: number | undefined, sentence: string) =>
    expect(told(path, before, after)).toStrictEqual([
      {
        rule: 'weakened-check',
        ...(line === undefined ? {} : { line }),
        message: `${sentence}: ${remedy}`,
      },
    ]);

const SCRIPTS: readonly Row[] = [
  ['verify all\nx\n', 'x\n', undefined, 'the check `verify all` is taken out'],
  [`verify ${'a'.repeat(80)}\nx\n`, 'x\n', undefined, `the check \`verify ${'a'.repeat(73)}\` is taken out`],
  [
    'verify all\n',
    'if verify all; then x; fi\n',
    1,
    'the check `verify all` is weaker: its failure no longer stops anything',
  ],
  [
    `verify ${'a'.repeat(80)}\n`,
    `if verify ${'a'.repeat(80)}; then x; fi\n`,
    1,
    `the check \`verify ${'a'.repeat(73)}\` is weaker: its failure no longer stops anything`,
  ],
  [
    'kubectl wait x --timeout=2m\n',
    'kubectl wait x --timeout 1h\n',
    1,
    'the check `kubectl wait x --timeout=2m` is weaker: its --timeout goes from 120 s to 3600 s',
  ],
  [
    'curl -f x\n',
    'curl x\n',
    1,
    'the check `curl -f x` is weaker: curl no longer fails on an error status (-f)',
  ],
  [
    'curl http://blog\n',
    'curl http://localhost\n',
    1,
    'the check `curl http://blog` is weaker: it asks this machine in place of the real one',
  ],
  [
    'kubectl wait --for=delete x\n',
    'kubectl wait x\n',
    1,
    'the check `kubectl wait --for=delete x` is weaker: it waits for another condition',
  ],
  ['[ $n = 3 ]\n', '[ $n != 3 ]\n', 1, 'the check `[ $n = 3 ]` is weaker: its condition was rewritten'],
  ['[ $n = 3 ]\n', '[ $n = 2 ]\n', 1, 'the check `[ $n = 3 ]` is weaker: it expects less'],
  ['a\n', 'a || echo not now\n', 1, 'a failure is swallowed by `|| echo not now`'],
  ['a\n', `a || echo ${'b'.repeat(50)}\n`, 1, `a failure is swallowed by \`|| echo ${'b'.repeat(35)}\``],
  ['a\n', 'a; true\n', 1, 'a command is followed by one that always succeeds'],
  ['a\n', 'a\nverify & b\n', 2, 'a check runs in the background, where its failure is lost'],
  ['a\n', 'a\n! verify\n', 2, 'a check is negated'],
  [
    'set -eu -o pipefail\na\n',
    'a\n',
    undefined,
    'the script no longer sets e, u, pipefail (set -euo pipefail)',
  ],
  ['a\n', 'a\nset -x +e\n', 2, '`set -x +e` turns error checking off'],
  ['a\n', 'a\ntrap - ERR\n', 2, 'a trap hides how the script ended'],
  ['a\n', 'a\nshopt -u inherit_errexit\n', 2, 'error checking is turned off'],
  ['a\n', 'a\nalias a=b\n', 2, 'another meaning is given to a command'],
  ['a\n', 'a\nb --no-verify\n', 2, '`--no-verify` turns a check off'],
  ['a() { b; }\n', 'a() { b; }\na() { c; }\n', undefined, 'the function a is defined a second time'],
  ['a\n', 'a\nif false; then\n', 2, 'a condition never changes: what it guards is always or never run'],
  ['a\n', 'a\ncat > /dev/null <<X\n', 2, 'commands are hidden in a text that nobody runs'],
  [
    'n=$(count)\n[ $n = 3 ]\n',
    'n=$(count)\nn=3\n[ $n = 3 ]\n',
    2,
    'the measured value of n is overwritten before it is asked for',
  ],
  [
    'if [ $n = 3 ]; then\nx\nfi\n',
    'if [ $n = 3 ] && [ $m ]; then\nx\nfi\n',
    1,
    'a failing condition got a further condition',
  ],
  ['a\n', 'a\nkubectl() { b; }\n', 2, 'a function takes the place of the command kubectl'],
];

const SETTINGS: readonly Row[] = [
  ['probe: x\na: b\n', 'a: b\n', undefined, 'a `probe` is taken out'],
  ['a:\n  grpc: x\n', 'a:\n  tcp: x\n', undefined, 'a probe looks at less than before'],
  ['s:\n  suspend: false\n', 's:\n  suspend: true\n', 2, '`s.suspend`: a check is switched off'],
  ['s:\n  wait: true\n', 's:\n  wait: false\n', 2, '`s.wait`: a check is switched off'],
  [
    'a:\n  b:\n    c:\n      timeout: 5m\n',
    'a:\n  b:\n    c:\n      timeout: 2h\n',
    4,
    '`b.c.timeout`: it goes from 5m to 2h',
  ],
  ['s:\n  minReady: 3\n', 's:\n  minReady: 2\n', 2, '`s.minReady`: it goes from 3 to 2'],
  ['s:\n  timeout: 5m\n', 's:\n  timeout: none\n', 2, '`s.timeout`: the limit is taken away'],
  [
    'probe:\n  path: /ready\n',
    'probe:\n  path: /\n',
    2,
    '`probe.path`: the probe asks for nothing in particular',
  ],
  ['s:\n  expect: a\n', 's:\n  expect: b\n', 2, '`s.expect`: the expectation was rewritten'],
  ['s:\n  args: a\n', 's:\n  args: ":"\n', 2, '`s.args`: its command does nothing'],
  ['probe:\n  args: a\n', 'probe:\n  args: b\n', 2, '`probe.args`: its command is another one'],
  ['s:\n  a: b\n', 's:\n  a: b\n  paused: true\n', 3, '`s.paused`: a check is switched off'],
  ['s:\n  a: b\n', 's:\n  a: b\n  strict: false\n', 3, '`s.strict`: a check is switched off'],
  ['probe:\n  a: b\n', 'probe:\n  a: b\n  retries: 99\n', 3, '`probe.retries`: 99 failures are let pass'],
  ['probe:\n  a: b\n', 'probe:\n  a: b\n  period: 2h\n', 3, '`probe.period`: it waits 2h'],
  ['probe:\n  a: b\n', 'probe:\n  a: b\n  enabled: no\n', 3, '`probe.enabled`: a check is switched off'],
  ['probe:\n  a: b\n', 'probe:\n  a: b\n  args: ":"\n', 3, '`probe.args`: a check does nothing'],
  ['a: b\n', 'a: b\nexpr: vector(0)\n', 2, 'an alert can no longer fire'],
];

describe('what the next prompt is told, word by word', () => {
  it.each(SCRIPTS)('of a script: %j → %j', saysOf('a.sh', STRICT));
  it.each(SETTINGS)('of settings: %j → %j', saysOf('a.yaml', STRICT));
  it.each([['a\n', 'a\nit.skip("b")\n', 2, 'a test or an error is skipped']] as const)(
    'of a program: %j → %j',
    saysOf('a.ts', STRICT),
  );
  it.each([
    ['a\n', 'a\nexec /bin/true\n', 2, '`exec /bin/true` ends with success before the rest has run'],
    ['a\nreturn 3\n', 'a\n', undefined, 'a failing exit or return is taken out'],
  ] as const)(
    'of an early end: %j → %j',
    saysOf('a.sh', 'a stage may only end well when its checks have run'),
  );

  it('of text that is not what it looks like', () =>
    expect(told('a.md', 'a\n', 'a\nb\u200bc\n')).toStrictEqual([
      { rule: 'hidden-text', line: 2, message: 'the line holds invisible or direction-changing characters' },
    ]));
});
