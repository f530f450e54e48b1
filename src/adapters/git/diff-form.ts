/** The arguments that make a diff the same whatever the human's config says. */
export const DIFF_FORM = [
  '-p',
  '--unified=3',
  '--inter-hunk-context=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--no-relative',
  '--full-index',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
] as const;
