import { EXIT, OrchError } from '../core/exit.ts';
import { program } from './program.ts';

/** The one place that prints an error and exits (DESIGN 8). */
const main = async (): Promise<number> => {
  try {
    return await program(process.argv.slice(2));
  } catch (error) {
    if (error instanceof OrchError) {
      process.stderr.write(`orch: ${error.message}\n  next: ${error.next}\n`);
      return EXIT[error.exit];
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `orch: this is a bug in orch, not in your homelab: ${detail}\n` +
        `  next: run the same command again; if it repeats, report it with the lines above (Node ${process.version}, ${process.platform})\n`,
    );
    return EXIT.internal;
  }
};

// A reader that went away (`orch status | head -1`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.green);
});

process.exitCode = await main();
