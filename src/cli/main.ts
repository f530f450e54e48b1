import { program } from './program.ts';
import { readerGone } from './reader-gone.ts';
import { tellTrouble } from './trouble.ts';

/** The one place that ends the process with a code (DESIGN 8), but for what quick.ts answers. */
const main = async (): Promise<number> => {
  // Before anything is printed: help, too, may be piped into `head`.
  readerGone();
  try {
    return await program(process.argv.slice(2));
  } catch (error) {
    return tellTrouble(error);
  }
};

process.exitCode = await main();
