import { resolve } from 'node:path';
import { colourWanted } from './colour.ts';
import type { Context } from './context.ts';
import { readerGone } from './reader-gone.ts';
import { guard } from './render/guard.ts';

export interface Globals {
  readonly C?: string;
  readonly map?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

export const DEFAULT_MAP = 'context_map.yaml';

/** A word as a shell takes it. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const selfOf = (dir: string | undefined, map: string | undefined): string =>
  `orch${dir === undefined ? '' : ` -C ${quoted(dir)}`}${map === undefined || map === DEFAULT_MAP ? '' : ` --map ${quoted(map)}`}`;

/** The context of this process for the global options; called once. */
export const makeContext = ({ C, map, json, color }: Globals): Context => {
  const { env, stdout, stderr } = process;
  const isTty = stderr.isTTY === true;
  const colour = colourWanted(env, color, isTty && stdout.isTTY === true);
  return {
    dir: resolve(C ?? '.'),
    map: map ?? DEFAULT_MAP,
    self: selfOf(C, map),
    json: json === true,
    env,
    out: (text) => void stdout.write(guard(text, colour)),
    err: (text) => void stderr.write(guard(text, colour)),
    raw: (to, text) => void process[to].write(text),
    isTty,
    get columns() {
      return stdout.isTTY ? stdout.columns || undefined : undefined;
    },
    gone: readerGone(),
    colour,
  };
};
