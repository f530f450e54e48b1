/** Words by which a model takes back what it wrote before: a draft and a final answer must not become one patch. */
import { END_MARK } from './blocks.ts';
import { fences, SEARCH_MARK, type SourceLine } from './frame.ts';
import type { Section } from './ops.ts';
import type { Violation } from './types.ts';

const TAKES_BACK =
  /\b(?:wait\b(?!-| (?:for|until|till)\b)|actually|scratch that|ignore (?:the|my|that|this|all|what)\b|disregard|on second thoughts?|(?:that|this)(?:'s| is| was)? (?:wrong|incorrect|not right|not correct|a mistake)|correct(?:ed|ion)\b|revised|alternative(?:ly)?|final (?:answer|version|patch|diff|fix)\b|option [0-9a-c]\b|approach [0-9a-c]\b|(?:or|instead),? (?:you (?:could|can)|use this)\b)|^\W*or\W*$/i;

/** A line of prose without code and file names. Word by word, since one may be as long as the answer. */
const plain = (text: string): string =>
  text.replace(/`[^`]*`/g, '').replace(/\S+/g, (word) => (/\w[./]\w/.test(word) ? '' : word));

/** Lines of the answer at which a section changes a file. Two whole files of one name contradict without a word. */
const linesOf = ({ body }: Section): readonly number[] =>
  body.kind === 'hunks' ? body.hunks.map((hunk) => hunk.no) : [];

const nameOf = ({ names }: Section): string | undefined => {
  const [old, fresh] = names.at(-1) ?? [];
  return (fresh ?? old)?.replace(/^[ab]\//, '');
};

/** Numbers of the lines that are a part of some change: their words are no prose. */
function patchLines(lines: readonly SourceLine[], sections: readonly Section[]): ReadonlySet<number> {
  const own = new Set<number>();
  let inBlock = false;
  for (const { text, no } of lines) {
    inBlock ||= SEARCH_MARK.test(text);
    if (inBlock || text.startsWith('@@')) own.add(no);
    if (END_MARK.test(text)) inBlock = false;
  }
  const hunks = sections.flatMap(({ body }) => (body.kind === 'hunks' ? body.hunks : []));
  for (const hunk of hunks) for (const line of [...hunk.lines, ...(hunk.rest ?? [])]) own.add(line.no);
  return own;
}

/**
 * Whether prose between two changes of one file takes the first back: which of the two is meant is then for the writer
 * to say. Words inside fences, and between changes of different files, mean nothing.
 */
export function retracted(lines: readonly SourceLine[], sections: readonly Section[]): Violation | undefined {
  const own = patchLines(lines, sections);
  const said = fences(lines).outside.filter((line) => !own.has(line.no) && TAKES_BACK.test(plain(line.text)));
  const last = new Map<string | undefined, number>();
  for (const section of sections) {
    const name = nameOf(section);
    for (const no of linesOf(section)) {
      const before = last.get(name) ?? no;
      last.set(name, no);
      const word = said.find((line) => line.no > before && line.no < no);
      if (word !== undefined)
        return {
          rule: 'unclear',
          line: word.no,
          message: 'a second change of this file takes back the first: send only the one that is meant',
        };
    }
  }
  return undefined;
}
