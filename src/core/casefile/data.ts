/** Text that somebody else wrote, made safe to stand in a prompt. */

/** CSI and OSC sequences, then what is left of C0 and C1 but tab and line feed. */
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A log as a human would have seen it: no terminal escapes, one line for each line end of any kind. */
export const readable = (text: string): string =>
  text.replace(ESCAPES, '').replace(/\r\n?/g, '\n').replace(CONTROLS, '');

/**
 * Text in a fence that nothing inside can close: longer than the longest run of backticks in it.
 * @param info word after the opening fence
 */
export const fenced = (text: string, info = 'text'): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${info}\n${text.endsWith('\n') || text === '' ? text : `${text}\n`}${fence}`;
};

/** The estimate that every budget here uses: four characters a token, rounded up. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

const linesOf = (text: string): number => (text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);

/** "3 lines, 120 characters" */
export const sizeOf = (text: string): string => {
  const lines = linesOf(text);
  return `${lines} ${lines === 1 ? 'line' : 'lines'}, ${text.length} characters`;
};

/** A text that was made to fit, and what of it was left out; nothing when it fitted whole. */
export interface Kept {
  readonly text: string;
  readonly cut?: string;
}

/** Space that a marker line may take. */
const MARK = 80;

/** Whole lines from the end of a text; a last line that alone is too long keeps its end. */
export const keepEnd = (text: string, room: number): Kept => {
  if (text.length <= room) return { text };
  const start = text.length - Math.max(0, room - MARK);
  const next = text.indexOf('\n', Math.max(0, start - 1));
  const from = next < 0 || next + 1 >= text.length ? start : next + 1;
  const cut = `the first ${sizeOf(text.slice(0, from))}`;
  return { text: `[… ${cut} left out …]\n${text.slice(from)}`, cut };
};

/** Whole lines from the start of a text; a first line that alone is too long keeps its start. */
export const keepStart = (text: string, room: number): Kept => {
  if (text.length <= room) return { text };
  const most = Math.max(0, room - MARK);
  const last = text.lastIndexOf('\n', most);
  const to = last <= 0 ? most : last;
  const cut = `the last ${sizeOf(text.slice(to).replace(/^\n/, ''))}`;
  return { text: `${text.slice(0, to)}\n[… ${cut} left out …]`, cut };
};

/** A third from the start and the rest from the end, where outputs say most. */
export const keepBoth = (text: string, room: number): Kept => {
  if (text.length <= room) return { text };
  const most = Math.max(0, room - MARK);
  const head = text.slice(0, Math.floor(most / 3));
  const top = head.includes('\n') ? head.slice(0, head.lastIndexOf('\n')) : head;
  const tail = text.slice(text.length - (most - head.length));
  const end = tail.includes('\n') ? tail.slice(tail.indexOf('\n') + 1) : tail;
  const cut = `${sizeOf(text.slice(top.length, text.length - end.length))} in the middle`;
  return { text: `${top}\n[… ${cut} left out …]\n${end}`, cut };
};
