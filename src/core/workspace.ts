import type { UserClassRule } from './classify/classify.ts';
import type { Invariant } from './patch/types.ts';
import type { Limits } from './types.ts';

/** Where a value stands in a file, for messages a human can act on. Lines and columns from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A diagnostic or command string of the map that cannot become an argv, with what to write instead. */
export interface RefusedString {
  readonly text: string;
  readonly at: Position;
  readonly reason: string;
  readonly instead: string;
}

export interface StageSpec {
  readonly name: string;
  readonly description: string;
  /** Absent: the built-in of that name (`orch stage NAME`). */
  readonly command?: readonly string[];
  /** Says, changing nothing, whether `command` has anything to do: exit 0 no, 3 yes, anything else is a failed check. */
  readonly check?: readonly string[];
  /** The map's command string could not become an argv: running this stage is a configuration error. */
  readonly refusedCommand?: RefusedString;
  /** Globs (repo-relative) of what a patch for this stage may change. */
  readonly files: readonly string[];
  /** Folders under which a patch for this stage may add files. */
  readonly newFilesUnder: readonly string[];
  /** Keys of `keywords`, or headings of the memo. */
  readonly sections: readonly string[];
  readonly successCriteria: readonly string[];
  readonly diagnostics: readonly (readonly string[])[];
  readonly refusedDiagnostics: readonly RefusedString[];
  readonly timeoutMs: number;
  readonly needs: readonly string[];
  /** Services the stage wants running; parsed, not served yet. */
  readonly uses: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type ExecutorSettings =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'openai-compatible';
      readonly baseUrl: string;
      readonly model: string;
      /** Name of the environment variable that holds the key. */
      readonly keyEnv?: string;
      readonly timeoutMs: number;
      readonly maxTokens: number;
    }
  | {
      readonly kind: 'codex';
      readonly bin: string;
      readonly baseUrl: string;
      readonly model: string;
      readonly keyEnv?: string;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly timeoutMs: number };

export interface EscalationSettings {
  readonly enabled: boolean;
  readonly api: 'responses' | 'chat';
  readonly baseUrl?: string;
  readonly model: string;
  readonly keyEnv: string;
  readonly timeoutMs: number;
  /** Bounds of the case file, in estimated tokens. */
  readonly caseTokens: number;
  readonly maxOutputTokens: number;
  readonly usdPerMillionIn: number;
  readonly usdPerMillionOut: number;
}

/** What the patch gate is told. Globs: `**` any depth, `*` within a segment. */
export interface PatchPolicy {
  readonly allowedFiles: readonly string[];
  readonly newFilesUnder: readonly string[];
  readonly protected: readonly string[];
  readonly maxFiles: number;
  readonly maxChangedLines: number;
  readonly maxPatchBytes: number;
  /** The memo's architecture rules as data: lines that no patch may add. */
  readonly invariants?: readonly Invariant[];
}

export interface Settings {
  /** Branch name; absent: the checked-out branch. */
  readonly base?: string;
  readonly sideBranch: string;
  readonly executor: ExecutorSettings;
  readonly escalation: EscalationSettings;
  readonly limits: Limits;
  readonly graceMs: number;
  /** Logs of stages that were begun longer ago are removed. */
  readonly keepLogsMs: number;
  /** `auto`: a PID namespace where bubblewrap works; `group`: never (sudo and other setuid programs do not work in one). */
  readonly isolation: 'auto' | 'group';
  /** How a fix is verified: by the green re-run, or also by checks with the fix taken back. */
  readonly verify: 'rerun' | 'counterfactual';
  /** Untracked inputs that are linked into the repair worktree (globs). */
  readonly link: readonly string[];
  /** Values that never leave the machine: files whose contents are secrets (globs). */
  readonly secretFiles: readonly string[];
  readonly patch: {
    readonly maxFiles: number;
    readonly maxChangedLines: number;
    readonly maxPatchBytes: number;
  };
  /** What a hit on a content rule means for a patch: refused, or refused and kept for the human's word. */
  readonly contentRules: 'refuse' | 'hold';
  readonly deniedNamespaces: readonly string[];
  /** Addresses that `talosctl -n` in a diagnostic may name. */
  readonly nodeAddresses: readonly string[];
}

/** The validated context map: all that the human decided. */
export interface ContextMap {
  readonly path: string;
  readonly stages: readonly StageSpec[];
  /** Globs no patch may touch, beside the built-in list. */
  readonly protected: readonly string[];
  /** Architecture rules that the patch gate holds every patch to. */
  readonly invariants: readonly Invariant[];
  /** Section key → words that select memo sections. */
  readonly keywords: Readonly<Record<string, readonly string[]>>;
  readonly settings: Settings;
  /** Repo-relative paths of the workspace's documents; each may be missing. */
  readonly documents: {
    readonly memo: string;
    readonly instructions: string;
    readonly backlog: string;
    readonly knownIssues: string;
  };
  /** The user's own rules for naming errors (`fingerprint:` and `classes:`). */
  readonly fingerprint: { readonly mask: readonly string[]; readonly keep: readonly string[] };
  readonly classes: readonly UserClassRule[];
  readonly warnings: readonly string[];
}
