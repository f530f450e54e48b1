/** Keys and values of YAML and JSON by indentation: enough to compare two versions of one file, no parser. */

export interface Entry {
  /** Keys from the root; list items are named by their `name`, `id`, `alert` or `record`, else `[]`. */
  readonly path: readonly string[];
  readonly key: string;
  /** The text after the colon, unquoted, without comment; empty when a block follows. */
  readonly value: string;
  readonly line: number;
}

interface Level {
  readonly indent: number;
  readonly key: string;
}

const ENTRY =
  /^(\s*)((?:-\s+)*)(?:"([^"]*)"|'([^']*)'|([^\s#'"[\]{},&*!|>%@`](?:[^:#]*[^\s:#])?))\s*:(?:\s+(.*))?$/;
const NAMED = /^\s*["']?(?:name|id|alert|record)["']?\s*:\s+(.+)$/;

/** A scalar as written: without quotes, trailing comma and comment. */
function scalar(raw: string): string {
  const text = raw.trim().replace(/,$/, '');
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(text);
  return quoted === null ? text.replace(/\s#.*/, '').trim() : quoted[2]!;
}

/** The name of the list item that begins at `index`: among the keys of its own, which stand in one column. */
function itemName(lines: readonly string[], index: number, column: number): string {
  for (let i = index; i < lines.length; i++) {
    const text = i === index ? `${' '.repeat(column)}${lines[i]!.slice(column)}` : lines[i]!;
    const at = text.search(/\S/);
    if (text[at] === '#') continue;
    if (at >= 0 && at < column) break;
    const named = NAMED.exec(text)?.[1];
    if (named !== undefined && at === column) return `[${scalar(named)}]`;
  }
  return '[]';
}

/** Lists the entries of a file, in order. Flow maps on one line are opened one level. */
export function outline(lines: readonly string[]): readonly Entry[] {
  const out: Entry[] = [];
  const stack: Level[] = [];
  let blockIndent = Number.POSITIVE_INFINITY;
  for (const [i, text] of lines.entries()) {
    const indent = text.search(/\S/);
    if (indent < 0 || indent > blockIndent || text[indent] === '#') continue;
    blockIndent = Number.POSITIVE_INFINITY;
    const dashes = /\s*((?:-\s+)*)/.exec(text)![1]!;
    while (stack.length > 0 && stack.at(-1)!.indent >= indent + (dashes === '' ? 0 : 1)) stack.pop();
    if (dashes !== '') {
      while (stack.at(-1)?.key.startsWith('[') && stack.at(-1)!.indent >= indent) stack.pop();
      stack.push({ indent, key: itemName(lines, i, indent + dashes.length) });
    }
    const found = ENTRY.exec(text);
    if (found === null) continue;
    const key = (found[3] ?? found[4] ?? found[5])!;
    const raw = found[6] ?? '';
    const value = scalar(raw);
    const path = [...stack.map((level) => level.key), key];
    out.push({ path, key, value: /^[[{]$/.test(value) ? '' : value, line: i + 1 });
    if (value.includes('{'))
      for (const [, inner, innerValue] of value.matchAll(/[{,]\s*["']?([\w.-]+)["']?\s*:\s*([^,{}]+)/g))
        out.push({ path: [...path, inner!], key: inner!, value: scalar(innerValue!), line: i + 1 });
    stack.push({ indent: indent + dashes.length, key });
    if (/^[|>][+-]?\d?\s*(?:#.*)?$/.test(raw)) blockIndent = indent + dashes.length;
  }
  return out;
}
