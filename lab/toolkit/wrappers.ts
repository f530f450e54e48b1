import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS_ENV } from './calls.ts';
import { WORLD_ENV } from './world-client.ts';

const TOOLS = ['talosctl', 'kubectl', 'flux'] as const;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Writes the executables `talosctl`, `kubectl` and `flux` into `bin`.
 * @param programs folder with talosctl.js, kubectl.js and flux.js; @param world the world's URL;
 * @param calls the file that gets a line for every call.
 */
export const writeWrappers = (bin: string, programs: string, world: string, calls: string): void => {
  mkdirSync(bin, { recursive: true });
  for (const tool of TOOLS) {
    const path = join(bin, tool);
    const program = `#!/bin/sh\n# A stand-in of the orch lab: talks to a simulated homelab, never to a real one.\n${WORLD_ENV}=${quote(world)}\n${CALLS_ENV}=${quote(calls)}\nexport ${WORLD_ENV} ${CALLS_ENV}\nexec ${quote(process.execPath)} ${quote(join(programs, `${tool}.js`))} "$@"\n`;
    writeFileSync(path, program, { mode: 0o755 });
    chmodSync(path, 0o755);
  }
};
