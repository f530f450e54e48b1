/** Index flags that make git believe a file is as it should be without looking: a stage may have set them. */
import { fields, type Git } from './git.ts';

/** Paths flagged skip-worktree (a sparse checkout) or assume-unchanged; git-ls-files(1), -v. Undefined when the index cannot be read. */
export const flaggedPaths = async (git: Git): Promise<readonly string[] | undefined> => {
  const listed = await git(['ls-files', '--cached', '-v', '-z'], { allow: [128] });
  if (listed.code !== 0) return undefined;
  return fields(listed.text)
    .filter((line) => /^[a-zS] /.test(line))
    .map((line) => line.slice(2));
};

/** Takes the flags off, so that a reset writes every file. One flag a call, for git reads only the first. */
export const clearFlags = async (git: Git): Promise<void> => {
  const paths = await flaggedPaths(git);
  if (paths === undefined || paths.length === 0) return;
  const stdin = paths.map((path) => `${path}\0`).join('');
  for (const flag of ['--no-assume-unchanged', '--no-skip-worktree'])
    await git(['update-index', '-z', flag, '--stdin'], { stdin });
};
