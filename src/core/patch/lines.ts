import type { ByteText } from './utf8.ts';

export type Eol = '' | '\n' | '\r\n';

/** A line of a file: its bytes without the line end, and the line end that stood there. */
export interface FileLine {
  readonly text: ByteText;
  readonly eol: Eol;
}

/** A text file, so that joining it again gives the very same bytes. */
export interface TextFile {
  /** The UTF-8 byte order mark, or nothing. */
  readonly bom: ByteText;
  readonly lines: readonly FileLine[];
}

const BOM = '\xef\xbb\xbf';

/** Splits a file into lines; `joinFile` gives back exactly what went in. */
export function splitFile(bytes: ByteText): TextFile {
  const bom = bytes.startsWith(BOM) ? BOM : '';
  const lines: FileLine[] = [];
  let from = bom.length;
  while (from < bytes.length) {
    const at = bytes.indexOf('\n', from);
    if (at < 0) {
      lines.push({ text: bytes.slice(from), eol: '' });
      break;
    }
    const crlf = bytes[at - 1] === '\r';
    lines.push({ text: bytes.slice(from, crlf ? at - 1 : at), eol: crlf ? '\r\n' : '\n' });
    from = at + 1;
  }
  return { bom, lines };
}

/** The bytes of a file. */
export function joinFile(file: TextFile): ByteText {
  return file.bom + file.lines.map((line) => line.text + line.eol).join('');
}

/** The line end that a line put in at `index` gets: the one of the line before it, else of the first line, else LF. */
export function eolAt(file: TextFile, index: number): '\n' | '\r\n' {
  const near = file.lines.slice(0, Math.max(index, 1)).findLast((line) => line.eol !== '');
  return near?.eol === '\r\n' ? '\r\n' : '\n';
}

const BLANKS: ReadonlySet<string> = new Set([' ', '\t', '\r']);

/** Drops blanks at the end of a line: what editors and models add or lose. */
export function trimEnd(text: ByteText): ByteText {
  let end = text.length;
  while (BLANKS.has(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
