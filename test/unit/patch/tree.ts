import { gate } from '../../../src/core/patch/gate.ts';
import type { GatePolicy, Proposal, Tree, Verdict } from '../../../src/core/patch/types.ts';

export const POLICY: GatePolicy = {
  allowedFiles: ['**'],
  newFilesUnder: ['scripts/', 'cluster/apps/'],
  protected: [],
  maxFiles: 6,
  maxChangedLines: 400,
  maxPatchBytes: 200_000,
};

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A tree of regular files (others by `modes`), bytes as UTF-8. */
export const treeOf = (files: Files, modes: Readonly<Record<string, string>> = {}): Tree => {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text as string)]));
  const entries = new Map([...bytes.keys()].map((path) => [path, modes[path] ?? '100644']));
  for (const [path, mode] of Object.entries(modes)) entries.set(path, mode);
  return { entries, read: (path) => bytes.get(path) };
};

export const text = (body: string): Proposal => ({ form: 'text', text: body });

/** Judges a change of one file from `before` to `after`, given as one exact edit of the whole file. */
export const change = (path: string, before: string, after: string, policy: GatePolicy = POLICY): Verdict =>
  gate(
    { form: 'edits', edits: [{ path, search: before, replace: after }] },
    treeOf({ [path]: before }),
    policy,
  );

/** The names of the rules a verdict broke; empty when it was accepted. */
export const rulesOf = (verdict: Verdict): readonly string[] =>
  verdict.ok ? [] : [...new Set(verdict.violations.map((violation) => violation.rule))].sort();

/** The results as text, by path; null for a deleted file. */
export const resultsOf = (verdict: Verdict): Readonly<Record<string, string | null>> => {
  if (!verdict.ok) throw new Error(`refused: ${verdict.human}`);
  return Object.fromEntries(
    verdict.files.map((file) => [
      file.path,
      file.bytes === undefined ? null : Buffer.from(file.bytes).toString('utf8'),
    ]),
  );
};
