import { firstMatch } from '../core/patch/glob.ts';

/** Selects repo-relative paths by the map's globs, as the patch gate does. */
export const matcher =
  (globs: readonly string[]): ((path: string) => boolean) =>
  (path) =>
    firstMatch(globs, path) !== undefined;
