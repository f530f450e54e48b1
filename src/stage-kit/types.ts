import type { ClusterConfig } from './cluster-config.ts';
import type { Proxmox } from './proxmox/client.ts';
import type { RunTool } from './tool.ts';

/**
 * What a check found. `effect` says in plain words what apply would do ("reboots talos-w-1"). `notices` are for the
 * human: seen, and never changed by orch (a version to upgrade, a setting that waits for a power cycle).
 */
export type Finding =
  | { readonly state: 'ok'; readonly detail: string; readonly notices?: readonly string[] }
  | {
      readonly state: 'drift';
      readonly detail: string;
      readonly effect: string;
      readonly diff?: string;
      readonly notices?: readonly string[];
    };

/** One look at something that takes its time. */
export type Seen =
  | { readonly state: 'ready'; readonly detail: string }
  | { readonly state: 'waiting'; readonly for: string }
  /** Looks wrong; gives up early when it stays the same for `timing.settle`. `text` is the controller's own words. */
  | { readonly state: 'failing'; readonly for: string; readonly text: string };

/** What a step waits for after its apply, and for how long (milliseconds). */
export interface Wait {
  readonly deadlineMs: number;
  readonly observe: () => Promise<Seen>;
  /** Gathered once when the wait fails: events, logs; printed before the failure. */
  readonly evidence?: () => Promise<string>;
}

/**
 * check is read-only, and made at the same time as those of the other steps; what it finds counts only when every step
 * before it was found ok. apply is idempotent; verify waits. Without a wait the check is run again after apply.
 */
export interface Step {
  readonly name: string;
  /** Whether the step is taken at all; always without it. */
  readonly wanted?: (ctx: StageContext) => boolean;
  /** Steps behind this one are not even looked at before it is found ok (a wrong token is one failure, not ten). */
  readonly gate?: true;
  readonly check: (ctx: StageContext) => Promise<Finding>;
  readonly apply?: (ctx: StageContext, finding: Finding) => Promise<void>;
  readonly verify?: (ctx: StageContext) => Wait | undefined;
}

export interface Stage {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Names that `--only STAGE/PART` takes; a stage without them is only run whole. */
  readonly parts?: (ctx: StageContext) => readonly string[];
}

/** All that a step may touch: the config, the tools, Proxmox, two folders, a clock and a voice. */
export interface StageContext {
  readonly cluster: ClusterConfig;
  /** `config/clusters/homelab.yaml:14 (proxmox.bridge)`: where a value of the config stands. */
  readonly where: (...path: PropertyKey[]) => string;
  /** This run of the stage has changed something: what other stages make of it may not stand yet. */
  readonly changed?: boolean;
  /** The one part of the stage that is wanted (`--only apps/whoami`); undefined: all of them. */
  readonly part: string | undefined;
  /** Absolute path of the checkout the stage runs in. */
  readonly root: string;
  /** Absolute; PKI, kubeconfig, talosconfig, rendered node configs. Mode 0700. */
  readonly secretsDir: string;
  /** Absolute; what the stage wants to remember between runs. */
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tool: RunTool;
  /** The Proxmox client, made on first use: it throws when the token is missing. */
  readonly proxmox: () => Proxmox;
  /** A line for the human. */
  readonly say: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}
