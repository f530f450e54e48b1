import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMemory } from '../../adapters/fixes.ts';
import { readState } from '../../adapters/store/store.ts';
import { checkTempFolder } from '../../adapters/temp-folder.ts';
import { OrchError } from '../../core/exit.ts';
import type { ContextMap, RefusedString, StageSpec } from '../../core/workspace.ts';
import { askGit } from '../ask-git.ts';
import { baseMap } from '../base-map.ts';
import type { Context } from '../context.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { clusterChecks } from './cluster.ts';
import { onPath, tool } from './machine.ts';

/** What the built-in stages start; the fix names the official way without an address that may change. */
const BUILT_IN_TOOLS: readonly (readonly [string, readonly string[], string])[] = [
  [
    'talosctl',
    ['version', '--client', '--short'],
    'install talosctl of the same minor version as talos.version in config/clusters',
  ],
  ['kubectl', ['version', '--client'], 'install kubectl within one minor version of the cluster'],
  ['flux', ['version', '--client'], 'install the flux command line of the pinned version'],
];

const where = ({ at }: RefusedString): string => `${at.file}:${at.line}:${at.column}`;

const commandCheck = async (stage: StageSpec, root: string, context: Context): Promise<Check[]> => {
  const name = `stage ${stage.name}`;
  if (stage.refusedCommand)
    return [
      fail(
        name,
        `${where(stage.refusedCommand)}: ${stage.refusedCommand.reason}`,
        stage.refusedCommand.instead,
      ),
    ];
  return [
    ...(await programCheck(name, stage.command, root, context)),
    ...(await programCheck(`${name}, its check`, stage.check, root, context)),
  ];
};

const programCheck = async (
  name: string,
  argv: readonly string[] | undefined,
  root: string,
  context: Context,
): Promise<Check[]> => {
  const [program] = argv ?? [];
  if (!program) return [];
  if (program.includes('/')) return [await fileCheck(name, program, root)];
  const file = await onPath(program, context.env.PATH);
  return [
    file
      ? ok(name, `${program} (${file})`)
      : fail(name, `${program} is not on PATH`, `install ${program}, or mend the stage's command in the map`),
  ];
};

const fileCheck = async (name: string, program: string, root: string): Promise<Check> => {
  try {
    await access(join(program.startsWith('/') ? '/' : root, program), constants.X_OK);
    return ok(name, program);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return fail(name, `${program} does not exist`, "mend the stage's command in the map");
    if (code === 'EACCES') return fail(name, `${program} is not executable`, `chmod +x ${program}`);
    throw error;
  }
};

const complaint = async (name: string, fine: string, look: () => Promise<unknown>): Promise<Check> => {
  try {
    await look();
    return ok(name, fine);
  } catch (error) {
    if (!(error instanceof OrchError)) throw error;
    return fail(name, error.message, error.next);
  }
};

/** What a run reads beside the checkout: the map as base's commit has it, and the saved state. */
export const runChecks = (root: string, context: Context): Promise<readonly Check[]> =>
  Promise.all([
    complaint('base', `${context.map} is committed on base`, () =>
      baseMap(root, context, {}, false, askGit(context)),
    ),
    complaint('saved state', 'readable', () => readState(root)),
    complaint('memory', 'earlier fixes and rejections: readable', () => checkMemory(root)),
    complaint('temp folder', tmpdir(), checkTempFolder),
  ]);

/** Checks of the map: what it warns of, the tools of built-in stages, the programs that commands start, credentials. */
export const workspaceChecks = async (
  map: ContextMap,
  root: string,
  context: Context,
): Promise<readonly Check[]> => {
  const builtIn = map.stages.some((stage) => !stage.command && !stage.refusedCommand);
  const found: Check[] = [
    ok('map', `${map.path}: ${map.stages.length} stage${map.stages.length === 1 ? '' : 's'}`),
  ];
  found.push(
    ...map.warnings.map((warning) => warn('map', warning, 'mend the line, or leave it if that is meant')),
    ...(await Promise.all(map.stages.map((stage) => commandCheck(stage, root, context)))).flat(),
  );
  if (!builtIn) return found;
  found.push(
    ...(await Promise.all(BUILT_IN_TOOLS.map(([name, argv, fix]) => tool(name, argv, context, fix)))),
  );
  found.push(...(await clusterChecks(root, context)));
  return found;
};
