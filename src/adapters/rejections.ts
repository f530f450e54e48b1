import { join } from 'node:path';
import { effectOf } from '../core/patch/effect.ts';
import type { Rejection, Rejections } from '../ports.ts';
import { hasTexts, jsonLines } from './json-lines.ts';

/** What a human rejected, in `state/rejected.jsonl`. */
export const openRejections = (root: string): Rejections => {
  const lines = jsonLines<Rejection>(
    join(root, 'state', 'rejected.jsonl'),
    'rejection',
    'the memory of what you rejected',
    (value) => hasTexts(value, ['stage', 'fingerprint', 'at', 'subject', 'commit', 'diff']),
  );
  return {
    ...lines,
    async find(diff) {
      const wanted = effectOf(diff);
      return (await lines.all()).findLast((each) => effectOf(each.diff) === wanted);
    },
  };
};
