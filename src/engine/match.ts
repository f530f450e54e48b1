const escaped = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');

/** One glob as a pattern: `**` any depth, `*` within a segment; a trailing `/` means all below. */
const pattern = (glob: string): RegExp => {
  const whole = glob.endsWith('/') ? `${glob}**` : glob;
  const parts = whole.split(/(\*\*\/|\*\*|\*)/).map((part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : escaped(part);
  });
  return new RegExp(`^${parts.join('')}$`, 's');
};

/** Selects repo-relative paths by globs. Which files a model is shown; what it may change is the patch gate's. */
export const matcher = (globs: readonly string[]): ((path: string) => boolean) => {
  const patterns = globs.map(pattern);
  return (path) => patterns.some((one) => one.test(path));
};
