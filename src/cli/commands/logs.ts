import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, OrchError } from '../../core/exit.ts';
import type { Context } from '../context.ts';
import { knownStages } from '../known-stages.ts';
import type { Action } from '../program.ts';
import { guardStream } from '../render/guard-stream.ts';
import { rootOf } from '../root.ts';
import { oneStage } from '../stage-names.ts';
import { untilStopped } from '../until-stopped.ts';

const FOLLOW_MS = 300;

/** `<stage>_<YYYYMMDD-HHMMSS>_attempt<N>.log`, or `…_only-<part>.log` of a part run by itself: the order of the attempts, whatever was touched since. */
const attemptOf = (file: string): readonly [string, number] => {
  const [, time = '', attempt = '0'] = /_(\d{8}-\d{6})_(?:attempt(\d+)|only-[^/]+)\.log$/.exec(file) ?? [];
  return [time, Number(attempt)];
};

const byAttempt = (a: string, b: string): number => {
  const [[timeA, attemptA], [timeB, attemptB]] = [attemptOf(a), attemptOf(b)];
  return timeA.localeCompare(timeB) || attemptA - attemptB;
};

/** The newest attempt's log in a stage's folder. */
const newestLog = async (dir: string): Promise<string | undefined> => {
  let entries: Dirent[];
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.log'));
  const newest = names
    .map(({ name }) => name)
    .sort(byAttempt)
    .at(-1);
  return newest === undefined ? undefined : join(dir, newest);
};

/** A terminal gets text that cannot steer it; a pipe or a file gets the log's own bytes. */
const pieces = (context: Context): ((chunk: Buffer) => Buffer | string) =>
  context.columns === undefined ? (chunk) => chunk : guardStream(context.colour);

const drained = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      process.stdout.off('drain', go);
      gone.removeEventListener('abort', go);
      resolve();
    };
    process.stdout.once('drain', go);
    gone.addEventListener('abort', go);
  });

/** Streams `file` from byte `from` to stdout; resolves with the position reached. A 2 GB log costs no memory. */
const print = async (
  file: string,
  from: number,
  shown: (chunk: Buffer) => Buffer | string,
  gone: AbortSignal,
): Promise<number> => {
  // Fewer bytes than before: somebody emptied the file, so that it begins anew.
  const start = (await stat(file)).size < from ? 0 : from;
  let at = start;
  for await (const chunk of createReadStream(file, { start })) {
    if (gone.aborted) break;
    at += (chunk as Buffer).length;
    const more = process.stdout.write(shown(chunk as Buffer));
    if (!more && !gone.aborted) await drained(gone);
  }
  return at;
};

/** `orch logs STAGE [-f]`: the newest attempt's log on stdout, its path on stderr. */
export const logs: Action = async (context, options, [stage = '']) => {
  const root = rootOf(context.dir);
  oneStage(stage, (await knownStages(root, context)).names);
  const dir = join(root, 'logs', stage);
  const follows = options.follow === true && !options.path;
  let file = await newestLog(dir);
  if (!file && !follows)
    throw new OrchError(
      'usage',
      `there is no log of stage ${stage} yet (${dir})`,
      `${context.self} run ${stage}`,
    );
  if (options.path) {
    context.out(`${file}\n`);
    return EXIT.green;
  }
  let shown = pieces(context);
  let at = 0;
  const begin = async (next: string) => {
    file = next;
    shown = pieces(context);
    context.err(`${file}\n`);
    at = await print(file, 0, shown, context.gone);
  };
  if (file) await begin(file);
  else context.err(`orch: no log of stage ${stage} yet; waiting for the first one\n`);
  if (!follows) return EXIT.green;
  return untilStopped(context, FOLLOW_MS, async () => {
    // Looked for first: what the older file got before the next attempt began is printed before it is left.
    const newest = await newestLog(dir);
    if (file) at = await print(file, at, shown, context.gone);
    if (newest && newest !== file) await begin(newest);
  });
};
