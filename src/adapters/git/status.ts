/** What the human has not committed. */
import { simpleGit } from 'simple-git';
import type { Place } from './place.ts';

/** simple-git refuses EDITOR, PAGER and the like; a reader needs none of them. */
const READ_WITH = new Set([
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'LC_ALL',
  'GIT_OPTIONAL_LOCKS',
  'GIT_TERMINAL_PROMPT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
]);

/**
 * Tracked files with staged or unstaged changes, repo-relative, sorted. Reads only: without optional locks git
 * does not refresh the index on the way.
 */
export const uncommittedIn = async (place: Place): Promise<readonly string[]> => {
  const env = Object.fromEntries(Object.entries(place.env).filter(([name]) => READ_WITH.has(name)));
  const git = simpleGit({
    baseDir: place.root,
    config: ['core.fsmonitor=false', 'core.hooksPath=/dev/null'],
    // Refused by default, since they can name programs. Ours turn programs off; the config files are the human's.
    unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true, allowUnsafeConfigPaths: true },
    allowEnvironment: Object.keys(env),
  }).env(env);
  const { files } = await git.status(['--untracked-files=no', '--ignore-submodules=dirty']);
  return [...new Set(files.flatMap((file) => [file.path, ...(file.from ? [file.from] : [])]))].sort();
};
