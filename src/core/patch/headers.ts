/** The header lines of one file's part of a unified diff. */
import type { Hunk } from './ops.ts';

/** One file's part of a diff while it is read. */
export interface Draft {
  no: number;
  names: [string | null, string | null][];
  renameFrom?: string;
  renameTo?: string;
  copy?: boolean;
  oldMode?: string;
  newMode?: string;
  newFileMode?: string;
  deletedMode?: string;
  binary?: boolean;
  /** The header tells of other content than before. */
  changes?: boolean;
  crlf?: boolean;
  /** The name stands in prose above: it has no prefix. */
  inProse?: boolean;
  hunks: Hunk[];
  /** Header lines may still follow. */
  head: boolean;
}

/** A time stamp behind a tab, or behind blanks where a model lost the tab. */
const STAMP = /\t.*$|(?<! ) +\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:[+-]\d{4}|Z|UTC))? *$/;

/** A name as `---`, `+++`, `Index:` give it: without stamp, blanks at the end and backticks; null is /dev/null. */
export function headerName(raw: string): string | null {
  const name = raw
    .replace(STAMP, '')
    .trimEnd()
    .replace(/^`([^`]+)`$/, '$1');
  return /^(?:\/|[ab]\/)?dev\/null$/.test(name) ? null : name;
}

const EXTENDED: readonly (readonly [RegExp, (draft: Draft, value: string) => void])[] = [
  [
    /^old mode (\d+)$/,
    (d, v) => {
      d.oldMode = v;
    },
  ],
  [
    /^new mode (\d+)$/,
    (d, v) => {
      d.newMode = v;
    },
  ],
  [
    /^new file mode (\d+)$/,
    (d, v) => {
      d.newFileMode = v;
    },
  ],
  [
    /^deleted file mode (\d+)$/,
    (d, v) => {
      d.deletedMode = v;
    },
  ],
  [
    /^rename from (.+)/,
    (d, v) => {
      d.renameFrom = headerName(v) ?? '';
    },
  ],
  [
    /^rename to (.+)/,
    (d, v) => {
      d.renameTo = headerName(v) ?? '';
    },
  ],
  [
    /^copy (?:from|to) (.+)/,
    (d) => {
      d.copy = true;
    },
  ],
  [
    /^index [0-9a-f]+\.\.[0-9a-f]+ (\d+)$/,
    (d, v) => {
      d.oldMode ??= v;
      d.changes = true;
    },
  ],
  [
    /^(?:GIT binary patch|Binary files .+ differ)$/,
    (d) => {
      d.binary = true;
    },
  ],
  [
    // e69de29 is git's name for nothing: an empty new file has no hunk.
    /^(?:similarity index \d\d?%|dissimilarity index .+|index [0-9a-f]+\.\.(?!e69de29)[0-9a-f]+)$/,
    (d) => {
      d.changes = true;
    },
  ],
  [/^(?:similarity index .+|index [0-9a-f]+\.\.[0-9a-f]+|={10,})$/, () => {}],
];

/** Reads a header line between `diff --git` and the hunks; false when it is none. */
export function extended(draft: Draft, text: string): boolean {
  for (const [pattern, set] of EXTENDED) {
    const found = pattern.exec(text);
    if (found === null) continue;
    set(draft, found[1] ?? '');
    return true;
  }
  return false;
}
