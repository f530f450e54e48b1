/** An event that cannot follow this state, or a state in which nothing may be decided: always a bug of ours. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';

  /** @param what the event or the question; @param why the state it met, in words. */
  constructor(what: string, why: string) {
    super(`${what} is not possible: ${why}`);
  }
}

/** Ends a switch over a union: compiles only when every case is there. */
export const never = (value: never): never => {
  throw new IllegalTransition(`\`${JSON.stringify(value)}\``, 'the machine does not know it');
};
