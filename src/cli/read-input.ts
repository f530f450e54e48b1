import { createReadStream } from 'node:fs';
import { OrchError } from '../core/exit.ts';

/**
 * The bytes of a file, or of standard input for `-`; where there are more than `max`, somewhat more than that and not
 * the rest.
 * @throws OrchError `usage` when the file cannot be read.
 */
export const readBytes = async (file: string, max = Number.POSITIVE_INFINITY): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of file === '-' ? process.stdin : createReadStream(file)) {
      parts.push(part);
      length += part.length;
      if (length > max) break;
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new OrchError(
      'usage',
      `${file} cannot be read: ${error.message}`,
      'name a file, or - for standard input',
      { cause: error },
    );
  }
  return Buffer.concat(parts);
};

/** The text of a file, or of standard input for `-` and for nothing. Throws OrchError `usage` when it cannot be read. */
export const readInput = async (file = '-'): Promise<string> => (await readBytes(file)).toString('utf8');

/** The lines of standard input, one at a time: a batch of any size costs no memory. */
export async function* inputLines(): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    yield line;
}
