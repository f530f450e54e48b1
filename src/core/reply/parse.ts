import { plain } from './plain.ts';
import { isFields, replyOf } from './shape.ts';
import type { Finish, ParsedReply, Wrong } from './types.ts';

/** More than any change that the gate would take, and a bound on what is parsed at all. */
export const MAX_REPLY_CHARS = 400_000;

const no = (wrong: Wrong, reason: string): ParsedReply => ({ ok: false, wrong, reason });

/** A fence and what it holds. Fences of three or more backticks or tildes; the info word decides little. */
const FENCE = /^([`~]{3,})[ \t]*([\w-]*)[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm;
/** Reasoning that local models put before their answer. */
const THOUGHT = /^\s*<(think|thinking)>[\s\S]*?<\/\1>/i;
/** What the patch gate can read: unified diff, codex patch, search/replace blocks. */
const PATCH =
  /^(?:diff --git |--- \S.*\r?\n\+\+\+ \S|\*\*\* Begin Patch|<{5,9} ?SEARCH)|^[`~]{3,}(?:diff|patch)\b/m;

/**
 * Reads a model's answer: strict JSON of the reply schema, or JSON inside prose or a fence, or text that holds
 * a patch. "Not fixable" and diagnostics count only as JSON, so that a sentence in passing ends nothing.
 * What cannot be read gives a reason, never a guess: cut off, declined, too large, not UTF-8, empty, two answers.
 */
export const parseReply = (text: string, how: { readonly finish: Finish }): ParsedReply => {
  if (how.finish === 'length') {
    return no(
      'cut-off',
      `the answer was cut off at the limit of output tokens after ${text.length} characters; answer with less: only the lines that change`,
    );
  }
  if (how.finish === 'refusal') return no('declined', `the model declined to answer${quote(text)}`);
  if (how.finish === 'filtered')
    return no('declined', "the answer was stopped by the service's content filter");
  if (text.length > MAX_REPLY_CHARS) {
    return no('too-large', `the answer has ${text.length} characters; at most ${MAX_REPLY_CHARS} are read`);
  }
  const odd = text.indexOf('\ufffd');
  if (odd >= 0) {
    const line = text.slice(0, odd).split('\n').length;
    return no(
      'encoding',
      `the answer is not valid UTF-8: a replacement character stands in its line ${line}`,
    );
  }
  const answer = text
    .replace(/^\ufeff/, '')
    .replace(THOUGHT, '')
    .trim();
  if (answer === '') return no('empty', 'the answer is empty');
  return fromJson(answer) ?? fromPatch(answer);
};

const quote = (text: string): string => {
  const said = text.replace(/\s+/g, ' ').trim();
  return said === '' ? '' : `: "${said.length > 200 ? `${said.slice(0, 200)}…` : said}"`;
};

/** The reply in a JSON answer; undefined when the text is no JSON and does not try to be. */
const fromJson = (answer: string): ParsedReply | undefined => {
  const whole = jsonOf(answer);
  if (whole.ok) {
    return isFields(whole.value)
      ? replyOf(whole.value)
      : no('shape', 'the answer is JSON but not an object of the reply format');
  }
  const fenced = [...answer.matchAll(FENCE)].flatMap((fence) => replyObjects(fence[3] ?? ''));
  const found = fenced.length > 0 ? fenced : replyObjects(braced(answer));
  if (found.length > 1) return no('shape', `the answer holds ${found.length} JSON replies; give exactly one`);
  if (found[0] !== undefined) return replyOf(found[0]);
  return /^\{\s*(?:"|$)/.test(answer)
    ? no('format', `the answer begins as JSON and is not valid JSON (${whole.why}): cut off or badly escaped`)
    : undefined;
};

/** From the first brace that opens an object with a key to the last brace. */
const braced = (answer: string): string => {
  const start = answer.search(/\{\s*"/);
  return start < 0 ? '' : answer.slice(start, answer.lastIndexOf('}') + 1);
};

type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

const jsonOf = (text: string): Json => {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, why: error.message.replace(/\s+/g, ' ').slice(0, 120) };
  }
};

const KINDS: readonly unknown[] = ['patch', 'diagnostics', 'not_fixable'];

/** The text as one object of the reply format; other JSON (a manifest has a `kind` too) is part of the prose. */
const replyObjects = (text: string): readonly Readonly<Record<string, unknown>>[] => {
  const json = jsonOf(text);
  if (!json.ok || !isFields(json.value)) return [];
  return KINDS.includes(json.value.kind) || 'edits' in json.value ? [json.value] : [];
};

const fromPatch = (answer: string): ParsedReply => {
  if (!PATCH.test(answer)) {
    return no(
      'format',
      'no answer in the reply format was found: neither its JSON object nor a diff nor search/replace blocks',
    );
  }
  const lead = answer.slice(0, answer.search(PATCH)).replace(/[`~#*]+/g, ' ');
  const summary = lead.replace(/\s+/g, ' ').trim();
  return {
    ok: true,
    reply: {
      kind: 'patch',
      summary: summary === '' ? 'A patch without words.' : plain(summary, 300),
      proposal: { form: 'text', text: answer },
      suggestions: [],
    },
  };
};
