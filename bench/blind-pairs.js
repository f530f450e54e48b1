// Pairs (before, after) from this repo's own history, one JSON a line: `blind-pairs.js [MAX_BYTES] [MAX_FILES]`.
import { execFileSync } from 'node:child_process';

const maxBytes = Number(process.argv[2] ?? 40_000);
const maxFiles = Number(process.argv[3] ?? 5);
const git = (...argv) => execFileSync('git', argv, { encoding: 'utf8', maxBuffer: 1 << 28 });

const show = (commit, path) => {
  const text = git('show', `${commit}:${path}`);
  return text.includes('\0') ? undefined : text;
};

for (const commit of git('rev-list', '--no-merges', 'HEAD').trim().split('\n')) {
  const raw = git('diff-tree', '-r', '-M', '--no-commit-id', '--name-status', '-z', commit).split('\0');
  const pair = { id: commit.slice(0, 10), before: {}, after: {}, renames: {}, beside: {} };
  let fits = true;
  for (let i = 0; i + 1 < raw.length; ) {
    const kind = raw[i++][0];
    const from = raw[i++];
    const path = kind === 'R' ? raw[i++] : from;
    if (!'AMDR'.includes(kind)) fits = false;
    if (Object.keys(pair.after).length >= maxFiles) fits = false;
    if (!fits) break;
    if (kind !== 'A') pair.before[from] = show(`${commit}^`, from);
    if (kind !== 'D') pair.after[path] = show(commit, path);
    if (kind === 'R') pair.renames[path] = from;
  }
  const texts = [...Object.values(pair.before), ...Object.values(pair.after)];
  const bytes = texts.reduce((sum, text) => sum + (text?.length ?? Infinity), 0);
  if (!fits || texts.length === 0 || bytes > maxBytes) continue;
  console.log(JSON.stringify(pair));
}
