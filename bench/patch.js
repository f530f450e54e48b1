// Times the patch gate in process: median milliseconds a patch, one answer of 200 kB, and answers of 200 kB that are awkward to read.
// `node bench/patch.js [FOLDER]`: FOLDER holds an outside set (bases.jsonl.gz, cases.jsonl.gz); without it, made-up patches.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from './load.js';

const { gate } = await load('bench/entry-patch.ts');

const policy = (paths) => ({
  allowedFiles: paths,
  newFilesUnder: [],
  protected: ['Master_Memo.md', 'scripts/verify-*.sh'],
  maxFiles: 20,
  maxChangedLines: 100_000,
  maxPatchBytes: 400_000,
  allowDelete: true,
  allowRename: true,
  allowNewTopLevel: true,
  builtinProtection: 'exact',
});

const treeOf = (files) => {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const entries = new Map([...bytes.keys()].map((path) => [path, '100644']));
  for (let i = 0; i < 500; i++) entries.set(`apps/app-${i}/values.yaml`, '100644');
  return { entries, read: (path) => bytes.get(path) };
};

const manifest = (lines) =>
  Array.from({ length: lines }, (_, i) => `${'  '.repeat(i % 5)}key-${i}: value-${i}`)
    .join('\n')
    .concat('\n');

const madeUp = () =>
  Array.from({ length: 200 }, (_, i) => {
    const text = manifest(80 + i);
    const lines = text.split('\n');
    const at = 20 + (i % 40);
    const context = (from, to) => lines.slice(from, to).map((line) => ` ${line}`);
    const hunk = [
      ...context(at - 3, at),
      `-${lines[at]}`,
      `+${lines[at]}-new`,
      ...context(at + 1, at + 4),
    ].join('\n');
    return {
      files: { 'a/x.yaml': text },
      patch: `--- a/a/x.yaml\n+++ b/a/x.yaml\n@@ -${at - 2},7 +${at - 2},7 @@\n${hunk}\n`,
    };
  });

const outside = (folder) => {
  const rows = (name) =>
    gunzipSync(readFileSync(join(folder, name)))
      .toString()
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
  const bases = new Map(rows('bases.jsonl.gz').map((base) => [base.id, base]));
  return rows('cases.jsonl.gz').map((one) => {
    const old = bases
      .get(one.base)
      .files.filter((file) => file.old)
      .map((file) => [file.old, file.before]);
    const files = one.before
      ? Object.fromEntries(Object.entries(one.before).map(([path, [text]]) => [path, text]))
      : Object.fromEntries(old);
    return { files, patch: one.patch };
  });
};

const time = (one) => {
  const tree = treeOf(one.files);
  const rules = policy(Object.keys(one.files));
  const started = performance.now();
  const verdict = gate({ form: 'text', text: one.patch }, tree, rules);
  return { ms: performance.now() - started, ok: verdict.ok };
};

const folder = process.argv[2];
const cases = folder === undefined ? madeUp() : outside(folder);
for (const one of cases.slice(0, 50)) time(one);
const times = cases.map((one) => time(one));
const sorted = times.map((each) => each.ms).sort((a, b) => a - b);
const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(2);

/** A patch of 200 kB that adds one kind of line to a file. */
const added = (path, line) => {
  const lines = [];
  for (let bytes = 0; bytes < 200_000; bytes += lines.at(-1).length + 2) lines.push(line(lines.length));
  const patch = [`--- a/${path}`, `+++ b/${path}`, `@@ -1,1 +1,${lines.length + 1} @@`, ' a: 1'];
  return {
    files: { [path]: 'a: 1\n' },
    patch: `${[...patch, ...lines.map((text) => `+${text}`)].join('\n')}\n`,
  };
};

const least = (one) => Number(Math.min(...[1, 2, 3].map(() => time(one).ms)).toFixed(1));
const big = added('a/x.yaml', (i) => `  setting-${i}: a value of some length ${i}`);
const first = time(big).ms;

/** What a rule has to compare with every other line, if it is written carelessly. */
const AWKWARD = {
  'list of addresses': added('a/x.yaml', (i) => `  - https://example.org/${i}.yaml`),
  'list of stars': added('a/x.yaml', () => '  - "*"'),
  'list behind a wrapper': added('a/x.yaml', (i) => (i === 0 ? '- sudo' : `- word${i}`)),
  'names and values': added('a/x.yaml', (i) => `  - name: n${i}`),
  assignments: added('a/x.sh', (i) => `x${i}=1`),
  downloads: added('a/x.sh', (i) => `curl -fsS -o f${i} https://h/${i}`),
  conditions: added('a/x.sh', (i) => `if ! kubectl get pod n${i}; then`),
  'early ends': added('a/x.sh', (i) => `${' '.repeat(i % 50)}exit 0`),
  'one long command': added('a/x.sh', (i) => `word${i} \\`),
  substitutions: added('a/x.sh', (i) => `a=$(b $(c $(d ${i})))`),
  'open quotes': added('a/x.sh', (i) => `"a 'b ${i}`),
  blanks: added('a/x.yaml', () => `x${' '.repeat(3000)}y`),
  brackets: added('a/x.sh', (i) => `x${'('.repeat(3000)}${i}`),
  'names of one letter': added('a/x.yaml', (i) => `x${'A_'.repeat(1500)}${i}`),
  'a line of prose': {
    files: { 'a/x.yaml': 'a: 1\n' },
    patch: `${'é'.repeat(99_000)}\n--- a/a/x.yaml\n+++ b/a/x.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2\n`,
  },
};
const awkward = Object.entries(AWKWARD).map(([name, one]) => [name, least(one)]);
const [worst, worstMs] = awkward.reduce((a, b) => (b[1] > a[1] ? b : a));

const answer = {
  patches: cases.length,
  accepted: times.filter((each) => each.ok).length,
  medianMs: Number(at(0.5)),
  p95Ms: Number(at(0.95)),
  bytes: big.patch.length,
  largeMs: least(big),
  largeFirstMs: Number(first.toFixed(1)),
  worst,
  worstMs,
};
console.log(JSON.stringify(answer));
