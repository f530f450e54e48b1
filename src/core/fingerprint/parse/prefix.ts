import { ready } from '../../expressions.ts';
import type { Level, Parsed } from '../line.ts';
import { type Peeled, PREFIXES, type Prefix } from './loggers.ts';

/** By the code of the first character. */
const byFirst: (readonly Prefix[] | undefined)[] = Array.from({ length: 128 });

/** Each form is compiled at its first trial: many loggers never speak in one log. */
const compiled = new WeakSet<RegExp>();

const startingWith = (code: number): readonly Prefix[] => {
  const known = byFirst[code];
  if (known !== undefined) return known;
  const list = PREFIXES.filter(({ starts }) => starts.test(String.fromCharCode(code)));
  for (const { form } of list)
    if (!compiled.has(form)) {
      compiled.add(form);
      ready(form);
    }
  // Logs in other scripts have many letters; those of the loggers are all in ASCII.
  if (code < byFirst.length) byFirst[code] = list;
  return list;
};

/**
 * A pid or thread after a time or a level, whoever the logger is: gunicorn's [7], spdlog's [1234]. An HTTP code stays.
 */
const PID = /^[[(<](?![45]\d\d[\])>])\d{1,8}(?:[:#.-]\d{1,9})?[\])>]:?\s+(?=\S)/;

const peelOne = (text: string): Peeled | undefined => {
  for (const { form, peel } of startingWith(text.charCodeAt(0))) {
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
      const unnumbered: string = round > 0 && /^[[(<]/.test(rest) ? rest.replace(PID, '') : rest;
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
