import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stages } from '../../stages/index.ts';
import { parseMap } from '../config/map.ts';
import type { SettingsFlags } from '../config/settings.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { Context } from './context.ts';
import { readCheckoutMap } from './root.ts';

/** Turns a map's text into the validated map; `text` comes from base's commit for runs, from the checkout for looking. */
export const mapFromText = (
  root: string,
  context: Context,
  text: string,
  flags: SettingsFlags = {},
): ContextMap =>
  parseMap({
    text,
    path: context.map,
    env: context.env,
    flags,
    builtins: stages,
    exists: (path) => existsSync(join(root, path)),
  });

/** The map as it stands in the checkout. */
export const readWorkspaceMap = async (root: string, context: Context): Promise<ContextMap> =>
  mapFromText(root, context, readCheckoutMap(root, context.map));
