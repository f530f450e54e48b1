/** What executors are given beside their settings. */
export interface ExecutorOptions {
  /** The environment that keys are looked up in and that agents get a part of. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of a private folder of codex's own (`.orch/codex`); not under /tmp, where codex fails. */
  readonly codexHome: string;
  /** From TERM to KILL of an agent; the adapter's default when absent. */
  readonly graceMs?: number;
}
