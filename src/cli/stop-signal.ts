import { EXIT } from '../core/exit.ts';

/** Turns INT, TERM and HUP into an abort, so that what is under way ends cleanly. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, as a shell gives it (128 and its number); undefined when none came. */
  exit(): number | undefined;
  dispose(): void;
}

const CODES: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: EXIT.hangup,
  SIGINT: EXIT.interrupt,
  SIGTERM: EXIT.terminated,
};
const SIGNALS = Object.keys(CODES) as readonly NodeJS.Signals[];

/** Listens from now on; `say` is told once; `passOver` names signals that are meant for somebody else just now. A second signal changes nothing: children still get their grace. */
export const stopSignal = (
  say: (text: string) => void,
  passOver: (name: NodeJS.Signals) => boolean = () => false,
): StopSignal => {
  const controller = new AbortController();
  let first: NodeJS.Signals | undefined;
  const on = (name: NodeJS.Signals) => {
    if (first !== undefined || passOver(name)) return;
    first = name;
    say(`${name}: stopping; the running stage is ended and the state is saved`);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, on);
  return {
    signal: controller.signal,
    exit: () => (first === undefined ? undefined : CODES[first]),
    dispose: () => {
      for (const name of SIGNALS) process.off(name, on);
    },
  };
};
