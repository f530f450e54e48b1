/** Signals to process groups. */

/** Sends a signal to every process of a group; false when there is none left. */
export const signalGroup = (pgid: number, signal: NodeJS.Signals): boolean => {
  try {
    process.kill(-pgid, signal);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // EPERM on macOS also means: only zombies are left in the group.
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
};
