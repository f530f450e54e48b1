/** Where the lines of a script stand: under which conditions, in which loops, in a text, in a function nobody calls. */
import { once } from '../../expressions.ts';
import { GOES_ON, parentsOf } from './parents.ts';

/** A loop over words that stand in the script. */
export interface Loop {
  readonly name: string;
  readonly words: readonly string[];
}

export interface Standing {
  /** The conditions around the line, as written. */
  readonly conditions: readonly string[];
  readonly loops: readonly Loop[];
  /** The functions around it. */
  readonly functions: readonly string[];
}

const NOWHERE: Standing = { conditions: [], loops: [], functions: [] };

const IF = /^\s*(?:el)?if\s+(\S.*)/;
const BRANCH = /^\s*(?:(else)\b|(case\s.+)\sin\b)/;
/** `[ -n "$X" ] && {`: a group that waits for a test. */
const TESTS = /^\s*(?:\[\[?|test)\s/;
const WAITS = /(&&|\|\|)\s*[{(]\s*(?:#.*)?$/;
const LOOP = /^\s*for\s+([A-Za-z_]\w*)\s+in\b([^;]*)/;
const FUNCTION = /^\s*(?:function\s+([\w-]+)|([\w-]+)\s*\(\))/;
const LIST_VARIABLE = /^["']?\$\{?([A-Za-z_]\w*)(?:\[@\])?\}?["']?$/;
const UNKNOWN_WORD = /[$`*?{}()[\]]/;

/** The words of a loop's list, also by the variable that is set once to plain words; undefined when only a run knows them. */
function listWords(list: string, lines: readonly string[]): readonly string[] | undefined {
  const variable = LIST_VARIABLE.exec(list)?.[1];
  if (variable === undefined) {
    const words = list.match(/\S+/g) ?? [];
    return words.some((word) => UNKNOWN_WORD.test(word))
      ? undefined
      : words.map((word) => word.replaceAll(/["']/g, ''));
  }
  const setting = new RegExp(
    `^\\s*(?:local |declare |readonly |export )?${variable}=(?:"([^"]*)"|'([^']*)'|\\(([^)]*)\\)|([^\\s;]*))\\s*(?:#.*)?$`,
  );
  const settings = lines.flatMap((text) => {
    const found = text.includes(variable) ? setting.exec(text) : null;
    return found === null ? [] : [found[1] ?? found[2] ?? found[3] ?? found[4]!];
  });
  return settings.length === 1 ? listWords(settings[0]!, []) : undefined;
}

/** The longest list of words that is followed word by word. */
const MAX_LOOP = 30;

/** The loop that a line opens, when the script says over what. */
export function loopOf(text: string, lines: readonly string[]): Loop | undefined {
  const [, name, list] = LOOP.exec(text) ?? [];
  const words = list === undefined ? undefined : listWords(list.trim(), lines);
  return words === undefined || words.length > MAX_LOOP ? undefined : { name: name!, words };
}

/** What is asked in front of `; then`. Expressions that ended it would take the square of a run of blanks. */
function beforeThen(text: string): string {
  const asked = text.split(/\bthen\b/, 1)[0]!.trimEnd();
  return asked.endsWith(';') ? asked.slice(0, -1).trimEnd() : asked;
}

/** The condition that a line opens, as written. */
function conditionOf(text: string): string | undefined {
  const group = TESTS.test(text) ? WAITS.exec(text) : null;
  if (group !== null) return (group[1] === '&&' ? '' : '! ') + text.slice(0, group.index).trim();
  const asked = IF.exec(text)?.[1];
  if (asked !== undefined) return beforeThen(asked);
  const found = BRANCH.exec(text);
  return found?.[1] ?? found?.[2];
}

/** For each line, asked by its index, where it stands. Blocks are known by their indentation. */
export function standingsOf(lines: readonly string[]): (at: number) => Standing {
  const parents = once(() => parentsOf(lines));
  const known = new Map<number, Standing>();
  const inside = (at: number): Standing => {
    if (at < 0) return NOWHERE;
    const found = known.get(at);
    if (found !== undefined) return found;
    const text = lines[at]!;
    const goesOn = GOES_ON.test(text) && !GOES_ON.test(lines[at - 1] ?? '');
    const outer = inside(goesOn ? at - 1 : parents()[at]!);
    const condition = conditionOf(text);
    const named = FUNCTION.exec(text);
    const loop = loopOf(text, lines);
    const standing = {
      conditions: condition === undefined ? outer.conditions : [...outer.conditions, condition],
      loops: loop === undefined ? outer.loops : [...outer.loops, loop],
      functions: named === null ? outer.functions : [...outer.functions, named[1] ?? named[2]!],
    };
    known.set(at, standing);
    return standing;
  };
  return (at) => inside(parents()[at]!);
}

const HEREDOC = /(?<!<)<<(?!<)-?\s*(["']?)([A-Za-z_]\w*)\1/;
const READS_COMMANDS =
  /(?:^|[\s|;&(/])(?:(?:ba|da|z|k)?sh|ssh|python[\d.]*|node|perl|sudo|su|chroot|nsenter|xargs)\b/;

/** The lines (from 1) of here-documents that only a reader of texts is given: what stands in them does not run. */
export function spokenLines(lines: readonly string[]): ReadonlySet<number> {
  const out = new Set<number>();
  let end: string | undefined;
  for (const [i, text] of lines.entries()) {
    if (end === undefined) {
      const found = text.includes('<<') ? HEREDOC.exec(text) : null;
      if (found !== null && !READS_COMMANDS.test(text)) end = found[2]!;
    } else if (text.trim() === end) end = undefined;
    else out.add(i + 1);
  }
  return out;
}
