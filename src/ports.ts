/** Interfaces between the engine and the world. Every adapter implements one of these and nothing else. */
import type { CommandVerdict } from './core/command/types.ts';
import type { Recorded } from './core/machine/events.ts';
import type { Proof, State } from './core/machine/state.ts';
import type { GatePolicy, Proposal, Verdict } from './core/patch/types.ts';
import type { Reply } from './core/reply/types.ts';
import type { Actor, Spend, StepReport } from './core/types.ts';

export interface Clock {
  /** Wall time, ISO-8601 UTC. */
  now(): string;
  /** Milliseconds that only grow. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 (included) to 1 (excluded), for jitter. */
  random(): number;
}

export interface StageRun {
  readonly runId: string;
  readonly stage: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** From TERM to KILL. */
  readonly graceMs: number;
  readonly logPath: string;
  readonly onStep?: (step: StepReport) => void;
  readonly signal?: AbortSignal;
}

export interface StageExit {
  readonly outcome: 'exited' | 'signalled' | 'timed_out' | 'not_found' | 'interrupted';
  readonly code: number | null;
  readonly signal: string | null;
  readonly ms: number;
  readonly steps: readonly StepReport[];
  /** The last part of the log, at most 256 KiB, lossily decoded. */
  readonly tail: string;
  readonly logBytes: number;
  /** Lines on fd 3 that were no step report, and reports beyond the newest 10,000; absent: none. */
  readonly droppedSteps?: number;
}

/** Runs one stage command: own process group, closed stdin, output to its log file only. */
export interface StageRunner {
  run(run: StageRun): Promise<StageExit>;
  /** Ends processes that carry a dead run's ORCH_RUN_ID; returns how many. */
  endSurvivors(liveRunId: string): Promise<number>;
}

/** The saved state and its log. `record` appends the event, folds it, and saves, before it returns. */
export interface Store {
  load(): Promise<State>;
  /** Returns the event as it stands in the log; `state` has it folded in. */
  record(event: Recorded['event'], actor: Actor, run?: string): Promise<Recorded>;
  readonly state: State;
}

export interface FileChange {
  readonly path: string;
  readonly op: 'modify' | 'add' | 'delete';
  readonly bytes?: Uint8Array;
  /** For `add`: the mode in git; absent means 100644. `modify` keeps the mode that the file has. */
  readonly mode?: '100644' | '100755';
}

export interface Prepared {
  /** Absolute path of the repair worktree. */
  readonly dir: string;
  readonly base: string;
  readonly tip: string;
  /** The old side branch tip that was parked because it conflicts with base. */
  readonly parked?: {
    readonly ref: string;
    readonly tip: string;
    /** Paths; empty unless `why` is `conflict`. */
    readonly conflicts: readonly string[];
    /** `merged`: base holds the branch's content under other commits. `unrelated`: no commit in common. */
    readonly why?: 'conflict' | 'unrelated' | 'merged';
  };
  readonly warnings: readonly string[];
}

export interface CommitMeta {
  readonly subject: string;
  readonly body: string;
  /** Final trailers: Orch-Stage, Orch-Fingerprint, Orch-Source, Orch-Case, Orch-Outcome. */
  readonly trailers: readonly (readonly [string, string])[];
}

export interface CandidateCommit {
  readonly commit: string;
  readonly tree: string;
  readonly paths: readonly string[];
  readonly diff: string;
  /** What was set aside or parked in the worktree on the way, for the human. */
  readonly warnings?: readonly string[];
}

/** The workspace's git repo: reading base, the repair worktree, the side branch. Never the human's checkout. */
export interface Repo {
  readonly root: string;
  /** A file as base's commit has it; undefined when it does not exist there. */
  readBase(path: string): Promise<string | undefined>;
  baseCommit(): Promise<string>;
  /** Base's name as a human writes it, and whether the side branch was there when the worktree was prepared. */
  standing(): { readonly baseName: string; readonly hasSide: boolean };
  /** Tracked files with uncommitted changes, repo-relative. */
  uncommitted(): Promise<readonly string[]>;
  /** Makes the worktree stand at side branch + base, dropping any candidate a dead run left. */
  prepare(): Promise<Prepared>;
  /** Tracked files of the worktree's HEAD. */
  list(): Promise<readonly { readonly path: string; readonly mode: string }[]>;
  /** A tracked file of the worktree's HEAD as bytes. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Judges a proposal against the worktree's HEAD; touches nothing. */
  judge(proposal: Proposal, policy: GatePolicy): Promise<Verdict>;
  /** The diff that these changes would make on the worktree's HEAD, as git prints it; touches nothing. */
  diffOf(changes: readonly FileChange[]): Promise<string>;
  /** Commits accepted changes on refs/orch/candidate and moves the worktree there. */
  commit(changes: readonly FileChange[], meta: CommitMeta): Promise<CandidateCommit>;
  /** Drops these candidates from the worktree. */
  takeBack(commits: readonly string[]): Promise<void>;
  /** Does some work while the worktree stands without this candidate, then puts it there again. */
  without<T>(commit: string, work: () => Promise<T>): Promise<T>;
  /** Advances the side branch by compare-and-swap to the worktree's HEAD, with outcome and proof in each trailer. */
  keep(
    commits: readonly string[],
    outcome: 'verified' | 'progress',
    proof?: Proof,
  ): Promise<
    | { readonly kept: true; readonly commits: readonly string[] }
    | { readonly kept: false; readonly reason: string }
  >;
  /** A copy of the worktree's tracked files for an agent that edits in place; `diff` is what it changed. */
  scratch(): Promise<Scratch>;
}

export interface Scratch {
  readonly dir: string;
  diff(): Promise<string>;
  remove(): Promise<void>;
}

/** What an executor is given. */
export interface RepairRequest {
  readonly stage: string;
  /** The context bundle as markdown, redacted. */
  readonly context: string;
  readonly allowedFiles: readonly string[];
  readonly scratch: () => Promise<Scratch>;
  readonly signal?: AbortSignal;
  /** Keeps what was sent and received; `name` is a file name under the case folder. */
  readonly keep: (name: string, text: string) => Promise<void>;
}

export type RepairAnswer =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly spend: Spend }
  | { readonly kind: 'unusable'; readonly reason: string; readonly spend: Spend }
  /** Not configured, not installed, not reachable: costs nothing, escalation takes over. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface Executor {
  readonly kind: string;
  repair(request: RepairRequest): Promise<RepairAnswer>;
}

export interface EscalationRequest {
  readonly caseFile: string;
  readonly call: number;
  readonly allowDiagnostics: boolean;
  readonly signal?: AbortSignal;
  readonly keep: (name: string, text: string) => Promise<void>;
}

export type EscalationAnswer =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly spend: Spend }
  | { readonly kind: 'unusable'; readonly reason: string; readonly spend: Spend }
  /** Nothing was accepted by the service: not a call. */
  | { readonly kind: 'unsent'; readonly reason: string };

export interface Escalation {
  call(request: EscalationRequest): Promise<EscalationAnswer>;
}

export interface DiagnosticOutput {
  readonly argv: readonly string[];
  readonly verdict: CommandVerdict;
  readonly code: number | null;
  /** Redacted, at most 64 KiB. */
  readonly output: string;
  readonly ms: number;
}

export interface Diagnostics {
  /** Runs what the grammar allows, refuses the rest with a reason; at most 8. */
  run(
    stage: string,
    commands: readonly (readonly string[])[],
    signal?: AbortSignal,
  ): Promise<readonly DiagnosticOutput[]>;
}

/** Case folders under escalations/ and logs/diagnostics. */
export interface Cases {
  /** Makes `escalations/<stage>_<time>/` (or `logs/diagnostics/<stage>_<time>/`); returns its repo-relative path. */
  open(stage: string, at: string, kind?: 'case' | 'diagnostics'): Promise<string>;
  write(dir: string, name: string, text: string): Promise<void>;
  read(dir: string, name: string): Promise<string | undefined>;
}

/** Progress for people: stderr on a TTY or in a log. */
export interface Reporter {
  event(recorded: Recorded, state: State): void;
  step(stage: string, step: StepReport): void;
  note(text: string): void;
}

/** The only way text leaves the machine. */
export type Redact = (text: string) => { readonly text: string; readonly found: readonly string[] };

/** One writer: held for the whole run. */
export interface Lock {
  /** Throws OrchError `locked` that says who holds it since when; steals only from the provably dead. */
  acquire(purpose: string): Promise<{ release(): Promise<void> }>;
}
