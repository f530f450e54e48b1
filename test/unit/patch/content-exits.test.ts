// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { exitHits } from '../../../src/core/patch/content/exits.ts';
import { linesOf, viewed } from './views.ts';

const BEFORE = 'bootstrap\nverify\n';
const exits = (before: string, after: string, path = 'scripts/a.sh'): readonly number[] =>
  linesOf(exitHits(viewed(path, before, after)));
/** Where lines put before the others are hit. */
const added = (text: string): readonly number[] => exits(BEFORE, `${text}\n${BEFORE}`);

describe('a script that ends well before its time', () => {
  it.each([
    'exit',
    'exit 0',
    'exit 00',
    'exit 256',
    'exit $((0))',
    'exit $((1-1))',
    'return ${FAILED:-0}',
    'exit "${FAILED-0}"',
    'return',
    'return 0',
    'exec true',
    'exec :',
    'exec /bin/true',
    'x; exit 0',
    'exit 0; x',
    'verify || exit 0',
    'x || exit 0',
    '[ -f /tmp/ok ] && exit 0',
    'if [ "$FAST" = 1 ]; then exit 0; fi',
    'if x; then exit 0; fi',
    'x && exit 0',
    'exit 0 # (usage)',
    'exit 0 # if [ --help ]',
    'echo usage && exit 0',
    'echo "(usage)"; exit 0',
    'echo "usage)"; exit 0',
    '[ $# -eq 0 ] && echo "usage" && exit 0',
    'if [ $# -eq 0 ]; then echo "usage"; exit 0; fi',
    '[ "$1" = --helpless ] && exit 0',
    '[ "$1" = x--help ] && exit 0',
    'for x in usage; do exit 0; done',
  ])('%s', (line) => expect(added(line)).toEqual([1]));

  it.each([
    'exit 1',
    'exit 10',
    'exit 01',
    'exit 257',
    'exit $((n))',
    'exit ${FAILED:-1}',
    'exit "$rc"',
    'exit $?',
    'return 2',
    'exec trueish',
    'exec untrue',
    'exec ::',
    'exec x true',
    'true 0',
    'echo true',
    'echo exit 0',
    '# exit 0',
    '[ "$1" = --help ] && exit 0',
    '[[ $1 == -h ]] && exit 0',
    'test "$1" = --version && exit 0',
    'if [ "$1" = help ]; then usage; exit 0; fi',
    'case "$1" in -h) usage; exit 0 ;; esac',
    'case "$1" in x) y ;; (--list) usage; exit 0 ;; esac',
    '  -h | --help) usage; exit 0 ;;',
    '  "-V") version; exit 0 ;;',
  ])('allowed: %s', (line) => expect(added(line)).toEqual([]));

  it('is told once a line, on its line', () => {
    expect(exits('x\ny\n', 'x\nexit 0; exit 0\ny\nexit\n')).toEqual([2, 4]);
    expect(exits('x\nexit 0\n', 'x\ny\nexit 0\n')).toEqual([]);
  });

  it('in scripts and in YAML, not in documents and data', () => {
    expect(exits('', 'exit 0\n', 'Dockerfile')).toEqual([1]);
    expect(exits('', 'run: exit 0\n', 'a.yaml')).toEqual([1]);
    expect(exits('', 'exit 0\n', 'a.md')).toEqual([]);
    expect(exits('', '"run": "exit 0"\n', 'a.json')).toEqual([]);
  });
});

describe('help texts may end a script', () => {
  it('in the block that asks, or in the one around it', () => {
    expect(added('if [ "$1" = --help ]; then\n\n  usage\n  exit 0\nfi')).toEqual([]);
    expect(added('if [ "$1" = --help ]; then\n# as every tool\n  usage\n  exit 0\nfi')).toEqual([]);
    expect(added('case "$1" in\n  -h)\n    exit 0 ;;\nesac')).toEqual([]);
    expect(added('if [ "$1" = --help ]\nthen\n  usage\n  exit 0\nfi')).toEqual([]);
    expect(added('if x\nthen\n  exit 0\nfi')).toEqual([3]);
    expect(added('then\n  exit 0\nfi')).toEqual([2]);
    expect(added('if [ "$1" = --help ]\nthen_b\n  exit 0\nfi')).toEqual([3]);
    expect(added('if [ "$1" = --help ]; then\n  if x; then\n    exit 0\n  fi\nfi')).toEqual([]);
  });

  it('not further in, not beside it and not below it', () => {
    expect(
      added('if [ "$1" = -h ]; then\n  if x; then\n    if y; then\n      exit 0\n    fi\n  fi\nfi'),
    ).toEqual([4]);
    expect(added('if [ "$1" = --help ]; then\n  usage\nfi\nexit 0')).toEqual([4]);
    expect(added('if [ "$1" = --help ]; then usage; fi\nexit 0')).toEqual([2]);
    expect(added('x() {\n  if [ "$1" = --help ]; then\n    usage\n  fi\n  exit 0\n}')).toEqual([5]);
    expect(added('if x; then\n  usage\n  exit 0\nfi')).toEqual([3]);
    expect(added('# if [ "$1" = --help ]; then\n  exit 0')).toEqual([2]);
  });
});

describe('a function may return when its work is done already', () => {
  it.each([
    'if talosctl etcd members; then return 0; fi',
    'if ! kubectl get ns x; then return; fi',
    'elif flux check; then return 0; fi',
    'kubectl get ns x && return 0',
    'kubectl get ns x && { echo there; return; }',
    'if kubectl get ns x; then\n    return 0\n  fi',
    'if testing x; then return 0; fi',
    'if trueness; then return 0; fi',
    'if curl -f http://x; then return 0; fi',
  ])('allowed: %s', (text) => expect(exits(BEFORE, `deploy() {\n  ${text}\n}\n${BEFORE}`)).toEqual([]));

  it.each([
    'if [ -f x ]; then return 0; fi',
    'if [[ -f x ]]; then return 0; fi',
    'if ! [ -f x ]; then return 0; fi',
    'if !  [ -f x ]; then return 0; fi',
    'if test -f x; then return 0; fi',
    'if true; then return 0; fi',
    'if ! false; then return 0; fi',
    'if :; then return 0; fi',
    'if (( 1 )); then return 0; fi',
    '[ -f x ] && return 0',
    'true && return',
    'return 0',
    'echo if x; return 0',
    'if kubectl get ns x; then exit 0; fi',
  ])('refused: %s', (text) => expect(exits(BEFORE, `deploy() {\n  ${text}\n}\n${BEFORE}`)).toEqual([2]));

  it.each([
    'verify() {',
    'function check_nodes {',
    'function check_nodes() {',
    'wait-for-api () {',
    'EnsureReady() {',
    'run_smoke() {',
    'is_healthy() {',
  ])('but no check may: %s', (opener) =>
    expect(exits(BEFORE, `${opener}\n  if kubectl get ns x; then return 0; fi\n}\n${BEFORE}`)).toEqual([2]),
  );

  it('nor a block within a check, nor outside of the block that asks', () => {
    const inner = '  for n in a b; do\n    if kubectl get ns x; then\n      return 0\n    fi\n  done';
    expect(exits(BEFORE, `verify() {\n${inner}\n}\n`.concat(BEFORE))).toEqual([4]);
    expect(exits(BEFORE, `deploy() {\n${inner}\n}\n`.concat(BEFORE))).toEqual([]);
    const outer = '  if kubectl get ns x; then\n    for n in a b; do\n      return 0\n    done\n  fi';
    expect(exits(BEFORE, `deploy() {\n${outer}\n}\n`.concat(BEFORE))).toEqual([4]);
    expect(exits(BEFORE, `kubectl get ns x && {\n  y\n}\nreturn 0\n${BEFORE}`)).toEqual([4]);
  });
});

describe('failures that no longer fail', () => {
  const OLD = 'a || exit 1\nb || return 3\nc\n';
  it.each([
    ['a\nb || return 3\nc\n', [0]],
    ['a || exit 1\nb || true\nc\n', [0]],
    ['b || return 3\na || exit 2\nc\n', []],
    ['a || exit 1\nb || return 3\nc || exit 1\n', []],
    ['a || exit 1; b || return 3\nc\n', []],
  ])('%j', (after, lines) => expect(exits(OLD, after)).toEqual(lines));

  it('a success more does not make up for it', () =>
    expect(exits('a || exit 1\n', 'a || exit 0\n')).toEqual([0, 1]));
});
