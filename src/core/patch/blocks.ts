/** Reads fenced search/replace blocks: `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`, each under a file name. */
import { type Frame, SEARCH_MARK, type SourceLine } from './frame.ts';
import type { HunkLine, Section } from './ops.ts';
import type { Violation } from './types.ts';
import type { ByteText } from './utf8.ts';

const DIVIDER = /^={5,9}\s*$/;
export const END_MARK = /^(?:>{5,9} ?(?:REPLACE|UPDATED|NEW|HEAD)?|\+{7,9} REPLACE)\s*$/i;
/** The end mark of a block as it is never meant in a file that is given whole. */
export const STRAY_END = /^(?:>{5,9} ?(?:REPLACE|UPDATED)|\+{7,9} REPLACE)\s*$/;
const FENCE_LINE = /^\s{0,3}(?:`{3,}|~{3,})/;

/** Files that have neither a folder nor an ending in their names; words that also head a chapter are left out. */
const PLAIN_NAME =
  /^(?:(?:GNU)?[Mm]akefile|(?:Docker|Container|Vagrant|Jenkins|Proc|Brew|Gem|Rake|Task|Tilt|Pip|Earth)file|[Jj]ustfile)$/;

/** How a line leads over to a name: "Update ", "Here is the new ". */
const LEADS =
  /^(?:(?:and|then|now|also|next|here(?:'s| is)|the|new|full|complete|updated|modified|corrected|fixed|changed|contents? of|version of|file|in|to|for|edit|update|change|modify|create|add|replace|fix|patch)[ ,:]+)+(?=\S+\/\S+$)/i;

/** A line that names a file, without the marks that models put around it; undefined when it is prose. */
export function namedPath(line: ByteText): ByteText | undefined {
  const ticked = /^[^`]*`([^`]+)`[^`]*$/.exec(line)?.[1];
  const plain = line
    .trim()
    .replace(/^(?:#{1,6}|[-*]|\/\/|\d{1,2}[.)])\s+/, '')
    .replaceAll('**', '')
    .replace(/^(?:file(?:name)?|path):/i, '')
    .replace(/:$/, '')
    .replaceAll('`', '')
    .trim()
    .replace(LEADS, '');
  for (const candidate of [plain, ticked ?? plain]) {
    if (/^[^\s`*]+$/.test(candidate) && (/[./]/.test(candidate) || PLAIN_NAME.test(candidate)))
      return candidate;
  }
  // A name with blanks in it.
  return [ticked ?? plain, plain].find((name) => /^[^\s`][^/]*\/.*\.[A-Za-z0-9]{1,8}$/.test(name));
}

/** The name behind the language of a fence: one word, or any words when they are quoted or an attribute. */
export function nameAfter(info: string): string | undefined {
  const found = /^(path=|title=|file=|filename=)?(["']?)([^"']+)\2$/.exec(info);
  if (found === null) return undefined;
  const [, attribute, quote, name] = found;
  if (!/\s/.test(name!)) return name;
  return attribute !== undefined || quote !== '' ? namedPath(name!) : undefined;
}

/** The name in the nearest line above `at` that is neither blank nor a plain fence; undefined when that line is prose. */
function pathAbove(lines: readonly SourceLine[], at: number): ByteText | undefined {
  for (let i = at - 1; i >= 0; i--) {
    const text = lines[i]!.text;
    if (text.trim() === '') continue;
    if (FENCE_LINE.test(text)) {
      const words = text.trim().replace(/^\S+\s*/, '');
      if (words !== '') return namedPath(nameAfter(words) ?? '');
      continue;
    }
    return namedPath(text);
  }
  return undefined;
}

/** Turns a block into hunk lines: what both sides share at the ends is context, so that the file's bytes stay there. */
export function blockToHunk(search: readonly HunkLine[], replace: readonly HunkLine[]): readonly HunkLine[] {
  const max = Math.min(search.length, replace.length);
  let head = 0;
  while (head < max && search[head]!.text === replace[head]!.text) head++;
  let tail = 0;
  while (tail < max - head && search.at(-1 - tail)!.text === replace.at(-1 - tail)!.text) tail++;
  const context = (line: HunkLine): HunkLine => ({ ...line, kind: ' ' });
  return [
    ...search.slice(0, head).map(context),
    ...search.slice(head, search.length - tail),
    ...replace.slice(head, replace.length - tail),
    ...search.slice(search.length - tail).map(context),
  ];
}

interface Block {
  readonly search: HunkLine[];
  readonly replace: HunkLine[];
  readonly next: number;
}

function readBlock(lines: readonly SourceLine[], at: number): Block | Violation {
  const search: HunkLine[] = [];
  const replace: HunkLine[] = [];
  let side = search;
  for (let i = at + 1; i < lines.length; i++) {
    const { text, no } = lines[i]!;
    if (DIVIDER.test(text)) {
      if (side === replace)
        return {
          rule: 'unclear',
          line: no,
          message: 'a block has two `=======` lines: it is not clear where its search part ends',
        };
      side = replace;
    } else if (END_MARK.test(text) && side === replace) return { search, replace, next: i };
    else if (SEARCH_MARK.test(text) || END_MARK.test(text)) break;
    else side.push({ kind: side === search ? '-' : '+', text, no });
  }
  return {
    rule: 'cut-off',
    line: lines[at]!.no,
    message: 'a search/replace block is not closed: the answer was cut off',
  };
}

/** Parses a framed answer as search/replace blocks; several blocks for one file become hunks of one section. */
export function parseBlocks(frame: Frame): readonly Section[] | Violation {
  const lines = frame.regions.flatMap((region) => region.lines);
  const sections = new Map<ByteText, Section & { body: { kind: 'hunks' } }>();
  let path: ByteText | undefined;
  for (let i = 0; i < lines.length; ) {
    const { text, no } = lines[i]!;
    if (/^(?:diff --git |\*\*\* Begin Patch|@@ -\d)/.test(text))
      return {
        rule: 'unclear',
        line: no,
        message: 'the answer mixes search/replace blocks with another patch format',
      };
    if (!SEARCH_MARK.test(text)) {
      i++;
      continue;
    }
    path = namedPath(text.replace(/^[<-]+ ?[A-Za-z]+/, '')) ?? pathAbove(lines, i) ?? path;
    if (path === undefined)
      return { rule: 'no-path', line: no, message: 'no file name stands above this search/replace block' };
    const block = readBlock(lines, i);
    if ('rule' in block) return block;
    const known = sections.get(path);
    const hunk = { no, part: no, lines: blockToHunk(block.search, block.replace) };
    const hunks = [...(known?.body.hunks ?? []), hunk];
    sections.set(path, {
      no: known?.no ?? no,
      names: [[path, path]],
      prefixed: false,
      body: { kind: 'hunks', hunks },
    });
    i = block.next;
  }
  return [...sections.values()];
}
