import type { Result } from '../result.ts';
import type { GatePolicy, Violation } from '../types.ts';
export function judgeContent(_r: readonly Result[], _p: GatePolicy): readonly Violation[] {
  return [];
}
