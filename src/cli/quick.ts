import { fstatSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { colourWanted } from './colour.ts';
import { makeContext } from './make-context.ts';
import { cannotWrite } from './reader-gone.ts';
import { guard } from './render/guard.ts';
import { rootOf } from './root.ts';
import { seenState } from './seen-state.ts';
import { type StatusContext, statusAnswer } from './status-answer.ts';
import { tellTrouble } from './trouble.ts';

/** Writes without loading Node's streams, which cost more than reading the state; a full pipe gets the rest by them. */
const writeStdout = (text: string): void => {
  const bytes = Buffer.from(text);
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(1, bytes, at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') process.stdout.write(bytes.subarray(at));
    else if (code !== 'EPIPE') throw cannotWrite(error as NodeJS.ErrnoException);
  }
};

/** A pipe or a file is no terminal; only a character device may be one. */
const edges = (json: boolean): StatusContext & { readonly out: (text: string) => void } => {
  if (fstatSync(1).isCharacterDevice()) return makeContext({ json });
  const colour = colourWanted(process.env, undefined, false);
  return { json, colour, columns: undefined, self: 'orch', out: (text) => writeStdout(guard(text, colour)) };
};

/**
 * `orch status` and `orch status --json` without the command line parser, as one CommonJS file, which Node starts
 * faster than modules. Sets the exit code. Resolves false when more is needed (a workspace that never ran: its map
 * must be read); main.ts answers then.
 */
export const quick = async (json: boolean): Promise<boolean> => {
  try {
    const state = await seenState(rootOf(resolve('.')));
    if (!state.order) return false;
    const { out, ...context } = edges(json);
    out(statusAnswer(state, state.order, context));
  } catch (error) {
    process.exitCode = tellTrouble(error);
  }
  return true;
};
