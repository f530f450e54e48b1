/** What the grammar of one binary is made of, and the answers it gives. */
import type { FlagRule } from './flags.ts';
import type { CommandContext, CommandVerdict } from './types.ts';

/** The grammar of one binary: the argv (binary included) as an answer. */
export type Grammar = (argv: readonly string[], context: CommandContext) => CommandVerdict;

/** Refused for good: it is not on the list, or it shows or runs what must not be shown or run. */
export const never = (argv: readonly string[], reason: string): CommandVerdict => ({
  class: 'never',
  reason,
  argv,
});

/** Refused because it changes something: that is for a human. */
export const act = (argv: readonly string[], what: string): CommandVerdict => ({
  class: 'act',
  reason: `${what} changes something; diagnostics only read`,
  argv,
});

/** Allowed: `run` is the argv in its rebuilt form. */
export const read = (what: string, run: readonly string[]): CommandVerdict => ({
  class: 'read',
  reason: `${what} only reads`,
  argv: run,
});

/** What a subcommand says of its words: why not, what it would change, or how they run. */
export type Judged =
  | string
  | { readonly changes: string }
  | { readonly words: readonly string[]; readonly add?: readonly string[] };

export type Flags = ReadonlyMap<string, readonly string[]>;

/** Why a namespace may not be looked into, or undefined. */
export const closed = (namespace: string | undefined, context: CommandContext): string | undefined =>
  namespace !== undefined && context.deniedNamespaces.includes(namespace)
    ? `the namespace ${namespace} is closed to diagnostics`
    : undefined;

/** The same for the namespace that the flags name. */
export const denied = (flags: Flags, context: CommandContext): string | undefined =>
  closed(flags.get('--namespace')?.[0], context);

/** One subcommand of a table-driven grammar. */
export interface Subcommand {
  /** Names of the flags of the binary's table that this subcommand takes. */
  readonly flags: readonly string[];
  /** Judges the words after the subcommand with the flags given; `add` are flags that orch puts in. */
  readonly judge: (words: readonly string[], flags: Flags, context: CommandContext) => Judged;
}

export interface Table {
  readonly binary: string;
  readonly flags: readonly FlagRule[];
  readonly subcommands: Readonly<Record<string, Subcommand>>;
  /** Subcommands that change something. */
  readonly acts: ReadonlySet<string>;
  /** Subcommands that read but are refused, with why and what to ask instead. */
  readonly refused: Readonly<Record<string, string>>;
  /** Flags that orch puts in front of everything; a text says why nothing can run. */
  readonly inject: (context: CommandContext, subcommand: string, flags: Flags) => string | readonly string[];
}
