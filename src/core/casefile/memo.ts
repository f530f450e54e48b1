/** The memo as sections, and which of them matter to a stage. */

export interface MemoSection {
  /** The headings that lead here, outermost first. */
  readonly trail: readonly string[];
  /** 1 to 6. */
  readonly level: number;
  /** The heading line and what follows it up to the next heading of any level. */
  readonly text: string;
}

export interface MemoChoice {
  /** In the order of the memo, each once, with everything below it. */
  readonly sections: readonly MemoSection[];
  /** Keys for which neither a heading nor a line of the memo has one of their words. */
  readonly unmatched: readonly string[];
}

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Splits markdown by its ATX headings; a `#` inside a fenced block is no heading. Text before the first is left out. */
export const splitMemo = (memo: string): readonly MemoSection[] => {
  const sections: { trail: string[]; level: number; lines: string[] }[] = [];
  let fence = '';
  let trail: { level: number; name: string }[] = [];
  for (const line of memo.split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1] ?? '';
    if (fence === '') fence = mark;
    else if (mark.startsWith(fence) && line.trim() === mark) fence = '';
    const heading = fence === '' && mark === '' ? HEADING.exec(line) : null;
    if (heading === null) {
      sections.at(-1)?.lines.push(line);
      continue;
    }
    const level = heading[1]?.length ?? 1;
    trail = [...trail.filter((above) => above.level < level), { level, name: heading[2] ?? '' }];
    sections.push({ trail: trail.map(({ name }) => name), level, lines: [line] });
  }
  return sections.map(({ trail: names, level, lines }) => ({
    trail: names,
    level,
    text: lines.join('\n').trimEnd(),
  }));
};

const words = (text: string): string => text.toLowerCase().replace(/[_-]+/g, ' ').trim();

/**
 * Chooses the sections for a stage's keys. A key stands for the words that `keywords` gives it, else for itself
 * as a heading. A heading that holds a word brings its section and all below it; the memo's only top heading
 * (its title) brings just its own text. A key that no heading answers brings the sections whose text holds it.
 */
export const selectSections = (
  sections: readonly MemoSection[],
  keys: readonly string[],
  keywords: Readonly<Record<string, readonly string[]>>,
): MemoChoice => {
  const chosen = new Set<MemoSection>();
  const unmatched: string[] = [];
  const titles = sections.filter(({ level }) => level === 1);
  for (const key of keys) {
    const wanted = (keywords[key] ?? [key]).map(words).filter((word) => word !== '');
    const has = (text: string) => wanted.some((word) => words(text).includes(word));
    const headed = sections.filter(({ trail, level }) => {
      const names = titles.length === 1 && level > 1 ? trail.slice(1) : trail;
      return names.some(has);
    });
    const found = headed.length > 0 ? headed : sections.filter(({ text }) => has(text));
    if (found.length === 0) unmatched.push(key);
    for (const section of found) chosen.add(section);
  }
  return { sections: sections.filter((section) => chosen.has(section)), unmatched };
};
