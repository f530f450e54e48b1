import { readFile } from 'node:fs/promises';
import { OrchError } from '../core/exit.ts';

/** All of standard input. */
export const readBytes = async (): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** The text of a file, or of standard input for `-` and for nothing. Throws OrchError `usage` when it cannot be read. */
export const readInput = async (file: string | undefined): Promise<string> => {
  if (file === undefined || file === '-') {
    return (await readBytes()).toString('utf8');
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OrchError('usage', `${file} cannot be read (${code})`, 'name a file, or - for standard input', {
      cause: error,
    });
  }
};

/** The lines of standard input, one at a time: a batch of any size costs no memory. */
export async function* inputLines(): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    yield line;
}
