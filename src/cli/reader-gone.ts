let signal: AbortSignal | undefined;

/**
 * Aborts when the reader of stdout goes away (`orch status | head -1`). That is no error: the command goes on to its
 * exit code; what watches or follows ends. Every call gives the same signal.
 */
export const readerGone = (): AbortSignal => {
  if (signal) return signal;
  const controller = new AbortController();
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      if (stream === process.stdout) controller.abort();
    });
  signal = controller.signal;
  return signal;
};
