import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { OrchError } from '../core/exit.ts';
import type { Position } from '../core/workspace.ts';

export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at this path stands (or its nearest existing parent). */
  at(path: readonly PropertyKey[]): Position;
  /** Where the key itself stands. */
  keyAt(path: readonly PropertyKey[]): Position;
}

const MAX_ALIASES = 100;

/** Parses one YAML document. Throws OrchError `config` with file, line, column and what the parser expected. */
export const parseYamlFile = (text: string, file: string): YamlFile => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const position = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col };
  };
  const problem = document.errors[0];
  if (problem) {
    const said =
      problem.code === 'MULTIPLE_DOCS'
        ? 'a second document begins here; orch reads one'
        : problem.message.replace(/\s+/g, ' ');
    const { line, column } = position(problem.pos[0]);
    throw new OrchError(
      'config',
      `${file}:${line}:${column}: this is not valid YAML: ${said}`,
      `open ${file} at line ${line} and mend it; nothing was run`,
    );
  }
  const at = (path: readonly PropertyKey[]): Position => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return position(node.range[0]);
    }
    return position(0);
  };
  const keyAt = (path: readonly PropertyKey[]): Position => {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (isMap(parent))
      for (const pair of parent.items) {
        const key = pair.key;
        if (isNode(key) && key.range && String(key) === String(path.at(-1))) return position(key.range[0]);
      }
    return at(path);
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // An alias without its anchor, or aliases that unfold without end ("billion laughs").
    if (!(error instanceof ReferenceError)) throw error;
    throw new OrchError(
      'config',
      `${file}: ${error.message}`,
      `mend the aliases (\`*name\`) in ${file}; nothing was run`,
    );
  }
  return { file, value, at, keyAt };
};
