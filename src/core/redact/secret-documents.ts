/** Kubernetes Secrets in YAML and JSON: every value under data and stringData, whatever its key. */

import { isMark, type Mark, type Pass } from './pass.ts';
import { closed } from './value-at.ts';

const KIND =
  /^[+-]?[ \t]*(?:-[ \t]+)?\\{0,8}["']?kind\\{0,8}["']?[ \t]*:[ \t]*\\{0,8}["']?Secret(?:List)?\b(?!\w)/m;
const TYPE =
  /^[+-]?[ \t]*(?:-[ \t]+)?type:[ \t]*["']?(?:Opaque|kubernetes\.io\/(?:tls|dockercfg|dockerconfigjson|basic-auth|ssh-auth|service-account-token)|bootstrap\.kubernetes\.io\/token|helm\.sh\/release\.v1)\b/m;
const JSON_KIND = /\\{0,8}"kind\\{0,8}"\s*:\s*\\{0,8}"Secret(?:List)?\\{0,8}"/;

/** Certificates are public, encrypted values are already safe. */
const isPublic = (value: string): boolean =>
  /^["']?(?:LS0tLS1CRUdJTiBDRVJU|-----BEGIN CERT|ENC\[)/.test(value) ||
  isMark(value.replace(/^["']|["']$/g, ''));

const MAP = /^([+-]?[ \t]*(?:-[ \t]+)?)(data|stringData|binaryData):[ \t]*(.*?)\r?$/;
const ENTRY = /^([+-]?[ \t]*)((?:"[^"]*"|'[^']*'|[\w.-]+)[ \t]*:[ \t]*)(.*?)\r?$/;
const indentOf = (line: string): number => line.replace(/^[+-]/, ' ').search(/\S/);

/** The lines of one document with the values of its maps replaced. */
const inLines = (lines: readonly string[], mark: Mark): readonly string[] => {
  const result: string[] = [];
  let map = -1;
  let block = -1;
  for (const line of lines) {
    if (line.trim() === '') {
      result.push(line);
      continue;
    }
    const indent = indentOf(line);
    if (block >= 0 && indent > block) continue;
    block = -1;
    if (indent <= map) map = -1;
    const opened = MAP.exec(line);
    if (map < 0 && opened !== null) {
      const [, lead = '', name = '', rest = ''] = opened;
      if (/^(?:#.*)?$/.test(rest)) map = lead.replace(/^[+-]/, ' ').length;
      result.push(
        rest.startsWith('{') ? `${lead}${name}: ${withoutValues(rest, valuesOf(rest, 1), mark)}` : line,
      );
      continue;
    }
    const [, lead, key, value = ''] = (map >= 0 && ENTRY.exec(line)) || [];
    if (lead === undefined || key === undefined || value === '' || isPublic(value)) {
      result.push(line);
      continue;
    }
    // What stands deeper goes on with the value: a block, or a long line that was folded.
    block = indent;
    result.push(`${lead}${key}${mark('secret-data')}`);
  }
  return result;
};

const KEY = /(?:[\s,]|\\+[nrt])*(?:\\{0,8}["'][^"'\\\n]{1,300}\\{0,8}["']|[\w.-]{1,300})\s*:\s*/y;
const OPENING = /(\\{0,8})(["'])/y;
const PLAIN = /[^\s,{}"'][^,{}\n]*/y;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The values of a flat `{a: x, "b": "y"}`, from behind its brace on, without their quotes. */
const valuesOf = (text: string, start: number): readonly Span[] => {
  const spans: Span[] = [];
  KEY.lastIndex = start;
  while (KEY.test(text)) {
    const at = KEY.lastIndex;
    OPENING.lastIndex = at;
    PLAIN.lastIndex = at;
    const [whole, slashes = '', quote = ''] = OPENING.exec(text) ?? PLAIN.exec(text)?.slice(0, 1) ?? [];
    if (whole === undefined) break;
    const from = quote === '' ? at : at + whole.length;
    const to = quote === '' ? at + whole.length : closed(text, from, slashes.length, quote, Infinity);
    spans.push({ from, to });
    KEY.lastIndex = quote === '' ? to : to + whole.length;
  }
  return spans;
};

const withoutValues = (text: string, spans: readonly Span[], mark: Mark): string => {
  let result = '';
  let done = 0;
  for (const { from, to } of spans) {
    const value = text.slice(from, to);
    result += text.slice(done, from) + (value === '' || isPublic(value) ? value : mark('secret-data'));
    done = to;
  }
  return result + text.slice(done);
};

const OBJECT = /\\{0,8}"(?:data|stringData|binaryData)\\{0,8}"\s*:\s*\{/g;

/** The values of all data in JSON, also of JSON in quotes. */
const dataValues = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  for (const match of text.matchAll(OBJECT))
    if (match.index >= (spans.at(-1)?.to ?? 0)) spans.push(...valuesOf(text, match.index + match[0].length));
  return spans;
};

/** Replaces what Secrets hold. A document counts as one when it says so by its kind or by its type. */
export const secretDocuments: Pass = (text, mark) => {
  const documents = text.split(/^(?=---)/m).map((document) => {
    if (!KIND.test(document) && !(TYPE.test(document) && /^[+-]?[ \t]*(?:data|stringData):/m.test(document)))
      return document;
    return inLines(document.split('\n'), mark).join('\n');
  });
  const joined = documents.join('');
  if (!JSON_KIND.test(joined)) return joined;
  return withoutValues(joined, dataValues(joined), mark);
};
