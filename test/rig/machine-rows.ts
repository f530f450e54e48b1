import { attemptRows } from './machine-attempt-rows.ts';
import { ladderRows } from './machine-ladder-rows.ts';
import { proofRows } from './machine-proof-rows.ts';
import { runRows } from './machine-run-rows.ts';
import { verdictRows } from './machine-verdict-rows.ts';
import type { Row } from './rows.ts';

/** Every row of docs/machine.md. */
export const allRows: readonly Row[] = [
  ...attemptRows,
  ...ladderRows,
  ...verdictRows,
  ...proofRows,
  ...runRows,
];
