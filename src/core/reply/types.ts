import type { Proposal } from '../patch/types.ts';

/** A model's parsed answer. */
export type Reply =
  | {
      readonly kind: 'patch';
      readonly summary: string;
      readonly proposal: Proposal;
      readonly suggestions: readonly string[];
    }
  | {
      readonly kind: 'diagnostics';
      readonly summary: string;
      readonly commands: readonly (readonly string[])[];
      readonly suggestions: readonly string[];
    }
  | {
      readonly kind: 'not_fixable';
      readonly summary: string;
      /** Where the cause lies: network, hardware, upstream, credentials, … */
      readonly layer: string;
      readonly suggestions: readonly string[];
    };
