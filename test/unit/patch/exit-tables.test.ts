// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { exitHits } from '../../../src/core/patch/content/exits.ts';
import { rows } from './hits.ts';
import { linesOf, viewed } from './views.ts';

const BEFORE = 'bootstrap\nverify\n';
const exits = (before: string, after: string): readonly number[] =>
  linesOf(exitHits(viewed('scripts/a.sh', before, after)));
/** Where lines put before the others are hit. */
const added = (text: string): readonly number[] => exits(BEFORE, `${text}\n${BEFORE}`);
/** The same in a function. */
const within = (opener: string, text: string): readonly number[] => added(`${opener}\n    ${text}\n}`);

it('what is to be done is told', () => {
  const wanted = 'a stage may only end well when its checks have run';
  const told = exitHits(viewed('a.sh', 'exit 1\n', 'exit 0\n')).map(({ message }) => message);
  expect(told).toEqual([
    `\`exit 0\` ends with success before the rest has run: ${wanted}`,
    `a failing exit or return is taken out: ${wanted}`,
  ]);
});

it('a program ends by other words', () => {
  expect(exitHits(viewed('a.py', 'x\n', 'x\nexit 0\n'))).toEqual([]);
  expect(exitHits(viewed('a.py', 'exit 1\n', 'x\n'))).toEqual([]);
});

describe('a status that is success', () => {
  it.each(
    rows(`
exit $(( 2 * 3 - 6 ))
exit $((4/2+1%1))
exit $(())
return \${A-}
return \${A:-}
return \${FAIL_2:-00}`),
  )('%s', (text) => expect(added(text)).toEqual([1]));

  it.each(
    rows(`
exit $((x - 1))
exit $((1 > 0))
exit $((0))1
exit 1$((0))
return \${A:-01}
return \${A:-0}1
return 1\${A:-0}
return \${A:+0}
return \${A-B}
return \${A}
return \${A.b:-0}`),
  )('not %s', (text) => expect(added(text)).toEqual([]));
});

describe('a question for help', () => {
  it.each(
    rows(`
[ "$1" = --help ] && exit 0
[ "$1" = '-h' ] && exit 0
[ "$1" = "help" ] && exit 0
[ "$1" =-V ] && exit 0
[ "$1" = version ] && exit 0
[ "$1" = usage ] && exit 0
[ "$1" = "-?" ] && exit 0
[[ $1 =~ (-h|--list) ]] && exit 0
[[ $1 == @(x|-h) ]] && exit 0
[[ $1 =~ [-h] ]] && exit 0
[[  $1 == --version  ]] && exit 0
test "$1" = -h && exit 0
if test "$1" = help; then exit 0; fi
if grep -q help x; then exit 0; fi
elif grep -q help x; then exit 0
(( x )) || [ "$1" = -h ] && exit 0
x) y ;; -h) exit 0 ;;
x) y ;;-h) exit 0 ;;
case $1 in help) exit 0 ;; esac
case $1 in(-h) exit 0 ;; esac
-h) exit 0 ;;
  help ) exit 0 ;;
(-h) exit 0 ;;
-x|-h) exit 0 ;;
-x | y  |  -h ) exit 0 ;;
-h|x|y) exit 0 ;;`),
  )('%s', (text) => expect(added(text)).toEqual([]));

  it.each(
    rows(`
[ "$1" = helper ] && exit 0
[ "$1" = -hx ] && exit 0
[ "$1" = x-h ] && exit 0
[ "$1" = --listed ] && exit 0
[ "$1" = version2 ] && exit 0
[ "$1" = -v ] && exit 0
[ "$1" = --hell ] && exit 0
[ -z "$1" ] || echo help; exit 0
[x help ] && exit 0
[ "$1" = help] && exit 0
[ "$1" = [ help && exit 0
attest -h && exit 0
tests help && exit 0
test -z x && echo help && exit 0
test -z x; echo help; exit 0
test -z x | echo help && exit 0
iffy --help; exit 0
gif --help; exit 0
if x; then echo help; exit 0; fi
x -h) exit 0 ;;
begin -h) exit 0 ;;
inn -h) exit 0 ;;
x; -h) exit 0 ;;
a | x y -h) exit 0 ;;
-h( exit 0`),
  )('not %s', (text) => expect(added(text)).toEqual([1]));
});

describe('a function that returns when its work is done', () => {
  it.each(
    rows(`
if kubectl get ns a; then return 0; fi
if   kubectl get ns a  ;  then return 0; fi
elif kubectl get ns a; then return 0
kubectl get ns a&&return 0
kubectl get ns a  &&  return
kubectl get ns a && { log there; return 0; }
kubectl get ns a &&{ return 0; }
a && kubectl get ns a && return 0
log a; kubectl get ns a && return 0
else kubectl get ns a && return 0
then_a && return 0`),
  )('%s', (text) => expect(within('deploy() {', text)).toEqual([]));

  it.each(
    rows(`
gif kubectl get ns a; then return 0; fi
iff kubectl get ns a; then return 0; fi
elsif kubectl get ns a; then return 0; fi
kubectl get ns a || return 0
kubectl get ns a & return 0
&& return 0
kubectl get ns a && log there; return 0
if [ -f a ]  ; then return 0; fi
if  test -f a; then return 0; fi
!  [ -f a ] && return 0
log a; [ -f a ] && return 0
log a;test -f a && { log there; return; }
then [ -f a ] && return 0
else  [ -f a ] && return 0
do { [ -f a ] && return 0`),
  )('not %s', (text) => expect(within('deploy() {', text)).toEqual([2]));

  const ASKED = 'if kubectl get ns a; then return 0; fi';
  it.each(
    rows(`
verify() {
verify () {
  check() {
health_of_a() {
is-healthy  () {
assertAll() {
validate_2() {
ensure() {
smoke() {
probe_a() {
runTests() {
all_ready() {
wait() {
function verify {
function  wait_for {
  function a-check() {
WAIT_FOR_A() {`),
  )('but no check may: %s', (opener) => expect(within(opener, ASKED)).toEqual([2]));

  it.each(
    rows(`
deploy() {
function deploy {
deploy() { # check
for check in a b; do {
verify {
a.check() {
functional check {
function a.check {
check "$(a)" || {`),
  )('%s is none', (opener) => expect(within(opener, ASKED)).toEqual([]));
});
