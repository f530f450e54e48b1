/** The candidates above the start, and how they are put in another order when only some of them stay. */
import { treeWithLines } from './candidate.ts';
import { fields, type Git } from './git.ts';
import { rewritten } from './message.ts';
import { treeOf } from './move.ts';

export interface Held {
  /** The commit the engine knows it by. */
  readonly name: string;
  /** The commit that stands for it now; another one once something below it went. */
  readonly commit: string;
  /** Judged good, while the side branch could not take it: it goes along with the next one that is kept. */
  readonly settled?: 'verified' | 'progress';
}

const ABSENT = /^0+$/;

/**
 * The change of `commit` made on another parent, exactly: undefined when a path it changes is not there as the
 * change found it. No merging: what was proved is these bytes.
 */
const replayed = async (git: Git, commit: string, onto: string): Promise<string | undefined> => {
  const there = new Map((await treeOf(git, onto)).map((entry) => [entry.path, entry]));
  const raw = fields(
    (await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', `${commit}^`, commit])).text,
  );
  const lines: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [, oldMode, mode, oldId, id] = /^:(\d+) (\d+) (\w+) (\w+) \w$/.exec(raw[at] ?? '') ?? [];
    const path = raw[at + 1] ?? '';
    if (oldMode === undefined || oldId === undefined) throw new Error(`git diff-tree wrote ${raw[at]}`);
    const found = there.get(path);
    const same = found === undefined ? ABSENT.test(oldId) : found.id === oldId && found.mode === oldMode;
    if (!same) return undefined;
    lines.push(`${mode === '000000' ? '0' : mode} ${id}\t${path}\0`);
  }
  const tree = await treeWithLines(git, onto, lines.join(''));
  return rewritten(git, commit, { parent: onto, tree });
};

/**
 * The same candidates in this order on `start`; undefined when one of them builds on what is no longer below it.
 * Objects only.
 */
export const reorder = async (
  git: Git,
  start: string,
  wanted: readonly Held[],
): Promise<readonly Held[] | undefined> => {
  const made: Held[] = [];
  let parent = start;
  for (const held of wanted) {
    const was = (await git(['rev-parse', '--verify', `${held.commit}^`])).text.trim();
    const commit = was === parent ? held.commit : await replayed(git, held.commit, parent);
    if (commit === undefined) return undefined;
    made.push({ ...held, commit });
    parent = commit;
  }
  return made;
};
