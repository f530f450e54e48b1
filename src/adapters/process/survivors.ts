/** Finding processes by the environment that every child of orch carries, and ending them. */
import { signalProcess } from './signals.ts';
import { ancestors, type Proc, processTable } from './table.ts';

/** Which run a child belongs to, of which workspace, and which attempt of it. */
export const RUN_ID = 'ORCH_RUN_ID';
export const WORKSPACE = 'ORCH_WORKSPACE';
export const ATTEMPT_ID = 'ORCH_ATTEMPT_ID';

const POLL_MS = 40;

/** True when the environment of `proc` holds `NAME=value`: words end at a NUL (/proc) or at a blank (ps). */
export const carries = (proc: Proc, name: string, value: string): boolean => {
  if (proc.environment === undefined) return false;
  const end = proc.environment.includes('\0') ? '\0' : ' ';
  return `${end}${proc.environment}${end}`.includes(`${end}${name}=${value}${end}`);
};

/** The first value of a variable that holds no blanks; undefined when it is not there or may not be read. */
const wordOf = (proc: Proc, name: string): string | undefined => {
  const end = proc.environment?.includes('\0') === true ? '\0' : ' ';
  return proc.environment
    ?.split(end)
    .find((word) => word.startsWith(`${name}=`))
    ?.slice(name.length + 1);
};

/** Those of a table (with environments) that a run other than `liveRunId` left behind in this workspace. */
export const leftBehind = (
  table: readonly Proc[],
  workspace: string,
  liveRunId: string,
  us: { readonly pid: number; readonly uid: number },
): readonly Proc[] => {
  const ours = ancestors(table, us.pid);
  return table.filter((proc) => {
    if (ours.has(proc.pid) || proc.uid !== us.uid) return false;
    const run = wordOf(proc, RUN_ID);
    return run !== undefined && run !== '' && run !== liveRunId && carries(proc, WORKSPACE, workspace);
  });
};

/** Those of `procs` that still run: a pid that was given to another process since does not count. */
const stillAlive = async (procs: readonly Proc[]): Promise<readonly Proc[]> => {
  if (!procs.some((proc) => signalProcess(proc.pid, 0))) return [];
  const now = new Map((await processTable()).map((proc) => [proc.pid, proc.started]));
  return procs.filter((proc) => now.get(proc.pid) === proc.started);
};

/** Waits until none of `procs` runs any more, or until `ms` have passed; returns those that still run. */
export const gone = async (procs: readonly Proc[], ms: number): Promise<readonly Proc[]> => {
  const end = performance.now() + ms;
  let left = await stillAlive(procs);
  while (left.length > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    left = await stillAlive(left);
  }
  return left;
};

/**
 * Ends what dead runs of this workspace left behind: TERM, KILL after `graceMs`. Returns how many there were.
 * Only to be called under the workspace's lock: then every run but `liveRunId` is dead.
 */
export const endLeftBehind = async (
  workspace: string,
  liveRunId: string,
  graceMs: number,
): Promise<number> => {
  const uid = process.getuid?.();
  if (uid === undefined) return 0;
  const found = leftBehind(await processTable(true), workspace, liveRunId, { pid: process.pid, uid });
  for (const proc of found) signalProcess(proc.pid, 'SIGTERM');
  for (const proc of await gone(found, graceMs)) signalProcess(proc.pid, 'SIGKILL');
  return found.length;
};
