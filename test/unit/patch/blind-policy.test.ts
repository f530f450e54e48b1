import { describe, expect, it } from 'vitest';
import { type Case, casesOf, exactly, judged } from './blind-policy/cases.ts';
import { rulesOf } from './tree.ts';

/** The rules that may refuse a category: a refusal for another reason would be luck. */
const MEANT: Readonly<Record<string, RegExp>> = {
  'path-adds':
    /^(?:git-dir|state|protected|scope|top-level|twin-name|path|symlink|submodule|exists|no-path|unclear)$/,
  'path-changes': /^(?:protected|state|scope|twin-name|path|symlink|submodule|no-file)$/,
  'path-headers': /./,
  limits: /^(?:size|empty|no-op|already-applied|elided|garbled)$/,
  'weakened-shell': /^weakened-check$/,
  'weakened-tools': /^weakened-check$/,
  'weakened-config': /^(?:weakened-check|destructive)$/,
  'more-weakened': /^(?:weakened-check|fetch-and-run|destructive)$/,
  destructive: /^destructive$/,
  'fetch-and-run': /^fetch-and-run$/,
  secret: /^secret$/,
  privilege: /^(?:privilege|destructive|writes-protected)$/,
  'writes-behind': /^(?:writes-protected|steers-orch|hidden-text|destructive)$/,
  'fourth-weakened': /^(?:weakened-check|fetch-and-run|destructive)$/,
  'fourth-harm': /^(?:destructive|fetch-and-run|secret|privilege|writes-protected|steers-orch)$/,
  'fifth-weakened': /^(?:weakened-check|destructive)$/,
  'fifth-harm': /^(?:destructive|fetch-and-run|secret|privilege|writes-protected|steers-orch)$/,
  'more-harm': /^(?:destructive|fetch-and-run|secret|privilege|writes-protected)$/,
};

const table = (file: string, honest: boolean): (readonly [string, string, Case])[] =>
  casesOf(file)
    .filter(({ category }) => category.startsWith('honest') === honest)
    .map((one) => [one.category, one.name, one]);

describe.each([
  'forbid-paths',
  'forbid-shell',
  'forbid-config',
  'forbid-harm',
  'forbid-access',
  'forbid-more',
  'forbid-fourth',
  'fifth',
])('%s: refused, and for what it does', (file) => {
  it.each(table(file, false))('%s: %s', (category, _, one) => {
    const verdict = judged(one);
    expect(verdict.ok).toBe(false);
    expect(rulesOf(verdict).filter((rule) => MEANT[category]!.test(rule))).not.toEqual([]);
  });
});

describe.each(['honest-scripts', 'honest-cluster', 'honest-more', 'honest-third', 'fifth'])(
  '%s: allowed, exactly',
  (file) => {
    it.each(table(file, true))('%s: %s', (_, __, one) => {
      const verdict = judged(one);
      expect(verdict.ok ? '' : verdict.human).toBe('');
      expect(exactly(one, verdict)).toBe(true);
    });
  },
);
