/** A file of JSON lines that only grows: each line is flushed before the next thing happens. */
import { truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OrchError } from '../core/exit.ts';
import { appendFlushed, ownFolder, readIfThere } from './store/files.ts';

export interface JsonLines<T> {
  /** Every line, oldest first. @throws OrchError `state` that names a line that is not one. */
  all(): Promise<readonly T[]>;
  add(value: T): Promise<void>;
}

/**
 * @param path of the file; @param what a line is called in a message; @param lost what is lost without the file;
 * @param isOne tells a line of this file from anything else.
 */
export const jsonLines = <T>(
  path: string,
  what: string,
  lost: string,
  isOne: (value: unknown) => boolean,
): JsonLines<T> => {
  const corrupt = (line: number, why: string, cause?: unknown): OrchError =>
    new OrchError(
      'state',
      `${path} is corrupt at line ${line}: ${why}`,
      `remove that line (or move ${path} aside: only ${lost} is lost)`,
      { cause },
    );
  const parse = (text: string, line: number): T => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw corrupt(line, error instanceof Error ? error.message : String(error), error);
    }
    if (!isOne(value)) throw corrupt(line, `the line is not a ${what}`);
    return value as T;
  };
  return {
    async all() {
      const text = (await readIfThere(path)) ?? '';
      // A last line without a newline was cut short by a kill and never counted.
      const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
      return lines.flatMap((line, at) => (line === '' ? [] : [parse(line, at + 1)]));
    },
    async add(value) {
      await ownFolder(dirname(path));
      const text = (await readIfThere(path)) ?? '';
      const whole = text.lastIndexOf('\n') + 1;
      if (whole < text.length) await truncate(path, Buffer.byteLength(text.slice(0, whole)));
      appendFlushed(path, `${JSON.stringify(value)}\n`);
    },
  };
};

/** Whether a value is an object whose `names` are all texts. */
export const hasTexts = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
