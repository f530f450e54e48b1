import { didYouMean } from '../config/suggest.ts';
import { OrchError } from '../core/exit.ts';

/**
 * The stages a command line means, in the map's order. `all` means every one.
 * Throws OrchError `usage` with "did you mean" for a name that is no stage.
 */
export const chosenStages = (given: readonly string[], known: readonly string[]): readonly string[] => {
  if (given.includes('all')) return known;
  for (const name of given)
    if (!known.includes(name)) {
      const meant = didYouMean(name, [...known, 'all']);
      throw new OrchError(
        'usage',
        `\`${name}\` is not a stage of this map${meant ? `; did you mean \`${meant}\`?` : ''}`,
        `the stages are: ${known.join(', ')} (or \`all\`)`,
      );
    }
  return known.filter((name) => given.includes(name));
};
