/** Signals to processes and groups, where "already gone" is an answer and not an error. */

const send = (target: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // EPERM: somebody else's by now, or (macOS) only zombies are left in the group.
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
};

/** Sends a signal to every process of a group (0 only asks); false when there is none left. */
export const signalGroup = (pgid: number, signal: NodeJS.Signals | 0): boolean => send(-pgid, signal);

/** Sends a signal to one process (0 only asks); false when it has gone. */
export const signalProcess = (pid: number, signal: NodeJS.Signals | 0): boolean => send(pid, signal);
