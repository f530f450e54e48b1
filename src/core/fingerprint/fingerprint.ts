import type { Fingerprint } from '../types.ts';

export interface FingerprintInput {
  /** The log, or its tail. */
  readonly text: string;
  readonly stage: string;
  readonly exitCode: number | null;
  /** How the attempt ended, when it did not simply exit. */
  readonly outcome: 'exited' | 'signalled' | 'timed_out' | 'not_found';
  /** The failing step, when the stage reports steps. */
  readonly step?: string;
  /** The user's own rules from the map. */
  readonly mask?: readonly string[];
  readonly keep?: readonly string[];
}

/** Names a failure. Pure and stateless: the hash depends on nothing seen before. Never throws. */
export const fingerprint = (input: FingerprintInput): Fingerprint => {
  const lines = input.text.split('\n').filter((line) => line.trim() !== '');
  const block = lines.slice(-20);
  const key = [input.stage, input.exitCode, ...block.map((line) => line.replace(/\d+/g, '#'))].join('\n');
  let hash = 0xcbf29ce484222325n;
  for (const char of key)
    hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n);
  const hex = hash.toString(16).padStart(16, '0');
  return { hash: hex, loose: hex, summary: (block.at(-1) ?? `exit ${input.exitCode}`).slice(0, 160), block };
};
