import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Refs } from '../adapters/git/refs.ts';
import { openRepo } from '../adapters/git/repo.ts';
import type { SettingsFlags } from '../config/settings.ts';
import { OrchError } from '../core/exit.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { Repo } from '../ports.ts';
import type { Asked } from './ask-git.ts';
import type { Context } from './context.ts';
import { mapFromText } from './map.ts';
import { readCheckoutMap } from './root.ts';

const notCommitted = (root: string, context: Context): OrchError =>
  existsSync(join(root, context.map))
    ? new OrchError(
        'config',
        `${context.map} is in ${root} but not committed on the base branch, and a run uses what is committed`,
        `git add ${context.map} && git commit -m "orch: context map"`,
      )
    : new OrchError(
        'config',
        `there is no ${context.map} in ${root}`,
        '`orch init` writes one; `--map FILE` names another',
      );

const open = (root: string, { settings }: ContextMap, context: Context, refs?: Refs): Promise<Repo> =>
  openRepo({
    root,
    sideBranch: settings.sideBranch,
    link: settings.link,
    env: context.env,
    ...(settings.base === undefined ? {} : { base: settings.base }),
    ...(refs === undefined ? {} : { refs }),
  });

/**
 * The map as base's commit has it, and the repo opened by its settings; an edit that is not committed has no say.
 * `here`: the checkout's own map instead.
 */
export const baseMap = async (
  root: string,
  context: Context,
  flags: SettingsFlags,
  here: boolean,
  asked: Pick<Asked, 'headMap' | 'refs'>,
): Promise<{ readonly map: ContextMap; readonly repo: Repo }> => {
  const text = here ? readCheckoutMap(root, context.map) : await asked.headMap;
  if (text === undefined) throw notCommitted(root, context);
  const map = mapFromText(root, context, text, flags);
  // A base that the map names may be a remote branch, which was not asked for.
  const refs = map.settings.base === undefined ? await asked.refs : undefined;
  const repo = await open(root, map, context, refs);
  if (here || map.settings.base === undefined) return { map, repo };
  const fromBase = await repo.readBase(context.map);
  if (fromBase === undefined) throw notCommitted(root, context);
  if (fromBase === text) return { map, repo };
  const settled = mapFromText(root, context, fromBase, flags);
  return { map: settled, repo: await open(root, settled, context) };
};
