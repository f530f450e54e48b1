/** What the patch gate takes and gives (DESIGN 6). */
import type { PatchPolicy } from '../workspace.ts';

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
  /** For `add`: the mode in git; absent means 100644. `modify` keeps the mode that the file has. */
  readonly mode?: FileMode;
}

export type FileMode = '100644' | '100755';

export interface Accepted {
  readonly ok: true;
  readonly files: readonly ResultFile[];
  /** Lines removed plus lines added. */
  readonly changedLines: number;
}

export interface Refused {
  readonly ok: false;
  readonly violations: readonly Violation[];
  /** One line for the human. */
  readonly human: string;
  /** One precise paragraph for the next prompt. */
  readonly model: string;
  /** Only content rules that are set to `hold` were hit: what the human may still let through. */
  readonly held?: Accepted;
}

export type Verdict = Accepted | Refused;

/** What a memo's architecture rule looks like as data: which added lines a patch may not bring into which files. */
export interface Invariant {
  readonly name: string;
  /** Globs of the files it holds for. */
  readonly files: readonly string[];
  /** Regular expression (u flag); an added line that matches breaks the rule. */
  readonly forbid: string;
  /** Regular expression; an added line that also matches this one is fine. */
  readonly unless?: string;
  /** One sentence for human and model. */
  readonly message: string;
}

/** What the gate may be told beyond the workspace's policy; every absent field has the strict meaning. */
interface PolicyExtra {
  readonly allowNewFiles?: boolean;
  readonly allowDelete?: boolean;
  readonly allowRename?: boolean;
  readonly allowModeChange?: boolean;
  /** New entries at the top of the repo; strict: none. */
  readonly allowNewTopLevel?: boolean;
  /** Folders of run-time state, in addition to orch's own. */
  readonly stateDirs?: readonly string[];
  /** `exact` leaves only `.git` to the gate: everything else protected must then be named in `protected`. */
  readonly builtinProtection?: 'full' | 'exact';
  /** What a hit on a content rule means; strict: `refuse`. */
  readonly contentRules?: 'refuse' | 'hold' | 'off';
  /** Longest line that a patch may add, in bytes; strict: 4000. */
  readonly maxLineBytes?: number;
}

export type GatePolicy = PatchPolicy & PolicyExtra;

/** The files a proposal is judged against: a commit's tree. */
export interface Tree {
  /** Path → git mode (100644, 100755, 120000, 160000). */
  readonly entries: ReadonlyMap<string, string>;
  /** Bytes of a blob; the caller has loaded those of `touchedPaths(proposal)`. */
  read(path: string): Uint8Array | undefined;
}
