import type { Judged } from './judge.ts';

/** Progress of tools whose forms nobody wrote down: it betrays itself by saying the same thing of many things. */

/** So many lines that open alike are progress. */
const BEATS = 3;

/** How a line opens, whatever it speaks of: its speaker and first two words, with names and numbers evened out. */
const openingOf = ({ line, parsed }: Judged): string => {
  const words = parsed.message
    .trim()
    .slice(0, 200)
    .split(/\s+/, 5)
    .filter((word) => word !== ':' && word !== '-')
    .slice(0, 2);
  const even = words.map((word) =>
    word
      .replace(/"[^"]*"?|'[^']*'?/g, 'q')
      .replace(/[\w.:@%-]*\/[\w./:@%-]*/g, '/')
      .replace(/[\w.-]*\d[\w.-]*/g, '0'),
  );
  const indent = line.text.length - line.text.trimStart().length;
  return [parsed.program ?? '', parsed.source ?? '', Math.min(indent, 8), ...even].join(' ');
};

/** The same for plain lines whose second word is the name: the first word, and how many follow. */
const measureOf = ({ parsed }: Judged): string => {
  const words = parsed.message.trim().slice(0, 400).split(/\s+/);
  return `${parsed.program ?? ''} ${parsed.source ?? ''} ${words[0] ?? ''} × ${words.length}`;
};

/** How an opening was met. */
interface Beat {
  /** Runs of it, with other lines between. */
  runs: number;
  last: number;
  readonly texts: Set<string>;
}

const beatsOf = (stretch: readonly Judged[]): ReadonlyMap<string, Beat> => {
  const beats = new Map<string, Beat>();
  stretch.forEach((judged, i) => {
    if (!judged.kind.match(/^(?:plain|error|link|retry)$/)) return;
    const opening = openingOf(judged);
    const beat = beats.get(opening) ?? { runs: 0, last: -2, texts: new Set<string>() };
    if (beat.last !== i - 1) beat.runs++;
    beat.last = i;
    beat.texts.add(judged.parsed.message.slice(0, 300).replace(/[\w-]*\d[\w-]*/g, '0'));
    beats.set(opening, beat);
  });
  return beats;
};

export interface Rhythm {
  /**
   * Progress by repetition: plain lines that open alike, and complaints that came again and again of different things
   * with other output between. What opens like the error itself never is.
   */
  readonly beats: (judged: Judged) => boolean;
  /** Whether a complaint came before, with other output between. */
  readonly again: (judged: Judged) => boolean;
}

/** @param stretch the lines before an error; @param anchor the error. Linear. */
export const rhythmOf = (stretch: readonly Judged[], anchor: Judged): Rhythm => {
  const beats = beatsOf(stretch);
  const own = openingOf(anchor);
  const measures = new Map<string, Set<string>>();
  for (const judged of stretch) {
    if (judged.kind !== 'plain') continue;
    const measure = measureOf(judged);
    measures.set(measure, (measures.get(measure) ?? new Set()).add(judged.parsed.message));
  }
  return {
    beats: (judged) => {
      if (judged.kind === 'blank' || judged.kind === 'chatter') return false;
      const opening = openingOf(judged);
      const beat = beats.get(opening);
      if (beat === undefined || opening === own) return false;
      if (judged.kind === 'plain')
        return Math.max(beat.texts.size, beat.runs, measures.get(measureOf(judged))?.size ?? 0) >= BEATS;
      const complaint = judged.kind === 'error' || judged.kind === 'link' || judged.kind === 'retry';
      return complaint && beat.runs >= BEATS && beat.texts.size >= BEATS;
    },
    again: (judged) => (beats.get(openingOf(judged))?.runs ?? 0) > 1,
  };
};
