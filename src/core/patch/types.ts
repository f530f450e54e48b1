/** What the patch gate takes and gives (DESIGN 6). */

/** Edits not yet judged, as the model wrote them. */
export type Proposal =
  /** Any text that holds a patch: unified diff in whatever state, codex patch, fenced search/replace blocks. */
  | { readonly form: 'text'; readonly text: string }
  /** Exact edits: each `search` must be found exactly once in the file. An empty `search` makes a new file. */
  | { readonly form: 'edits'; readonly edits: readonly Edit[] };

export interface Edit {
  readonly path: string;
  readonly search: string;
  readonly replace: string;
}

/** One reason a proposal is refused. */
export interface Violation {
  /** Name of the rule, for example `protected`, `ambiguous`, `weakened-check`. */
  readonly rule: string;
  readonly path?: string;
  /** Line in the result or in the patch, from 1. */
  readonly line?: number;
  /** What happened and why, one sentence. */
  readonly message: string;
}

/** A file as the gate leaves it; `bytes` absent means deleted. */
export interface ResultFile {
  readonly path: string;
  readonly op: 'modify' | 'add' | 'delete';
  readonly bytes?: Uint8Array;
}

export type Verdict =
  | { readonly ok: true; readonly files: readonly ResultFile[]; readonly changedLines: number }
  | {
      readonly ok: false;
      readonly violations: readonly Violation[];
      /** One line for the human. */
      readonly human: string;
      /** One precise paragraph for the next prompt. */
      readonly model: string;
    };
