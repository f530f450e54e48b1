/** What the parsers make of a proposal, before anything is looked up in the tree. Texts are byte strings. */
import type { ByteText } from './utf8.ts';

export interface HunkLine {
  readonly kind: ' ' | '-' | '+';
  readonly text: ByteText;
  /** Line in the proposal, from 1. */
  readonly no: number;
  /** An empty line without its leading blank: context, or just the end of the hunk. */
  readonly bare?: boolean;
  /** Followed by `\ No newline at end of file`. */
  readonly noEol?: boolean;
}

export interface Hunk {
  /** Line of its header in the proposal, from 1. */
  readonly no: number;
  /** First line in the old file, as the header says; absent when it says none. */
  readonly oldStart?: number;
  readonly oldCount?: number;
  readonly newCount?: number;
  readonly lines: readonly HunkLine[];
  /** The hunk must match at the end of the file (`*** End of File`). */
  readonly atEnd?: boolean;
  /** Lines after the hunk's body that may be prose or may be a garbled rest of it. */
  readonly rest?: readonly HunkLine[];
  /** Prose follows `rest`. */
  readonly restEndsInProse?: boolean;
  /** Lines after the body that begin with + or - belong to no hunk: some lines have lost their first column. */
  readonly garbled?: boolean;
  /** Nothing after the hunk shows that the answer was finished: no closing fence, no end mark, no other section. */
  readonly open?: boolean;
  /** Which of several sections or blocks of one file it stood in: two of them that add different lines at one place contradict. */
  readonly part?: number;
  /** The answer ends inside this hunk without a line end. */
  readonly unterminated?: boolean;
}

/** One exact replacement inside a file. */
export interface Replacement {
  readonly no: number;
  readonly search: ByteText;
  readonly replace: ByteText;
}

export type Body =
  | { readonly kind: 'hunks'; readonly hunks: readonly Hunk[] }
  | { readonly kind: 'whole'; readonly lines: readonly ByteText[]; readonly noEol?: boolean }
  | { readonly kind: 'replacements'; readonly replacements: readonly Replacement[] };

/** One file's part of a proposal; paths as the model wrote them, to be resolved against the tree. */
export interface Section {
  /** Line where it starts in the proposal, from 1. */
  readonly no: number;
  /** Every pair of names the headers give (old, new); `null` is /dev/null. All must agree. */
  readonly names: readonly (readonly [string | null, string | null])[];
  readonly renameFrom?: string;
  readonly renameTo?: string;
  readonly copy?: boolean;
  readonly oldMode?: string;
  readonly newMode?: string;
  readonly newFileMode?: string;
  readonly deletedMode?: string;
  readonly binary?: boolean;
  /** The format says so itself: `*** Add File`, `*** Delete File`. */
  readonly op?: 'add' | 'delete';
  readonly body: Body;
  /** Whether `a/` and `b/` may be prefixes (diffs) or are part of the name (every other format). */
  readonly prefixed: boolean;
  /** The patch's own lines ended in CRLF, and not only because all of it does: a new file is written that way. */
  readonly crlf?: boolean;
}
