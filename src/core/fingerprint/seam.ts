/** Where a line ends and the next begins: whether one was broken there, or two meet. */

/** Whether a text in quotes is left open; quotes within it are escaped. */
export const opensQuote = (line: string): boolean => {
  let open = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1))
    if (line.charCodeAt(at - 1) !== 92) open = !open;
  return open;
};

/** A path goes on; the line is not one of a list of paths. */
export const cutsPath = (line: string, next: string): boolean =>
  next.startsWith('/') && /^\/\w/.test(next) && !line.startsWith('/') && /\/[\w.-]{1,200}$/.test(line);

/** A digest in base64 goes on, by which npm's lock files name a package (W3C Subresource Integrity). */
const cutsDigest = (line: string, next: string): boolean =>
  /\bsha(?:1|256|384|512)-[A-Za-z0-9+/]{0,88}$/.test(line) &&
  /^[A-Za-z0-9+/]{1,88}={0,2}(?:[\s.]|$)/.test(next);

/** A random id of letters and digits goes on: no word is that long. */
const cutsId = (line: string, next: string): boolean => {
  if (!/^[A-Za-z0-9]{1,80}(?:\W|$)/.test(next)) return false;
  const id = /[A-Za-z0-9]{20}$/.exec(line)?.[0] ?? '';
  return /\d/.test(id) && /[a-z]/.test(id) && /[A-Z]/.test(id);
};

/** Something that is never printed in two goes on: a quoted text, a path, an id, a box, a number. */
export const cutsThing = (line: string, next: string): boolean =>
  (opensQuote(line) && next.includes('"')) ||
  // escaped quotes stand only within quotes
  /^\\{1,7}["n]/.test(next) ||
  cutsPath(line, next) ||
  cutsId(line, next) ||
  cutsDigest(line, next) ||
  // each line of a box begins with its frame
  (/^[│┃] /.test(line) && !/^[│┃╵└╰]/.test(next)) ||
  (/\d\.$/.test(line) && /^\d/.test(next)) ||
  (/[=@&]$/.test(line) && /^\S/.test(next));

/** A word goes on, or a blank at the break was kept: hardly anything but a wrap. */
export const breaksWord = (line: string, next: string): boolean =>
  /^ \S/.test(next) ||
  cutsThing(line, next) ||
  (/[:-]$/.test(line) && /^\d/.test(next)) ||
  (/\w\/$/.test(line) && /^[a-z0-9]/.test(next)) ||
  // the end of a code in capitals, alone on its line or within its sentence, or of a sentence
  (/[A-Z]{2}$/.test(line) && /^[A-Z]{1,8}(?:$|[:,] | [a-z])/.test(next)) ||
  /^[`.!?]$/.test(next) ||
  // no line of its own begins with what closes or goes on
  (/[A-Za-z0-9]$/.test(line) &&
    /^(?:\.\w|-[a-z0-9]|[:,;)=\]}]|["'](?:[\s,;:)\]]|$)|'[a-z]{1,2}\b)/.test(next)) ||
  // a blank kept at the break, within a sentence
  (/[a-z\d] {1,2}$/.test(line) && /^[A-Z]/.test(next)) ||
  // a path within its last name; systemd's status=1/FAILURE
  (/\/[\w.-]{0,80}[A-Z]$/.test(line) && /^[a-z]/.test(next)) ||
  (/=\d{1,3}\/$/.test(line) && /^[A-Z]{2}/.test(next)) ||
  (/[a-z0-9]$/.test(line)
    ? // a duration is a word to its end
      /^[a-z0-9]/.test(next) && !/\d(?:ns|µs|ms|s|m|h)$/.test(line)
    : / $/.test(line) && /^[^\sA-Z]/.test(next));

/** A path, a pair or a quoted text goes on: most likely a wrap. */
export const breaksPhrase = (line: string, next: string): boolean =>
  breaksWord(line, next) ||
  (/[A-Za-z0-9]$/.test(line) && /^[-_/"'][^\s]/.test(next)) ||
  (/[-_/=@%&"'(\\]$/.test(line) && /^\S/.test(next)) ||
  (/[.:]$/.test(line) && /^[^\sA-Z]/.test(next));

/** Two lines of one indented list or traceback; a piece has no reason to stand as deep as its line. */
export const siblings = (line: string, next: string): boolean => {
  const indent = /^ {2,}(?=\S)/.exec(line)?.[0];
  return indent !== undefined && next.startsWith(indent) && next.charAt(indent.length) !== ' ';
};

/** Lines that end where they end: headings filled up to the terminal's width, and frames of Go with their place. */
export const endsWhole = (line: string, next: string): boolean =>
  (/([*=_#~─-])\1{2}$/.test(line) && next.charAt(0) !== line.at(-1)) || / \+0x[0-9a-f]{1,16}$/.test(line);
