import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { hasCode } from './store/files.ts';

const capture = promisify(execFile);

/** Who holds the lock, as it stands in state/lock. */
export interface Holder {
  readonly pid: number;
  /** When the process started, in the words of this system; two processes with one pid differ in it. */
  readonly started: string;
  /** Names one boot of one machine. */
  readonly boot: string;
  readonly host: string;
  /** The pid namespace, where there is one: a pid means nothing in another. */
  readonly space: string;
  readonly purpose: string;
  /** ISO-8601 UTC. */
  readonly since: string;
  /** Different for every acquisition. */
  readonly id: string;
}

const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // ESRCH: the process ended between open and read.
    if (hasCode(error, 'ENOENT', 'ESRCH', 'ENOTDIR')) return undefined;
    throw error;
  }
};

/** Output of a system tool; undefined when it says no (exit code) or is not there. */
const said = async (tool: string, ...args: string[]): Promise<string | undefined> => {
  try {
    const text = (await capture(tool, args, { env: { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } }))
      .stdout;
    return text.trim() === '' ? undefined : text.trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || (error instanceof Error && 'code' in error && error.code === 1))
      return undefined;
    throw error;
  }
};

/** When a process started; undefined when there is none (a zombie is none: it holds nothing any more). */
const startOf = async (pid: number): Promise<string | undefined> => {
  if (process.platform !== 'linux') return said('ps', '-o', 'lstart=', '-p', String(pid));
  const stat = await textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command name may hold spaces and brackets: count from the last one. Field 3 is the state, 22 the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
};

/** Names this boot of this machine. */
const bootId = async (): Promise<string> =>
  (
    (await textOf('/proc/sys/kernel/random/boot_id')) ??
    (await said('sysctl', '-n', 'kern.boottime')) ??
    'unknown'
  ).trim();

const pidSpace = async (): Promise<string> =>
  process.platform === 'linux' ? readlink('/proc/self/ns/pid') : 'one';

/** This process as a holder. */
export const thisHolder = async (purpose: string, since: string, id: string): Promise<Holder> => ({
  pid: process.pid,
  started: (await startOf(process.pid)) ?? 'unknown',
  boot: await bootId(),
  host: hostname(),
  space: await pidSpace(),
  purpose,
  since,
  id,
});

const pidExists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
};

/** True only when the holder cannot be alive: on this host, another boot, no such process, or another with its pid. */
export const provablyDead = async (holder: Holder, me: Holder): Promise<boolean> => {
  if (holder.host !== me.host) return false;
  if (holder.boot !== me.boot) return holder.boot !== 'unknown' && me.boot !== 'unknown';
  if (holder.space !== me.space) return false;
  if (!pidExists(holder.pid)) return true;
  const started = await startOf(holder.pid);
  return started === undefined || started !== holder.started;
};
