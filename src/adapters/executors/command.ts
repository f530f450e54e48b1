import { basename } from 'node:path';
import type { ExecutorSettings } from '../../core/workspace.ts';
import type { Executor } from '../../ports.ts';
import { agentEnv, runAgent } from './agent-run.ts';
import type { ExecutorOptions } from './options.ts';

type Settings = Extract<ExecutorSettings, { readonly kind: 'command' }>;

/**
 * The executor for any command of the user's own. Its last argument and `ORCH_CONTEXT` are the path of the
 * context bundle, `ORCH_ALLOWED_FILES` the globs it may change, one a line; its working folder is the scratch
 * copy. A key that it needs it reads by itself: the environment holds none.
 */
export const commandExecutor = (settings: Settings, options: ExecutorOptions): Executor => ({
  kind: 'command',
  repair: (request) =>
    runAgent(
      {
        name: basename(settings.argv[0] ?? 'command'),
        argv: ({ context }) => [...settings.argv, context],
        env: agentEnv(options.env),
        timeoutMs: settings.timeoutMs,
        ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
      },
      request,
    ),
});
