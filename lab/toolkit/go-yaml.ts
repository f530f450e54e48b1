import { type Document, parseAllDocuments, type YAMLParseError } from 'yaml';

/** What Go's YAML library calls the faults that the `yaml` package finds. Lines from 1. */
const WORDS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'did not find expected key',
  MISSING_CHAR: "could not find expected ':'",
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  TAB_AS_INDENT: 'found character that cannot start any token',
  UNEXPECTED_TOKEN: 'did not find expected key',
  BAD_SCALAR_START: 'found character that cannot start any token',
  DUPLICATE_KEY: 'mapping key already defined',
  BAD_COLLECTION_TYPE: 'did not find expected node content',
};

/** The message of go-yaml for a parse error, `yaml: line 4: did not find expected key`. */
export const goMessage = (error: YAMLParseError): string =>
  `yaml: line ${error.linePos?.[0].line ?? 1}: ${WORDS[error.code] ?? 'did not find expected key'}`;

export type Parse =
  | { readonly ok: true; readonly documents: readonly unknown[] }
  | { readonly ok: false; readonly error: string };

/** Parses a multi-document YAML text; empty documents are left out. */
export const parseGoYaml = (text: string): Parse => {
  const parsed = parseAllDocuments(text);
  const documents: Document.Parsed[] = 'empty' in parsed ? [] : (parsed as Document.Parsed[]);
  const error = documents.flatMap((document) => document.errors)[0];
  if (error) return { ok: false, error: goMessage(error) };
  return {
    ok: true,
    documents: documents.map((document) => document.toJS()).filter((value) => value !== null),
  };
};
