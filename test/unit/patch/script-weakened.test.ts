// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { shellCheckHits, standsForNothing } from '../../../src/core/patch/content/checks-shell.ts';
import { commandsOf } from '../../../src/core/patch/content/shell.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'a.sh'): readonly string[] =>
  shellCheckHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );
/** What is told of one line, put between two others. */
const put = (text: string): readonly string[] => told('x\ny\n', `x\n${text}\ny\n`);

const out = (check: string): string => `0 the check \`${check}\` is taken out`;
const weaker = (line: number, check: string, why: string): string =>
  `${line} the check \`${check}\` is weaker: ${why}`;
const UNSTOPPED = 'its failure no longer stops anything';

describe('checks and functions', () => {
  const HELD = 'held() {\n  kubectl get a\n}\n';
  const F = 'f() {\n  verify\n}\n';
  it.each([
    ['into a function that nobody calls', 'verify\nx\n', `${F}x\n`, [weaker(2, 'verify', UNSTOPPED)]],
    ['into one that only a remark names', 'verify\nx\n', `${F}# f\nx\n`, [weaker(2, 'verify', UNSTOPPED)]],
    ['into one that is called', 'verify\nx\n', `${F}f\nx\n`, []],
    ['into one that was there, whoever calls it', 'f() {\n  x\n}\nverify\n', F, []],
    [
      'two into functions, one of them called',
      'verify\ncheck_a\n',
      `${F}g() {\n  check_a\n}\ng\n`,
      [weaker(2, 'verify', UNSTOPPED)],
    ],
    [
      'of two of a function that nobody calls each',
      'verify\ncheck_a\n',
      'f() {\n  verify\n  check_a\n}\n',
      [weaker(2, 'verify', UNSTOPPED), weaker(3, 'check_a', UNSTOPPED)],
    ],
    ['a function that nobody called stays', F, `${F}x\n`, []],
    ['its only call goes', `${HELD}held\n`, HELD, [out('held')]],
    ['one of its calls goes', `${HELD}held\nx\nheld\n`, `${HELD}held\nx\n`, [out('held')]],
    ['its call is swallowed', `${HELD}held\n`, `${HELD}held || x\n`, [weaker(4, 'held', UNSTOPPED)]],
    [
      'its call gets a condition',
      `${HELD}held\n`,
      `${HELD}if b; then\n  held\nfi\n`,
      [weaker(5, 'held', 'it only runs where `b` holds')],
    ],
    ['a call where there was the check', 'kubectl get a\n', `${HELD}held\n`, []],
    ['the check where there was a call', `${HELD}held\n`, 'kubectl get a\n', []],
    ['the check where there was a call, the call stays', `${HELD}held\n`, 'kubectl get a\nheld\n', []],
    ['function and call go', `${HELD}held\nx\n`, 'x\n', [out('kubectl get a')]],
    ['a new function and its call', 'x\n', `x\n${HELD}held || y\n`, []],
  ])('%s', (_, before, after, wanted) => expect(told(before, after)).toEqual(wanted));
});

describe('a check in the place of another', () => {
  it.each([
    ['the same tool and action', 'kubectl get a -n b\nx\n', 'x\nkubectl -n c get d\n', []],
    ['flags with a value are no action', 'talosctl -n a health\n', 'talosctl --nodes b -e c health -x\n', []],
    ['an own command', 'verify a\n', 'verify b c\n', []],
    ['more than it asked', 'verify a\n', 'verify b\nverify c\n', []],
    ['fewer', 'verify a\nverify b\n', 'verify c\n', [out('verify b')]],
    ['another action', 'flux get a\n', 'flux check\n', [out('flux get a')]],
    ['one that was there already', 'verify a\nverify b\n', 'verify b\nverify b\n', [out('verify a')]],
    [
      'weaker in its place',
      'curl -f a\n',
      'x\ncurl b\n',
      [weaker(2, 'curl -f a', 'curl no longer fails on an error status (-f)')],
    ],
    ['none where it stopped nothing', 'verify || x\ny\n', 'y\n', []],
    ['told with 80 characters', `verify ${'a'.repeat(90)}\nx\n`, 'x\n', [out(`verify ${'a'.repeat(73)}`)]],
  ])('%s', (_, before, after, wanted) => expect(told(before, after)).toEqual(wanted));
});

describe('a failure that is let pass', () => {
  const swallowed = (by: string): readonly string[] => [`2 a failure is swallowed by \`|| ${by}\``];
  const SUCCEEDS = ['2 a command is followed by one that always succeeds'];
  const BEHIND = ['2 a check runs in the background, where its failure is lost'];

  it.each([
    ['kubectl diff -f a || true', []],
    ['oc -n a describe b || :', []],
    ['helm -n a -o b diff c || true', []],
    ['kubectl get events || true', []],
    ['kubectl logs a || true', []],
    ['git diff || true', []],
    ['diff a b || true', []],
    ['journalctl -u a || true', []],
    ['dmesg || echo none', []],
    ['grep -c a b || true', []],
    ['egrep x -ic a || true', []],
    ['x; diff a b || true', []],
    ['kubectl get a || true', swallowed('true')],
    ['git diffx || true', swallowed('true')],
    ['kubectl a diff || true', swallowed('true')],
    ['grep a b || true', swallowed('true')],
    ['xdiff a b || true', swallowed('true')],
    ['diff a b || x || true', swallowed('true')],
    ['diff a b; x || true', swallowed('true')],
    ['diff a b; true', SUCCEEDS],
    ['diff a b | true', SUCCEEDS],
    ['a; diff a b; :', SUCCEEDS],
    ['a && true', SUCCEEDS],
    ['true', []],
    ['a; "$(true)" b', []],
    ['a || { sleep 5; a; }', []],
    ['a b || { sleep 5; a b; }', []],
    ['a || { sleep 5; b; }', swallowed('{ sleep 5')],
    ['a b || { sleep 5; a c; }', swallowed('{ sleep 5')],
    ['a || { sleep 5; a; b; }', swallowed('{ sleep 5')],
    ['a || { a; sleep 5; }', []],
    ['a || sleep 5; a', swallowed('sleep 5')],
    ['{ a; } || sleep 5', swallowed('sleep 5')],
    ['a || sleep 5; b; }', swallowed('sleep 5')],
    ['a || sleep 5; a; }', []],
    ['|| sleep 5; a; }', swallowed('sleep 5')],
    ['a | echo no', []],
    ['a && echo no', []],
    ['a || ready=3', swallowed('ready=3')],
    ['a || count=0', []],
    ['a || failed=1', []],
    ['a || echo no || exit 1', swallowed('echo no')],
    ['a || echo no; exit 1', []],
    ['(verify) &', BEHIND],
    ['} &', BEHIND],
    ['done &', BEHIND],
    ['fi & # later', BEHIND],
    ['verify a &', BEHIND],
    ['x & verify &', BEHIND],
    ['} && x', []],
    ['undone &', []],
    ['x &', []],
    ['x & y', []],
    ['{ x; } & y', []],
    ['! verify', ['2 a check is negated']],
    ['if ! verify; then exit 1; fi', []],
    ['! x', []],
    ['!x; verify', []],
    ['! x; verify', ['2 a check is negated']],
    ['! verify; x', []],
    ['! verify || true', swallowed('true')],
    ['verify & true', SUCCEEDS],
  ])('%s', (text, wanted) => expect(put(text)).toEqual(wanted));

  it('a line of a substitution alone has no last command', () => expect(put('"$(')).toEqual([]));
});

describe('what a script no longer sets', () => {
  const lost = (flags: string): string => `0 the script no longer sets ${flags} (set -euo pipefail)`;
  it.each([
    ['set -e\nx\n', 'x\n', [lost('e')]],
    ['set -euo pipefail\nx\n', 'x\n', [lost('e, u, pipefail')]],
    ['set -eu\nx\n', 'set -u\nx\n', [lost('e')]],
    ['set -o pipefail\nx\n', 'x\n', [lost('pipefail')]],
    ['set -x -o errexit\nx\n', 'set -x -o nounset\nx\n', [lost('e')]],
    ['#!/bin/sh -e\nx\n', '#!/bin/sh\nx\n', [lost('e')]],
    ['x\n#!/bin/sh -e\n', 'x\n', []],
    ['set -x\n', 'y\n', []],
    ['echo -e\n', 'y\n', []],
    ['', 'x\n', []],
    ['#!/bin/bash\nx\n', '#!/usr/bin/python3\nx\n', ['1 the script is given to a program that is no shell']],
    ['#!/bin/bash\nx\n', 'x\n', ['1 the script is given to a program that is no shell']],
    ['#!/bin/bash\nx\n', ' #!/bin/bash\nx\n', ['1 the script is given to a program that is no shell']],
    ['#!/bin/sh\nx\n', '#!/usr/bin/env bash\nx\n', []],
    ['#!/usr/bin/python3\nx\n', '#!/usr/bin/perl\nx\n', []],
    ['#!/bin/shx\nx\n', '#!/bin/y\nx\n', []],
    ['x\n', '#!/usr/bin/python3\nx\n', []],
    ['x\n#!/bin/bash\n', 'x\n', []],
  ])('%j → %j', (before, after, wanted) => expect(told(before, after)).toEqual(wanted));

  it.each([
    ['retry 0 x', ['2 a command is never tried']],
    ['retry 3 x', []],
    ['retry', []],
    ['retried 0 x', []],
    ['coproc x', ['2 a command is sent to the background']],
    ['coprocx', []],
    ['set +e', ['2 `set +e` turns error checking off']],
    ['x; set +o nounset', ['2 `set +o nounset` turns error checking off']],
    ['set +x', []],
    ['trap "" ERR', ['2 a trap hides how the script ended']],
    ['shopt -u -o errexit', ['2 error checking is turned off']],
    ['shopt -u nullglob', []],
    ['hash -p a b', ['2 another meaning is given to a command']],
    [
      'alias a=b; alias c=d',
      ['2 another meaning is given to a command', '2 another meaning is given to a command'],
    ],
    ['echo enable -n a', []],
    ['a hash -p b c', []],
    ['enable -n', ['2 another meaning is given to a command']],
    ['x=1', []],
  ])('%s', (text, wanted) => expect(put(text)).toEqual(wanted));
});

describe('which files are read, and how', () => {
  it('settings in JSON only for the checks in them; programs not at all', () => {
    expect(told('"run": "verify"\n', '"run": "x"\n', 'a.json')).toEqual([out('verify')]);
    expect(told('"run": "x"\n', '"run": "x --no-verify"\n', 'a.json')).toEqual([]);
    expect(told('verify\n', 'x || true\n', 'a.py')).toEqual([]);
    expect(told('all: lint\nx\n', 'all:\nx\n', 'Makefile')).toEqual([
      '0 the recipe `all: lint` is taken out',
    ]);
  });
});

describe('a command that stands for nothing', () => {
  const nothing = (text: string): boolean => standsForNothing(commandsOf(text)[0]!);
  it.each([
    'true',
    ':',
    'echo ok',
    '/bin/true',
    'exit 0',
    'timeout 5 true',
    'sudo true',
    'unshare true',
    'sh -c true',
    'bash -ec "echo a; :"',
    'dash -c ""',
    'sh -c',
    'sudo sh -c true',
  ])('%s', (text) => expect(nothing(text)).toBe(true));
  it.each([
    'verify',
    'exit 1',
    'sh true',
    'bash ./true',
    'node true.js',
    'sh -c verify',
    'bash -c "echo a; verify"',
    'sh -x a',
    'fish -c true',
    'xsh -c true',
    'sh c true',
    'timeout 5 verify',
  ])('not %s', (text) => expect(nothing(text)).toBe(false));
});
