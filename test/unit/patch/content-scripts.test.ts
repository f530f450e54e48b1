// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { shellCheckHits } from '../../../src/core/patch/content/checks-shell.ts';
import { linesOf, viewed } from './views.ts';

const hits = (before: string, after: string, path = 'a.sh'): readonly number[] =>
  linesOf(shellCheckHits(viewed(path, before, after)));
/** Where one line, put between two others, is hit. */
const line = (text: string): readonly number[] => hits('x\ny\n', `x\n${text}\ny\n`);

describe('checks that go or get weaker', () => {
  it.each([
    ['one taken out', 'verify\nx\n', 'x\n', [0]],
    ['each of two', 'verify\ncheck_a\nx\n', 'x\n', [0, 0]],
    ['one of two equal ones', 'verify\nx\nverify\n', 'x\nverify\n', [0]],
    ['moved', 'verify\nx\n', 'x\nverify\n', []],
    ['one that stopped nothing', 'if verify; then x; fi\n', 'x\n', []],
    ['replaced by one of the same tool', 'kubectl -n a get pods\n', 'kubectl get nodes -n b\n', []],
    ['replaced by another of the tool', 'kubectl rollout status x\n', 'kubectl get x\n', [0]],
    [
      'a flag with its value is no action',
      'kubectl -n get rollout status x\n',
      'kubectl -n wait rollout status x\n',
      [],
    ],
    ['a long flag too', 'kubectl --context a get x\n', 'kubectl get y\n', []],
    ['an unknown flag stands alone', 'kubectl --v get x\n', 'kubectl --v wait x\n', [0]],
    ['another tool', 'curl -f x\n', 'wget x\n', [0]],
    ['a tool without subcommands', 'curl -f a b\n', 'curl -f c\n', []],
    ['two replaced by one', 'curl -f a\ncurl -f b\n', 'curl -f c\n', [0]],
    ['two replaced by two', 'curl -f a\ncurl -f b\n', 'curl -f c\ncurl -f d\n', []],
    ['a check of its own with other words', 'check a\n', 'check b\n', []],
    ['a tool that is named alike', 'kubeconform a\n', 'kubeconform b\n', []],
    ['one more of the same in the place of another', 'curl -f a\ncurl -f b\n', 'curl -f a\ncurl -f a\n', [0]],
    ['weaker where it stands', 'x\ncurl -f a\n', 'x\ny\ncurl a\n', [3]],
    ['weaker where it went', 'curl -f a\nx\n', 'x\ny\ncurl b\n', [3]],
    ['the weaker one of two equal ones', 'verify\nverify\n', 'verify\nif verify; then x; fi\n', [2]],
  ])('%s', (_, before, after, lines) => expect(hits(before, after)).toEqual(lines));

  it('in every file that runs, not in a document', () => {
    for (const path of ['Makefile', 'a.yaml', 'a.sh']) expect(hits('verify\nx\n', 'x\n', path)).toEqual([0]);
    expect(hits('"run": "verify"\n', '"run": "x"\n', 'a.json')).toEqual([0]);
    expect(hits('"run": "x"\n', '"run": "x || true"\n', 'a.json')).toEqual([]);
    expect(hits('"run": "verify"\n', '"run": "verify || true"\n', 'a.json')).toEqual([1]);
    expect(hits('x\n', 'x || true\n', 'a.yaml')).toEqual([1]);
    expect(hits('x\n', 'x || true\n', 'Makefile')).toEqual([1]);
    expect(hits('verify\nx\n', 'x || true\n', 'a.md')).toEqual([]);
  });
});

describe('failures that are let pass', () => {
  it.each([
    'a || true',
    'a || :',
    'a || : || exit 1',
    'a || echo no || die no',
    'a || log no || exit 1',
    'a || echo no',
    'a || printf no',
    'a || warn no',
    'a || log_it no',
    'a || continue',
    'a || sleep 5',
    'a || exit',
    'a || return 0',
    'a || { echo no; b; }',
    'a && b || true',
    '|| true',
    'a; true',
    'a | true',
    'a && :',
    'a; $(b); true',
    'verify &',
    'a; verify & b',
    '! verify',
    '  ! verify',
    '!  verify a',
    'a; ! verify',
    'a && ! verify',
    'a;! verify',
    '! verify "$(b)"',
    'b || ! verify',
    '! b | grep c',
  ])('%s', (text) => expect(line(text)).toEqual([2]));

  it.each([
    'a || exit 1',
    'a || b || exit 1',
    'a || echo no && exit 1',
    'a || b',
    'a || login x',
    'a || restart log',
    'a || rc=1',
    'a || { echo no; exit 1; }',
    'a || die no',
    'a && echo yes',
    'a; echo yes',
    'true',
    ':',
    'true; a',
    'a "$(true)"',
    'a; b "$(true)"',
    'a; b true',
    'a; untrue',
    'a; truely',
    '(',
    'a &',
    'sleep 5 &',
    'a & wait_for_b',
    '! a',
    'a ! verify',
    'a !verify',
    '!verify',
    'if ! verify; then exit 1; fi',
  ])('allowed: %s', (text) => expect(line(text)).toEqual([]));
});

describe('error checking that is turned off', () => {
  const turns = (before: string, after: string): readonly number[] => hits(`${before}\nx\n`, `${after}\nx\n`);

  it.each([
    ['set -e', 'set -x'],
    ['set -eu', 'set -e'],
    ['set -euo pipefail', 'set -eu'],
    ['set -o errexit', 'set -o nounset'],
    ['set -o nounset', ''],
    ['set -E -o pipefail', 'set -E pipefail'],
    ['set -Ee', 'set -E'],
    ['#!/bin/bash -e', '#!/bin/bash'],
    ['#!/bin/sh -eu', '#!/bin/sh -u'],
    ['#!/bin/sh  -ue', '#!/bin/sh  -u'],
    ['#!/usr/bin/env -S bash -e', '#!/usr/bin/env bash'],
    ['a; set -e', 'a; set -- -x'],
    ['set -eu', 'set -- -eu'],
  ])('%j → %j', (before, after) => expect(turns(before, after)).toEqual([0]));

  it.each([
    ['set -e', 'set -o errexit'],
    ['set -o nounset', 'set -u'],
    ['set -eu', 'set -e\nset -u'],
    ['set -x', ''],
    ['set pipefail', ''],
    ['set errexit nounset', ''],
    ['echo -e', ''],
    ['set -e', 'set -euo pipefail'],
    ['#!/bin/bash -e', '#!/bin/bash\nset -e'],
    ['#!/bin/bash -x', '#!/bin/bash'],
    ['#!/usr/bin/perl -e', '#!/usr/bin/perl'],
    ['# sh -e', ''],
    ['x #!/bin/sh -e', ''],
    ['set a-o pipefail', ''],
    ['set -- -eu -o pipefail', ''],
    ['set -on pipefail', ''],
  ])('%j → %j is fine', (before, after) => expect(turns(before, after)).toEqual([]));

  it.each([
    'set +e',
    'set +u',
    'set +xe',
    'set -x +e',
    'set +o errexit',
    'set +xo pipefail',
    'set +o nounset',
    'set +o pipefail',
    "trap 'exit 0' EXIT",
    "trap 'rm a; return 0' INT",
    'trap - ERR',
    "trap '' EXIT",
    'trap : 0',
    'trap true INT ERR',
    'trap exit EXIT',
    "trap ' - ' ERR",
    'shopt -u inherit_errexit',
    'shopt -qu  pipefail',
    'shopt -u -o errexit',
    'alias a=b',
    'enable -n test',
    'hash -p /bin/true test',
  ])('%s', (text) => expect(line(text)).toEqual([2]));

  it.each([
    'set +x',
    'set +o history',
    'set a+e',
    'echo +e',
    'trap cleanup EXIT',
    "trap 'exit 1' ERR",
    "trap 'exit 01' ERR",
    "trap 'rm a' EXIT",
    "trap '' INT",
    'trap - ERRS',
    'trap - XERR',
    'trap truely EXIT',
    "echo 'exit 0' EXIT",
    'shopt -s inherit_errexit',
    'shopt -u nullglob',
    'shopt -s x-u pipefail',
    'trap',
    'echo -u errexit',
    'enable test',
    'hash -r',
    'unalias a',
    'a -n b',
    'a -p b',
  ])('allowed: %s', (text) => expect(line(text)).toEqual([]));
});

describe('flags and variables that turn a check off', () => {
  it.each([
    'a --skip-tests',
    'a --no-verify',
    'a --no-fail-on-empty',
    'a --ignore-errors=all',
    'a --validate=false',
    'a --watch=false',
    'a --wait=0',
    'a --dry-run',
    'a --dry-run=client',
    'a --exit-zero',
    'a --insecure-skip-tls-verify',
    'kubectl create ns a --dry-run=client',
    'kubectl apply --dry-run=client -o yaml',
    'kubectl apply -f apps/create --dry-run=client -o yaml',
    'kubectl apply -f create.yaml --dry-run=client -o yaml',
    'kubectl create -f blog-o --dry-run=client',
    'kubectl create ns a --no-wait -o yaml',
    'SKIP_TESTS=1 a',
    'export NO_VERIFY=true',
    'HEALTH_CHECK_DISABLED=yes',
    'STRICT=0',
    'FAIL_ON_ERROR=false a',
  ])('%s', (text) => expect(line(text)).toEqual([2]));

  it.each([
    'a --skipping',
    'a --verify',
    'a --validate=true',
    'a --watch',
    'a skip-tests',
    'kubectl create ns a --dry-run=client -o yaml',
    'kubectl create ns a --dry-run=client -oyaml',
    'kubectl create ns a --dry-run=client --output=json',
    'SKIP_TESTS=0 a',
    'STRICT=1',
    'STRICT=01x',
    'echo SKIP',
  ])('allowed: %s', (text) => expect(line(text)).toEqual([]));

  it('a flag that the script used already is its way of working, a variable is not', () => {
    expect(hits('a --no-wait\n', 'a --no-wait\nb --no-wait\n')).toEqual([]);
    expect(hits('SKIP_TESTS=1 a\n', 'SKIP_TESTS=1 a\nSKIP_TESTS=1 b\n')).toEqual([2]);
  });
});
