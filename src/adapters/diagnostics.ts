/** Runs the commands that a model asks for: only what the grammar reads as harmless, bounded, and redacted. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeCommand } from '../core/command/judge.ts';
import type { CommandContext, CommandVerdict } from '../core/command/types.ts';
import type { DiagnosticOutput, Diagnostics, Redact } from '../ports.ts';
import { type Captured, capture } from './process/capture.ts';

export interface DiagnosticsOptions {
  readonly redact: Redact;
  readonly context: CommandContext;
  /** Where the commands run: the repair worktree. */
  readonly cwd: string;
  /** Orch's own environment; only PATH, LANG, LC_ALL, TZ and TMPDIR of it are passed on, and what `pass` names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pass?: readonly string[];
  /** Milliseconds for each command; 20 s when absent. */
  readonly timeoutMs?: number;
}

const MAX_RUNS = 8;
/** Refusals cost nothing, but a list without end is not worth an answer each. */
const MAX_ANSWERS = 24;
const AT_ONCE = 3;
const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 64 * 1024;
const MAX_READ = 1024 * 1024;
const PASSED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/** kubectl's own preferences file may change the defaults of flags (kubectl 1.34): this one changes nothing. */
const KUBERC = 'apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n';

/** Commands whose last lines matter most. */
const ENDS = new Set(['logs', 'dmesg', 'tail']);

const environment = (options: DiagnosticsOptions, home: string): Record<string, string> => {
  const env: Record<string, string> = {
    HOME: home,
    KUBERC: join(home, 'kuberc'),
    KUBECTL_KUBERC: 'false',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    NO_COLOR: '1',
  };
  for (const name of [...PASSED, ...(options.pass ?? [])]) {
    const value = options.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
};

/** At most `max` bytes of `text`, whole lines where it has any, from its beginning or its end. */
const cutTo = (text: string, max: number, end: boolean): string => {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= max) return text;
  if (end) {
    const part = bytes.subarray(bytes.length - max);
    const newline = part.indexOf(10);
    return part.subarray(newline === -1 || newline === part.length - 1 ? 0 : newline + 1).toString('utf8');
  }
  const part = bytes.subarray(0, max);
  const newline = part.lastIndexOf(10);
  return part.subarray(0, newline === -1 ? max : newline + 1).toString('utf8');
};

const kib = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;

/**
 * What is shown of a command's output. Twice the limit is redacted and only then cut to the limit, so that no secret
 * is halved by the cut before the redactor has seen it. Colours go first: they could stand inside a secret.
 */
const shown = (got: Captured, end: boolean, redact: Redact): string => {
  const all = got.stdout.toString('utf8').replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '');
  const { text } = redact(cutTo(all, 2 * MAX_OUTPUT, end));
  const kept = cutTo(text, MAX_OUTPUT, end);
  const total = got.stdout.length + got.droppedBytes;
  if (kept === text && Buffer.byteLength(all) <= 2 * MAX_OUTPUT && got.droppedBytes === 0) return kept;
  const note = `[cut: the ${end ? 'last' : 'first'} ${kib(Buffer.byteLength(kept))} of ${kib(total)}; ask for less to see the rest]`;
  return end ? `${note}\n${kept}` : `${kept}${kept.endsWith('\n') ? '' : '\n'}${note}\n`;
};

const ending = (got: Captured, timeoutMs: number): string => {
  if (got.outcome === 'timed_out') return `[stopped after ${timeoutMs / 1000} s]\n`;
  if (got.outcome === 'interrupted') return '[interrupted]\n';
  if (got.outcome === 'not_found') return `${got.reason}\n`;
  return got.signal === null ? '' : `[ended by ${got.signal}]\n`;
};

const refused = (argv: readonly string[], verdict: CommandVerdict): DiagnosticOutput => ({
  argv,
  verdict,
  code: null,
  output: `refused: ${verdict.reason}`,
  ms: 0,
});

const never = (argv: readonly string[], reason: string): DiagnosticOutput =>
  refused(argv, { class: 'never', reason, argv });

/** Judges the list: what may run keeps its verdict, the rest is answered at once. */
const judged = (
  commands: readonly (readonly string[])[],
  context: CommandContext,
): readonly {
  readonly argv: readonly string[];
  readonly answer?: DiagnosticOutput;
  readonly verdict: CommandVerdict;
}[] => {
  let runs = 0;
  const taken = commands.slice(0, MAX_ANSWERS).map((argv) => {
    const verdict = judgeCommand(argv, context);
    if (verdict.class !== 'read') return { argv, verdict, answer: refused(argv, verdict) };
    runs += 1;
    if (runs <= MAX_RUNS) return { argv, verdict };
    return { argv, verdict, answer: never(argv, `only ${MAX_RUNS} commands are run at a time`) };
  });
  const rest = commands.length - taken.length;
  if (rest <= 0) return taken;
  const answer = never(commands[MAX_ANSWERS] ?? [], `${rest} more commands were not looked at`);
  return [...taken, { argv: answer.argv, verdict: answer.verdict, answer }];
};

/**
 * Diagnostics for an escalation. At most 8 commands run, 3 at a time, 20 s and 64 KiB each, in an environment of their
 * own without credentials; stdout and stderr come merged. Saves nothing. What the redactor throws is thrown: nothing
 * is shown that it has not seen.
 */
export const makeDiagnostics = (options: DiagnosticsOptions): Diagnostics => {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const runOne = async (
    argv: readonly string[],
    verdict: CommandVerdict,
    env: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<DiagnosticOutput> => {
    if (signal?.aborted === true)
      return { argv, verdict, code: null, output: '[not run: interrupted]\n', ms: 0 };
    const got = await capture(verdict.argv, {
      cwd: options.cwd,
      env,
      timeoutMs,
      maxBytes: MAX_READ,
      merge: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const output = shown(
      got,
      verdict.argv.some((word) => ENDS.has(word)),
      options.redact,
    );
    return { argv, verdict, code: got.code, output: output + ending(got, timeoutMs), ms: got.ms };
  };
  return {
    run: async (_stage, commands, signal) => {
      const list = judged(commands, options.context);
      const home = await mkdtemp(join(tmpdir(), 'orch-diagnostics-'));
      try {
        await writeFile(join(home, 'kuberc'), KUBERC);
        const env = environment(options, home);
        const answers: DiagnosticOutput[] = [];
        const queue = list.entries();
        const worker = async (): Promise<void> => {
          for (const [at, { argv, verdict, answer }] of queue)
            answers[at] = answer ?? (await runOne(argv, verdict, env, signal));
        };
        await Promise.all(Array.from({ length: AT_ONCE }, worker));
        return answers;
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
};
