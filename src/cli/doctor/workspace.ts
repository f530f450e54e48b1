import type { ContextMap } from '../../core/workspace.ts';
import type { Context } from '../context.ts';
import { type Check, fail, ok, warn } from './check.ts';
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

const commandChecks = (map: ContextMap, context: Context): Promise<Check[]> =>
  Promise.all(
    map.stages.flatMap((stage) => {
      if (stage.refusedCommand) {
        const { at, reason, instead } = stage.refusedCommand;
        return [Promise.resolve(fail(`stage ${stage.name}`, `${at.file}:${at.line}: ${reason}`, instead))];
      }
      const [program] = stage.command ?? [];
      if (!program || program.includes('/')) return [];
      return [
        onPath(program, context.env.PATH).then((file) =>
          file
            ? ok(`stage ${stage.name}`, `${program} (${file})`)
            : fail(`stage ${stage.name}`, `${program} is not on PATH`, `install ${program}`),
        ),
      ];
    }),
  );

/** Checks of the map: what it warns of, the tools of built-in stages, the programs that commands start, credentials. */
export const workspaceChecks = async (map: ContextMap, context: Context): Promise<readonly Check[]> => {
  const builtIn = map.stages.some((stage) => !stage.command && !stage.refusedCommand);
  const found: Check[] = [ok('map', `${map.path}: ${map.stages.length} stages`)];
  found.push(
    ...map.warnings.map((warning) => warn('map', warning, 'mend the line, or leave it if that is meant')),
  );
  found.push(...(await commandChecks(map, context)));
  if (!builtIn) return found;
  found.push(
    ...(await Promise.all(BUILT_IN_TOOLS.map(([name, argv, fix]) => tool(name, argv, context, fix)))),
  );
  found.push(
    context.env.PROXMOX_API_TOKEN
      ? ok('credentials', 'PROXMOX_API_TOKEN is set')
      : fail(
          'credentials',
          'PROXMOX_API_TOKEN is not set',
          'export PROXMOX_API_TOKEN=user@realm!id=secret where cron sees it, too',
        ),
  );
  return found;
};
