/** Which repo paths a diagnostic may name. */
import type { CommandContext } from './types.ts';

/** A repo-relative path in its one form, or undefined: absolute, with `..`, `~`, control characters, or starting with `-`. */
export const repoPath = (word: string): string | undefined => {
  if (/[\0-\x1f\x7f\\]/.test(word) || word.startsWith('/') || word.startsWith('~')) return undefined;
  const parts = word.split('/').filter((part) => part !== '.' && part !== '');
  if (parts.length === 0 || parts.includes('..') || parts[0]?.startsWith('-') === true) return undefined;
  if (parts.some((part) => part.toLowerCase() === '.git')) return undefined;
  return parts.join('/');
};

/** The paths that may be read, in one form; a text says which may not be, and why. */
export const readable = (words: readonly string[], context: CommandContext): string | readonly string[] => {
  const found: string[] = [];
  for (const word of words) {
    const path = repoPath(word);
    if (path === undefined) return `${JSON.stringify(word)} is not a path inside the repo`;
    if (!context.readable(path))
      return `${JSON.stringify(path)} is not a tracked, unprotected file (patterns are not expanded: name each file)`;
    found.push(path);
  }
  return found;
};
