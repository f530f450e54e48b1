import { once, ready } from '../forms/any.ts';
import type { Level, Parsed } from '../line.ts';
import { type Peeled, PREFIXES, type Prefix } from './loggers.ts';

type First = 'd' | 'U' | 'l' | 'm';

const startingWith = (first: First): (() => readonly Prefix[]) =>
  once(() =>
    PREFIXES.filter(({ starts }) => starts.includes(first)).map((prefix) => ({
      ...prefix,
      form: ready(prefix.form),
    })),
  );
const BY_FIRST: Readonly<Record<First, () => readonly Prefix[]>> = {
  d: startingWith('d'),
  U: startingWith('U'),
  l: startingWith('l'),
  m: startingWith('m'),
};

const kindOfChar = (code: number): First => {
  if (code >= 48 && code <= 57) return 'd';
  if (code >= 65 && code <= 90) return 'U';
  return code >= 97 && code <= 122 ? 'l' : 'm';
};

/**
 * A pid or thread after a time or a level, whoever the logger is: gunicorn's [7], spdlog's [1234]. An HTTP code stays.
 */
const PID = /^[[(<](?![45]\d\d[\])>])\d{1,8}(?:[:#.-]\d{1,9})?[\])>]:?\s+(?=\S)/;

const peelOne = (text: string): Peeled | undefined => {
  for (const { form, peel } of BY_FIRST[kindOfChar(text.charCodeAt(0))]()) {
    const m = form.exec(text);
    if (m !== null) return peel(m, text.slice(m[0].length));
  }
  return undefined;
};

/**
 * Takes off what a logger or transport wrote before the message: times, pids, hosts, levels, source files.
 * @param text one cleaned line; @returns its parts. At most six prefixes; linear.
 */
export const parsePrefix = (text: string): Parsed => {
  let rest = text;
  let level: Level = 'none';
  let host: string | undefined;
  let program: string | undefined;
  let source: string | undefined;
  for (let round = 0; round < 6; round++) {
    const peeled = peelOne(rest);
    if (peeled === undefined) {
      const unnumbered: string = round === 0 ? rest : rest.replace(PID, '');
      if (unnumbered === rest) break;
      rest = unnumbered;
      continue;
    }
    rest = peeled.rest;
    level = peeled.level ?? level;
    host ??= peeled.host;
    program ??= peeled.program;
    source = peeled.source ?? source;
  }
  return {
    level,
    message: rest,
    ...(host === undefined ? {} : { host }),
    ...(program === undefined ? {} : { program }),
    ...(source === undefined ? {} : { source }),
  };
};
