import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { OrchError } from '../core/exit.ts';
import type { Fix, Fixes } from '../ports/records.ts';
import { openRejections, readRejections } from './rejections.ts';
import { appendFlushed, ownFolder, readIfThere } from './store/files.ts';

const PROOFS = ['caused', 'coincided', 'untested'];

/** The whole lines of the file: a last line without a newline was cut short by a kill and never counted. */
const wholeLines = (text: string): string[] => text.slice(0, text.lastIndexOf('\n') + 1).split('\n');

const parseFix = (path: string, line: string, number: number): Fix => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw corruptFix(path, number, error instanceof Error ? error.message : String(error), error);
  }
  const fix = value as Partial<Fix> | null;
  const texts = [fix?.stage, fix?.fingerprint, fix?.at, fix?.summary, fix?.diff, fix?.commit];
  if (texts.some((text) => typeof text !== 'string')) throw corruptFix(path, number, 'the line is not a fix');
  if (fix?.proof !== undefined && !PROOFS.includes(fix.proof))
    throw corruptFix(
      path,
      number,
      `proof is ${JSON.stringify(fix.proof)}, expected one of ${PROOFS.join(', ')}`,
    );
  return fix as Fix;
};

const corruptFix = (path: string, line: number, what: string, cause?: unknown): OrchError =>
  new OrchError(
    'state',
    `${path} is corrupt at line ${line}: ${what}`,
    `remove that line (or move ${path} aside: only the memory of earlier fixes is lost)`,
    { cause },
  );

const fileIn = (root: string): string => join(root, 'state', 'fixes.jsonl');

const readFixes = async (root: string): Promise<readonly Fix[]> => {
  const path = fileIn(root);
  const lines = wholeLines((await readIfThere(path)) ?? '');
  return lines.flatMap((line, at) => (line === '' ? [] : [parseFix(path, line, at + 1)]));
};

/** Reads all that is remembered, before a night relies on it. Throws OrchError `state` that names file and line. */
export const checkMemory = async (root: string): Promise<void> => {
  await Promise.all([readFixes(root), readRejections(root)]);
};

/**
 * Verified fixes of a workspace, in `state/fixes.jsonl`: one proved the cause wins over others, then the newest. What a
 * human rejected is none.
 */
export const openFixes = (root: string): Fixes => {
  const path = fileIn(root);
  return {
    async find(stage, fingerprint) {
      const known = (await readFixes(root)).filter(
        (fix) => fix.stage === stage && fix.fingerprint === fingerprint,
      );
      // From the last one that was found because the older ones did not help.
      const valid = known.slice(
        Math.max(
          0,
          known.findLastIndex(({ instead }) => instead === true),
        ),
      );
      const rejections = openRejections(root);
      const caused = valid.filter(({ proof }) => proof === 'caused');
      const others = valid.filter(({ proof }) => proof !== 'caused');
      for (const fix of [...caused.reverse(), ...others.reverse()])
        if ((await rejections.find(stage, fix.diff, fix.commit)) === undefined) return fix;
      return undefined;
    },
    async add(fix) {
      await ownFolder(join(root, 'state'));
      const text = (await readIfThere(path)) ?? '';
      const whole = text.lastIndexOf('\n') + 1;
      if (whole < text.length) await truncate(path, Buffer.byteLength(text.slice(0, whole)));
      appendFlushed(path, `${JSON.stringify(fix)}\n`);
    },
  };
};
