/** Makes the cases of every class from pairs and a seed, and scores the gate on them. */
import { gate } from '../../../../src/core/patch/gate.ts';
import type { GatePolicy, Verdict } from '../../../../src/core/patch/types.ts';
import { treeOf } from '../tree.ts';
import { chanceOf, hash } from './chance.ts';
import { ENVELOPE_CLASSES } from './envelopes.ts';
import { FORMAT_CLASSES } from './formats-cases.ts';
import type { Classes, Label, Made } from './kinds.ts';
import { MIX_CLASSES } from './mixes.ts';
import { changesOf, type Pair, type Texts } from './pairs.ts';
import { REFUSAL_CLASSES } from './refusals.ts';
import { unified } from './render.ts';
import { SECOND_CLASSES } from './second.ts';
import { THIRD_CLASSES } from './third.ts';
import { BODY_CLASSES } from './unified-bodies.ts';
import { HEAD_CLASSES } from './unified-heads.ts';

export const CLASSES: Classes = {
  ...HEAD_CLASSES,
  ...BODY_CLASSES,
  ...FORMAT_CLASSES,
  ...ENVELOPE_CLASSES,
  ...REFUSAL_CLASSES,
  ...MIX_CLASSES,
  ...SECOND_CLASSES,
  ...THIRD_CLASSES,
};

export interface Case {
  readonly cls: string;
  readonly id: string;
  readonly label: Label;
  readonly text: string;
  readonly before: Texts;
  readonly after: Texts;
  readonly also: readonly Texts[];
  readonly rules: readonly string[];
}

/** `exact` and `refused` are fine where the label says so; `reason` is a refusal for a wrong reason; `wrong` is a wrong tree. */
export type Outcome = 'exact' | 'refused' | 'reason' | 'wrong';

/** Everything that concerns paths and content is allowed: only applying is judged. */
const OPEN: GatePolicy = {
  allowedFiles: ['**'],
  newFilesUnder: ['**'],
  protected: [],
  maxFiles: 20,
  maxChangedLines: 20_000,
  maxPatchBytes: 2_000_000,
  allowNewFiles: true,
  allowDelete: true,
  allowRename: true,
  allowModeChange: true,
  allowNewTopLevel: true,
  builtinProtection: 'exact',
  contentRules: 'off',
  maxLineBytes: 20_000,
};

/** Changes that the gate refuses in any form, since they speak of marks and of text left out (this repo's own tests do). */
const speaksOfDamage = (pair: Pair): boolean => {
  const { before, after } = pair;
  const text = unified(changesOf(pair));
  const { verdict } = judge({ cls: '', id: '', label: 'exact', text, before, after, also: [], rules: [] });
  return !verdict.ok && verdict.violations.some(({ rule }) => rule === 'elided' || rule === 'placeholder');
};

export function casesOf(
  pairs: readonly Pair[],
  seed: number,
  each: number,
  classes: Classes = CLASSES,
): readonly Case[] {
  const out: Case[] = [];
  const starts = pairs
    .filter((pair) => !speaksOfDamage(pair))
    .map((pair) => ({ pair, changes: changesOf(pair) }))
    .filter(({ changes }) => changes.length > 0);
  for (const [cls, make] of Object.entries(classes)) {
    const chance = chanceOf(seed ^ hash(cls));
    let made = 0;
    for (const { pair, changes } of chance.shuffle(starts)) {
      if (made === each) break;
      const found: Made | undefined = make({ pair, changes, chance });
      if (found === undefined) continue;
      made++;
      const { beside = {} } = pair;
      out.push({
        cls,
        id: pair.id,
        label: found.label,
        text: found.text,
        before: { ...beside, ...(found.before ?? pair.before) },
        after: { ...beside, ...(found.after ?? pair.after) },
        also: (found.also ?? []).map((texts) => ({ ...beside, ...texts })),
        rules: found.rules ?? [],
      });
    }
  }
  return out;
}

const key = (texts: Texts): string =>
  JSON.stringify(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));

const treeAfter = (before: Texts, verdict: Verdict & { ok: true }): Texts => {
  const out: Record<string, string> = { ...before };
  for (const file of verdict.files)
    if (file.bytes === undefined) delete out[file.path];
    else out[file.path] = Buffer.from(file.bytes).toString('utf8');
  return out;
};

export function judge(one: Case): { readonly outcome: Outcome; readonly verdict: Verdict } {
  const verdict = gate({ form: 'text', text: one.text }, treeOf(one.before), OPEN);
  if (verdict.ok) {
    const got = key(treeAfter(one.before, verdict));
    const right = one.label === 'refused' ? [] : [one.after, ...one.also];
    return { outcome: right.some((texts) => key(texts) === got) ? 'exact' : 'wrong', verdict };
  }
  const named = one.rules.length === 0 || verdict.violations.some(({ rule }) => one.rules.includes(rule));
  return { outcome: named ? 'refused' : 'reason', verdict };
}

export const isFine = (label: Label, outcome: Outcome): boolean =>
  outcome === 'exact' ? label !== 'refused' : outcome === 'refused' ? label !== 'exact' : false;
