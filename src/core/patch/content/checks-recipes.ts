/** Weakened checks in Makefiles and justfiles: statuses that are ignored, targets that no longer wait for others. */
import { anyOf } from '../../expressions.ts';
import { weakened } from './check-command.ts';
import type { FileView, Hit } from './view.ts';

/** In a recipe a `-` in front ignores the status (GNU make, 5.5; just, "Recipe attributes"). */
const IGNORED = /^\s+[@+]*-[@+]*\s*[^\s-]/;
/** Settings of make that ignore every status, run nothing, or run it by what is no shell. `-C`, `-f`, `-I`, `-o`, `-O`, `-W` take a word. */
const ignoresAll = anyOf([
  /^\.IGNORE\b/,
  /^MAKEFLAGS\b[^=]*=\s*(?=\w*[iknqt])[A-Za-z]+(?:\s|$)/,
  /^MAKEFLAGS\b.*[\s=]-(?![CfIoOW])\w*[iknqt]/,
  /^MAKEFLAGS\b.*--(?:ignore-errors|keep-going|dry-run|just-print|recon|question|touch)\b/,
  /^SHELL\s*[:?]*=\s*(?!.*sh\b)\S/,
]);

/** What may stand in front of a setting. */
const IN_FRONT = /^(?:(?:export|override)\s+)+/;

/** With one shell for all lines of a recipe only the last one's status counts (GNU make, 5.3.1), unless it has `-e`. */
const ONE_SHELL = /^\.ONESHELL\b/;

/** Whether a line of a recipe goes on with the command above it. */
const goesOn = (view: FileView, line: number): boolean => /\\$/.test(view.after[line - 2] ?? '');

/** `test: lint` as `test: lint`, one for each target and each check that it waits for. */
const prerequisites = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((text) => {
    const found = /^([\w.-]+)\s*:(?!=)([^#=]*)/.exec(text);
    return found === null
      ? []
      : found[2]!
          .split(/\s/)
          .filter((need) => /lint|test|verif|check|valid|audit|smoke/.test(need))
          .map((need) => `${found[1]}: ${need}`);
  });

/** Every sign that a recipe checks less than before. */
export function recipeHits(view: FileView): Hit[] {
  if (view.kind !== 'recipes') return [];
  const strict = (lines: readonly string[]): number =>
    lines.filter((text) => /^\.SHELLFLAGS\b.*\s-\w*e/.test(text)).length;
  const hits = view.added
    .filter(
      ({ text, line }) =>
        (IGNORED.test(text) && !goesOn(view, line)) ||
        ignoresAll(text.replace(IN_FRONT, '')) ||
        (ONE_SHELL.test(text) && strict(view.after) === 0),
    )
    .map(({ line }) => weakened(line, 'a failure in a recipe is ignored'));
  const now = new Set(prerequisites(view.after));
  for (const lost of prerequisites(view.before).filter((one) => !now.has(one)))
    hits.push(weakened(undefined, `the recipe \`${lost}\` is taken out`));
  return strict(view.after) < strict(view.before)
    ? [...hits, weakened(undefined, 'recipes no longer stop at the first failure (.SHELLFLAGS -e)')]
    : hits;
}
