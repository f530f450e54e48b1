/** Judges regular expressions before they run: V8 backtracks, and a bad pattern can hang a night on one line. */

interface Node {
  /** Longest chain of unbounded repetitions inside one another. */
  readonly height: number;
  /** Unbounded repetitions that can take turns on one stretch of text. */
  readonly turns: number;
  /** Holds an alternation at any depth. */
  readonly branches: boolean;
}

const LEAF: Node = { height: 0, turns: 0, branches: false };

const inSequence = (a: Node, b: Node): Node => ({
  height: Math.max(a.height, b.height),
  turns: a.turns + b.turns,
  branches: a.branches || b.branches,
});

const inTurn = (a: Node, b: Node): Node => ({
  height: Math.max(a.height, b.height),
  turns: Math.max(a.turns, b.turns),
  branches: true,
});

/** More repetitions than this are as good as unbounded. */
const MANY = 5000;

/** What a quantifier at a place says: how long it is written, and whether it is unbounded. */
const quantifierAt = (
  source: string,
  at: number,
): { readonly length: number; readonly unbounded: boolean } => {
  const m = /^(?:[*+]|\?|\{(\d+)(?:(,)(\d*))?\})\??/.exec(source.slice(at, at + 24));
  if (m === null) return { length: 0, unbounded: false };
  const sign = m[0][0];
  if (sign === '*' || sign === '+') return { length: m[0].length, unbounded: true };
  if (sign === '?') return { length: 1, unbounded: false };
  const open = m[2] !== undefined && m[3] === '';
  return { length: m[0].length, unbounded: open || Number(m[3] ?? m[1]) > MANY };
};

const classEnd = (source: string, open: number): number => {
  let at = open + 1;
  while (at < source.length && source[at] !== ']') at += source[at] === '\\' ? 2 : 1;
  return at;
};

interface Cursor {
  readonly source: string;
  at: number;
  backreference: boolean;
  /** Group that is repeated without bound and can match one text in several ways. */
  ambiguous: boolean;
}

const atom = (c: Cursor): Node => {
  const char = c.source[c.at];
  if (char === '(') {
    const head = /^\((?:\?(?::|=|!|<=|<!|<[A-Za-z]\w*>))?/.exec(c.source.slice(c.at, c.at + 80))?.[0] ?? '(';
    c.at += head.length;
    const inner = alternation(c);
    c.at++;
    return inner;
  }
  if (char === '[') c.at = classEnd(c.source, c.at) + 1;
  else if (char === '\\') {
    if (/^\\(?:[1-9]|k<)/.test(c.source.slice(c.at, c.at + 3))) c.backreference = true;
    c.at += 2;
  } else c.at++;
  return LEAF;
};

const sequence = (c: Cursor): Node => {
  let all = LEAF;
  while (c.at < c.source.length && c.source[c.at] !== '|' && c.source[c.at] !== ')') {
    const grouped = c.source[c.at] === '(';
    const node = atom(c);
    const { length, unbounded } = quantifierAt(c.source, c.at);
    c.at += length;
    if (unbounded && grouped && (node.branches || node.turns > 0)) c.ambiguous = true;
    all = inSequence(all, unbounded ? { ...node, height: node.height + 1, turns: node.turns + 1 } : node);
  }
  return all;
};

const alternation = (c: Cursor): Node => {
  let all = sequence(c);
  while (c.source[c.at] === '|') {
    c.at++;
    all = inTurn(all, sequence(c));
  }
  return all;
};

/** Unbounded repetitions that a pattern may have one after the other; lines are bounded, so two stay quick. */
const MAX_TURNS = 2;

/**
 * Says why a pattern could take far longer than the line is long: repetition of a repetition, a repeated choice, a
 * reference back, or many unbounded repetitions in a row.
 * @param source a valid regular expression; @returns the reason with what to write instead, or undefined.
 */
export const backtracks = (source: string): string | undefined => {
  const cursor: Cursor = { source, at: 0, backreference: false, ambiguous: false };
  const node = alternation(cursor);
  if (cursor.backreference) return 'it refers back to a group (\\1), which cannot be matched in linear time';
  if (node.height > 1) return 'it repeats a repetition, as in (a+)+; bound the inner one, as in (a{1,80})+';
  if (cursor.ambiguous)
    return 'it repeats a choice without bound, as in (a|b)*; use a class, as in [ab]{0,200}';
  if (node.turns > MAX_TURNS)
    return `it has ${node.turns} unbounded repetitions (*, + or {n,}) in a row; write {0,200} for all but ${MAX_TURNS}`;
  return undefined;
};
