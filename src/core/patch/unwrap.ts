/** Takes a proposal out of a JSON envelope that a model put around it. */
import { namedPath } from './blocks.ts';
import { PATCH_SIGN, undress } from './dress.ts';
import type { Edit } from './types.ts';

export type Unwrapped =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'broken'; readonly why: string };

const TEXT_KEYS = ['patch', 'diff', 'unified_diff', 'content', 'text', 'answer', 'input'];
const EDIT_KEYS = ['edits', 'changes', 'patches', 'replacements'];

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const firstString = (from: Fields, keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const value = from[key];
    if (typeof value === 'string') return value;
  }
  return undefined;
};

function editOf(value: unknown): Edit | undefined {
  if (!isFields(value)) return undefined;
  const path = firstString(value, ['path', 'file', 'file_path', 'filename']);
  const search = firstString(value, ['search', 'old', 'old_string', 'old_str', 'find', 'before']);
  const replace = firstString(value, ['replace', 'new', 'new_string', 'new_str', 'after']);
  return path === undefined || search === undefined || replace === undefined
    ? undefined
    : { path, search, replace };
}

function editsOf(values: readonly unknown[]): Unwrapped {
  const edits: Edit[] = [];
  for (const value of values) {
    const edit = editOf(value);
    if (edit === undefined)
      return { kind: 'broken', why: 'an edit in the JSON answer has no path, search and replace strings' };
    edits.push(edit);
  }
  return edits.length > 0
    ? { kind: 'edits', edits }
    : { kind: 'broken', why: 'the JSON answer holds an empty list of edits' };
}

/** What a parsed JSON answer says, looking one object deep. */
function contentsOf(json: unknown, depth: number): Unwrapped | undefined {
  if (Array.isArray(json)) return editsOf(json);
  if (!isFields(json)) return undefined;
  const lists = EDIT_KEYS.map((key) => json[key]).filter(Array.isArray);
  const list = lists.find(({ length }) => length > 0);
  if (list !== undefined) return editsOf(list);
  const single = editOf(json);
  if (single !== undefined) return { kind: 'edits', edits: [single] };
  const text = firstString(json, TEXT_KEYS);
  if (text !== undefined) return { kind: 'text', text };
  if (lists.length > 0) return editsOf([]);
  if (depth === 0) return undefined;
  const inner = Object.values(json).map((value) => contentsOf(value, depth - 1));
  // A list of other things is not the answer when there is one beside it.
  return (
    inner.find((one) => one !== undefined && one.kind !== 'broken') ?? inner.find((one) => one !== undefined)
  );
}

/** The value of a JSON document; undefined when it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const RAW: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The last one may lack its end: without that, each quotation mark in it would be tried as a beginning. */
const STRING = /"(?:[^"\\]|\\[\s\S])*(?:"|$)/g;

/**
 * A JSON document with the line ends and tabs inside its strings escaped: small models write them as they are. With
 * other escapes than \" beside them it is not clear whether `\n` is a line end or a backslash and an n: undefined.
 */
function withEscapes(body: string): string | undefined {
  for (const [string] of body.matchAll(STRING))
    if (string.includes('\n') && /\\[^"]/.test(string)) return undefined;
  return body.replace(STRING, (string) => string.replace(/[\n\r\t]/g, (c) => RAW[c]!));
}

const FENCED_JSON = /^\s*```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n```\s*$/;

/** Edits or a patch in the only fence of an answer, prose around it; under the name of a JSON file it is that file. */
function inProse(text: string): Unwrapped | undefined {
  const lines = text.split(/\r?\n/);
  const marks = [...lines.keys()].filter((i) => lines[i]!.startsWith('```'));
  if (marks.length !== 2) return undefined;
  const open = marks[0]!;
  const close = marks[1]!;
  if (!/^```(?:json)?\s*$/.test(lines[open]!) || lines[close]!.trim() !== '```') return undefined;
  // No line of a JSON document begins with such a sign: it stands beside the fence.
  if (lines.some((line) => PATCH_SIGN.test(line))) return undefined;
  const above = lines.slice(0, open).findLast((line) => line.trim() !== '') ?? '';
  if (namedPath(above)?.endsWith('.json') === true) return undefined;
  const inner = contentsOf(parsed(lines.slice(open + 1, close).join('\n')), 2);
  if (inner?.kind === 'edits') return inner;
  return inner?.kind === 'text' && inner.text.split('\n').some((line) => PATCH_SIGN.test(line))
    ? inner
    : undefined;
}

/** Ends as JSON whose last value is a string: the rest of an envelope stands on the last line of what it carries. */
const ENDS_AS_JSON = /"\s*[}\]][\s}\]]*$/;

/**
 * Text that is one JSON document (alone or in one fence) becomes what it carries; anything else stays as it is.
 * A document that begins like an object and does not parse is `broken`: it was cut off.
 */
export function unwrap(answer: string): Unwrapped {
  const text = undress(answer);
  const inner = FENCED_JSON.exec(text)?.[1] ?? text;
  const body = inner.trim();
  if (!/^(?:\{\s*"|\[\s*\{\s*")/.test(body)) return inProse(text) ?? { kind: 'text', text };
  const json = parsed(body) ?? parsed(withEscapes(body) ?? '');
  if (json === undefined)
    return /["}\]]$/.test(body) && !ENDS_AS_JSON.test(body) && /\n(?:diff --git|--- |\*\*\* )/.test(body)
      ? { kind: 'text', text }
      : {
          kind: 'broken',
          why: 'the answer begins as JSON and is not valid JSON: it was cut off or badly escaped',
        };
  return contentsOf(json, 2) ?? { kind: 'broken', why: 'the JSON answer holds no patch and no edits' };
}
