import type { ReadStream } from 'node:tty';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** One key at a time from a terminal. */
export interface Keys extends Disposable {
  /** The next key; `q` for Ctrl-C, Ctrl-D and the end of input. */
  next(): Promise<string>;
}

/**
 * Switches the terminal to single keys. Disposing of it puts the terminal back, whatever happened meanwhile.
 * @param input a terminal.
 */
export const readKeys = (input: ReadStream): Keys => {
  input.setRawMode(true);
  input.setEncoding('utf8');
  let pending = '';
  let wanted: ((key: string) => void) | undefined;
  let ended = false;
  const give = (): void => {
    if (wanted === undefined || (pending === '' && !ended)) return;
    const key = pending.slice(0, 1);
    pending = pending.slice(1);
    const taker = wanted;
    wanted = undefined;
    taker([CTRL_C, CTRL_D, ''].includes(key) ? 'q' : key);
  };
  const take = (text: string): void => {
    pending += text;
    give();
  };
  const end = (): void => {
    ended = true;
    give();
  };
  input.on('data', take);
  input.on('end', end);
  return {
    next: () =>
      new Promise((resolve) => {
        wanted = resolve;
        give();
      }),
    [Symbol.dispose]: () => {
      input.off('data', take);
      input.off('end', end);
      input.setRawMode(false);
      input.pause();
    },
  };
};
