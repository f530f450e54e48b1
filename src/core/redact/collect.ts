/** Finds the secret values in the text of a secret file: .env lines, settings, PEM bodies. */
import { decodePrintable } from './base64.ts';
import { worthMatching } from './exact.ts';
import { harmlessValue, looksRandom, objectName } from './values.ts';
import { keyKind } from './words.ts';

const PRIVATE = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----([\s\S]*?)-----END/g;
const PUBLIC_BLOCK = /-----BEGIN [A-Z0-9 ]{3,60}-----[\s\S]*?-----END [A-Z0-9 ]{3,60}-----/g;
const CERTIFICATE = /^(?:LS0tLS1CRUdJTiBDRVJU|-----BEGIN (?:CERT|PUBLIC))/;

/** Addresses, names, versions, paths and times: they stand beside secrets and must stay readable. */
const PUBLIC: readonly RegExp[] = [
  /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?::\d{1,5})?$/,
  /^[0-9a-f:]{2,39}(?:\/\d{1,3})?$/i,
  /^[a-z][a-z0-9+.-]*:\/\/[^@\s]*$/i,
  /^(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d{1,5})?(?:\/[\w./-]*)?$/i,
  /^[\w.+-]+@[\w.-]+(?:![\w.-]+)?$/,
  /^v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/,
  /^(?:[A-Z][a-z]+\/[A-Z][A-Za-z_]+|UTC)$/,
  /^[A-Za-z][A-Za-z ]*$/,
  /^[~.]{0,2}\/[\w./@+-]*$/,
  /^\d{1,12}$/,
];

const isPublic = (value: string): boolean =>
  PUBLIC.some((pattern) => pattern.test(value)) || objectName(value);

/** The bodies of the private keys in a text, without their markers. */
export const privateKeys = (text: string): readonly string[] =>
  [...text.matchAll(PRIVATE)].map((match) => (match[1] ?? '').trim()).filter((body) => body !== '');

/** The password of an address that has one. */
const userinfo = (value: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:([^\s]+)@[^\s@]+$/i.exec(value)?.[1];

/** Base64 of something that is secret in itself: the keys in a kubeconfig, the values of a Secret. */
const decoded = (value: string): readonly string[] => {
  if (!/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(value)) return [];
  const plain = decodePrintable(value);
  if (plain === undefined || CERTIFICATE.test(plain)) return [];
  return plain.includes('PRIVATE KEY') ? [value, ...privateKeys(plain)] : [];
};

/** A value that somebody chose as a password, or that was drawn: not a name, a version or an image. */
const looksChosen = (value: string): boolean =>
  looksRandom(value) ||
  (!value.includes('/') && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)) ||
  (/[!#$%^&*?]/.test(value) && /\d/.test(value));

/**
 * How much of a file is secret: `telling` only what stands under a telling name, `likely` also what looks like a
 * password (.env files), `all` everything that is not plainly public (Kubernetes Secrets).
 */
export type Depth = 'telling' | 'likely' | 'all';

/** The secret values that one setting holds. */
export const secretsIn = (name: string, value: string, depth: Depth): readonly string[] => {
  const trimmed = value.trim();
  const password = userinfo(trimmed);
  if (password !== undefined) return [password, ...percentDecoded(password)].filter(worthMatching);
  if (CERTIFICATE.test(trimmed)) return privateKeys(trimmed);
  const keys = [...privateKeys(trimmed), ...decoded(trimmed)];
  if (keys.length > 0) return keys;
  if (!worthMatching(trimmed) || harmlessValue(trimmed, true)) return [];
  const kind = keyKind(name);
  const telling = kind === 'secret' || kind === 'weak';
  if (telling && !/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return [trimmed];
  if (kind === 'reference' || kind === 'entry') return objectName(trimmed) ? [] : [trimmed];
  if (kind === 'maybe' && looksRandom(trimmed)) return [trimmed];
  if (depth === 'telling' || isPublic(trimmed) || /\s/.test(trimmed)) return [];
  return depth === 'all' || looksChosen(trimmed) ? [trimmed] : [];
};

const percentDecoded = (value: string): readonly string[] => {
  if (!/%[0-9a-f]{2}/i.test(value)) return [];
  try {
    return [decodeURIComponent(value)];
  } catch (error) {
    // Not percent-encoding after all.
    if (error instanceof URIError) return [];
    throw error;
  }
};

const unquoted = (value: string): string => {
  const [, quote, inner] = /^(["'])([\s\S]*)\1$/.exec(value) ?? [];
  return quote === undefined || inner === undefined ? value.replace(/\s+#.*$/, '') : inner;
};

/** The secret values in the lines of a .env file. */
export const secretsInEnvFile = (text: string): readonly string[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : secretsIn(name, unquoted(value.trim()), 'likely');
  });

/** The secret values in a text of no known form: a lone password, a key, tokens in lines. */
export const secretsInText = (text: string): readonly string[] => {
  const keys = privateKeys(text);
  if (keys.length > 0) return keys;
  const lines = text.replace(PUBLIC_BLOCK, '').trim().split(/\r?\n/);
  if (lines.length === 1 && !/\s/.test(lines[0] ?? '')) return secretsIn('password', lines[0] ?? '', 'all');
  return lines.flatMap((line) => line.split(/[\s"'=,:]+/)).filter((word) => looksRandom(word));
};
