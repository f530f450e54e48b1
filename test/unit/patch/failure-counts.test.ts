// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text, not templates.
import { describe, expect, it } from 'vitest';
import { counts, isBinding, isNegative, lostIn } from '../../../src/core/patch/content/binding.ts';
import type { LogicalLine } from '../../../src/core/patch/content/view.ts';
import { viewed } from './views.ts';

type Place = readonly [line: LogicalLine, at: number, following: readonly LogicalLine[]];

/** Where `of` is run for the first time in a script, read anew for each row. */
const placeOf = (script: string, of = 'verify'): Place => {
  const { logical } = viewed('a.sh', '', `${script}\n`);
  for (const [i, line] of logical.entries()) {
    const at = line.commands.findIndex(({ words }) => words.includes(of));
    if (at >= 0) return [line, at, logical.slice(i + 1)];
  }
  throw new Error(`${of} stands nowhere in ${script}`);
};

describe('the failure of a check counts', () => {
  it.each([
    'verify && breaker',
    'verify && exit 1',
    'verify && daybreak',
    'verify && X=1',
    'X=1 && verify',
    'verify; break',
    'verify; exit 0',
    '[ "$X" ] && x && verify',
    '[ "$X" ] | verify',
    'if (verify); then exit 1; fi',
    'if x; verify; then y; fi',
    'then (verify)',
    'false || x; verify',
    'until verify; do\n  sleep 5\ndone',
    'while ! verify; do\n  sleep 5\ndone',
    'until verify; do\n  x; done\nbreak',
    'until verify; do x; done; exit 0',
    'break; until verify; do x; done',
    'until verify; do\n  (\n  x\ndone',
    'if verify; then\n  x\nelse\n  exit 1\nfi',
    'if verify; then\n  x\nfi\nx\nexit 1',
    'if verify; then x; fi\nif [ "$bad" ]; then\n  exit 1\nfi',
    'if verify; then x; fi\nif true; then\n  exit 1\nfi',
    'if verify; then x; fi\nif bootstrap; then\n  exit 1\nfi',
    'if verify; then x; fi\nelif check_a; then\n  exit 1\nfi',
    'if verify; then\n  if check_a; then\n    exit 1\n  fi\nfi',
    'if verify; then\n(\nexit 1\n)\nfi',
    'verify || {\n  echo no\n  exit 1\n}',
    'verify || {\n(\n  exit 1\n)\n}',
    '! verify; {\n  x\n}\nexit 1',
    'if verify || {\n  exit 1\n}',
    'x; verify || {\n  exit 1\n}',
    'verify || { echo no\n  exit 1\n}',
    'until verify; done',
    '(verify) || exit 1',
    '{ verify; } || exit 1',
    '{ verify; }; x || y',
    '(verify); x || y',
    '(verify) && x',
    '(verify; x) || y',
    'for a in b; do verify; done; x || y',
    'if a; then b; fi; (verify)',
    'echo "$(verify)" || exit 1',
    'until (verify); do\n  sleep 5\ndone',
    'while ! (verify); do\n  sleep 5\ndone',
    'if ! (verify); then exit 1; fi',
    'then ! x; (verify)',
  ])('%j', (script) => expect(isBinding(...placeOf(script))).toBe(true));

  it.each([
    'verify && break',
    'verify && continue',
    'verify && exit',
    'verify && return 0',
    'verify || break',
    'if (verify); then x; fi',
    'while (verify); do x; done',
    '! (verify); x',
    'if ! (verify); then x; fi',
    'until ! verify; do\n  sleep 5\ndone',
    'until (! verify); do\n  sleep 5\ndone',
    'while (verify); do\n  sleep 5\ndone',
    'test "$X" && verify',
    '[[ $X ]] || verify',
    'true && verify',
    ': && verify',
    'false || verify',
    'until verify; do\n  sleep 5',
    'until verify; do\n  [ "$i" -gt 9 ] && break\ndone',
    'until verify; do\n  [ "$i" -gt 9 ] && exit 0\ndone',
    'until verify; do\n  return\ndone',
    'until verify; do\n  echo done\n  break\ndone',
    'until verify; do x; break 2; done',
    'while ! verify || late; do\n  x\ndone',
    'if ! verify; then\n  x\nfi\nfor a in b; do c; done',
    'while verify; do\n  x\ndone',
    'if verify; then\n  x\nfi\nif check_a; then\n  exit 1\nfi',
    '  if verify; then x; fi\nif check_a; then\n  exit 1\nfi',
    'if verify; then\n  x\nfi\ny',
    'verify || {\n  echo no\n}\nexit 1',
    'verify || {\n  exit 1',
    'verify || {',
    '(verify) || x',
    '{ verify; } || x',
    'for a in b; do verify; done || x',
    'if a; then verify; fi || x',
    '(verify) & x',
    '{ verify; } & x',
    'then ! verify',
    'else if verify; then x; fi',
    'if X=1; verify; then x; fi',
    'until (verify) || late; do\n  sleep 5\ndone',
    'verify || echo {\n  exit 1\n}',
    'verify || x\nexit 1',
  ])('not in %j', (script) => expect(isBinding(...placeOf(script))).toBe(false));
});

describe('the script fails where the condition holds', () => {
  it.each([
    'verify && exit 1',
    'x; verify && return 2',
    'if (verify); then exit 1; fi',
    '{ verify; } && exit 1',
    'then if verify; then exit 1; fi',
    'elif (verify); then\n  exit 1\nfi',
    '(verify) && exit 1',
    'if verify; then exit 1; fi',
    'elif verify; then exit 1; fi',
    'if verify; then\n  x\n  exit 1\nfi',
    'if verify; then\n  exit 1\nelse\n  x\nfi',
    'if verify; then exit 1; else x; fi',
    'if verify; then\n  fix\n  exit 1\nfi',
    'if verify; then\n  wifi\n  exit 1\nfi',
  ])('%j', (script) => expect(isNegative(...placeOf(script))).toBe(true));

  it.each([
    'verify',
    'verify || exit 1',
    'verify && exit 0',
    'verify && x; exit 1',
    'verify; exit 1',
    '! verify && exit 1',
    'if ! verify; then exit 1; fi',
    'elif ! verify; then exit 1; fi',
    'if ! (verify); then exit 1; fi',
    '! (verify) && exit 1',
    'while verify; do exit 1; done',
    'if verify; then x; else exit 1; fi',
    'if verify; then\n  x\nelse\n  exit 1\nfi',
    'if verify; then\n  x\nfi\nexit 1',
    'if verify; then x; fi\nexit 1',
    'if verify; then x; fi; exit 1',
    'if verify; then\n  x\nelif y; then\n  exit 1\nfi',
    'if verify; then\n  x',
    'if verify; then\n  x\nelse exit 1\nfi',
    'elsif verify; then exit 1; fi',
    'iffy verify; exit 1',
  ])('not in %j', (script) => expect(isNegative(...placeOf(script))).toBe(false));
});

describe('where the failure of a check gets lost', () => {
  it.each([
    ['echo "$(verify)"', 'inside `echo`'],
    ['printf %s "$(verify)"', 'inside `printf`'],
    ['log_info "$(verify)"', 'inside `log_info`'],
    ['cat <(verify)', 'inside `cat`'],
    ['local x=$(verify)', 'inside `local`'],
    ['export x="$(verify)"', 'inside `export`'],
    ['declare x=$(verify)', 'inside `declare`'],
    ['readonly x=$(verify)', 'inside `readonly`'],
    ['typeset x=$(verify)', 'inside `typeset`'],
    [': "$(verify)"', 'inside `:`'],
    [': "verify a"', 'inside `:`'],
    ['x=$(a); echo "$(verify)"', 'inside `echo`'],
    ['x=$(echo "$(verify)")', 'inside `echo`'],
    ['verify | tee log', 'in a pipe without pipefail'],
    ['(verify) | tee log', 'in a pipe without pipefail'],
    ['{ verify; } 2>&1 | tee log', 'in a pipe without pipefail'],
    ['for a in b; do verify; done | tee log', 'in a pipe without pipefail'],
    ['verify | cat | tee log', 'in a pipe without pipefail'],
    ['verify | cat; grep x', 'in a pipe without pipefail'],
    ['verify | cat && grep x', 'in a pipe without pipefail'],
  ])('%j: %s', (script, where) => {
    const [line, at] = placeOf(script);
    expect(lostIn(line, at, false)).toBe(where);
  });

  it.each([
    'verify',
    'x=$(verify)',
    'local x; x=$(verify)',
    'echo x; verify',
    'echo "$(x)"; verify',
    'concat "$(verify)"',
    'catalog "$(verify)"',
    'if [ "$(verify)" ]; then x; fi',
    'x | verify',
    'verify || x',
    'verify | grep x',
    '(verify) | grep x',
    '{ verify; } | grep x',
    '(verify); x | tee log',
    'verify | cat | grep x',
  ])('nowhere: %j', (script) => {
    const [line, at] = placeOf(script);
    expect(lostIn(line, at, false)).toBeUndefined();
  });

  it('in no pipe under pipefail, but in a text all the same', () => {
    const [piped, at] = placeOf('verify | tee log');
    expect(lostIn(piped, at, true)).toBeUndefined();
    const [told, inner] = placeOf('echo "$(verify | tee log)"');
    expect(lostIn(told, inner, true)).toBe('inside `echo`');
  });
});

it.each([
  ['n=$(grep -c x y)', true],
  ['n=$(sudo; grep -c x y)', true],
  ['n=$(grep -rc x y)', true],
  ['n=$(grep x -c y)', true],
  ['n=$(grep -ce x y)', true],
  ['n=$(grep --count x y)', true],
  ['n=$(egrep -c x y)', true],
  ['n=$(fgrep -c x y)', true],
  ['n=$(rg -c x y)', true],
  ['n=$(zgrep -c x y)', false],
  ['n=$(grepx -c x y)', false],
  ['n=$(grep --counts x y)', false],
  ['n=$(grep x--count y)', false],
  ['n=$(grep x y)', false],
  ['n=$(grep x a-c)', false],
  ['n=$(grep c x)', false],
  ['n=$(grep --color x)', false],
  ['grep -c x y', false],
  ['n=$(jq -c x y)', false],
  ['n=$(x=1)', false],
])('that a count is nothing is no failure: %j → %s', (script, counted) => {
  const { logical } = viewed('a.sh', '', `${script}\n`);
  expect(logical[0]!.commands.some(counts)).toBe(counted);
});
