import { EXIT, OrchError } from '../core/exit.ts';
import { guard } from './render/guard.ts';

/** What the machine refuses, wherever orch meets it: rights, space, limits; and a temp folder that is not there. */
const REFUSED = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
]);

const ofMachine = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  'syscall' in error &&
  'code' in error &&
  (REFUSED.has(String(error.code)) || error.syscall === 'mkdtemp');

/** Prints what ended the command, why and what to do next on stderr; returns the exit code (the table in core/exit). */
export const tellTrouble = (error: unknown): number => {
  const say = (text: string) => void process.stderr.write(guard(text, false));
  if (error instanceof OrchError) {
    say(`orch: ${error.message}\n  next: ${error.next}\n`);
    return EXIT[error.exit];
  }
  if (ofMachine(error)) {
    say(
      `orch: ${error.message}\n  next: put right what it names (rights, df for space, TMPDIR for temp folders), then run the same command again\n`,
    );
    return EXIT.state;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(
    `orch: this is a bug in orch, not in your homelab: ${detail}\n` +
      `  next: run the same command again; if it repeats, report it with the lines above (Node ${process.version}, ${process.platform})\n`,
  );
  return EXIT.internal;
};
