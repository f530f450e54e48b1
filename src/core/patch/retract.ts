/** Words by which a model takes back what it wrote before: a draft and a final answer must not become one patch. */
import { fences, type SourceLine } from './frame.ts';
import type { Section } from './ops.ts';
import type { Violation } from './types.ts';

const TAKES_BACK =
  /\b(?:wait\b(?!-| (?:for|until|till)\b)|actually|scratch that|ignore (?:the|my|that)|disregard|on second thoughts?|(?:that|this)(?:'s| is| was)? (?:wrong|incorrect|not right|not correct|a mistake)|correct(?:ed|ion)\b|revised|alternative(?:ly)?|final (?:answer|version|patch|diff|fix)|option [0-9a-c]\b|approach [0-9a-c]\b|(?:or|instead),? (?:you (?:could|can)|use this))|^\W*or\b\W*$/i;

/** Code and file names in prose. */
const NAMES = /`[^`]*`|\S*\w[./]\w\S*/g;

/** Lines of the answer at which a section changes a file. Two whole files of one name contradict without a word. */
const linesOf = ({ body }: Section): readonly number[] =>
  body.kind === 'hunks' ? body.hunks.map((hunk) => hunk.no) : [];

const nameOf = ({ names }: Section): string | undefined => {
  const [old, fresh] = names.at(-1) ?? [];
  return (fresh ?? old)?.replace(/^[ab]\//, '');
};

/**
 * Whether prose between two fences that change one file takes the first back: which of the two is meant is then for
 * the writer to say. Words inside fences, and between changes of different files, mean nothing.
 */
export function retracted(lines: readonly SourceLine[], sections: readonly Section[]): Violation | undefined {
  const fenced = new Map<number, number>();
  const { blocks, outside } = fences(lines);
  for (const [i, block] of blocks.entries()) for (const line of block.lines) fenced.set(line.no, i);
  const said = outside.filter((line) => TAKES_BACK.test(line.text.replace(NAMES, '')));
  const last = new Map<string | undefined, number>();
  for (const section of sections) {
    const name = nameOf(section);
    for (const no of linesOf(section)) {
      const before = last.get(name) ?? no;
      last.set(name, no);
      if (fenced.get(before) === fenced.get(no)) continue;
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
