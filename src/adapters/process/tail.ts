/** The last part of a log file as text. */
import type { FileHandle } from 'node:fs/promises';

/** What a failure is named and explained from. */
const TAIL_BYTES = 256 * 1024;

const NEWLINE = 10;

/**
 * At most `max` bytes before `end` and not before `start`, decoded lossily, cut at the beginning of a line.
 * A single line longer than `max` is cut inside, at the beginning of a character.
 */
export const readTail = async (
  file: FileHandle,
  start: number,
  end: number,
  max = TAIL_BYTES,
): Promise<string> => {
  const from = Math.max(start, end - max);
  const bytes = Buffer.alloc(end - from);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const read = bytes.subarray(0, filled);
  if (from === start) return read.toString('utf8');
  const newline = read.indexOf(NEWLINE);
  if (newline !== -1 && newline < read.length - 1) return read.subarray(newline + 1).toString('utf8');
  let character = 0;
  while (character < 3 && ((read[character] ?? 0) & 0xc0) === 0x80) character += 1;
  return read.subarray(character).toString('utf8');
};
