import type { Edit } from '../patch/types.ts';
import { plain } from './plain.ts';
import type { ParsedReply, Reply } from './types.ts';

/** What a reply may hold at most; the patch gate has narrower limits of its own. */
const MOST = {
  edits: 200,
  commands: 32,
  words: 64,
  suggestions: 20,
  summary: 1000,
  suggestion: 500,
} as const;

type Fields = Readonly<Record<string, unknown>>;

/** Narrows to a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const no = (reason: string): ParsedReply => ({ ok: false, wrong: 'shape', reason });

/**
 * Reads a JSON object as a reply. A list that is absent or null counts as empty (models without strict output
 * leave keys out); a value of the wrong type makes the reply unusable, named by its path. With both edits and a
 * diff the edits are taken, since they are exact, and the summary says so.
 */
export const replyOf = (json: Fields): ParsedReply => {
  const summary = json.summary ?? '';
  if (typeof summary !== 'string') return no('the key `summary` of the answer is not a string');
  const told = listOf(json.suggestions, 'suggestions', stringOf);
  if (typeof told === 'string') return no(told);
  const suggestions = told.slice(0, MOST.suggestions).map((line) => plain(line, MOST.suggestion));
  const common: Common = { summary: plain(summary, MOST.summary), suggestions };
  switch (json.kind ?? (hasPatch(json) ? 'patch' : undefined)) {
    case 'patch':
      return patchOf(json, common);
    case 'diagnostics':
      return diagnosticsOf(json, common);
    case 'not_fixable':
      return notFixableOf(json, common);
    case undefined:
      return no('the JSON answer has no key `kind`: it must be "patch", "diagnostics" or "not_fixable"');
    default:
      return no('the key `kind` of the answer must be "patch", "diagnostics" or "not_fixable"');
  }
};

type Common = Pick<Reply, 'summary' | 'suggestions'>;

const hasPatch = (json: Fields): boolean =>
  (Array.isArray(json.edits) && json.edits.length > 0) || (typeof json.diff === 'string' && json.diff !== '');

const patchOf = (json: Fields, common: Common): ParsedReply => {
  const edits = listOf(json.edits, 'edits', editOf);
  if (typeof edits === 'string') return no(edits);
  if (edits.length > MOST.edits) {
    return no(`the answer has ${edits.length} edits; at most ${MOST.edits} are read`);
  }
  const diff = json.diff ?? '';
  if (typeof diff !== 'string') return no('the key `diff` of the answer is neither a string nor null');
  if (edits.length > 0) {
    const both = diff.trim() === '' ? '' : ' (The answer gave edits and a diff; the edits were used.)';
    const summary = `${common.summary}${both}`;
    return { ok: true, reply: { kind: 'patch', ...common, summary, proposal: { form: 'edits', edits } } };
  }
  if (diff.trim() === '') return no('the answer is of kind "patch" but holds neither edits nor a diff');
  return { ok: true, reply: { kind: 'patch', ...common, proposal: { form: 'text', text: diff } } };
};

const diagnosticsOf = (json: Fields, common: Common): ParsedReply => {
  const commands = listOf(json.commands, 'commands', argvOf);
  if (typeof commands === 'string') return no(commands);
  if (commands.length === 0) {
    return no('the answer is of kind "diagnostics" but the list of commands is empty');
  }
  if (commands.length > MOST.commands) {
    return no(`the answer asks for ${commands.length} commands; at most ${MOST.commands} are read`);
  }
  return { ok: true, reply: { kind: 'diagnostics', ...common, commands } };
};

const notFixableOf = (json: Fields, common: Common): ParsedReply => {
  const layer = json.layer ?? '';
  if (typeof layer !== 'string') return no('the key `layer` of the answer is neither a string nor null');
  const named = plain(layer, MOST.suggestion);
  return {
    ok: true,
    reply: { kind: 'not_fixable', ...common, layer: named === '' ? 'not named' : named },
  };
};

/** Each item read by `read`; the first sentence that says what is wrong instead of the list. */
const listOf = <T extends object | readonly string[] | string>(
  value: unknown,
  key: string,
  read: (item: unknown, at: string) => { readonly item: T } | string,
): readonly T[] | string => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return `the key \`${key}\` of the answer is not a list`;
  const items: T[] = [];
  for (const [i, entry] of value.entries()) {
    const found = read(entry, `${key}[${i}]`);
    if (typeof found === 'string') return found;
    items.push(found.item);
  }
  return items;
};

const stringOf = (item: unknown, at: string): { readonly item: string } | string =>
  typeof item === 'string' ? { item } : `\`${at}\` of the answer is not a string`;

const editOf = (item: unknown, at: string): { readonly item: Edit } | string => {
  if (!isFields(item)) return `\`${at}\` of the answer is not an object with path, search and replace`;
  const { path, search, replace } = item;
  if (typeof path !== 'string' || path === '') return `\`${at}.path\` of the answer is missing`;
  if (typeof search !== 'string') return `\`${at}.search\` of the answer is not a string`;
  if (typeof replace !== 'string') return `\`${at}.replace\` of the answer is not a string`;
  return { item: { path, search, replace } };
};

const argvOf = (item: unknown, at: string): { readonly item: readonly string[] } | string => {
  if (!Array.isArray(item) || !item.every((word): word is string => typeof word === 'string')) {
    return `\`${at}\` of the answer is not a list of strings: a command is a list of arguments, without a shell`;
  }
  if (item.length === 0 || item[0] === '') return `\`${at}\` of the answer is an empty command`;
  if (item.length > MOST.words) return `\`${at}\` of the answer has more than ${MOST.words} arguments`;
  return { item };
};
