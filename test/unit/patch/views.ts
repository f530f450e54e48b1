import { type FileView, type Hit, viewOf } from '../../../src/core/patch/content/view.ts';
import type { Result } from '../../../src/core/patch/result.ts';
import { encodeUtf8 } from '../../../src/core/patch/utf8.ts';

/** A file before and after; `after` null means that it is deleted. */
export const resultOf = (path: string, before: string, after: string | null): Result => ({
  op: { kind: 'modify', path, no: 1, body: { kind: 'hunks', hunks: [] } },
  before: encodeUtf8(before)!,
  after: after === null ? undefined : encodeUtf8(after)!,
});

export const viewed = (path: string, before: string, after: string | null): FileView =>
  viewOf(resultOf(path, before, after));

/** Where a rule hits: line numbers in order, 0 for a hit on the file as a whole. */
export const linesOf = (hits: readonly Hit[]): readonly number[] =>
  hits.map((hit) => hit.line ?? 0).sort((a, b) => a - b);
