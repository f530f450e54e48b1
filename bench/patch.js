// Times the patch gate in process: median milliseconds a patch, and one answer of 200 kB.
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
  maxChangedLines: 20_000,
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

const body = Array.from({ length: 4600 }, (_, i) => `+  setting-${i}: a value of some length ${i}`).join(
  '\n',
);
const big = {
  files: { 'a/x.yaml': 'a: 1\n' },
  patch: `--- a/a/x.yaml\n+++ b/a/x.yaml\n@@ -1,1 +1,4601 @@\n a: 1\n${body}\n`,
};
const large = Math.min(...[1, 2, 3].map(() => time(big).ms)).toFixed(1);

const answer = {
  patches: cases.length,
  accepted: times.filter((each) => each.ok).length,
  medianMs: Number(at(0.5)),
  p95Ms: Number(at(0.95)),
  bytes: big.patch.length,
  largeMs: Number(large),
};
console.log(JSON.stringify(answer));
