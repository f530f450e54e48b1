import { join } from 'node:path';
import { openCases } from '../adapters/cases.ts';
import { systemClock } from '../adapters/clock.ts';
import { openFixes } from '../adapters/fixes.ts';
import { makeStageRunner } from '../adapters/process/runner.ts';
import { openRejections } from '../adapters/rejections.ts';
import type { SecretSources } from '../adapters/secrets.ts';
import { openStore } from '../adapters/store/store.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { EnginePorts } from '../engine/ports.ts';
import type { Redact, Repo, Reporter } from '../ports.ts';
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

/** Knows the workspace's secret values once a failing stage made them matter; before that nothing may be sent. */
const redactor = (
  sources: SecretSources,
): { readonly redact: Redact; readonly learn: () => Promise<void> } => {
  let known: Redact | undefined;
  return {
    redact: (text) => {
      if (known === undefined) throw new Error('text was to leave the machine before its secrets were known');
      return known(text);
    },
    learn: async () => {
      const [{ makeRedact }, { collectSecrets }] = await Promise.all([
        import('../core/redact/redact.ts'),
        import('../adapters/secrets.ts'),
      ]);
      known = makeRedact(await collectSecrets(sources));
    },
  };
};

/**
 * The one place that gives the engine its adapters. What only a failure needs (models, the gate, the redactor) is loaded
 * by the failure: a quiet night starts fast.
 */
export const wire = ({ root, map, repo, reporter, kept, context }: Wiring): EnginePorts => {
  const { settings } = map;
  const { env } = context;
  const orchDir = join(root, '.orch');
  const worktree = join(orchDir, 'worktree');
  const { redact, learn } = redactor({ root, files: settings.secretFiles, folders: [kept.secretsDir], env });
  const stages = makeStageRunner({ workspace: root, path: env.PATH, isolation: settings.isolation });
  const { executor, escalation } = settings;
  return {
    clock: systemClock,
    store: openStore({ root, clock: systemClock, warn: (text) => reporter.note(text) }),
    runner: {
      ...stages,
      run: async (attempt) => {
        const exit = await stages.run(attempt);
        // A stage may have made secrets (PKI, kubeconfig) before it failed.
        if (exit.code !== 0) await learn();
        return exit;
      },
    },
    repo,
    executor: {
      kind: executor.kind,
      repair: async (request) => {
        const { createExecutor } = await import('../adapters/executors/index.ts');
        const options = { env, codexHome: join(orchDir, 'codex'), graceMs: settings.graceMs };
        return createExecutor(executor, options).repair(request);
      },
    },
    escalation: {
      call: async (request) => {
        const { createEscalation } = await import('../adapters/escalation.ts');
        return createEscalation(escalation, env).call(request);
      },
    },
    diagnostics: {
      // The worktree's files are known only once it is prepared, and change with each patch.
      run: async (stage, commands, signal) => {
        const [{ makeDiagnostics }, { commandContext }] = await Promise.all([
          import('../adapters/diagnostics.ts'),
          import('./command-context.ts'),
        ]);
        const tracked = (await repo.list()).map(({ path }) => path);
        const allowed = commandContext(worktree, kept.secretsDir, map, tracked);
        return makeDiagnostics({ redact, context: allowed, cwd: worktree, env }).run(stage, commands, signal);
      },
    },
    cases: openCases(root),
    fixes: openFixes(root),
    rejections: openRejections(root),
    reporter,
    redact,
    savedReply: async (text) => (await import('../core/reply/saved.ts')).replyFromSaved(text, escalation),
  };
};
