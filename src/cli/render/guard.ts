/** Stands between any text and a terminal: what came out of a log, a model or a file name must not steer it. */

/** The only sequences that orch itself writes in a line: the colours of style.ts. */
const OUR_COLOURS = /^\u001b\[(?:1|2|22|31|32|33|39)m$/;
/** OSC, DCS and the like up to their end; CSI; two-character escapes; a lone ESC (ECMA-48). */
const ESCAPES =
  /\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|\u001b\[[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-Z\\^-~]?/g;
/** C0 but for tab and newline, DEL, C1, and the marks that turn the reading direction (they can hide a text). */
const CONTROLS =
  /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LEFT_OVER = /\u001b(?!\[(?:1|2|22|31|32|33|39)m)/g;

/**
 * The text without anything that moves a cursor, sets a title, or hides a part: only tabs, newlines and, with
 * `colour`, orch's own colours stay. Control characters become blanks, so that words do not run together.
 */
export const guard = (text: string, colour: boolean): string =>
  text
    .replace(/\r+\n/g, '\n')
    .replace(ESCAPES, (found) => (colour && OUR_COLOURS.test(found) ? found : ''))
    .replace(CONTROLS, ' ')
    // An escape that began inside another one is whole only now.
    .replace(LEFT_OVER, ' ');

/** JSON with every character escaped that a terminal might act on; the data are the same. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
