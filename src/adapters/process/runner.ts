/** Runs stage commands: own process group (and namespace), closed stdin, output to the log file only, bounded. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { StageExit, StageRun, StageRunner } from '../../ports.ts';
import { LONGEST_TIMER_MS } from './capture.ts';
import { drain } from './drain.ts';
import { type Isolation, isolated, probeIsolation, readInit } from './isolation.ts';
import { type LogFile, openLog } from './log-file.ts';
import { resolveCommand } from './resolve-command.ts';
import { assertFolder, spawnFailure } from './spawn-failure.ts';
import { readSteps } from './steps.ts';
import { ATTEMPT_ID, endLeftBehind, RUN_ID, WORKSPACE } from './survivors.ts';
import { groupTree, namespaceTree, type Tree } from './tree.ts';

export interface RunnerOptions {
  /** Absolute path of the workspace: only its own runs' survivors are ended. */
  readonly workspace: string;
  /** PATH on which bubblewrap is looked for. */
  readonly path: string | undefined;
  /** `auto` tries bubblewrap once; `group` never uses it (in it, sudo and other setuid programs do not work). */
  readonly isolation?: 'auto' | 'group';
}

/** What a stage leaves running gets this long between TERM and KILL. */
const SWEEP_GRACE_MS = 2_000;
/** From TERM to KILL for what a dead run left behind. */
const SURVIVOR_GRACE_MS = 5_000;
/** A process in uninterruptible sleep survives KILL: the run goes on without it. */
const AFTER_KILL_MS = 5_000;

type Cause = 'timed_out' | 'interrupted';
type Ended =
  | { readonly code: number | null; readonly signal: string | null }
  | { readonly notFound: true; readonly reason: string };

const STEP_FD = 3;

interface Started {
  readonly child: ChildProcess;
  readonly tree: Tree | undefined;
  readonly fd3: Readable;
  readonly streams: readonly Readable[];
  readonly closed: Promise<unknown>;
  readonly exit: Promise<Ended>;
}

const start = (run: StageRun, isolation: Isolation, workspace: string, log: LogFile): Started => {
  const attempt = randomUUID();
  const inside = isolation.kind === 'namespace';
  const [file = '', ...args] = inside ? isolated(isolation.bwrap, run.argv) : run.argv;
  const child = spawn(file, args, {
    cwd: run.cwd,
    env: {
      ...run.env,
      [RUN_ID]: run.runId,
      [WORKSPACE]: workspace,
      [ATTEMPT_ID]: attempt,
      ORCH_STEP_FD: String(STEP_FD),
    },
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'pipe', ...(inside ? (['pipe'] as const) : [])],
  });
  const streams = child.stdio.slice(STEP_FD).filter((stream): stream is Readable => stream !== null);
  const [fd3, info] = streams;
  if (fd3 === undefined) throw new Error('the child has no fd 3');
  const exit = new Promise<Ended>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error: NodeJS.ErrnoException) => {
      const failure = spawnFailure(error, run.argv[0] ?? '');
      if (failure === undefined) reject(error);
      else resolve(failure);
    });
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const tree =
    child.pid === undefined
      ? undefined
      : info === undefined
        ? groupTree(child.pid, attempt)
        : namespaceTree(child.pid, readInit(info));
  return { child, tree, fd3, streams, closed, exit };
};

/** Waits for the exit, and ends the tree first when the time is over or the signal aborts. */
const awaitEnd = async (
  run: StageRun,
  { tree, exit }: Started,
): Promise<{ readonly end: Ended; readonly cause?: Cause }> => {
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => undefined;
  const stopped = new Promise<Cause>((resolve) => {
    timer = setTimeout(resolve, Math.min(run.timeoutMs, LONGEST_TIMER_MS), 'timed_out');
    abort = () => resolve('interrupted');
    if (run.signal?.aborted === true) abort();
    run.signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    const first = await Promise.race([exit, stopped]);
    if (typeof first === 'object') {
      await tree?.sweep(Math.min(run.graceMs, SWEEP_GRACE_MS));
      return { end: first };
    }
    await tree?.end(run.graceMs);
    const late = new Promise<Ended>((resolve) =>
      setTimeout(resolve, AFTER_KILL_MS, { code: null, signal: 'SIGKILL' }).unref(),
    );
    return { end: await Promise.race([exit, late]), cause: first };
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', abort);
  }
};

const outcomeOf = (end: Ended, cause: Cause | undefined): StageExit['outcome'] => {
  if ('notFound' in end) return 'not_found';
  return cause ?? (end.signal === null ? 'exited' : 'signalled');
};

const runLogged = async (
  run: StageRun,
  isolation: Isolation,
  workspace: string,
  log: LogFile,
): Promise<StageExit> => {
  const began = performance.now();
  const ms = (): number => Math.round(performance.now() - began);
  const nothing = { code: null, signal: null, steps: [], logBytes: 0 } as const;
  if (run.signal?.aborted === true) return { ...nothing, outcome: 'interrupted', ms: ms(), tail: '' };
  const command = await resolveCommand(run.argv[0] ?? '', run.env.PATH, run.cwd);
  if (!command.ok) return { ...nothing, outcome: 'not_found', ms: ms(), tail: command.reason };
  const started = start(run, isolation, workspace, log);
  const reader = readSteps(started.fd3, run.onStep ?? (() => undefined));
  const { end, cause } = await awaitEnd(run, started);
  const took = ms();
  await drain(started.streams, started.closed);
  const { steps, dropped } = reader.finish();
  const missing = 'notFound' in end;
  const { bytes, tail } = await log.read();
  if (!missing && end.code !== 0) await log.assertSpace();
  return {
    outcome: outcomeOf(end, cause),
    code: missing ? null : end.code,
    signal: missing ? null : end.signal,
    ms: took,
    steps,
    tail: missing ? end.reason : tail,
    logBytes: bytes,
    ...(dropped > 0 ? { droppedSteps: dropped } : {}),
  };
};

/**
 * The stage runner. `run.env` is the whole environment of the child; ORCH_RUN_ID, ORCH_WORKSPACE, ORCH_ATTEMPT_ID and
 * ORCH_STEP_FD are added. For `not_found` the exit's `tail` is the sentence that says what is missing; the log stays
 * empty. In a namespace a stage that is killed by a signal is reported as a shell would: code 128 + signal.
 * @throws OrchError `config` when `cwd` is not a folder, `state` when the log cannot be written.
 */
export const makeStageRunner = (options: RunnerOptions): StageRunner => {
  // Begun at once: it takes as long as a small git command, and the first attempt comes after several of those.
  const isolation: Promise<Isolation> =
    options.isolation === 'group' ? Promise.resolve({ kind: 'group' }) : probeIsolation(options.path);
  // Whoever runs a stage is told of a probe that could not even start; until then it is nobody's rejection.
  isolation.catch(() => undefined);
  return {
    run: async (run) => {
      await assertFolder(run.cwd);
      const log = await openLog(run.logPath);
      try {
        return await runLogged(run, await isolation, options.workspace, log);
      } finally {
        await log.close();
      }
    },
    endSurvivors: (liveRunId) => endLeftBehind(options.workspace, liveRunId, SURVIVOR_GRACE_MS),
  };
};
