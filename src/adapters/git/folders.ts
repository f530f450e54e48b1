/** Makes orch's own folders in a workspace, each of which hides itself from git. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';

/** All that orch ever writes in the human's checkout lies under these; `orchDir` is the first one's name. */
export const orchFolders = (orchDir = '.orch'): readonly string[] => [
  orchDir,
  'state',
  'logs',
  'escalations',
];

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** A `.gitignore` of `*` ignores itself too, so not even `git add -A` sees the folder. */
const hide = async (dir: string): Promise<void> => {
  try {
    await writeFile(join(dir, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
};

/**
 * Makes `.orch state logs escalations` under `root` (absolute) where they are missing; leaves what is there.
 * @throws OrchError `state` with the path when one cannot be made.
 */
export const ensureFolders = async (root: string, orchDir?: string): Promise<void> => {
  for (const name of orchFolders(orchDir)) {
    const dir = join(root, name);
    try {
      await mkdir(dir, { recursive: true });
      await hide(dir);
    } catch (error) {
      throw new OrchError(
        'state',
        `orch cannot use its folder ${dir} (${codeOf(error) ?? error}).`,
        `Make ${dir} a folder that you can write to, then run orch again.`,
        { cause: error },
      );
    }
  }
};
