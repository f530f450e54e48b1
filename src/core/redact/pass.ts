/** One pass of the redactor: takes a text, and gives it back with what it knows replaced. */
import { placeholder } from './placeholder.ts';

/** Notes that a secret of this kind was found, and gives the mark that stands for it until the last pass is done. */
export type Mark = (kind: string) => string;

export type Pass = (text: string, mark: Mark) => string;

/** Private-use characters: no rule matches inside a mark, so no pass can take a part of another's for a secret. */
const FIRST = 0xe000;
const LAST = 0xf8ff;

export interface Marks {
  readonly mark: Mark;
  /** Placeholders that the text already has become marks. */
  readonly hide: (text: string) => string;
  /** Marks become placeholders. */
  readonly show: (text: string) => string;
  /** The kinds that were marked, each once, in the order of finding. */
  readonly found: () => readonly string[];
}

/** The marks of one text. */
export const makeMarks = (): Marks => {
  const kinds: string[] = [];
  const found = new Set<string>();
  const of = (kind: string): string => {
    if (!kinds.includes(kind) && kinds.length <= LAST - FIRST) kinds.push(kind);
    return `«${String.fromCharCode(FIRST + Math.max(0, kinds.indexOf(kind)))}»`;
  };
  return {
    mark: (kind) => {
      found.add(kind);
      return of(kind);
    },
    hide: (text) => text.replace(/«redacted:([a-z0-9-]{1,40})»/g, (_whole, kind: string) => of(kind)),
    show: (text) =>
      text.replace(/«([\ue000-\uf8ff])»/g, (whole, char: string) => {
        const kind = kinds[char.charCodeAt(0) - FIRST];
        return kind === undefined ? whole : placeholder(kind);
      }),
    found: () => [...found],
  };
};

/** True for a mark, and for a placeholder that is not one of ours any more. */
export const isMark = (text: string): boolean => /^«[^«»]{1,60}»$/.test(text);
