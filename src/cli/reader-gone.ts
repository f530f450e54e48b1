import { EXIT, OrchError } from '../core/exit.ts';
import { tellTrouble } from './trouble.ts';

/** A closed pipe, and a terminal whose window was closed. */
const GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'EIO']);

/** Output that did not arrive: a full disk behind `>>`, mostly. */
export const cannotWrite = (error: NodeJS.ErrnoException): OrchError =>
  new OrchError(
    'state',
    `Output could not be written: ${error.message}.`,
    'Make room where it goes (df), then look: orch status; the page of the last run is in logs/page.txt.',
    { cause: error },
  );

let unwritten = false;
let signal: AbortSignal | undefined;

/**
 * Aborts when the reader of stdout goes away (`orch status | head -1`). That is no error: the command goes on to its
 * exit code; what watches or follows ends. A run goes on as well when its output cannot be written (a full disk), and
 * says so at its end. Every call gives the same signal.
 */
export const readerGone = (): AbortSignal => {
  if (signal) return signal;
  const controller = new AbortController();
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout) controller.abort();
      // When stderr is full too, telling comes back here as an error of its own.
      if (unwritten || GONE.has(error.code ?? '')) return;
      unwritten = true;
      // The verdict of a run that failed is worth more than this exit code.
      process.once('exit', () => {
        process.exitCode ||= EXIT.state;
      });
      tellTrouble(cannotWrite(error));
    });
  signal = controller.signal;
  return signal;
};
