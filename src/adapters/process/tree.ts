/** The processes of one running stage, and how they are ended. */
import { signalGroup, signalProcess } from './signals.ts';
import { ATTEMPT_ID, carries, gone } from './survivors.ts';
import { ancestors, descendants, type Proc, processTable } from './table.ts';

export interface Tree {
  /** TERM to everything in the tree, then up to `graceMs` for it to end, then KILL to what is left. */
  end(graceMs: number): Promise<void>;
  /** After the stage's own end: the same for what it left running. */
  sweep(graceMs: number): Promise<void>;
}

const INFO_WAIT_MS = 1_000;
/** So long bubblewrap may take to pass on how its command ended; it takes milliseconds, more on a busy machine. */
const PASS_ON_MS = 2_000;

/** The group of `leader`, its descendants, and whoever carries the attempt's mark, wherever it went. */
const members = async (leader: number, attempt: string): Promise<readonly Proc[]> => {
  const table = await processTable(true);
  const ours = ancestors(table, process.pid);
  const below = new Set(descendants(table, leader).map((proc) => proc.pid));
  return table.filter(
    (proc) =>
      !ours.has(proc.pid) &&
      (below.has(proc.pid) || proc.pgid === leader || carries(proc, ATTEMPT_ID, attempt)),
  );
};

/** A stage in a process group of its own, where there is no namespace to hold it. */
export const groupTree = (leader: number, attempt: string): Tree => {
  const endAll = async (graceMs: number): Promise<void> => {
    const first = await members(leader, attempt);
    if (first.length === 0) return;
    signalGroup(leader, 'SIGTERM');
    for (const proc of first) if (proc.pgid !== leader) signalProcess(proc.pid, 'SIGTERM');
    const left = await gone(first, graceMs);
    // Also what was started during the grace, and what lost its parent meanwhile.
    for (const proc of [...left, ...(await members(leader, attempt))]) signalProcess(proc.pid, 'SIGKILL');
  };
  return { end: endAll, sweep: endAll };
};

/**
 * A stage in a PID namespace. TERM goes to the members inside: were it to reach bubblewrap itself, the kernel would
 * kill them all at once, in the middle of their cleanup. KILL to init ends whatever is inside.
 */
export const namespaceTree = (outer: number, init: Promise<number | undefined>): Tree => ({
  end: async (graceMs) => {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, INFO_WAIT_MS, undefined));
    const root = await Promise.race([init, late]);
    if (root !== undefined) {
      const before = await processTable();
      const inside = descendants(before, root).filter((proc) => proc.pid !== root);
      for (const proc of inside) signalProcess(proc.pid, 'SIGTERM');
      const left = await gone(inside, graceMs);
      // Killed now, bubblewrap would lose the exit code of a command that has just ended.
      if (inside.length > 0 && left.length === 0)
        await gone(
          before.filter(({ pid }) => pid === outer),
          PASS_ON_MS,
        );
      const init = (await processTable()).find((proc) => proc.pid === root && proc.ppid === outer);
      if (init !== undefined) signalProcess(init.pid, 'SIGKILL');
    }
    signalGroup(outer, 'SIGKILL');
  },
  // The namespace ended with its command, and everything in it.
  sweep: async () => undefined,
});
