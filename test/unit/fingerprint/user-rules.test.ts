import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/core/classify/classify.ts';
import { RULES as CLASS_RULES } from '../../../src/core/classify/table.ts';
import { backtracks } from '../../../src/core/fingerprint/backtrack.ts';
import * as build from '../../../src/core/fingerprint/forms/build.ts';
import * as general from '../../../src/core/fingerprint/forms/general.ts';
import * as kube from '../../../src/core/fingerprint/forms/kube.ts';
import * as machine from '../../../src/core/fingerprint/forms/machine.ts';
import { RULES as MASKS, VOLATILE_PAIRS } from '../../../src/core/fingerprint/mask.ts';
import { checkUserRules } from '../../../src/core/fingerprint/user-rules.ts';
import { nameOf } from './name.ts';

describe('rules of the map', () => {
  it('mask hides, keep holds against every mask', () => {
    const [a, b] = ['error: ticket ABC-1 refused after 3s', 'error: ticket ABC-2 refused after 3s'];
    expect(nameOf(a)).not.toBe(nameOf(b));
    expect(nameOf(a, { mask: ['ABC-[0-9]{1,9}'] })).toBe(nameOf(b, { mask: ['ABC-[0-9]{1,9}'] }));
    const [c, d] = ['error: timeout=30s is too short', 'error: timeout=60s is too short'];
    expect(nameOf(c)).toBe(nameOf(d));
    expect(nameOf(c, { keep: ['timeout=[0-9]{1,6}s'] })).not.toBe(
      nameOf(d, { keep: ['timeout=[0-9]{1,6}s'] }),
    );
  });

  it('a class of the user stands before the table', () => {
    const judged = classify({
      block: ['error: ups on battery, connection refused'],
      tail: '',
      stage: 'vms',
      exitCode: 1,
      outcome: 'exited',
      argv: ['make'],
      rules: [{ pattern: 'ups on battery', class: 'environment', sentence: 'No mains.', check: 'the fuse' }],
    });
    expect(judged).toEqual({
      class: 'environment',
      rule: 'your rule: ups on battery',
      sentence: 'No mains.',
      check: 'the fuse',
    });
  });

  it('names each bad rule, where it stands and why', () => {
    expect(
      checkUserRules({ mask: ['fine[0-9]{1,9}', '(a+)+$', '('], keep: ['(a|b)*', '', 'x*'], classes: [] }),
    ).toEqual([
      {
        at: 'fingerprint.mask[1]',
        pattern: '(a+)+$',
        problem: expect.stringContaining('repeats a repetition'),
      },
      { at: 'fingerprint.mask[2]', pattern: '(', problem: expect.stringContaining('no regular expression') },
      { at: 'fingerprint.keep[0]', pattern: '(a|b)*', problem: expect.stringContaining('repeats a choice') },
      { at: 'fingerprint.keep[1]', pattern: '', problem: 'it is empty' },
      { at: 'fingerprint.keep[2]', pattern: 'x*', problem: expect.stringContaining('matches nothing') },
    ]);
    expect(
      checkUserRules({
        classes: [
          { pattern: 'x', class: 'oops' },
          { pattern: 'y', class: 'prerequisite' },
          { pattern: '(.*)\\1', class: 'repo' },
        ],
      }).map(({ at }) => at),
    ).toEqual(['classes[2]', 'classes[0]', 'classes[1]']);
    expect(checkUserRules({})).toEqual([]);
  });

  it('a bad rule is left out, and the log still gets its name', () => {
    expect(nameOf('error: boom', { mask: ['(a+)+$', '('] })).toBe(nameOf('error: boom'));
  });
});

describe('backtracking', () => {
  it.each([
    '(a+)+',
    '(a*)*b',
    '((a{2,})x?)+',
    '(?:a|ab)*c',
    '(x)\\1',
    '.*a.*b.*c',
    '(\\w+\\s?)*$',
    '([^"]|"")*',
  ])('refuses %s', (source) => {
    expect(backtracks(source)).toBeDefined();
  });

  it.each(['abc', 'a+b', '[ab]{0,200}', 'a{1,80}(b|c)', '\\(a+\\)', '[(+]*x', '^\\S+: .*$', '(?:a|b){1,3}'])(
    'allows %s',
    (source) => {
      expect(backtracks(source)).toBeUndefined();
    },
  );

  it('none of our own forms backtracks badly', () => {
    const forms = [
      ...MASKS.map(({ form }) => form),
      VOLATILE_PAIRS,
      ...CLASS_RULES.flatMap(({ form, unless }) => (unless === undefined ? [form] : [form, unless])),
      ...[kube, machine, build, general].flatMap((tables) => Object.values(tables).flat()),
    ];
    expect(forms.length).toBeGreaterThan(150);
    expect(
      forms.map(({ source }) => [source, backtracks(source)]).filter(([, reason]) => reason !== undefined),
    ).toEqual([]);
  });
});
