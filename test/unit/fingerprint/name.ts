import { type FingerprintInput, fingerprint } from '../../../src/core/fingerprint/fingerprint.ts';

/** The hash of a log's text, with everything else equal. */
export const nameOf = (text: string, more: Partial<FingerprintInput> = {}): string =>
  fingerprint({ text, stage: 'talos', exitCode: 1, outcome: 'exited', ...more }).hash;
