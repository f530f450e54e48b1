/** The workspace's own secret values, in every form in which a tool may print them. */
import { insideForms } from './base64.ts';

/** A shorter value would be found in ordinary words. */
const SHORTEST = 6;
const SHORTEST_ENCODED = 8;
const SHORTEST_LINE = 16;

/** Values that stand in secret files without being secret: replacing them would make the text unreadable. */
const COMMON = new Set(
  (
    'password passwd secret secrets changeme change-me default example username administrator localhost ' +
    'disabled enabled unknown production staging development homelab cluster kubernetes proxmox talosctl kubectl ' +
    'postgres postgresql grafana prometheus longhorn cloudflare github gitlab string number boolean undefined'
  ).split(' '),
);

/** True when a value is worth looking for: long enough and no ordinary word. */
export const worthMatching = (value: string): boolean =>
  value.length >= SHORTEST && !COMMON.has(value.toLowerCase()) && !/^(.)\1*$/.test(value);

const upperHex = (text: string): string =>
  text.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const lowerHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());

/** A lone surrogate has no URL form. */
const urlForms = (value: string): readonly string[] => {
  if (/[\ud800-\udfff]/u.test(value)) return [];
  const plain = encodeURIComponent(value);
  const strict = upperHex(plain);
  // application/x-www-form-urlencoded leaves only `*-._` (URL standard).
  const form = strict.replaceAll('%20', '+').replaceAll('%2A', '*').replaceAll('~', '%7E');
  return [plain, strict, lowerHex(plain), lowerHex(strict), strict.replaceAll('%20', '+'), form];
};

const escapedForms = (value: string): readonly string[] => {
  const json = JSON.stringify(value).slice(1, -1);
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    value.replaceAll("'", "''"),
    value.replaceAll("'", `'\\''`),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ];
};

const encodedForms = (value: string): readonly string[] =>
  insideForms(value)
    .filter((form) => form.length >= SHORTEST_ENCODED)
    .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);

/** A value of several lines is also looked for line by line: logs print one line at a time. */
const lines = (value: string): readonly string[] =>
  value.includes('\n')
    ? value
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'))
    : [];

/** All texts to look for, the longest first, so that a part never hides the whole. */
export const exactForms = (values: readonly string[]): readonly string[] => {
  const forms = new Set<string>();
  for (const value of values.flatMap((one) => [one, one.trim(), ...lines(one)])) {
    if (!worthMatching(value)) continue;
    for (const form of [value, ...urlForms(value), ...escapedForms(value), ...encodedForms(value)])
      forms.add(form);
  }
  return [...forms].sort((a, b) => b.length - a.length);
};

/** Replaces every occurrence of every form. Work grows with the text times the number of forms, nothing worse. */
export const replaceExact = (text: string, forms: readonly string[], by: () => string): string => {
  let result = text;
  for (const form of forms) if (result.includes(form)) result = result.split(form).join(by());
  return result;
};
