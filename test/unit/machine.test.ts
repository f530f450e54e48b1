import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/machine/decide.ts';
import { IllegalTransition } from '../../src/core/machine/illegal.ts';
import { initialState } from '../../src/core/machine/state.ts';
import { refusals } from '../rig/machine-refusals.ts';
import { allRows } from '../rig/machine-rows.ts';

describe('the machine, row by row of docs/machine.md', () => {
  for (const row of allRows) it(`${row.id}: ${row.says}`, row.proves);

  it('has no id twice', () => {
    const ids = allRows.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe('what cannot follow is refused', () => {
  for (const { what, does } of refusals) it(what, () => expect(does).toThrow(IllegalTransition));

  it('nothing is decided before the first run', () =>
    expect(decide(initialState)).toEqual({ do: 'nothing' }));
});
