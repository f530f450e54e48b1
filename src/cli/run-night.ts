import { randomBytes } from 'node:crypto';
import { systemClock } from '../adapters/clock.ts';
import { checkMemory } from '../adapters/fixes.ts';
import { ensureFolders } from '../adapters/git/folders.ts';
import { fileLock } from '../adapters/lock.ts';
import { removeOldLogs } from '../adapters/old-logs.ts';
import { checkTempFolder } from '../adapters/temp-folder.ts';
import { parseDuration } from '../config/duration.ts';
import { EXIT, OrchError } from '../core/exit.ts';
import type { Recorded } from '../core/machine/events.ts';
import type { PlannedStage, State } from '../core/machine/state.ts';
import type { ContextMap, StageSpec } from '../core/workspace.ts';
import { runLoop } from '../engine/loop.ts';
import type { RunInput } from '../engine/ports.ts';
import type { Repo } from '../ports.ts';
import { actorOf } from './actor.ts';
import type { Asked } from './ask-git.ts';
import { baseMap } from './base-map.ts';
import { type Context, childEnv } from './context.ts';
import { type KeptFolders, makeKeptFolders } from './kept-folders.ts';
import { DEFAULT_MAP } from './make-context.ts';
import { nightOf } from './night.ts';
import { orchBin } from './package-root.ts';
import { printPage } from './print-page.ts';
import { type LiveReporter, makeReporter } from './render/reporter.ts';
import { chosenStages } from './stage-names.ts';
import { stopSignal } from './stop-signal.ts';
import { wire } from './wire.ts';

export interface RunFlags {
  readonly from?: string;
  readonly here?: boolean;
  readonly ai?: boolean;
  readonly failFast?: boolean;
  readonly deadline?: string;
}

const chosen = (given: readonly string[], flags: RunFlags, map: ContextMap): readonly StageSpec[] => {
  const names = map.stages.map((stage) => stage.name);
  if (given.length === 0 && flags.from === undefined)
    throw new OrchError('usage', 'which stages?', `orch run all, or name some: ${names.join(', ')}`);
  const first = flags.from === undefined ? 0 : names.indexOf(chosenStages([flags.from], names)[0] ?? '');
  const wanted = given.length === 0 ? names : chosenStages(given, names);
  const stages = map.stages.filter((stage, index) => index >= first && wanted.includes(stage.name));
  for (const { refusedCommand } of stages)
    if (refusedCommand) {
      const { at, reason, instead } = refusedCommand;
      throw new OrchError('config', `${at.file}:${at.line}:${at.column}: ${reason}`, instead);
    }
  return stages;
};

/** Looks wait for the network far more than they compute, so the number of cores does not matter. */
const LOOKS_AT_ONCE = 8;

const deadlineFlag = (text: string | undefined): { deadlineMs?: number } => {
  if (text === undefined) return {};
  const deadlineMs = parseDuration(text);
  if (deadlineMs === undefined || deadlineMs === 0)
    throw new OrchError('usage', `--deadline ${text} is no duration to run for`, 'write it as 90m or 2h');
  return { deadlineMs };
};

const inputOf = async (
  map: ContextMap,
  stages: readonly StageSpec[],
  flags: RunFlags,
  repo: Repo,
  context: Context,
  kept: KeptFolders,
  signal: AbortSignal,
): Promise<RunInput> => {
  const plan: PlannedStage[] = stages.map(({ name, needs }) => ({ name, needs }));
  const { escalation, executor, limits } = map.settings;
  const canEscalate =
    escalation.enabled && (escalation.baseUrl !== undefined || Boolean(context.env[escalation.keyEnv]));
  return {
    id: randomBytes(4).toString('hex'),
    map,
    plan,
    limits,
    options: {
      ai: flags.ai !== false && flags.here !== true,
      here: flags.here === true,
      failFast: flags.failFast === true,
      ...(map.settings.verify === 'counterfactual' ? { verify: 'counterfactual' as const } : {}),
      executor: executor.kind,
      escalation: canEscalate,
    },
    actor: actorOf(context),
    night: nightOf(new Date()),
    base: await repo.baseCommit(),
    env: childEnv(context.env),
    ...(context.map === DEFAULT_MAP ? {} : { mapFile: context.map }),
    orchArgv: [process.execPath, orchBin],
    // Checks mostly wait for answers: two at once even on one core.
    looksAtOnce: LOOKS_AT_ONCE,
    root: repo.root,
    ...kept,
    naming: { ...map.fingerprint, classes: map.classes },
    signal,
  };
};

/** Removes old logs; what there is to say of it. That some stay is no reason to lose a night. */
const tidy = async (root: string, keepMs: number): Promise<string | undefined> => {
  try {
    const before = new Date(Date.parse(systemClock.now()) - keepMs).toISOString();
    const removed = await removeOldLogs(root, before);
    return removed === 0
      ? undefined
      : `removed ${removed} old ${removed === 1 ? 'log' : 'logs'} (settings.keep_logs)`;
  } catch (error) {
    if (!(error instanceof OrchError)) throw error;
    return `old logs stay: ${error.message}`;
  }
};

const exitOf = (state: State): number => {
  switch (state.run?.outcome) {
    case 'green':
      return EXIT.green;
    case 'give_up':
      return EXIT.giveUp;
    case 'failed':
    case 'interrupted':
    case undefined:
      return EXIT.failed;
  }
};

/** One run under the lock, ending with its page on stdout. @returns the exit code. */
export const runNight = async (
  asked: Asked,
  context: Context,
  flags: RunFlags,
  given: readonly string[],
): Promise<number> => {
  const root = await asked.root;
  const { map, repo } = await baseMap(
    root,
    context,
    deadlineFlag(flags.deadline),
    flags.here === true,
    asked,
  );
  const stages = chosen(given, flags, map);
  for (const warning of map.warnings) context.err(`orch: ${warning}\n`);
  await ensureFolders(root);
  const held = await fileLock({ root, clock: systemClock }).acquire(
    `orch run ${stages.map(({ name }) => name).join(' ')}`,
  );
  const base = makeReporter(context);
  const events: Recorded[] = [];
  const reporter: LiveReporter = {
    ...base,
    event: (recorded, after) => {
      events.push(recorded);
      base.event(recorded, after);
    },
  };
  const stop = stopSignal((text) => reporter.note(text));
  try {
    const kept = await makeKeptFolders(root);
    const input = await inputOf(map, stages, flags, repo, context, kept, stop.signal);
    // Met in the middle of a night, these would end the stages that are still to come, too.
    if (input.options.ai) await Promise.all([checkMemory(root), checkTempFolder()]);
    const tidied = tidy(root, map.settings.keepLogsMs);
    const state = await runLoop(wire({ root, map, repo, reporter, kept, context }), input);
    const told = await tidied;
    if (told !== undefined) reporter.note(told);
    reporter.close();
    await printPage(state, events, map, repo, context);
    return stop.exit() ?? exitOf(state);
  } finally {
    reporter.close();
    stop.dispose();
    await held.release();
  }
};
