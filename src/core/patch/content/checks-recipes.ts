/** Weakened checks in Makefiles and justfiles: statuses that are ignored, targets that no longer wait for others. */
import { weakened } from './check-command.ts';
import type { FileView, Hit } from './view.ts';

/** In a recipe a `-` in front ignores the status (GNU make, 5.5; just, "Recipe attributes"). */
const IGNORED = /^\s+[@+]*-[@+]*\s*[^\s-]/;
/** Settings of make that ignore every status, or take it from a shell that goes on. */
const MAKE_IGNORES = /^\.IGNORE\b|^MAKEFLAGS\b.*(?:\s-?\w*[ik]\w*\b|--(?:ignore-errors|keep-going))/;

const NO_SHELL = /^SHELL\s*[:?]?=\s*(?!.*sh\b)\S/;

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
  const hits = view.added
    .filter(({ text }) => IGNORED.test(text) || MAKE_IGNORES.test(text) || NO_SHELL.test(text))
    .map(({ line }) => weakened(line, 'a failure in a recipe is ignored'));
  const now = new Set(prerequisites(view.after));
  for (const lost of prerequisites(view.before).filter((one) => !now.has(one)))
    hits.push(weakened(undefined, `the recipe \`${lost}\` is taken out`));
  const strict = (lines: readonly string[]): number =>
    lines.filter((text) => /^\.SHELLFLAGS\b.*\s-\w*e/.test(text)).length;
  return strict(view.after) < strict(view.before)
    ? [...hits, weakened(undefined, 'recipes no longer stop at the first failure (.SHELLFLAGS -e)')]
    : hits;
}
