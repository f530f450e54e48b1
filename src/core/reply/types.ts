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

/** How the model's text ended, in the words of neither API. */
export type Finish = 'complete' | 'length' | 'refusal' | 'filtered';

/** What is wrong with an answer. `format`: no answer of ours in it; `shape`: JSON, but not of the schema. */
export type Wrong = 'cut-off' | 'declined' | 'too-large' | 'encoding' | 'empty' | 'format' | 'shape';

/** A reply, or why there is none, in a sentence that the next prompt and the human can use. */
export type ParsedReply =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly wrong: Wrong; readonly reason: string };
