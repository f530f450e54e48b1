// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { change, rulesOf } from './tree.ts';

const TOP = '#!/usr/bin/env bash\nset -euo pipefail\nbootstrap\n';
/** The rules against a script in which one piece takes the place of another. */
const rules = (was: string, now: string): readonly string[] =>
  rulesOf(change('scripts/x.sh', `${TOP}${was}\nlog done\n`, `${TOP}${now}\nlog done\n`));

describe('a check may be written otherwise', () => {
  it.each([
    'verify || exit 1',
    'verify || { echo no >&2; exit 1; }',
    'if ! verify; then\n  exit 1\nfi',
    'if ! verify\nthen\n  echo no\n  exit 1\nfi',
    'if ! (verify); then exit 1; fi',
    'if verify; then log ok; else exit 1; fi',
    'if verify; then\n  log ok\nelif check_b; then\n  exit 1\nelse\n  exit 1\nfi',
    'if verify && check_b; then\n  log ok\nelse\n  exit 1\nfi',
    '(verify)',
    '(cd x && verify)',
    '{ verify; } || exit 1',
    '{\n  verify\n} || die no',
    '{ verify && check_b; } || exit 1',
    'verify && log ok',
    'out=$(verify)',
    'out=$(verify) || exit 1',
    'local out; out=$(verify)',
    'verify 2>&1 | tee log',
    'verify | tee log || exit 1',
    'timeout 60 verify',
    'until verify; do sleep 5; done',
    'until (verify); do\n  sleep 5\ndone',
    'while ! verify; do\n  sleep 5\ndone',
    'for i in 1 2 3; do\n  verify\ndone',
  ])('%j', (now) => expect(rules('verify', now)).toEqual([]));

  it.each([
    ['if ! kubectl wait x --timeout=60s; then\n  kubectl get pods\n  exit 1\nfi', '=60s', '=120s'],
    ['if [ "$n" -lt 3 ]; then\n  kubectl get nodes\n  exit 1\nfi', '-lt 3', '-lt 4'],
    ['kubectl wait x --timeout=60s || {\n  kubectl get pods\n  exit 1\n}', '=60s', '=120s'],
    ['wait_for_nodes --timeout 300', '300', '120'],
    ['curl -f --retry 5 http://x/y', '--retry 5', '--retry 0'],
  ])('%j: %s → %s', (was, from, to) => expect(rules(was, was.replace(from, to))).toEqual([]));
});

describe('but not so that it asks less', () => {
  it.each([
    'if (verify); then log ok; fi',
    'if (verify); then exit 1; fi',
    'if ! (verify); then log no; fi',
    'if ! verify; then log no; else exit 1; fi',
    'if a && verify; then log ok; fi',
    'if verify && a; then exit 1; fi',
    'if x=$(verify); then log ok; fi',
    '! verify || exit 1',
    'verify && { log no; exit 1; }',
    '(verify) || bootstrap',
    '{ verify; } || bootstrap',
    '{\n  verify\n} || bootstrap',
    '(\n  verify\n) || bootstrap',
    'for i in 1; do verify; done || bootstrap',
    'for i in 1; do\n  verify\ndone || bootstrap',
    'verify | tee log || bootstrap',
    'x=$(verify) || bootstrap',
    '(verify) & wait',
    'verify | tee log & wait',
    'then ! verify',
    'until ! verify; do sleep 5; done',
    'until verify || late; do sleep 5; done',
    'while ! verify && early; do sleep 5; done',
    '[ -n "$X" ] && {\n  verify\n}',
    '[ -n "$X" ] && (\n  verify\n)',
    'if [ -n "$X" ]\nthen\n  verify\nfi',
    '[ -n "$X" ] && log ok | verify',
  ])('%j', (now) => expect(rules('verify', now)).toEqual(['weakened-check']));

  it.each([
    ['if a; then b; elif ! verify; then exit 1; fi', '! verify', 'verify'],
    ['kubectl wait x --timeout=5m', '=5m', '=-1s'],
    ['if [ "$n" -lt 3 ]; then\n  kubectl get nodes\n  exit 1\nfi', '-lt 3', '-lt 2'],
  ])('%j: %s → %s', (was, from, to) => expect(rules(was, was.replace(from, to))).toEqual(['weakened-check']));
});
