import { OrchError } from '../core/exit.ts';
import { didYouMean } from '../core/suggest.ts';

const unknown = (name: string, known: readonly string[], orAll: boolean): OrchError => {
  const meant = didYouMean(name, orAll ? [...known, 'all'] : known);
  return new OrchError(
    'usage',
    `\`${name}\` is not a stage of this map${meant ? `; did you mean \`${meant}\`?` : ''}`,
    `the stages are: ${known.join(', ')}${orAll ? ' (or `all`)' : ''}`,
  );
};

/**
 * The stages a command line means, in the map's order. `all` means every one.
 * Throws OrchError `usage` with "did you mean" for a name that is no stage.
 */
export const chosenStages = (given: readonly string[], known: readonly string[]): readonly string[] => {
  if (given.includes('all')) return known;
  const stranger = given.find((name) => !known.includes(name));
  if (stranger !== undefined) throw unknown(stranger, known, true);
  return known.filter((name) => given.includes(name));
};

/** The one stage that a command is about; `all` is none. Throws OrchError `usage` with "did you mean". */
export const oneStage = (name: string, known: readonly string[]): string => {
  if (!known.includes(name)) throw unknown(name, known, false);
  return name;
};
