// Pairs (before, after) of small commits from this repo's own history.
import { execFileSync } from 'node:child_process';

const git = (...argv) => execFileSync('git', argv, { encoding: 'utf8', maxBuffer: 1 << 28 });

const show = (commit, path) => {
  const text = git('show', `${commit}:${path}`);
  return text.includes('\0') ? undefined : text;
};

const pairOf = (commit, maxBytes, maxFiles) => {
  const raw = git('diff-tree', '-r', '-M', '--no-commit-id', '--name-status', '-z', commit).split('\0');
  const pair = { id: commit.slice(0, 10), before: {}, after: {}, renames: {}, beside: {} };
  for (let i = 0; i + 1 < raw.length; ) {
    const kind = raw[i++][0];
    const from = raw[i++];
    const path = kind === 'R' ? raw[i++] : from;
    if (!'AMDR'.includes(kind) || Object.keys(pair.after).length >= maxFiles) return undefined;
    if (kind !== 'A') pair.before[from] = show(`${commit}^`, from);
    if (kind !== 'D') pair.after[path] = show(commit, path);
    if (kind === 'R') pair.renames[path] = from;
  }
  const texts = [...Object.values(pair.before), ...Object.values(pair.after)];
  const bytes = texts.reduce((sum, text) => sum + (text?.length ?? Infinity), 0);
  return texts.length === 0 || bytes > maxBytes ? undefined : pair;
};

/** The commits behind HEAD, newest first, that change few files of few bytes. */
export const historyPairs = (maxBytes, maxFiles) =>
  git('rev-list', '--no-merges', 'HEAD')
    .trim()
    .split('\n')
    .flatMap((commit) => pairOf(commit, maxBytes, maxFiles) ?? []);
