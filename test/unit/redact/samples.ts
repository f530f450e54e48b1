import { Buffer } from 'node:buffer';

/** None of these is real. `§` keeps scanners of this repo from taking them for real ones; it is taken out below. */
const plain = (text: string): string => text.replaceAll('§', '');

export const b64 = (text: string): string => Buffer.from(plain(text), 'utf8').toString('base64');

export const key = plain(
  '-----BEGIN ED25519 PRIV§ATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIKp3Yx0cQ1m2Vn8bWq4Rt7Ls9Df2Gh5Jk6Zx1Cv3Bn4M\n-----END ED25519 PRIV§ATE KEY-----\n',
);
export const cert =
  '-----BEGIN CERTIFICATE-----\nMIIBPjCB8aADAgECAhBLz5RUxPq9aYw2bTgHsK1CvMAUGAytlcDAQMC4CAQAwRkQ\nWq8Zr0cV1x2Tn8uWy4Eo7Pl9Mf2Kh5Bj6Gz1Dv3Sn4H=\n-----END CERTIFICATE-----\n';

/** `⟦…⟧` marks what must not leave. */
export const marked = (text: string): { readonly text: string; readonly secrets: readonly string[] } => ({
  text: plain(text).replace(/[⟦⟧]/g, ''),
  secrets: [...plain(text).matchAll(/⟦([^⟧]*)⟧/g)].map((match) => match[1] ?? ''),
});

/** A text with a gap for each secret, whatever its kind. */
export const gaps = (text: string): string => text.replace(/(?:«[^«»]{1,60}»)+/g, '▢');

/** What one pass, or the whole redactor, leaves of a marked text, and what it should. */
export const compare = (
  pass: (text: string) => string,
  sample: string,
): readonly [left: string, right: string] => [
  gaps(pass(marked(sample).text)),
  gaps(plain(sample).replace(/⟦[^⟧]*⟧/g, '▢')),
];
