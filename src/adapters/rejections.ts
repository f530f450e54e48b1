import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { OrchError } from '../core/exit.ts';
import { sameEffect } from '../core/patch/effect.ts';
import type { Rejection, Rejections } from '../ports/records.ts';
import { appendFlushed, ownFolder, readIfThere } from './store/files.ts';

const parsed = (path: string, line: string, number: number): Rejection => {
  const corrupt = (what: string, cause?: unknown): OrchError =>
    new OrchError(
      'state',
      `${path} is corrupt at line ${number}: ${what}`,
      `remove that line (or move ${path} aside: only the memory of what you rejected is lost)`,
      { cause },
    );
  let value: Partial<Rejection> | null;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw corrupt(error.message, error);
  }
  const texts = [value?.stage, value?.at, value?.commit, value?.summary, value?.diff];
  if (texts.some((text) => typeof text !== 'string')) throw corrupt('the line is not a rejection');
  return value as Rejection;
};

const fileIn = (root: string): string => join(root, 'state', 'rejected.jsonl');

/** Every rejection on record, oldest first. Throws OrchError `state` that names the line nobody can read. */
export const readRejections = async (root: string): Promise<readonly Rejection[]> => {
  const path = fileIn(root);
  const text = (await readIfThere(path)) ?? '';
  // A last line without a newline was cut short by a kill: that rejection did not happen.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.flatMap((line, at) => (line === '' ? [] : [parsed(path, line, at + 1)]));
};

/** What a human rejected in this workspace: `state/rejected.jsonl`, one change a line. */
export const openRejections = (root: string): Rejections => {
  const path = fileIn(root);
  return {
    find: async (stage, diff, commit) =>
      (await readRejections(root)).find(
        (one) => one.stage === stage && (one.commit === commit || sameEffect(one.diff, diff)),
      ),
    async add(rejection) {
      await ownFolder(join(root, 'state'));
      const text = (await readIfThere(path)) ?? '';
      const whole = text.lastIndexOf('\n') + 1;
      if (whole < text.length) await truncate(path, Buffer.byteLength(text.slice(0, whole)));
      appendFlushed(path, `${JSON.stringify(rejection)}\n`);
    },
  };
};
