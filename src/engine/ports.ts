import type { UserClassRule } from '../core/classify/classify.ts';
import type { Event } from '../core/machine/events.ts';
import type { PlannedStage, RunOptions, State } from '../core/machine/state.ts';
import type { Actor, Limits } from '../core/types.ts';
import type { ContextMap } from '../core/workspace.ts';
import type { Fixes, Rejections } from '../ports/records.ts';
import type {
  Cases,
  Clock,
  Diagnostics,
  Escalation,
  EscalationAnswer,
  Executor,
  Redact,
  Repo,
  Reporter,
  StageExit,
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
  readonly rejections: Rejections;
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
  /** Where the map is, when that is not the usual place. */
  readonly mapFile?: string;
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
  /** How many stages' checks may be made at the same time before anything is changed; absent: none. */
  readonly looksAtOnce?: number;
}

/** A stage's checks alone, as they ended; `log` is repo-relative. */
export interface Look {
  readonly log: string;
  readonly exit: StageExit;
}

/** Checks that were begun as the run began (src/engine/ahead.ts). */
export interface Ahead {
  /** Waits for the look at a stage and gives it when it found nothing to do; else no look counts any more. */
  green(stage: string): Promise<Look | undefined>;
  /** Ends the looks that are still under way, and waits until they have ended. */
  close(): Promise<void>;
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
  readonly ahead: Ahead;
  /** Records, folds, saves, and tells the reporter. */
  readonly record: (event: Event) => Promise<State>;
}
