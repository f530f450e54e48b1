import { join } from 'node:path';
import { openCases } from '../adapters/cases.ts';
import { systemClock } from '../adapters/clock.ts';
import { makeDiagnostics } from '../adapters/diagnostics.ts';
import { createEscalation } from '../adapters/escalation.ts';
import { createExecutor } from '../adapters/executors/index.ts';
import { openFixes } from '../adapters/fixes.ts';
import { makeStageRunner } from '../adapters/process/runner.ts';
import { collectSecrets } from '../adapters/secrets.ts';
import { openStore } from '../adapters/store/store.ts';
import { makeRedact } from '../core/redact/redact.ts';
import { replyFromSaved } from '../core/reply/saved.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { EnginePorts } from '../engine/ports.ts';
import type { Redact, Repo, Reporter } from '../ports.ts';
import { commandContext } from './command-context.ts';
import type { Context } from './context.ts';
import type { KeptFolders } from './kept-folders.ts';

export interface Wiring {
  readonly root: string;
  readonly map: ContextMap;
  readonly repo: Repo;
  readonly reporter: Reporter;
  readonly kept: KeptFolders;
  readonly context: Context;
}

/** The one place that names concrete adapters. */
export const wire = async ({ root, map, repo, reporter, kept, context }: Wiring): Promise<EnginePorts> => {
  const { settings } = map;
  const { env } = context;
  const orchDir = join(root, '.orch');
  const worktree = join(orchDir, 'worktree');
  const sources = { root, files: settings.secretFiles, folders: [kept.secretsDir], env };
  let known = makeRedact(await collectSecrets(sources));
  const redact: Redact = (text) => known(text);
  const stages = makeStageRunner({ workspace: root, path: env.PATH, isolation: settings.isolation });
  return {
    clock: systemClock,
    store: openStore({ root, clock: systemClock, warn: (text) => reporter.note(text) }),
    runner: {
      ...stages,
      run: async (attempt) => {
        const exit = await stages.run(attempt);
        // A stage may have made secrets (PKI, kubeconfig) before it failed: they must be known before anything is sent.
        if (exit.code !== 0) known = makeRedact(await collectSecrets(sources));
        return exit;
      },
    },
    repo,
    executor: createExecutor(settings.executor, {
      env,
      codexHome: join(orchDir, 'codex'),
      graceMs: settings.graceMs,
    }),
    escalation: createEscalation(settings.escalation, env),
    diagnostics: {
      // The worktree's files are known only once it is prepared, and change with each patch.
      run: async (stage, commands, signal) => {
        const tracked = (await repo.list()).map(({ path }) => path);
        const allowed = commandContext(worktree, kept.secretsDir, map, tracked);
        return makeDiagnostics({ redact, context: allowed, cwd: worktree, env }).run(stage, commands, signal);
      },
    },
    cases: openCases(root),
    fixes: openFixes(root),
    reporter,
    redact,
    savedReply: (text) => replyFromSaved(text, settings.escalation),
  };
};
