/** Runs one short command to its end and keeps a bounded part of what it printed. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { drain } from './drain.ts';
import { signalGroup } from './signals.ts';
import { assertFolder, type SpawnFailure, spawnFailure } from './spawn-failure.ts';

export interface CaptureOptions {
  readonly cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Kept per stream; what comes beyond is read, counted and dropped. */
  readonly maxBytes: number;
  /** Absent: stdin is /dev/null. */
  readonly stdin?: string | Uint8Array;
  /** From TERM to KILL after a timeout or an abort; 2 s when absent. */
  readonly graceMs?: number;
  /** stderr goes into `stdout` in the order of arrival. */
  readonly merge?: boolean;
  readonly signal?: AbortSignal;
}

export interface Captured {
  readonly outcome: 'exited' | 'signalled' | 'timed_out' | 'not_found' | 'interrupted';
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Bytes that did not fit in `maxBytes`, over both streams; 0 means that nothing is missing. */
  readonly droppedBytes: number;
  readonly ms: number;
  /** For `not_found`: what was not found or could not be executed, one sentence. */
  readonly reason?: string;
}

/** A process in uninterruptible sleep survives KILL; the caller is not kept waiting for it. */
const AFTER_KILL_MS = 5_000;
/** Node fires a timer beyond 2^31 - 1 ms at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** Keeps the first `max` bytes of what it is given and counts the rest. */
const bounded = (max: number) => {
  const chunks: Buffer[] = [];
  let kept = 0;
  let dropped = 0;
  return {
    add: (chunk: Buffer): void => {
      const part = chunk.subarray(0, max - kept);
      if (part.length > 0) chunks.push(part);
      kept += part.length;
      dropped += chunk.length - part.length;
    },
    bytes: (): Buffer => Buffer.concat(chunks),
    dropped: (): number => dropped,
  };
};

const feed = (child: ChildProcess, stdin: string | Uint8Array): void => {
  // A child that exits without reading its input is no error of ours; its exit code speaks.
  child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') child.emit('error', error);
  });
  child.stdin?.end(stdin);
};

type Ended = { readonly code: number | null; readonly signal: string | null } | SpawnFailure;

/** Waits for the exit; on a timeout or an abort ends the group by TERM, then KILL. */
const ended = (
  child: ChildProcess,
  argv: readonly string[],
  options: CaptureOptions,
): Promise<{ readonly end: Ended; readonly cause?: 'timed_out' | 'interrupted' }> =>
  new Promise((resolve, reject) => {
    let cause: 'timed_out' | 'interrupted' | undefined;
    const timers: NodeJS.Timeout[] = [];
    const settle = (end: Ended): void => {
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      resolve(cause === undefined ? { end } : { end, cause });
    };
    const stop = (why: 'timed_out' | 'interrupted'): void => {
      if (cause !== undefined || child.pid === undefined) return;
      cause = why;
      const pid = child.pid;
      signalGroup(pid, 'SIGTERM');
      timers.push(
        setTimeout(() => {
          signalGroup(pid, 'SIGKILL');
          timers.push(setTimeout(() => settle({ code: null, signal: 'SIGKILL' }), AFTER_KILL_MS));
        }, options.graceMs ?? 2_000),
      );
    };
    const abort = (): void => stop('interrupted');
    child.once('exit', (code, signal) => {
      // What the leader left behind in its group ends with it.
      if (cause !== undefined && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      settle({ code, signal });
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const failure = spawnFailure(error, argv[0] ?? '');
      if (failure !== undefined) return settle(failure);
      for (const timer of timers) clearTimeout(timer);
      return reject(error);
    });
    timers.push(setTimeout(() => stop('timed_out'), Math.min(options.timeoutMs, LONGEST_TIMER_MS)));
    if (options.signal?.aborted) abort();
    else options.signal?.addEventListener('abort', abort, { once: true });
  });

/**
 * Runs `argv` without a shell in a process group of its own and returns how it ended and what it printed.
 * Any exit code is a value; a missing or not executable command is outcome `not_found`.
 * @throws when `cwd` is not a folder, `argv` is empty or holds a NUL, or the system cannot start a process.
 */
export const capture = async (argv: readonly string[], options: CaptureOptions): Promise<Captured> => {
  const [file, ...args] = argv;
  if (file === undefined || file === '') throw new TypeError('capture: the argv is empty');
  await assertFolder(options.cwd);
  const started = performance.now();
  const out = bounded(options.maxBytes);
  const err = options.merge === true ? out : bounded(options.maxBytes);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // Listened for from the start: 'close' can come in the same tick as 'exit'.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const outputs = [child.stdout, child.stderr].filter((stream): stream is Readable => stream !== null);
  child.stdout?.on('data', out.add);
  child.stderr?.on('data', err.add);
  if (options.stdin !== undefined) feed(child, options.stdin);
  const { end, cause } = await ended(child, argv, options);
  const missing = 'notFound' in end;
  if (!missing) await drain(outputs, closed);
  return {
    outcome: missing ? 'not_found' : (cause ?? (end.signal === null ? 'exited' : 'signalled')),
    code: missing ? null : end.code,
    signal: missing ? null : end.signal,
    stdout: out.bytes(),
    stderr: options.merge === true ? Buffer.alloc(0) : err.bytes(),
    droppedBytes: out.dropped() + (options.merge === true ? 0 : err.dropped()),
    ms: Math.round(performance.now() - started),
    ...(missing ? { reason: end.reason } : {}),
  };
};
