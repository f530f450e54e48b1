/** Flags of one command line against a table: what is not in the table is refused, what is gets rebuilt in one form. */

/** Says what is wrong with a value, or undefined when it is fine. */
export type Check = (value: string) => string | undefined;

export interface FlagRule {
  /** As it is passed on, for example `--namespace` or (tools without long options) `-n`. */
  readonly name: string;
  /** Other spellings, for example `-n`. */
  readonly also?: readonly string[];
  /** Present: the flag takes a value. */
  readonly value?: Check;
  /** Taken, and replaced by what orch itself says. */
  readonly drop?: boolean;
  readonly repeat?: boolean;
  /** How the value is passed on: `--name=value` (default), or as the next word. */
  readonly join?: 'equals' | 'next';
}

export interface GivenFlag {
  readonly rule: FlagRule;
  readonly value?: string;
}

export type ParsedFlags =
  | {
      readonly ok: true;
      readonly words: readonly string[];
      readonly flags: readonly GivenFlag[];
      /** What came after `--`; undefined when there was none. */
      readonly after?: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

const find = (rules: readonly FlagRule[], name: string): FlagRule | undefined =>
  rules.find((rule) => rule.name === name || rule.also?.includes(name) === true);

const no = (reason: string): ParsedFlags => ({ ok: false, reason });

/** The flags that one word stands for: `--name`, `--name=value`, `-n`, `-nvalue`, `-n=value`, `-abc`. */
const split = (
  word: string,
  rules: readonly FlagRule[],
): readonly { readonly name: string; readonly value?: string }[] => {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    return equals === -1
      ? [{ name: word }]
      : [{ name: word.slice(0, equals), value: word.slice(equals + 1) }];
  }
  const found: { name: string; value?: string }[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = `-${word[at]}`;
    const rest = word.slice(at + 1);
    if (find(rules, name)?.value !== undefined && rest !== '') {
      found.push({ name, value: rest.startsWith('=') ? rest.slice(1) : rest });
      return found;
    }
    found.push({ name });
  }
  return found;
};

/**
 * Reads `args` as the tools do (flags may stand anywhere, `-n x`, `-nx`, `--namespace=x`, `-A` clustered), but knows
 * only the flags of `rules`. `--` is refused unless `dashDash`. The reason names the flag.
 */
export const parseFlags = (
  args: readonly string[],
  rules: readonly FlagRule[],
  dashDash = false,
): ParsedFlags => {
  const words: string[] = [];
  const flags: GivenFlag[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--')
      return dashDash
        ? { ok: true, words, flags, after: args.slice(at + 1) }
        : no('"--" is not allowed here');
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    if (word === '-') return no('"-" (standard input) is not allowed');
    for (const given of split(word, rules)) {
      const rule = find(rules, given.name);
      if (rule === undefined) return no(`the flag ${given.name} is not on the list`);
      if (rule.repeat !== true && flags.some((flag) => flag.rule === rule))
        return no(`the flag ${rule.name} is given twice`);
      if (rule.value === undefined) {
        if (given.value !== undefined && given.value !== 'true')
          return no(`the flag ${rule.name} takes no value`);
        flags.push({ rule });
        continue;
      }
      let value = given.value;
      if (value === undefined) {
        at += 1;
        value = args[at];
        // The tools take it for the value; whoever wrote it more likely forgot the value.
        if (rule.join !== 'next' && value?.startsWith('-'))
          return no(
            `the flag ${rule.name} is followed by ${value}: write ${rule.name}=… where that is its value`,
          );
      }
      if (value === undefined) return no(`the flag ${rule.name} needs a value`);
      const wrong = rule.value(value);
      if (wrong !== undefined) return no(`${rule.name}: ${wrong}`);
      flags.push({ rule, value });
    }
  }
  return { ok: true, words, flags };
};

/** The flags in their one form: what runs is never what was typed. */
export const rebuild = (flags: readonly GivenFlag[]): readonly string[] =>
  flags.flatMap(({ rule, value }) => {
    if (rule.drop === true) return [];
    if (value === undefined) return [rule.name];
    return rule.join === 'next' ? [rule.name, value] : [`${rule.name}=${value}`];
  });

/** Values of a closed list. */
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value) ? undefined : `${value} is not one of ${allowed.join(', ')}`;

/** Values that match a pattern, which must be anchored. */
export const matching =
  (pattern: RegExp, what: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : `${JSON.stringify(value)} is not ${what}`;

/** A whole number from 0 to `max`. */
export const upTo =
  (max: number): Check =>
  (value) =>
    /^\d{1,6}$/.test(value) && Number(value) <= max ? undefined : `${value} is not a number from 0 to ${max}`;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** A Go duration such as 90s, 5m or 1h (one unit), at most `maxSeconds`. */
export const duration =
  (maxSeconds: number): Check =>
  (value) => {
    const [, count, unit] = /^(\d{1,6})(s|m|h)$/.exec(value) ?? [];
    const seconds = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
    return seconds <= maxSeconds ? undefined : `${value} is not a duration up to ${maxSeconds}s`;
  };

/** A DNS name or label as Kubernetes uses it for namespaces and objects. */
export const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
