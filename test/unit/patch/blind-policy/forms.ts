/** What `{{name}}` stands for in the cases: secret-looking texts, put together here so that no file holds one. */
import { createHash } from 'node:crypto';

const letters = (seed: string, count: number, alphabet: string): string => {
  let out = '';
  for (let i = 0; out.length < count; i++)
    out += [...createHash('sha256').update(`${seed}${i}`).digest()]
      .map((byte) => alphabet[byte % alphabet.length])
      .join('');
  return out.slice(0, count);
};

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALNUM = `${UPPER}${UPPER.toLowerCase()}0123456789`;
const HEX = '0123456789abcdef';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const keyBlock = (kind: string): string =>
  [
    `-----BEGIN ${kind}PRIVATE ${'KEY'}-----`,
    letters('pem', 64, ALNUM),
    `-----END ${kind}PRIVATE ${'KEY'}-----`,
  ].join('\n    ');

const FORMS: Readonly<Record<string, (size: number) => string>> = {
  github: () => `gh${'p_'}${letters('gh', 36, ALNUM)}`,
  gitlab: () => `gl${'pat-'}${letters('gl', 20, ALNUM)}`,
  aws: () => `AK${'IA'}${letters('aws', 16, `${UPPER}234567`)}`,
  slack: () =>
    `https://hooks.slack.com/serv${'ices'}/T${letters('t', 8, UPPER)}/B${letters('b', 8, UPPER)}/${letters('s', 24, ALNUM)}`,
  pem: () => keyBlock(''),
  openssh: () => keyBlock('OPENSSH ').replaceAll('    ', ''),
  jwt: () =>
    `ey${'J'}${base64('{"alg":"HS256"}').slice(3)}.${base64('{"sub":"1234567890"}').replaceAll('=', '')}.${letters('jwt', 43, ALNUM)}`,
  uuid: () => [8, 4, 4, 4, 12].map((size) => letters(`u${size}`, size, HEX)).join('-'),
  random40: () => letters('r40', 40, ALNUM),
  random16: () => letters('r16', 16, ALNUM),
  base64: () => base64(letters('b64', 18, ALNUM)),
  base64long: () => base64(letters('b64', 180, ALNUM)),
  age: () => `AGE-SECRET-${'KEY'}-1${letters('age', 58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`,
  talos: () => `${letters('ta', 6, `${HEX}xyz`)}.${letters('tb', 16, `${HEX}xyz`)}`,
  npm: () => `np${'m_'}${letters('npm', 36, ALNUM)}`,
  lines: (size) => Array.from({ length: size }, (_, i) => `line ${i}\n`).join(''),
  wide: (size) => 'wide '.repeat(size / 5),
  fat: (size) => `${'fat lines of text\n'.repeat(size / 18)}`,
};

/** The text with each `{{name}}` or `{{name:size}}` of `FORMS` put in; other braces stay. */
export const filled = (text: string): string =>
  text.replace(/\{\{([a-z0-9]+)(?::(\d+))?\}\}/g, (whole, name: string, size?: string) =>
    name in FORMS ? FORMS[name]!(Number(size ?? 0)) : whole,
  );
