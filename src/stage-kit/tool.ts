import { spawn } from 'node:child_process';
import { StageFailure } from './failure.ts';

export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly timeoutMs: number;
  /** Exit codes that are an answer and no failure; default 0 alone. */
  readonly ok?: readonly number[];
  /** Written to stdin, then closed; without it stdin is closed from the start. */
  readonly input?: string;
  /** Set on top of the cleaned environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Look again, though the same was asked before; see looks.ts. */
  readonly fresh?: boolean;
  /** Ends the tool: its answer is not wanted any more. */
  readonly signal?: AbortSignal;
}

/** Runs a tool by argv, without a shell; throws StageFailure with the tool's own stderr. */
export type RunTool = (argv: readonly string[], options: ToolOptions) => Promise<ToolResult>;

/** `kubectl get pods -A -o json` of a homelab is about 1 MiB; beyond this something is wrong. */
const MAX_STDOUT = 64 * 1024 * 1024;
const MAX_STDERR = 1024 * 1024;
const KILL_AFTER_MS = 2_000;
const SECRET_NAME = /TOKEN|_KEY$|PASSWORD|SECRET$|PASSPHRASE/;
/** A human's own cluster, and a diff program of the environment's choice, are never reached by accident. */
const NEVER_INHERITED = new Set([
  'KUBECONFIG',
  'TALOSCONFIG',
  'KUBECTL_EXTERNAL_DIFF',
  'KUBERC',
  'NODE_OPTIONS',
]);

/**
 * The environment that a tool is run with: the stage's own without credentials and without pointers to other clusters.
 * @param env the stage's environment.
 */
export const toolEnv = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || NEVER_INHERITED.has(name) || SECRET_NAME.test(name) ? [] : [[name, value]],
    ),
  );

/** Flags that every call carries and that name nothing. */
const GLOBAL_FLAGS = /^--(kubeconfig|talosconfig|request-timeout)(=|$)/;

/**
 * How a command is named in a message: program, subcommand and what it works on, without the flags and without
 * generated paths, so that the same failure reads the same every night.
 * @param argv the whole command line.
 */
export const shown = (argv: readonly string[]): string => {
  const words: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (GLOBAL_FLAGS.test(word)) {
      if (!word.includes('=')) index += 1;
      continue;
    }
    if (words.length > 0 && (word.startsWith('-') || word.startsWith('/') || word.includes('://'))) break;
    words.push(word);
  }
  const folder = argv.indexOf('-k');
  return [...words, ...(folder < 0 ? [] : argv.slice(folder, folder + 2))].join(' ');
};

const missing = (argv: readonly string[]): StageFailure =>
  new StageFailure(
    `${argv[0]} is not installed or not on PATH (needed for \`${shown(argv)}\`)`,
    `${argv[0]}: executable file not found in $PATH`,
    127,
  );

const judged = (argv: readonly string[], options: ToolOptions, result: ToolResult): ToolResult => {
  if ((options.ok ?? [0]).includes(result.code)) return result;
  const said = result.stderr.trim() === '' ? result.stdout : result.stderr;
  throw new StageFailure(`\`${shown(argv)}\` exited with ${result.code}`, said.trimEnd());
};

/**
 * Makes the function that runs tools.
 * @param cwd absolute working directory; @param env the stage's environment, cleaned by `toolEnv`.
 * @returns a RunTool whose failures are: missing binary (exit 127), no answer in time, too much output, a code not in
 * `ok`, given up by its signal.
 */
export const toolRunner = (cwd: string, env: Readonly<Record<string, string | undefined>>): RunTool => {
  const childEnv = toolEnv(env);
  return (argv, options) =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      const unwanted = () => new StageFailure(`\`${shown(argv)}\` was given up`);
      if (signal?.aborted) return reject(unwanted());
      // Same process group as the stage: orch ends the group, tools included.
      const child = spawn(argv[0] ?? '', argv.slice(1), {
        cwd,
        env: { ...childEnv, ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
      const sizes = { stdout: 0, stderr: 0 };
      let broken: StageFailure | undefined;
      let killer: NodeJS.Timeout | undefined;
      const end = (why: StageFailure) => {
        if (broken) return;
        broken = why;
        child.kill('SIGTERM');
        killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      };
      const text = (which: 'stdout' | 'stderr') => Buffer.concat(streams[which]).toString('utf8');
      const giveUp = () => end(unwanted());
      signal?.addEventListener('abort', giveUp, { once: true });
      const timer = setTimeout(() => {
        end(
          new StageFailure(
            `\`${shown(argv)}\` gave no answer in ${options.timeoutMs / 1000} s`,
            [text('stderr').trimEnd(), `${argv[0]}: timed out after ${options.timeoutMs / 1000}s`]
              .join('\n')
              .trim(),
          ),
        );
      }, options.timeoutMs);
      for (const which of ['stdout', 'stderr'] as const)
        child[which].on('data', (chunk: Buffer) => {
          const limit = which === 'stdout' ? MAX_STDOUT : MAX_STDERR;
          sizes[which] += chunk.length;
          if (sizes[which] <= limit) streams[which].push(chunk);
          else end(new StageFailure(`\`${shown(argv)}\` wrote more than ${limit} bytes to ${which}`));
        });
      const settle = (then: () => void) => {
        clearTimeout(timer);
        clearTimeout(killer);
        signal?.removeEventListener('abort', giveUp);
        then();
      };
      child.on('error', (error: NodeJS.ErrnoException) =>
        settle(() => reject(error.code === 'ENOENT' ? missing(argv) : error)),
      );
      child.on('close', (code, signal) =>
        settle(() => {
          if (broken) return reject(broken);
          if (code === null)
            return reject(
              new StageFailure(`\`${shown(argv)}\` was ended by ${signal}`, text('stderr').trimEnd()),
            );
          try {
            resolve(judged(argv, options, { code, stdout: text('stdout'), stderr: text('stderr') }));
          } catch (error) {
            reject(error);
          }
        }),
      );
      // A tool that does not read its input closes the pipe; its exit code says what that means.
      child.stdin.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
      });
      child.stdin.end(options.input ?? '');
    });
};
