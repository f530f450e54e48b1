import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a test's folder is removed: a program that was just told to end may still write its last file. */
export const WHOLE = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/** A folder of its own for one test; `remove` takes it away. */
export const tempFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'orch-test-')));
  return { path, remove: () => rmSync(path, WHOLE) };
};
