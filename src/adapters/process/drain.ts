/** The end of a child's output, when a grandchild may hold the pipe open for ever. */
import type { Readable } from 'node:stream';

const QUIET_MS = 150;
const LONGEST_MS = 2_000;

/**
 * To be called when the child has exited: reads on while bytes keep coming, until `closed`, until nothing came
 * for 150 ms or until 2 s have passed, and then closes our end.
 */
export const drain = (streams: readonly Readable[], closed: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(quiet);
      clearTimeout(longest);
      for (const stream of streams) stream.destroy();
      resolve();
    };
    const quiet = setTimeout(done, QUIET_MS);
    const longest = setTimeout(done, LONGEST_MS);
    for (const stream of streams) stream.on('data', () => quiet.refresh());
    void closed.then(done);
  });
