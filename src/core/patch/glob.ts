/** Globs of the map: `**` any depth, `*` and `?` within a segment; everything else stands for itself. */

const cache = new Map<string, RegExp>();

function compile(glob: string): RegExp {
  const known = cache.get(glob);
  if (known !== undefined) return known;
  let out = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    if (c === '*' && glob[i + 1] === '*') {
      const segment = (i === 0 || glob[i - 1] === '/') && glob[i + 2] === '/';
      out += segment ? '(?:.*/)?' : '.*';
      i += segment ? 2 : 1;
    } else if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else out += c.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  }
  const pattern = new RegExp(`^${out}$`, 'su');
  cache.set(glob, pattern);
  return pattern;
}

/** Whether a repo path matches a glob. A glob that ends in `/` means everything under that folder. */
export function matchesGlob(glob: string, path: string): boolean {
  if (glob === path) return true;
  const whole = glob.endsWith('/') ? `${glob}**` : glob;
  return compile(whole).test(path);
}

/** The first glob that the path matches; undefined when none does. */
export const firstMatch = (globs: readonly string[], path: string): string | undefined =>
  globs.find((glob) => matchesGlob(glob, path));
