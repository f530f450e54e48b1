import type { AttemptKind } from './state.ts';

/** What `decide` wants done next. One action leads to one or two events; then it is asked again. */
export type Action =
  | {
      readonly do: 'attempt';
      readonly stage: string;
      readonly kind: AttemptKind;
      /** For `reproduce`: only this step, when the stage reports steps. */
      readonly step?: string;
    }
  | { readonly do: 'wait'; readonly stage: string; readonly ms: number; readonly reason: string }
  | {
      readonly do: 'repair';
      readonly stage: string;
      readonly fingerprint: string;
      readonly source: 'executor' | 'remembered';
    }
  | {
      readonly do: 'escalate';
      readonly stage: string;
      readonly fingerprint: string;
      readonly call: number;
      readonly version: 'v1' | 'v2' | 'refinement';
      /** The call was started before a kill: use the saved reply or record it as lost, never send again. */
      readonly resume: boolean;
    }
  | {
      readonly do: 'diagnose';
      readonly stage: string;
      readonly fingerprint: string;
      readonly commands: readonly (readonly string[])[];
    }
  /** Checks alone, with this change taken back for as long as they take. */
  | { readonly do: 'prove'; readonly stage: string; readonly commit: string }
  | {
      readonly do: 'keep';
      readonly stage: string;
      readonly commits: readonly string[];
      readonly outcome: 'verified' | 'progress';
    }
  | {
      readonly do: 'take_back';
      readonly stage: string;
      readonly commits: readonly string[];
      readonly outcome: 'taken_back' | 'untested';
      readonly detail: string;
    }
  | { readonly do: 'give_up'; readonly stage: string; readonly reason: string }
  | { readonly do: 'fail'; readonly stage: string; readonly reason: string }
  | { readonly do: 'reopen'; readonly stage: string; readonly by: string }
  | {
      readonly do: 'skip';
      readonly stage: string;
      readonly why: 'blocked' | 'paused';
      readonly reason: string;
    }
  | { readonly do: 'stop'; readonly why: 'fail_fast'; readonly detail: string }
  | { readonly do: 'end'; readonly outcome: 'green' | 'failed' | 'give_up' | 'interrupted' }
  /** No run is open. */
  | { readonly do: 'nothing' };
