/** Reads answers that give whole files: a file name and, right under it, the new content in a code fence. */
import { nameAfter, namedPath, STRAY_END } from './blocks.ts';
import type { Frame, SourceLine } from './frame.ts';
import type { Section } from './ops.ts';
import type { Violation } from './types.ts';

const OPEN = /^(`{3,}|~{3,})\s*([^\s`]*)\s*([^`]*)$/;

interface Fence {
  readonly mark: string;
  /** What stands behind the language. */
  readonly words: string;
  readonly path: string | undefined;
}

function fenceAt(lines: readonly SourceLine[], i: number): Fence | undefined {
  const found = OPEN.exec(lines[i]!.text);
  if (found === null) return undefined;
  const info = `${found[2]!} ${found[3]!}`.trim();
  const inInfo = /^[^\s:]*:(.+)/.exec(info)?.[1]?.trim() ?? nameAfter(found[3]!.trim());
  const above = lines[i - 1]?.text.trim() === '' ? lines[i - 2] : lines[i - 1];
  const path = inInfo ?? (above === undefined ? undefined : namedPath(above.text));
  return { mark: found[1]!, words: found[3]!, path };
}

/** The index of the closing fence; inner fences with an info string open a level. Undefined: never closed. */
function closeOf(
  lines: readonly SourceLine[],
  from: number,
  mark: string,
): { at: number; nested: boolean } | undefined {
  let depth = 0;
  let nested = false;
  for (let i = from; i < lines.length; i++) {
    const fence = OPEN.exec(lines[i]!.text);
    if (fence === null || !fence[1]!.startsWith(mark)) continue;
    if (fence[2] !== '') {
      depth++;
      nested = true;
    } else if (depth > 0) depth--;
    else return { at: i, nested };
  }
  return undefined;
}

/** Parses a framed answer as whole files; fences without a file name above them are prose. */
export function parseWhole(frame: Frame): readonly Section[] | Violation {
  const lines = frame.regions.flatMap((region) => region.lines);
  const sections: Section[] = [];
  let nestedAt: number | undefined;
  for (let i = 0; i < lines.length; i++) {
    const fence = fenceAt(lines, i);
    if (fence === undefined) continue;
    const no = lines[i]!.no;
    const close = closeOf(lines, i + 1, fence.mark);
    if (close === undefined)
      return {
        rule: 'cut-off',
        line: no,
        message: 'this code fence is never closed: the answer was cut off',
      };
    if (nestedAt !== undefined)
      return {
        rule: 'unclear',
        line: nestedAt,
        message: 'a file with code fences inside must be sent as a diff: its end is not clear',
      };
    if (fence.path === undefined && /\S\/\S/.test(fence.words))
      return {
        rule: 'no-path',
        line: no,
        message:
          'the words behind this code fence name no file: write its name on a line of its own above it',
      };
    if (fence.path !== undefined) {
      if (close.nested) nestedAt = no;
      const content = lines.slice(i + 1, close.at).map((line) => line.text);
      const mark = content.findIndex((text) => STRAY_END.test(text));
      if (mark >= 0)
        return {
          rule: 'garbled',
          line: no + 1 + mark,
          message: 'a search/replace block without its `<<<<<<< SEARCH` line',
        };
      sections.push({
        no,
        names: [[fence.path, fence.path]],
        prefixed: false,
        body: { kind: 'whole', lines: content },
      });
    }
    i = close.at;
  }
  return sections.length > 0
    ? sections
    : {
        rule: 'no-patch',
        message:
          'the answer holds no unified diff, no codex patch, no search/replace block and no named whole file',
      };
}
