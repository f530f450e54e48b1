import { type Document, parseAllDocuments, type YAMLParseError } from 'yaml';

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** The block that a badly indented line falls into: where it starts (line from 0) and whether it is a sequence. */
const enclosing = (
  lines: readonly string[],
  bad: number,
): { readonly start: number; readonly sequence: boolean } => {
  const indent = indentOf(lines[bad] ?? '');
  let parent = bad - 1;
  while (parent >= 0 && (isBlank(lines[parent] ?? '') || indentOf(lines[parent] ?? '') >= indent))
    parent -= 1;
  const level = indentOf(lines[parent] ?? '');
  let start = parent;
  for (let at = parent; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (isBlank(line)) continue;
    if (indentOf(line) < level) break;
    if (indentOf(line) === level) start = at;
  }
  return { start: Math.max(0, start), sequence: (lines[start] ?? '').trimStart().startsWith('- ') };
};

/** The line (from 0) on which a quote or bracket opens that nothing closes. */
const opening = (lines: readonly string[], open: string, close: string): number => {
  const count = (line: string, mark: string) => line.split(mark).length - 1;
  const unclosed = (line: string) =>
    open === close ? count(line, open) % 2 === 1 : count(line, open) > count(line, close);
  return Math.max(0, lines.findIndex(unclosed));
};

/**
 * The message of go-yaml for an error that the `yaml` package found, `yaml: line 4: did not find expected key`.
 * go-yaml names where the surrounding block starts, counted from 0, unless that is the very top (yaml.v3, `fail`);
 * read from a real kubectl 1.32.4, sample by sample.
 */
export const goMessage = (error: YAMLParseError, text: string): string => {
  const lines = text.split('\n');
  const line = error.linePos?.[0].line ?? 1;
  const say = (at: number, words: string) => `yaml: line ${Math.max(1, at)}: ${words}`;
  if (error.code === 'DUPLICATE_KEY')
    return `yaml: unmarshal errors:\n  line ${line}: mapping key already defined`;
  if (error.code === 'TAB_AS_INDENT') return say(line - 1, 'found a tab character that violates indentation');
  if (error.code === 'BAD_SCALAR_START') return say(line, 'found character that cannot start any token');
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY')
    return say(line, 'mapping values are not allowed in this context');
  if (/Missing closing/.test(error.message)) {
    const quote = error.message.includes("'") ? "'" : '"';
    return say(opening(lines, quote, quote) + 1, 'found unexpected end of stream');
  }
  if (/Flow sequence/.test(error.message))
    return say(opening(lines, '[', ']'), "did not find expected ',' or ']'");
  if (/Flow map/.test(error.message))
    return say(opening(lines, '{', '}'), "did not find expected ',' or '}'");
  if (!/^\s*(- |[^\s:]+:(\s|$))/.test(lines[line - 1] ?? '')) return say(line, "could not find expected ':'");
  const block = enclosing(lines, line - 1);
  return say(
    block.start === 0 ? line - 1 : block.start,
    block.sequence ? "did not find expected '-' indicator" : 'did not find expected key',
  );
};

export type Parse =
  | { readonly ok: true; readonly documents: readonly unknown[] }
  | { readonly ok: false; readonly error: string };

/** Parses a multi-document YAML text; empty documents are left out. */
export const parseGoYaml = (text: string): Parse => {
  const parsed = parseAllDocuments(text);
  const documents: Document.Parsed[] = 'empty' in parsed ? [] : (parsed as Document.Parsed[]);
  const error = documents.flatMap((document) => document.errors)[0];
  if (error) return { ok: false, error: goMessage(error, text) };
  return {
    ok: true,
    documents: documents.map((document) => document.toJS()).filter((value) => value !== null),
  };
};
