/** The live processes of this machine: /proc on Linux, `ps` elsewhere. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { OrchError } from '../../core/exit.ts';
import { capture } from './capture.ts';

export interface Proc {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly uid: number;
  /** Tells a process from a later one with the same pid. */
  readonly started: string;
  /** Present when it was asked for and may be read: `NAME=value` words, or (ps) one text that holds them. */
  readonly environment?: string;
}

/** Errors of /proc that only say that the process has gone meanwhile or is not ours. */
const GONE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

const whileAlive = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

/**
 * The fields we need of /proc/PID/stat (proc(5)); undefined for a process that has ended (zombie).
 * The command in parentheses may itself hold blanks and parentheses, so fields count from the last one.
 */
export const parseStat = (text: string, uid: number): Proc | undefined => {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, ppid, pgid] = fields;
  const started = fields[19];
  if (!Number.isInteger(pid) || started === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, ppid: Number(ppid), pgid: Number(pgid), uid, started };
};

const fromProc = (withEnvironment: boolean): readonly Proc[] => {
  const found: Proc[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const proc = whileAlive(() =>
      parseStat(readFileSync(`/proc/${name}/stat`, 'latin1'), statSync(`/proc/${name}`).uid),
    );
    if (proc === undefined) continue;
    const environment = withEnvironment
      ? whileAlive(() => readFileSync(`/proc/${name}/environ`, 'utf8'))
      : undefined;
    found.push(environment === undefined ? proc : { ...proc, environment });
  }
  return found;
};

const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(\S+)(?:\s+(.*))?$/;

/** One line of `ps -o pid=,ppid=,pgid=,uid=,lstart=,stat=,command=`; undefined for zombies and other lines. */
export const parsePsLine = (line: string, withEnvironment: boolean): Proc | undefined => {
  const [, pid, ppid, pgid, uid, started, state, command] = PS_LINE.exec(line) ?? [];
  if (started === undefined || state === undefined || state.startsWith('Z')) return undefined;
  return {
    pid: Number(pid),
    ppid: Number(ppid),
    pgid: Number(pgid),
    uid: Number(uid),
    started,
    ...(withEnvironment && command !== undefined ? { environment: command } : {}),
  };
};

/** The same from `ps` (POSIX columns; `-E` prints the environment after the command on macOS and the BSDs). */
export const fromPs = async (withEnvironment: boolean): Promise<readonly Proc[]> => {
  const columns = 'pid=,ppid=,pgid=,uid=,lstart=,stat=,command=';
  const argv = process.platform === 'linux' ? ['ps', 'axeww', '-o', columns] : ['ps', '-AEww', '-o', columns];
  const listed = await capture(argv, {
    cwd: '/',
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
    timeoutMs: 10_000,
    maxBytes: 64 * 1024 * 1024,
  });
  if (listed.outcome !== 'exited' || listed.code !== 0)
    throw new OrchError(
      'unavailable',
      `ps could not list the processes (${listed.reason ?? listed.stderr.toString('utf8').trim()})`,
      'orch needs ps (procps) where there is no /proc; install it.',
    );
  return listed.stdout
    .toString('utf8')
    .split('\n')
    .map((line) => parsePsLine(line, withEnvironment))
    .filter((proc) => proc !== undefined);
};

/**
 * All live processes; with their environments where the system lets us read them (our own user's).
 * @throws OrchError `unavailable` when there is neither /proc nor ps.
 */
export const processTable = async (withEnvironment = false): Promise<readonly Proc[]> =>
  process.platform === 'linux' ? fromProc(withEnvironment) : fromPs(withEnvironment);

/** `root` and everything that descends from it, parents before children. */
export const descendants = (table: readonly Proc[], root: number): readonly Proc[] => {
  const found = table.filter((proc) => proc.pid === root);
  const seen = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const proc of table)
      if (seen.has(proc.ppid) && !seen.has(proc.pid)) {
        seen.add(proc.pid);
        found.push(proc);
        grown = true;
      }
  }
  return found;
};

/** `pid` and its parents up to init: never to be ended by us. */
export const ancestors = (table: readonly Proc[], pid: number): ReadonlySet<number> => {
  const parent = new Map(table.map((proc) => [proc.pid, proc.ppid]));
  const found = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && !found.has(at); at = parent.get(at))
    found.add(at);
  return found;
};
