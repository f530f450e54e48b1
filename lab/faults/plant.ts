import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './types.ts';

/** Writes a fault's wrong lines into a workspace. Throws when a line that it changes does not stand there exactly once. */
export const plantFault = (repo: string, fault: Fault): void => {
  for (const { path, from, to } of fault.plant) {
    const file = join(repo, path);
    const parts = readFileSync(file, 'utf8').split(from);
    if (parts.length !== 2)
      throw new Error(
        `fault ${fault.id}: ${JSON.stringify(from)} stands ${parts.length - 1} times in ${path}, not once`,
      );
    writeFileSync(file, parts.join(to));
  }
};
