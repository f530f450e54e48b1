/** Single keys from the terminal. */

export interface Keys {
  /** The next key as the terminal sends it; undefined once a signal came or the terminal is gone. */
  next(): Promise<string | undefined>;
  /** Another program has the terminal: Ctrl-C is that program's. */
  lent(): boolean;
  /** Lets another program have the terminal while it works. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  dispose(): void;
}

/** Arrow keys are three characters, everything else that we know is one (ECMA-48; also as applications get them). */
const split = (text: string): readonly string[] => text.match(/\u001b[[O][A-Z]|[\s\S]/g) ?? [];

/** Takes the terminal's keys one by one, unechoed, until `dispose`; the process's end gives them back, too. */
export const openKeys = (stdin: NodeJS.ReadStream, stop: AbortSignal): Keys => {
  const waiting: string[] = [];
  let wake: () => void = () => {};
  let closed = false;
  let lent = false;
  const onData = (bytes: Buffer) => {
    waiting.push(...split(bytes.toString('utf8')));
    wake();
  };
  const close = () => {
    closed = true;
    wake();
  };
  const raw = (on: boolean) => {
    stdin.setRawMode(on);
    if (on) stdin.resume();
    else stdin.pause();
  };
  const restore = () => void stdin.setRawMode(false);
  stdin.on('data', onData);
  stdin.on('end', close);
  stop.addEventListener('abort', close);
  process.on('exit', restore);
  raw(true);
  return {
    next: async () => {
      while (waiting.length === 0 && !closed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return closed ? undefined : waiting.shift();
    },
    lent: () => lent,
    lend: async (work) => {
      raw(false);
      lent = true;
      try {
        return await work();
      } finally {
        lent = false;
        raw(true);
      }
    },
    dispose: () => {
      raw(false);
      stdin.off('data', onData);
      stdin.off('end', close);
      process.off('exit', restore);
    },
  };
};
