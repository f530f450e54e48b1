import { join } from 'node:path';
import type { Fix, Fixes, Rejections } from '../ports.ts';
import { hasTexts, jsonLines } from './json-lines.ts';

/**
 * Verified fixes of a workspace, in `state/fixes.jsonl`; the newest for an error wins. One that a human rejected since
 * is none.
 */
export const openFixes = (root: string, rejections: Rejections): Fixes => {
  const lines = jsonLines<Fix>(
    join(root, 'state', 'fixes.jsonl'),
    'fix',
    'the memory of earlier fixes',
    (value) => hasTexts(value, ['stage', 'fingerprint', 'at', 'summary', 'diff', 'commit']),
  );
  return {
    async find(stage, fingerprint) {
      const fixes = (await lines.all()).filter(
        (fix) => fix.stage === stage && fix.fingerprint === fingerprint,
      );
      if (fixes.length === 0) return undefined;
      const rejected = new Set((await rejections.all()).map(({ commit }) => commit));
      return fixes.findLast(({ commit }) => !rejected.has(commit));
    },
    add: (fix) => lines.add(fix),
  };
};
