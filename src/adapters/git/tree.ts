/** Reads a commit's tree for the patch gate. */
import type { Tree } from '../../core/patch/types.ts';
import { fields, type Git, GitFailure } from './git.ts';

const NEWLINE = 10;

/** Blobs by name in one `cat-file --batch`; the order of the answers is the order of the names. */
const readBlobs = async (git: Git, ids: readonly string[]): Promise<readonly Uint8Array[]> => {
  if (ids.length === 0) return [];
  const args = ['cat-file', '--batch'];
  const { bytes } = await git(args, { stdin: `${ids.join('\n')}\n` });
  const out: Uint8Array[] = [];
  let at = 0;
  for (const id of ids) {
    const end = bytes.indexOf(NEWLINE, at);
    const header = Buffer.from(bytes.subarray(at, end)).toString('latin1');
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
    if (size === undefined) throw new GitFailure([...args, id], 0, header);
    out.push(bytes.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return out;
};

/** The entries of a commit's tree and the bytes of those of `paths` that are regular files in it. */
export const loadTree = async (git: Git, commit: string, paths: readonly string[]): Promise<Tree> => {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', commit]);
  const entries = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const row of fields(listed.text)) {
    const found = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(row);
    if (found === null) throw new Error(`git ls-tree printed '${row}'`);
    entries.set(found[3]!, found[1]!);
    ids.set(found[3]!, found[2]!);
  }
  const wanted = paths.filter((path) => /^100/.test(entries.get(path) ?? ''));
  const blobs = await readBlobs(
    git,
    wanted.map((path) => ids.get(path)!),
  );
  const loaded = new Map(wanted.map((path, i) => [path, blobs[i]!]));
  return { entries, read: (path) => loaded.get(path) };
};
