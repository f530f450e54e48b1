import { change } from './tree.ts';

/** The lines that a rule blames when a file goes from `before` to `after`; each hit names that file. */
export const blamedBy = (
  rule: string,
  path: string,
  before: string,
  after: string,
): readonly (number | undefined)[] => {
  const verdict = change(path, before, after);
  if (verdict.ok) return [];
  const hits = verdict.violations.filter((violation) => violation.rule === rule);
  const other = hits.find((hit) => hit.path !== path);
  if (other !== undefined) throw new Error(`${rule} blames ${other.path}, not ${path}`);
  return hits.map(({ line }) => line);
};

/** The lines of a table, without the empty ones around it. */
export const linesOf = (table: string): readonly string[] => table.split('\n').filter((line) => line !== '');
