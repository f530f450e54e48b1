import type { Verdict } from '../../../src/core/patch/types.ts';
import { change } from './tree.ts';

/** What a verdict says, each as `rule line`, or `rule` where no one line is meant. */
export const hitsOf = (verdict: Verdict): readonly string[] =>
  verdict.ok
    ? []
    : verdict.violations.map(({ rule, line }) => (line === undefined ? rule : `${rule} ${line}`)).toSorted();

/** The hits of a change of a manifest. */
export const inYaml = (before: string, after: string, path = 'cluster/apps/x.yaml'): readonly string[] =>
  hitsOf(change(path, before, after));

const TOP = 'kind: ConfigMap\n';

/** The hits of lines added under a one-line manifest: the first of them is line 2. */
export const added = (lines: string, path?: string): readonly string[] =>
  inYaml(TOP, `${TOP}${lines}\n`, path);

const SCRIPT = '#!/usr/bin/env bash\nset -euo pipefail\nbootstrap\nverify\n';

/** The hits of a command written into a script, as its line 3. */
export const command = (line: string): readonly string[] =>
  hitsOf(
    change(
      'scripts/x.sh',
      SCRIPT,
      SCRIPT.replace('bootstrap\n', () => `${line}\nbootstrap\n`),
    ),
  );

/** The rows of a table written as one text. */
export const rows = (table: string): string[] => table.split('\n').filter((line) => line !== '');
