import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, OrchError } from '../../core/exit.ts';
import { readWorkspaceMap } from '../map.ts';
import type { Action } from '../program.ts';
import { rootOf } from '../root.ts';
import { chosenStages } from '../stage-names.ts';

const FOLLOW_MS = 300;

const newestLog = async (dir: string): Promise<string | undefined> => {
  let entries: Dirent[];
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // The names carry the time, so the last by name is the newest attempt of the newest second; mtime settles the rest.
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
      .map(async (entry) => ({
        file: join(dir, entry.name),
        at: (await stat(join(dir, entry.name))).mtimeMs,
      })),
  );
  return files.sort((a, b) => a.at - b.at || a.file.localeCompare(b.file)).at(-1)?.file;
};

/** Streams `file` from byte `from` to stdout; resolves with the position reached. A 2 GB log costs no memory. */
const print = async (file: string, from: number): Promise<number> => {
  let at = from;
  for await (const chunk of createReadStream(file, { start: from })) {
    at += (chunk as Buffer).length;
    if (!process.stdout.write(chunk as Buffer))
      await new Promise((drained) => process.stdout.once('drain', drained));
  }
  return at;
};

/** `orch logs STAGE [-f]`: the newest attempt's log on stdout, its path on stderr. */
export const logs: Action = async (context, options, [stage = '']) => {
  const root = rootOf(context.dir);
  const map = await readWorkspaceMap(root, context);
  chosenStages(
    [stage],
    map.stages.map((one) => one.name),
  );
  let file = await newestLog(join(root, 'logs', stage));
  if (!file)
    throw new OrchError(
      'usage',
      `there is no log of stage ${stage} yet (${join(root, 'logs', stage)})`,
      `orch run ${stage}`,
    );
  if (options.path) {
    context.out(`${file}\n`);
    return EXIT.green;
  }
  context.err(`${file}\n`);
  let at = await print(file, 0);
  while (options.follow) {
    await sleep(FOLLOW_MS);
    const newest = await newestLog(join(root, 'logs', stage));
    if (newest && newest !== file) {
      // The next attempt has begun: finish this file, then follow that one.
      await print(file, at);
      file = newest;
      at = 0;
      context.err(`${file}\n`);
    }
    at = await print(file, at);
  }
  return EXIT.green;
};
