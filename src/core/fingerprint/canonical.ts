import { once, ready } from '../expressions.ts';
import { commandText, type Judged } from './judge.ts';
import { type Masked, RULES, VOLATILE_PAIRS } from './mask.ts';
import type { Rule } from './masks/rule.ts';
import { type Field, jsonFields, logfmtFields } from './parse/fields.ts';

/** One kept line as it enters the name. */
export interface Canonical {
  readonly text: string;
  /** The masked line with its blanks, from which the loose shape is made. */
  readonly loose: string;
  readonly masked: readonly Masked[];
}

/** The user's own rules, compiled; see `user-rules.ts`. */
export interface UserRules {
  readonly mask: readonly RegExp[];
  readonly keep: readonly RegExp[];
}

export const NO_USER_RULES: UserRules = { mask: [], keep: [] };

/** A character no log holds stands for a kept text while the masks run. */
const OPEN = '\ue000';
const CLOSE = '\ue001';
const HELD = /\ue000(\d+)\ue001/g;

/** The table, each form compiled once for good. */
const rulesReady = once(() => RULES.map((rule) => ({ ...rule, form: ready(rule.form) })));

const apply = (text: string, rule: Rule, masked: Masked[]): string =>
  text.replace(rule.form, (...args: unknown[]) => {
    const match = String(args[0]);
    const groups = args.slice(1).filter((arg): arg is string => typeof arg === 'string');
    const to =
      typeof rule.to === 'string'
        ? rule.to.replace(/\$(\d)/g, (_, n: string) => String(args[Number(n)] ?? ''))
        : rule.to(match, ...groups);
    if (to !== match) masked.push({ name: rule.name, text: match.trim() });
    return to;
  });

/**
 * Masks one text: what the user keeps is set aside, what the user masks goes first, then the table.
 * @returns the text, with blanks evened out, and what was masked in it.
 */
const maskText = (
  text: string,
  rules: UserRules,
): { readonly text: string; readonly masked: readonly Masked[] } => {
  const masked: Masked[] = [];
  const held: string[] = [];
  let out = text.replace(/[\ue000\ue001]/g, '');
  for (const keep of rules.keep)
    out = out.replace(keep, (match) => (match === '' ? '' : `${OPEN}${held.push(match) - 1}${CLOSE}`));
  for (const form of rules.mask) out = apply(out, { name: 'your rule', form, to: '<yours>' }, masked);
  out = apply(out, { name: 'field', form: VOLATILE_PAIRS, to: '' }, masked);
  for (const rule of rulesReady()) out = apply(out, rule, masked);
  out = out.replace(HELD, (_, n: string) => held[Number(n)] ?? '');
  return { text: out.replace(/\s+/g, ' ').trim(), masked };
};

/** One random id may look like hex in this run and like a pod's suffix in the next. */
const ANY_ID = /<(?:hex|pod|n|id|uuid|digest|addr|temp|token)>/g;

/** Of several random parts in a row one may have looked like two: workers-x7k2p-9qzlm. */
const ID_CHAIN = /<\*>(?:-<\*>){1,8}/g;

/** A temp name with a random part, of which more or less may have looked random. */
const TEMP_NAME = /\/tmp\/[\w.-]{0,80}<\*>[\w.-]{0,80}/g;

/** Punctuation that wraps and viewers move about does not count. */
const even = (text: string): string =>
  text
    .replace(/\\(["'\\n])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

const fieldsOf = (message: string): { readonly head: string; readonly fields: readonly Field[] } => {
  const json = jsonFields(message);
  if (json !== undefined) return json;
  const pairs = logfmtFields(message);
  return pairs === undefined ? { head: message, fields: [] } : { head: '', fields: pairs };
};

/** A recap row of Ansible says only which host failed and how. */
const RECAP =
  /^([\w.-]{1,200})\s{1,60}: ok=\d{1,6}\s.{0,40}?unreachable=(\d{1,6})\s{1,8}failed=(\d{1,6})\b.*$/;

const messageOf = (judged: Judged): string => {
  if (judged.kind === 'command') return commandText(judged);
  const message = judged.parsed.message.trim();
  const recap = RECAP.exec(message);
  return recap === null ? message : `${recap[1]} unreachable=${recap[2]} failed=${recap[3]}`;
};

/** Turns a kept line into its part of the name: who speaks, and what is said, without what changes. */
export const canonicalOf = (judged: Judged, rules: UserRules): Canonical => {
  const { head, fields } = fieldsOf(messageOf(judged));
  const parts = [
    judged.kind === 'command' ? '$' : '',
    judged.parsed.host ?? '',
    judged.parsed.program ?? '',
    judged.parsed.source ?? '',
    head,
    ...fields.map(([name, value]) => `${name}=${value}`).sort(),
  ].filter((part) => part !== '');
  const { text, masked } = maskText(even(parts.join(' ')), rules);
  return {
    text: text
      .replace(ANY_ID, '<*>')
      .replace(ID_CHAIN, '<*>')
      .replace(TEMP_NAME, '/tmp/<*>')
      .replace(/ /g, ''),
    loose: text,
    masked,
  };
};
