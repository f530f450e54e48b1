/** From raw bytes-as-text to the lines that a person would see on a terminal. */

/** The part of a log that is read: the stage runner hands in 256 KiB; more is cut here so that time stays bounded. */
const READ_CHARS = 512 * 1024;
/** A line keeps this much of its head and tail; what lies between cannot be read by a person either. */
const HEAD_CHARS = 6000;
const TAIL_CHARS = 2000;

/** ECMA-48: CSI, OSC (to BEL or ST), two-byte escapes, and single-byte CSI. Each alternative consumes a bounded class. */
const ANSI =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-Z\\^-~]|\u009b[0-?]*[ -/]*[@-~]/g;

/** Invisible characters that terminals and copies leave behind: zero width, byte order mark, other C0 but tab. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2060\ufeff]|\u200c|\u200d/g;

/** What a terminal shows of a line that redraws itself with CR: the last segment that is not blank. */
const lastFrame = (line: string): string => {
  let end = line.length;
  while (end > 0) {
    const start = line.lastIndexOf('\r', end - 1);
    const frame = line.slice(start + 1, end);
    if (frame.trim() !== '') return frame;
    if (start < 0) return '';
    end = start;
  }
  return '';
};

/** Removes what moves a cursor over characters already written (`man` and old spinners): X BS Y shows Y. */
const applyBackspaces = (line: string): string => {
  if (!line.includes('\b')) return line;
  const shown: string[] = [];
  for (const char of line) {
    if (char === '\b') shown.pop();
    else shown.push(char);
  }
  return shown.join('');
};

const cut = (line: string): string =>
  line.length <= HEAD_CHARS + TAIL_CHARS ? line : `${line.slice(0, HEAD_CHARS)} … ${line.slice(-TAIL_CHARS)}`;

/**
 * Splits a log into shown lines: the last part of it, without escape sequences, CR redraws and CRLF. Trailing blanks stay: a
 * hard wrap may have made them.
 * Never throws; linear in the length of the text that is read.
 */
export const cleanLines = (text: string): string[] => {
  let start = 0;
  if (text.length > READ_CHARS) {
    const from = text.length - READ_CHARS;
    const newline = text.indexOf('\n', from);
    // A line longer than the window has no start to be found: its end is all there is.
    start = newline < 0 || newline === text.length - 1 ? from : newline + 1;
  }
  return text
    .slice(start)
    .split('\n')
    .map((raw) => {
      let line = raw.length > 4 * (HEAD_CHARS + TAIL_CHARS) ? cut(raw) : raw;
      if (line.includes('\u001b') || line.includes('\u009b')) line = line.replace(ANSI, '');
      if (line.includes('\r')) line = lastFrame(line);
      return cut(applyBackspaces(line).replace(INVISIBLE, ''));
    });
};
