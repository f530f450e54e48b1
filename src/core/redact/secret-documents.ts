/** Kubernetes Secrets in YAML and JSON: every value under data and stringData, whatever its key. */

import { isMark, type Mark, type Pass } from './pass.ts';

const KIND =
  /^[+-]?[ \t]*(?:-[ \t]+)?\\{0,8}["']?kind\\{0,8}["']?[ \t]*:[ \t]*\\{0,8}["']?Secret(?:List)?\b(?!\w)/m;
const TYPE =
  /^[+-]?[ \t]*(?:-[ \t]+)?type:[ \t]*["']?(?:Opaque|kubernetes\.io\/(?:tls|dockercfg|dockerconfigjson|basic-auth|ssh-auth|service-account-token)|bootstrap\.kubernetes\.io\/token|helm\.sh\/release\.v1)\b/m;
const JSON_KIND = /\\{0,8}"kind\\{0,8}"\s*:\s*\\{0,8}"Secret(?:List)?\\{0,8}"/;

/** Certificates are public, encrypted values are already safe. */
const isPublic = (value: string): boolean =>
  /^["']?(?:LS0tLS1CRUdJTiBDRVJU|-----BEGIN CERT|ENC\[)/.test(value) ||
  isMark(value.replace(/^["']|["']$/g, ''));

const MAP = /^([+-]?[ \t]*(?:-[ \t]+)?)(data|stringData|binaryData):[ \t]*(.*)$/;
const ENTRY = /^([+-]?[ \t]*)((?:"[^"]*"|'[^']*'|[\w.-]+)[ \t]*:[ \t]*)(.*)$/;
const indentOf = (line: string): number => line.replace(/^[+-]/, ' ').search(/\S|$/);

/** The lines of one document with the values of its maps replaced. */
const inLines = (lines: readonly string[], mark: Mark): readonly string[] => {
  const result: string[] = [];
  let map = -1;
  let block = -1;
  for (const line of lines) {
    const indent = indentOf(line);
    const blank = line.trim() === '';
    if (block >= 0 && (blank || indent > block)) continue;
    block = -1;
    if (map >= 0 && !blank && indent <= map) map = -1;
    const opened = MAP.exec(line);
    if (map < 0 && opened !== null) {
      const [, lead = '', name = '', rest = ''] = opened;
      if (/^(?:#.*)?$/.test(rest)) map = lead.replace(/^[+-]/, ' ').length;
      result.push(rest.startsWith('{') ? `${lead}${name}: ${inObject(rest, mark)}` : line);
      continue;
    }
    const [, lead, key, value = ''] = (map >= 0 && ENTRY.exec(line)) || [];
    if (lead === undefined || key === undefined || value.trim() === '' || isPublic(value)) {
      result.push(line);
      continue;
    }
    if (/^[|>][+-]?\d?/.test(value)) block = indent;
    result.push(`${lead}${key}${mark('secret-data')}`);
  }
  return result;
};

/** The values of a flat `{a: x, "b": "y"}`. */
const inObject = (object: string, mark: Mark): string =>
  object.replace(
    /([\w.\\"'-]{1,300}\s*:\s*)(\\{0,8}"(?:[^"\\]|\\[^"])*\\{0,8}"|'[^']*'|[^\s,{}"'][^,{}]*)/g,
    (whole, key: string, value: string) => {
      const quote = /^\\{0,8}["']/.exec(value)?.[0] ?? '';
      const bare = value.slice(quote.length, value.length - quote.length);
      return bare === '' || isPublic(bare) ? whole : `${key}${quote}${mark('secret-data')}${quote}`;
    },
  );

const JSON_MAP = /(\\{0,8}"(?:data|stringData|binaryData)\\{0,8}"\s*:\s*)(\{[^{}]*\}?)/g;

/** Replaces what Secrets hold. A document counts as one when it says so by its kind or by its type. */
export const secretDocuments: Pass = (text, mark) => {
  const documents = text.split(/^(?=---)/m).map((document) => {
    if (!KIND.test(document) && !(TYPE.test(document) && /^[+-]?[ \t]*(?:data|stringData):/m.test(document)))
      return document;
    return inLines(document.split('\n'), mark).join('\n');
  });
  const joined = documents.join('');
  if (!JSON_KIND.test(joined)) return joined;
  return joined.replace(
    JSON_MAP,
    (_whole, before: string, object: string) => before + inObject(object, mark),
  );
};
