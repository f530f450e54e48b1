import { type FileHandle, open } from 'node:fs/promises';
import { OrchError } from '../../core/exit.ts';
import type { Recorded } from '../../core/machine/events.ts';
import { appendFlushed, hasCode, stateError } from './files.ts';

/** What the end of the event log holds. */
export interface LogTail {
  /** Events with a sequence number above the asked one, in order, without a gap. */
  readonly events: readonly Recorded[];
  /** Sequence number of the last whole event; 0 when there is none. */
  readonly last: number;
  /** Bytes after the last newline: a write that a kill cut short. It was never acknowledged. */
  readonly torn: string | undefined;
  /** Bytes up to and including the last newline. */
  readonly wholeBytes: number;
}

const BLOCK = 64 * 1024;

const broken = (path: string, offset: number, what: string): OrchError =>
  new OrchError(
    'state',
    `${path} is corrupt at byte ${offset}: ${what}`,
    `the log is the truth the state is rebuilt from: restore ${path} from a backup, or move state/ and it aside to begin empty`,
  );

const parseLine = (path: string, line: string, offset: number): Recorded => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw broken(path, offset, error instanceof Error ? error.message : String(error));
  }
  const event = value as Partial<Recorded> | null;
  if (typeof event !== 'object' || event === null || !Number.isSafeInteger(event.seq))
    throw broken(path, offset, 'a line is not an event with a sequence number');
  return event as Recorded;
};

/**
 * Reads the log backwards, only as far as the events above `after`: a long log costs nothing while the state files
 * are good. Undefined when there is no log.
 */
export const readLog = async (path: string, after: number): Promise<LogTail | undefined> => {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw stateError(path, 'read', error);
  }
  try {
    return await readTail(file, path, after);
  } finally {
    await file.close();
  }
};

const readTail = async (file: FileHandle, path: string, after: number): Promise<LogTail> => {
  let { size: start } = await file.stat();
  let bytes = Buffer.alloc(0);
  for (;;) {
    const done = start === 0 || startsBefore(path, bytes, start, after);
    if (done) break;
    const take = Math.min(start, Math.max(BLOCK, bytes.length));
    const block = Buffer.alloc(take);
    await file.read(block, 0, take, start - take);
    bytes = Buffer.concat([block, bytes]);
    start -= take;
  }
  const end = bytes.lastIndexOf(10) + 1;
  const torn = end === bytes.length ? undefined : bytes.subarray(end).toString('utf8');
  // From the middle of the file the first line is only a part: begin after its newline.
  const first = start === 0 ? 0 : bytes.indexOf(10) + 1;
  const events: Recorded[] = [];
  let offset = first;
  while (offset < end) {
    const stop = bytes.indexOf(10, offset);
    const event = parseLine(path, bytes.subarray(offset, stop).toString('utf8'), start + offset);
    const before = events.at(-1);
    if (before !== undefined && event.seq !== before.seq + 1)
      throw broken(path, start + offset, `event ${event.seq} follows event ${before.seq}`);
    events.push(event);
    offset = stop + 1;
  }
  const last = events.at(-1)?.seq ?? 0;
  return { events: events.filter((event) => event.seq > after), last, torn, wholeBytes: start + end };
};

/** True when the first whole line of these bytes is an event that is already folded in. */
const startsBefore = (path: string, bytes: Buffer, start: number, after: number): boolean => {
  const from = bytes.indexOf(10) + 1;
  const to = bytes.indexOf(10, from);
  if (from === 0 || to === -1) return false;
  return parseLine(path, bytes.subarray(from, to).toString('utf8'), start + from).seq <= after;
};

/** Appends one event and flushes it. */
export const appendEvent = (path: string, recorded: Recorded): void =>
  appendFlushed(path, `${JSON.stringify(recorded)}\n`);

/** Moves a torn last line to `<log>.torn` and cuts the log back to its last whole line. */
export const setTornAside = async (path: string, tail: LogTail): Promise<string | undefined> => {
  if (tail.torn === undefined) return undefined;
  const aside = `${path}.torn`;
  appendFlushed(aside, `${tail.torn}\n`);
  try {
    const file = await open(path, 'r+');
    try {
      await file.truncate(tail.wholeBytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw stateError(path, 'cut the torn last line off', error);
  }
  return aside;
};
