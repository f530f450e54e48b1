import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** The environment variable that the lab's wrappers set: the file that gets every call. */
export const CALLS_ENV = 'ORCH_LAB_CALLS';

/** A line of `calls.jsonl` in the lab's folder: what was asked of the simulated world, in the order of asking. */
export type CallLine =
  /** A stand-in started; `id` is its process's and start's. */
  | { readonly kind: 'tool'; readonly id: string; readonly argv: readonly string[] }
  /** It ended; one that was killed has no such line. */
  | { readonly kind: 'tool_end'; readonly id: string; readonly code: number }
  /** A request to Proxmox or to the image factory; `sent` is its body as it came. */
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly url: string;
      readonly sent: string;
      readonly status: number;
    };

/** Adds one line; a write this small to a file opened for appending is whole, whoever else writes. */
export const noteCall = (file: string, line: CallLine): void =>
  appendFileSync(file, `${JSON.stringify(line)}\n`);

/** Where a lab's calls are. @param dir the lab's folder. */
export const callsFile = (dir: string): string => join(dir, 'calls.jsonl');
