/** A result as the content rules read it: decoded lines before and after, and what is new. */
import { diffLines, type LineEdit } from '../diff.ts';
import { splitFile } from '../lines.ts';
import type { Result } from '../result.ts';
import { type ByteText, decodeUtf8 } from '../utf8.ts';
import { type Command, commandsOf } from './shell.ts';

/** `code`: programs in other languages than shell; `recipes`: Makefiles and justfiles. */
type FileKind = 'shell' | 'yaml' | 'json' | 'doc' | 'code' | 'recipes' | 'other';

interface NumberedText {
  readonly text: string;
  /** From 1, in the file it stands in. */
  readonly line: number;
}

export interface LogicalLine extends NumberedText {
  readonly commands: readonly Command[];
}

export interface FileView {
  readonly path: string;
  readonly kind: FileKind;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly edits: readonly LineEdit[];
  readonly added: readonly NumberedText[];
  readonly removed: readonly NumberedText[];
  /** Logical lines of each side; those of `after` that hold no added line are left out of `newLogical`. */
  readonly oldLogical: readonly LogicalLine[];
  readonly logical: readonly LogicalLine[];
  readonly newLogical: readonly LogicalLine[];
}

export interface Hit {
  readonly rule: string;
  readonly line?: number;
  readonly message: string;
}

function kindOf(path: string, lines: readonly string[]): FileKind {
  if (/\.(?:md|markdown|txt|rst|adoc)$/i.test(path) && !/requirements[\w.-]*\.txt$/i.test(path)) return 'doc';
  if (/\.(?:ya?ml)(?:\.\w+)?$/i.test(path)) return 'yaml';
  if (/\.json5?$/i.test(path)) return 'json';
  if (/\.(?:py|[cm]?[jt]sx?|go|rb|lua|rs|java|php|tf|hcl)$/i.test(path)) return 'code';
  if (/(?:^|\/)(?:GNU)?(?:make|just)file$|\.(?:mk|just)$/i.test(path)) return 'recipes';
  return /\.(?:sh|bash|zsh|bats)(?:\.\w+)?$/i.test(path) ||
    lines.slice(0, 1).some((first) => /^#!.*sh\b/.test(first))
    ? 'shell'
    : 'other';
}

const texts = (bytes: ByteText): string[] => splitFile(bytes).lines.map((line) => decodeUtf8(line.text));

/** Takes the YAML around a command away: `- `, `key: `, block marks, flow lists. */
function commandText(text: string, kind: FileKind): string {
  if (kind === 'shell' || kind === 'code') return text;
  if (kind === 'recipes') return text.replace(/^(\s+)[@+-]+\s*/, '$1');
  const value = text
    .replace(/\s*(?:-\s+)*(?:RUN\s+(?:--\S+\s+)*)?/, '')
    .replace(/^["']?[\w./-]+["']?\s*:\s+(?=\S)/, '')
    .replace(/,\s*$/, '');
  if (/^\[.*\]$/.test(value)) {
    return value
      .slice(1, -1)
      .split(/,\s*(?=(?:[^"']|"[^"]*"|'[^']*')*$)/)
      .join(' ');
  }
  const whole = /^(["'])(.*)\1$/.exec(value)?.[2];
  return whole ?? value;
}

const CONTINUES = /(?:\\|\|\||&&|\|)\s*$/;

/** The lines from `start` on that a shell reads as one, and how many they are. */
function joinedFrom(
  lines: readonly string[],
  start: number,
  kind: FileKind,
): { readonly text: string; readonly count: number } {
  let text = '';
  // Only the end says whether the next line belongs to it; the whole is long when thousands of lines do.
  let end = commandText(lines[start]!, kind);
  let count = 1;
  let begun = end.trim();
  while (CONTINUES.test(end) && start + count < lines.length && !begun.startsWith('#') && begun !== '|') {
    const next = commandText(lines[start + count]!, kind).trim();
    const left = end.replace(/\\\s*$/, '');
    if (next === '') end = `${left.trimEnd()} `;
    else {
      text += `${left} `;
      end = next;
    }
    if (begun === '\\') begun = next;
    count++;
  }
  return { text: text + end, count };
}

/** A remark in a program: `#`, `//`, `/*`, in Lua and SQL `--`. */
const REMARK = /^\s*(?:#|\/\/|\/?\*|--(?!\w)|$)/;

/** Joins lines that a shell reads as one; in YAML also the items of a plain list, which may be one argv. */
function logicalLines(
  lines: readonly string[],
  kind: FileKind,
  commandsIn: (text: string) => readonly Command[],
): LogicalLine[] {
  if (kind === 'doc') return [];
  const out: LogicalLine[] = [];
  const add = (text: string, line: number): void => {
    out.push({ text, line, commands: commandsIn(text) });
  };
  for (let start = 0; start < lines.length; ) {
    const { text, count } = joinedFrom(lines, start, kind);
    if (!(kind === 'code' ? REMARK : /^\s*(?:#|$)/).test(text)) add(text, start + 1);
    start += count;
  }
  if (kind === 'code') for (const argv of argvLines(lines)) add(argv.text, argv.line);
  if (kind === 'yaml' || kind === 'json' || kind === 'code')
    for (const list of plainLists(lines)) add(list.text, list.line);
  return out;
}

const ITEM = /^(\s*)(?:-\s+(?=[^\s{[])|(?="[^"]*",?\s*$))(.*)$/;

/** Runs of list items that are plain words: `- rm`, `- -rf`, `- /data` is an argv. */
function plainLists(lines: readonly string[]): NumberedText[] {
  const runs: { readonly indent: string; readonly line: number; readonly words: string[] }[] = [];
  let open: (typeof runs)[number] | undefined;
  for (const [i, text] of lines.entries()) {
    const found = ITEM.exec(text);
    if (found === null || /^[\w-]+:(?:\s|$)/.test(found[2]!)) {
      open = undefined;
      continue;
    }
    const indent = found[1]!;
    const word = found[2]!.replace(/,?\s*$/, '');
    if (open?.indent !== indent) {
      open = { indent, line: i + 1, words: [] };
      runs.push(open);
    }
    open.words.push(/^["'].*["']$/.test(word) ? word : /\s/.test(word) ? JSON.stringify(word) : word);
  }
  return runs
    .filter(({ words }) => words.length > 1)
    .map(({ words, line }) => ({ text: words.join(' '), line }));
}

const LITERAL = /(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** The texts between quotes of a line of code. */
export const literalsIn = (text: string): readonly string[] =>
  [...text.matchAll(LITERAL)].map((found) => found[2]!);

const STARTS = /\b(?:run|call|check_call|check_output|[Pp]open|exec\w*|spawn\w*|system|fork|Command)\s*\(/;

/** Programs that a line of code starts by a list of words: `run(["kubectl", "delete", "pvc"])`. */
const argvLines = (lines: readonly string[]): readonly NumberedText[] =>
  lines.flatMap((text, i) => {
    const words = STARTS.test(text) ? literalsIn(text) : [];
    return words.length > 1
      ? [
          {
            text: words.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(' '),
            line: i + 1,
          },
        ]
      : [];
  });

/** Most lines stand in a file before and after: each is read once. */
function commandReader(): (text: string) => readonly Command[] {
  const read = new Map<string, readonly Command[]>();
  return (text) => {
    const commands = read.get(text) ?? commandsOf(text);
    read.set(text, commands);
    return commands;
  };
}

/** Makes the view of one result. */
export function viewOf(result: Result): FileView {
  const before = texts(result.before);
  const after = texts(result.after ?? '');
  const edits = diffLines(before, after);
  const kind = kindOf(result.op.path, after.length > 0 ? after : before);
  const added = edits.flatMap((edit) =>
    after.slice(edit.from, edit.from + edit.add).map((text, i) => ({ text, line: edit.from + i + 1 })),
  );
  const removed = edits.flatMap((edit) =>
    before.slice(edit.start, edit.start + edit.del).map((text, i) => ({ text, line: edit.start + i + 1 })),
  );
  const commandsIn = commandReader();
  const oldLogical = logicalLines(before, kind, commandsIn);
  const known = new Set(oldLogical.map((line) => line.text.trim()));
  const logical = logicalLines(after, kind, commandsIn);
  const newLogical = logical.filter((line) => !known.has(line.text.trim()));
  return {
    path: result.op.path,
    kind,
    before,
    after,
    edits,
    added,
    removed,
    oldLogical,
    logical,
    newLogical,
  };
}
