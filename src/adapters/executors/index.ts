/** The table of executors: a new one is a file beside this and a row here. */
import type { ExecutorSettings } from '../../core/workspace.ts';
import type { Executor } from '../../ports.ts';
import { codexExecutor } from './codex.ts';
import { commandExecutor } from './command.ts';
import { noneExecutor } from './none.ts';
import { openaiCompatibleExecutor } from './openai-compatible.ts';
import type { ExecutorOptions } from './options.ts';

type Kind = ExecutorSettings['kind'];
type Row<K extends Kind> = (
  settings: Extract<ExecutorSettings, { readonly kind: K }>,
  options: ExecutorOptions,
) => Executor;

/** One row for each kind of settings; the compiler asks for the missing one. */
export const EXECUTORS: { readonly [K in Kind]: Row<K> } = {
  none: noneExecutor,
  'openai-compatible': openaiCompatibleExecutor,
  codex: codexExecutor,
  command: commandExecutor,
};

/** The executor that the settings name. Starts nothing and reaches nothing until `repair`. */
export const createExecutor = (settings: ExecutorSettings, options: ExecutorOptions): Executor =>
  (EXECUTORS[settings.kind] as Row<Kind>)(settings, options);
