// The patch gate on garbled answers made from this repo's history and by rule: `blind.js [SEED] [EACH] [--show=CLASS]`.
import { load } from './load.js';
import { historyPairs } from './pairs/history.js';

const { casesOf, chanceOf, isFine, judge, madePairs, VARIANTS } = await load('bench/entry-blind.ts');

const [seed = '1', each = '5'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const show = process.argv.find((arg) => arg.startsWith('--show='))?.slice(7);
const real = historyPairs(60_000, 6);
const made = madePairs(chanceOf(Number(seed)), 6);
const all = [...real, ...made];
const pairs = [
  ...all,
  ...Object.values(VARIANTS).flatMap((vary) => all.filter((_, i) => i % 4 === 0).map(vary)),
];
const rows = new Map();
for (const one of casesOf(pairs, Number(seed), Number(each))) {
  if (show !== undefined && !one.cls.startsWith(show)) continue;
  const { outcome, verdict } = judge(one);
  const row = rows.get(one.cls) ?? {
    n: 0,
    fine: 0,
    wrong: 0,
    reason: 0,
    missed: 0,
    labels: new Set(),
    rules: new Map(),
  };
  rows.set(one.cls, row);
  row.n++;
  row.labels.add(one.label);
  if (isFine(one.label, outcome)) row.fine++;
  else if (outcome === 'wrong') row.wrong++;
  else if (outcome === 'reason') row.reason++;
  else row.missed++;
  if (!verdict.ok && !(isFine(one.label, outcome) && show === undefined))
    for (const rule of new Set(verdict.violations.map((v) => v.rule)))
      row.rules.set(rule, (row.rules.get(rule) ?? 0) + 1);
  if (show !== undefined && !isFine(one.label, outcome))
    console.log(`##### ${one.cls} ${one.id} ${one.label} ${outcome}\n${verdict.ok ? '' : verdict.human}`);
}
const sum = { n: 0, fine: 0, wrong: 0, reason: 0, missed: 0 };
for (const [cls, row] of rows) {
  for (const k of Object.keys(sum)) sum[k] += row[k];
  if (row.fine === row.n && show === undefined) continue;
  const rules = [...row.rules].map(([rule, n]) => `${rule} ${n}`).join(', ');
  console.log(
    `${cls.padEnd(32)} ${[...row.labels].join('/').padEnd(13)} ${String(row.fine).padStart(4)}/${String(row.n).padEnd(4)} wrong ${row.wrong} reason ${row.reason} missed ${row.missed} ${rules}`,
  );
}
console.log(
  `${rows.size} classes of damage, ${sum.n} answers: ${sum.fine} as they must be, ${sum.wrong} wrong trees, ${sum.missed} clear but refused, ${sum.reason} for the wrong reason`,
);
