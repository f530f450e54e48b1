import type { UserClassRule } from '../core/classify/classify.ts';
import type { Event } from '../core/machine/events.ts';
import type { PlannedStage, RunOptions, State } from '../core/machine/state.ts';
import type { Actor, Limits } from '../core/types.ts';
import type { ContextMap } from '../core/workspace.ts';
import type {
  Cases,
  Clock,
  Diagnostics,
  Escalation,
  EscalationAnswer,
  Executor,
  Fixes,
  Redact,
  Repo,
  Reporter,
  StageRunner,
  Store,
} from '../ports.ts';

/** Everything the loop does to the world. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly store: Store;
  readonly runner: StageRunner;
  readonly repo: Repo;
  readonly executor: Executor;
  readonly escalation: Escalation;
  readonly diagnostics: Diagnostics;
  readonly cases: Cases;
  readonly fixes: Fixes;
  readonly reporter: Reporter;
  readonly redact: Redact;
  /** Reads an answer that the escalation adapter kept as `reply-N.json` before a kill. */
  readonly savedReply: (text: string) => Promise<EscalationAnswer>;
}

/** One run, as the command line and the map ask for it. */
export interface RunInput {
  readonly id: string;
  readonly map: ContextMap;
  readonly plan: readonly PlannedStage[];
  readonly limits: Limits;
  readonly options: RunOptions;
  readonly actor: Actor;
  readonly night: string;
  /** Base's commit. */
  readonly base: string;
  /** The whole environment of a stage, before orch's own ORCH_ variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts orch itself, for built-in stages: node and bin/orch.js. */
  readonly orchArgv: readonly string[];
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Absolute folders outside the worktree for what stages generate and keep; made 0700 by the caller. */
  readonly secretsDir: string;
  readonly stateDir: string;
  /** The user's own naming rules from the map. */
  readonly naming?: {
    readonly mask?: readonly string[];
    readonly keep?: readonly string[];
    readonly classes?: readonly UserClassRule[];
  };
  readonly signal?: AbortSignal;
}

/** What the files of the engine hand around. */
export interface Engine {
  readonly ports: EnginePorts;
  readonly input: RunInput;
  /** Where stages run: the repair worktree, or the human's checkout with --here. */
  readonly cwd: string;
  /** On the monotonic clock, milliseconds. */
  readonly deadline: number;
  /** The end of the newest log of each error of this run, by record key; the ladder always follows an attempt. */
  readonly tails: Map<string, string>;
  /** Records, folds, saves, and tells the reporter. */
  readonly record: (event: Event) => Promise<State>;
}
