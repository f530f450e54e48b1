/** Lets an agent CLI edit a scratch copy and takes the difference as its proposal. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import { plain } from '../../core/reply/plain.ts';
import type { Spend } from '../../core/types.ts';
import type { RepairAnswer, RepairRequest, Scratch } from '../../ports.ts';
import { type Captured, capture } from '../process/capture.ts';

/** What of an agent's talk is kept beside the case. */
const MAX_TALK_BYTES = 1024 * 1024;
const NOTHING: Spend = { calls: 0, tokens: 0, usd: 0 };

/** Names of the environment that an agent gets; secrets of the homelab and the key of the paid API are not among them. */
const PASSED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TERM|TMPDIR|XDG_\w+|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS)$/;

export interface AgentRun {
  /** Whose words the messages use: `codex`, or the command's own name. */
  readonly name: string;
  readonly argv: (files: { readonly scratch: string; readonly context: string }) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly graceMs?: number;
  /** What the agent says of itself on stdout: how much it spent, and a last word. */
  readonly read?: (stdout: string) => AgentWords;
}

export interface AgentWords {
  readonly tokens: number;
  readonly lastWord?: string;
  /** The model could not be asked at all: what the agent said of it. */
  readonly noModel?: string;
}

/** The part of an environment that an agent gets. */
export const agentEnv = (env: Readonly<Record<string, string | undefined>>): Record<string, string> => {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && PASSED.test(name)) passed[name] = value;
  }
  return passed;
};

/**
 * Runs the agent in a scratch copy with the context bundle beside it, and answers with the resulting diff. The
 * exit code is not believed: no change is unusable, any change is a proposal, but what an agent that was killed
 * at its timeout left half done is not. Copy and bundle are removed in the end, come what may.
 */
export const runAgent = async (run: AgentRun, request: RepairRequest): Promise<RepairAnswer> => {
  const scratch = await request.scratch();
  const home = await mkdtemp(join(tmpdir(), 'orch-context-'));
  try {
    const context = join(home, 'context.md');
    await writeFile(context, request.context, { mode: 0o600 });
    const ended = await capture(run.argv({ scratch: scratch.dir, context }), {
      cwd: scratch.dir,
      env: { ...run.env, ORCH_CONTEXT: context, ORCH_ALLOWED_FILES: request.allowedFiles.join('\n') },
      timeoutMs: run.timeoutMs,
      maxBytes: MAX_TALK_BYTES,
      ...(run.graceMs === undefined ? {} : { graceMs: run.graceMs }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    if (ended.outcome === 'not_found') {
      return { kind: 'unavailable', reason: ended.reason ?? `${run.name} is not installed` };
    }
    await request.keep('agent-stdout.txt', ended.stdout.toString('utf8'));
    await request.keep('agent-stderr.txt', ended.stderr.toString('utf8'));
    return await judged(run, request, scratch, ended);
  } finally {
    await rm(home, { recursive: true, force: true });
    await scratch.remove();
  }
};

const judged = async (
  run: AgentRun,
  request: RepairRequest,
  scratch: Scratch,
  ended: Captured,
): Promise<RepairAnswer> => {
  const told = run.read?.(ended.stdout.toString('utf8'));
  const spend = { ...NOTHING, tokens: told?.tokens ?? 0 };
  const unusable = (reason: string): RepairAnswer => ({ kind: 'unusable', reason, spend });
  if (ended.outcome === 'timed_out') {
    return unusable(`${run.name} did not end within ${run.timeoutMs / 1000} s and was stopped`);
  }
  if (ended.outcome === 'interrupted') return unusable(`${run.name} was interrupted`);
  const diff = await diffOf(scratch);
  if (diff.refused !== undefined) return unusable(diff.refused);
  await request.keep('agent.diff', diff.text);
  if (diff.text.trim() === '') {
    if (told?.noModel !== undefined) {
      return { kind: 'unavailable', reason: `${run.name} has no model: ${lastLine(told.noModel)}` };
    }
    const how = ended.code === null ? `ended by ${ended.signal}` : `exit code ${ended.code}`;
    const words = lastLine(told?.lastWord ?? '') || lastLine(ended.stderr.toString('utf8'));
    return unusable(`${run.name} made no change (${how})${words === '' ? '' : `: ${words}`}`);
  }
  const summary = lastLine(told?.lastWord ?? '') || `${run.name} edited the files in place.`;
  return {
    kind: 'reply',
    reply: { kind: 'patch', summary, proposal: { form: 'text', text: diff.text }, suggestions: [] },
    spend,
  };
};

/** The difference, or why the copy cannot be compared any more (the agent removed it, or filled it up). */
const diffOf = async (scratch: Scratch): Promise<{ readonly text: string; readonly refused?: string }> => {
  try {
    return { text: await scratch.diff() };
  } catch (error) {
    if (error instanceof OrchError && error.exit === 'refused') return { text: '', refused: error.message };
    throw error;
  }
};

const lastLine = (text: string): string => plain(text.trim().split('\n').at(-1) ?? '', 300);
