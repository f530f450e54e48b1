import { StageFailure } from '../failure.ts';
import { type Proxmox, ProxmoxRefusal } from './client.ts';

interface TaskStatus {
  readonly status: 'running' | 'stopped';
  readonly exitstatus?: string;
}

export interface TaskClock {
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
  readonly poll: number;
}

/** Right after its start a task may not be known yet (the API answers 400). */
const KNOWN_AFTER_MS = 5_000;
const LOG_LINES = 20;

const base = (upid: string): string => {
  // UPID:node:pid:pstart:start:type:id:user: - the node in the path is the one of the UPID.
  const node = upid.split(':')[1];
  if (!upid.startsWith('UPID:') || !node)
    throw new StageFailure('Proxmox answered without a task id', `got: ${upid}`);
  return `/nodes/${encodeURIComponent(node)}/tasks/${encodeURIComponent(upid)}`;
};

const logTail = async (proxmox: Proxmox, path: string): Promise<string> => {
  const lines = await proxmox.get<{ t: string }[]>(`${path}/log`, { start: 0, limit: 500 });
  return lines
    .slice(-LOG_LINES)
    .map((line) => line.t)
    .join('\n');
};

/**
 * Waits until a Proxmox task has ended.
 * @param proxmox client; @param upid the task's id as the API returned it; @param timeoutMs how long; @param clock.
 * @throws StageFailure with the tail of the task's own log when it failed or did not end in time.
 * Success is `OK` or `WARNINGS: n` (PVE::Tools).
 */
export const waitForTask = async (
  proxmox: Proxmox,
  upid: string,
  timeoutMs: number,
  clock: TaskClock,
): Promise<void> => {
  const path = base(upid);
  const kind = upid.split(':')[5] ?? 'task';
  const start = clock.now();
  for (;;) {
    const status = await statusOf(proxmox, path, clock.now() - start);
    if (status?.status === 'stopped') {
      const end = status.exitstatus ?? 'no exit status';
      if (end === 'OK' || end.startsWith('WARNINGS: ')) return;
      throw new StageFailure(`Proxmox task ${kind} failed: ${end}`, await logTail(proxmox, path));
    }
    if (clock.now() - start >= timeoutMs)
      throw new StageFailure(
        `Proxmox task ${kind} did not end in ${timeoutMs / 1000} s`,
        await logTail(proxmox, path),
      );
    await clock.sleep(clock.poll);
  }
};

const statusOf = async (proxmox: Proxmox, path: string, elapsed: number): Promise<TaskStatus | undefined> => {
  try {
    return await proxmox.get<TaskStatus>(`${path}/status`);
  } catch (error) {
    if (error instanceof ProxmoxRefusal && error.status === 400 && elapsed < KNOWN_AFTER_MS) return undefined;
    throw error;
  }
};
