/** Shows a long text in the human's pager, which has the terminal until it ends. */
import { spawn } from 'node:child_process';
import { hasCode } from '../store/files.ts';

/** The pager as words: $PAGER split at blanks (no shell reads it), else less. */
const argvOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  const words = (env.PAGER ?? '').split(/\s+/).filter((word) => word !== '');
  return words.length > 0 ? words : ['less'];
};

/** `absent`: there is no such program and nothing was shown. A sentence: the pager failed, whatever it showed. */
export type Paged = 'shown' | 'absent' | { readonly failed: string };

/**
 * Resolves when the pager has ended.
 * @param options for less when the human has set none (LESS): `FRX` leaves a short text on the screen.
 */
export const page = (
  text: string,
  env: Readonly<Record<string, string>>,
  options: 'FRX' | 'R',
): Promise<Paged> =>
  new Promise((resolve, reject) => {
    const argv = argvOf(env);
    const [file = '', ...args] = argv;
    const child = spawn(file, args, {
      env: { LESS: options, ...env },
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    // Ctrl-C is the pager's: were we to end by it, the pager would be left alone with the terminal.
    const stay = () => {};
    process.on('SIGINT', stay);
    child.on('error', (error) => {
      process.off('SIGINT', stay);
      if (hasCode(error, 'ENOENT', 'EACCES')) resolve('absent');
      else reject(error);
    });
    child.on('close', (code) => {
      process.off('SIGINT', stay);
      const failed = `The pager (${argv.join(' ')}) ended with exit code ${code}.`;
      resolve(code === 0 || code === null ? 'shown' : { failed });
    });
    // Whoever leaves the pager before the end closes the pipe.
    child.stdin.on('error', (error) => (hasCode(error, 'EPIPE', 'ENOENT') ? undefined : reject(error)));
    child.stdin.end(text);
  });
