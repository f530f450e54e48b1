import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextMap } from '../core/workspace.ts';
import type { Context } from './context.ts';
import { readWorkspaceMap } from './map.ts';
import { gitRootOf } from './root.ts';

/**
 * The workspace around the folder and its map, for commands that also work outside of one; undefined there.
 * Throws OrchError `config` for a map that is there and cannot be read.
 */
export const workspaceAround = async (
  context: Context,
): Promise<{ readonly root: string; readonly map: ContextMap } | undefined> => {
  const root = gitRootOf(context.dir);
  if (root === undefined || !existsSync(join(root, context.map))) return undefined;
  return { root, map: await readWorkspaceMap(root, context) };
};
