import { EXIT, OrchError } from '../core/exit.ts';
import { guard } from './render/guard.ts';

/** Prints what ended the command, why and what to do next on stderr; returns the exit code (the table in core/exit). */
export const tellTrouble = (error: unknown): number => {
  const say = (text: string) => void process.stderr.write(guard(text, false));
  if (error instanceof OrchError) {
    say(`orch: ${error.message}\n  next: ${error.next}\n`);
    return EXIT[error.exit];
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(
    `orch: this is a bug in orch, not in your homelab: ${detail}\n` +
      `  next: run the same command again; if it repeats, report it with the lines above (Node ${process.version}, ${process.platform})\n`,
  );
  return EXIT.internal;
};
