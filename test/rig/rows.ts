import assert from 'node:assert/strict';
import { recordOf } from '../../src/core/machine/records.ts';
import type { ErrorRecord, State } from '../../src/core/machine/state.ts';
import { refused, repairs } from './machine.ts';

/** One row of the table in docs/machine.md: an example that runs, by `id`. */
export interface Row {
  readonly id: string;
  readonly says: string;
  readonly proves: () => void;
}

export const is = (actual: unknown, expected: unknown): void => assert.deepEqual(actual, expected);

/** The named properties are so; others may be anything. */
export const like = (actual: object | undefined, expected: object): void => {
  const picked = Object.fromEntries(
    Object.keys(expected).map((key) => [key, Reflect.get(actual ?? {}, key)]),
  );
  assert.deepEqual(picked, expected);
};

/** The record of stage a's error. */
export const recordIn = (state: State, fingerprint = 'A'): ErrorRecord => {
  const found = recordOf(state, 'a', fingerprint);
  assert.ok(found, `no record of ${fingerprint}`);
  return found;
};

/** The executor's two turns are over. */
export const twice = [...repairs(refused), ...repairs(refused)];
