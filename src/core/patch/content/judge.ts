/** Runs every content rule over the results and turns hits into violations. */
import { firstMatch } from '../glob.ts';
import type { Result } from '../result.ts';
import type { GatePolicy, Invariant, Violation } from '../types.ts';
import { codeCheckHits } from './checks-code.ts';
import { configCheckHits } from './checks-config.ts';
import { shellCheckHits } from './checks-shell.ts';
import { destructiveHits } from './destructive.ts';
import { exitHits } from './exits.ts';
import { fetchHits } from './fetch.ts';
import { lostObjects } from './objects.ts';
import { privilegeHits } from './privilege.ts';
import { secretHits } from './secrets.ts';
import { steeringHits } from './steering.ts';
import { type FileView, type Hit, viewOf } from './view.ts';

const RULES: readonly ((view: FileView) => readonly Hit[])[] = [
  destructiveHits,
  fetchHits,
  secretHits,
  privilegeHits,
  shellCheckHits,
  exitHits,
  configCheckHits,
  codeCheckHits,
];

/** Characters that show text in another order than it is read by programs (Trojan Source, CVE-2021-42574), or not at all. */
const HIDDEN =
  /(?<!\p{Extended_Pictographic}\ufe0f?)\u200d|[\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f]/;

function textHits(view: FileView): Hit[] {
  const hits: Hit[] = [];
  for (const { text, line } of view.added) {
    if (HIDDEN.test(text) || CONTROL.test(text))
      hits.push({
        rule: 'hidden-text',
        line,
        message: 'the line holds invisible or direction-changing characters',
      });
  }
  return hits;
}

function invariantHits(view: FileView, invariants: readonly Invariant[]): Hit[] {
  const hits: Hit[] = [];
  for (const rule of invariants) {
    if (firstMatch(rule.files, view.path) === undefined) continue;
    const forbid = new RegExp(rule.forbid, 'u');
    const unless = rule.unless === undefined ? undefined : new RegExp(rule.unless, 'u');
    const hit = view.added.find(({ text }) => forbid.test(text) && unless?.test(text) !== true);
    if (hit !== undefined)
      hits.push({ rule: `invariant:${rule.name}`, line: hit.line, message: rule.message });
  }
  return hits;
}

/** Every content violation, one per file, rule and line. Invariants count even with the rules off. */
export function judgeContent(results: readonly Result[], policy: GatePolicy): readonly Violation[] {
  const out: Violation[] = [];
  const views = results.map(viewOf);
  if (policy.contentRules !== 'off')
    for (const { path, object } of lostObjects(views))
      out.push({
        rule: 'destructive',
        path,
        message: `${object} is taken out or renamed, and what hangs on it is deleted: only a human may do that`,
      });
  for (const view of views) {
    const hits = [
      ...(policy.contentRules === 'off' ? [] : textHits(view)),
      ...invariantHits(view, policy.invariants ?? []),
      ...(policy.contentRules === 'off'
        ? []
        : [...RULES.flatMap((rule) => rule(view)), ...steeringHits(view, policy)]),
    ];
    const seen = new Set<string>();
    for (const hit of hits) {
      const key = `${hit.rule} ${hit.line ?? hit.message}`;
      if (seen.has(key)) continue;
      seen.add(key);
      out.push({ ...hit, path: view.path });
    }
  }
  return out;
}
