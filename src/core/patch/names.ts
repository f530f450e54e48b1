/** File names as patches spell them: quoting, prefixes, and what a repo path may never be. */
import { type ByteText, decodeUtf8Strict } from './utf8.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** Undoes git's C-style quoting (core.quotePath); undefined when the quotes are not closed or an escape is unknown. */
export function unquote(raw: ByteText): ByteText | undefined {
  if (!raw.startsWith('"')) return raw;
  let out = '';
  for (let i = 1; i < raw.length; i++) {
    const c = raw[i]!;
    if (c === '"') return raw.slice(i + 1).trim() === '' || raw[i + 1] === '\t' ? out : undefined;
    if (c !== '\\') {
      out += c;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(raw.slice(i + 1, i + 4))?.[0];
    if (octal !== undefined) {
      out += String.fromCharCode(Number.parseInt(octal, 8));
      i += 3;
    } else {
      const char = ESCAPES[raw[i + 1] ?? ''];
      if (char === undefined) return undefined;
      out += char;
      i += 1;
    }
  }
  return undefined;
}

/** The two names of a `diff --git` line, still quoted; undefined when they cannot be told apart. */
export function splitGitHeader(rest: ByteText): [ByteText, ByteText] | undefined {
  const text = rest.trimEnd();
  const quoted = /^("(?:[^"\\]|\\.)*") (.+)$/.exec(text) ?? /^(.+) ("(?:[^"\\]|\\.)*")$/.exec(text);
  if (quoted !== null) return [quoted[1]!, quoted[2]!];
  const parts = text.split(' ');
  if (parts.length === 2) return [parts[0]!, parts[1]!];
  // Names with blanks: both halves name the same file, with or without a/ and b/.
  const half = (text.length - 1) / 2;
  const [left, right] = [text.slice(0, half), text.slice(half + 1)];
  const same =
    left === right || (left.startsWith('a/') && right.startsWith('b/') && left.slice(2) === right.slice(2));
  return Number.isInteger(half) && text[half] === ' ' && same ? [left, right] : undefined;
}

/** Characters that show as nothing, turn the reading direction, or end a line: none belongs into a name. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[^\S ]/u;

/** A checked name, or why it is none. */
export type PathCheck = { readonly path: string } | { readonly problem: string };

/**
 * Checks that a name is a canonical repo path: relative, `/` only, no empty, `.` or `..` segment, valid UTF-8,
 * nothing invisible. Never repairs: another spelling of an allowed file is refused.
 */
export function canonicalPath(raw: ByteText): PathCheck {
  const bytes = unquote(raw);
  if (bytes === undefined) return { problem: 'its quoting is broken' };
  const path = decodeUtf8Strict(bytes);
  if (path === undefined) return { problem: 'it is not UTF-8' };
  if (path === '') return { problem: 'it is empty' };
  if (path.length > 1024) return { problem: 'it is longer than 1024 characters' };
  if (INVISIBLE.test(path)) return { problem: 'it holds a control, blank-like or invisible character' };
  if (path.includes('\\')) return { problem: 'it holds a backslash' };
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.startsWith('~'))
    return { problem: 'it is not relative' };
  const segments = path.split('/');
  if (segments.some((s) => s === '' || s === '.' || s === '..'))
    return { problem: 'it holds an empty, `.` or `..` segment; write the path as `git ls-files` does' };
  return { path };
}

/** A Unicode-normalised, case-folded form: two names with one fold are one file on some file systems, or look alike. */
export function fold(path: string): string {
  return path
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{Cf}]/gu, '')
    .replace(/[. ]+(?=\/|$)/g, '');
}

/**
 * What is wrong with the name of a file that a patch would make, beyond being canonical; undefined when nothing is.
 * Windows and HFS+ rules count, since such a tree is checked out elsewhere too (git's own core.protectNTFS/HFS).
 */
export function newNameProblem(path: string): string | undefined {
  if (path !== path.normalize('NFC')) return 'it is not in Unicode form NFC';
  if (/[<>:"|?*`]/.test(path)) return 'it holds one of < > : " | ? * `';
  for (const segment of path.split('/')) {
    if (/[. ]$/.test(segment) || segment.startsWith(' '))
      return 'a segment begins or ends in a blank or ends in a dot';
    if (/~\d+(?:\.|$)/.test(segment)) return 'it looks like a short (8.3) name';
    if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(segment)) return 'it is a reserved device name';
    if (segment.startsWith('-')) return 'a segment begins with a dash';
  }
  for (const char of path) {
    if (char.codePointAt(0)! > 0x7f && !/\p{Script=Latin}/u.test(char))
      return 'it holds a letter or sign from outside the Latin script';
  }
  return undefined;
}

/** Whether a segment is `.git` under any spelling that some file system takes for it. */
export function isGitDir(segment: string): boolean {
  const name = fold(segment.split(':')[0]!);
  return name === '.git' || /^(?:git~\d+|gi[0-9a-f]{4}~\d)$/.test(name);
}
