import type { UserRules } from './canonical.ts';

const compile = (sources: readonly string[]): RegExp[] =>
  sources.flatMap((source) => {
    try {
      return [new RegExp(source, 'g')];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });

/** Compiles what can be compiled. */
export const compileRules = (rules: {
  readonly mask?: readonly string[];
  readonly keep?: readonly string[];
}): UserRules => ({
  mask: compile(rules.mask ?? []),
  keep: compile(rules.keep ?? []),
});
