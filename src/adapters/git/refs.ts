/** The refs that matter, read in one go: a run starts with this several times. */
import type { Git } from './git.ts';

export interface Refs {
  /** Full names → commits. */
  readonly at: ReadonlyMap<string, string>;
  /** Full names of symbolic refs → what they point to. */
  readonly symbolic: ReadonlyMap<string, string>;
  /** The checked-out branch; undefined when HEAD is detached or its branch has no commit. */
  readonly current: string | undefined;
}

/** Reads branches, orch's own refs, and the remote-tracking branch `remote` when it is named. */
export const readRefs = async (git: Git, remote?: string): Promise<Refs> => {
  const format = '--format=%(HEAD) %(objectname) %(refname) %(symref)';
  const also = remote === undefined ? [] : [`refs/remotes/${remote}`];
  const listed = await git(['for-each-ref', format, 'refs/heads', 'refs/orch', ...also]);
  const at = new Map<string, string>();
  const symbolic = new Map<string, string>();
  let current: string | undefined;
  for (const line of listed.text.split('\n')) {
    const [, head, commit, name, target] = /^(.) (\w+) (\S+) (\S*)$/.exec(line) ?? [];
    if (commit === undefined || name === undefined) continue;
    at.set(name, commit);
    if (target) symbolic.set(name, target);
    if (head === '*') current = name;
  }
  return { at, symbolic, current };
};
