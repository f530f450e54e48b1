/** The grammar of a tool with subcommands, from its table. */
import { parseFlags, rebuild } from './flags.ts';
import { act, type Grammar, never, read, type Table } from './rule.ts';
import type { CommandVerdict } from './types.ts';

/** Tables are plain objects: a word such as `constructor` must not find anything. */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const list = (table: Table): string => Object.keys(table.subcommands).join(', ');

/**
 * Makes the grammar of `table`. The subcommand is the first word that is no flag and no flag's value; the argv that
 * runs is `binary <orch's flags> <subcommand> <words> <flags>`, rebuilt from what was understood.
 */
export const fromTable =
  (table: Table): Grammar =>
  (argv, context) => {
    const refuse = (why: string) => never(argv, `${table.binary}: ${why}`);
    /** The answer to a verb that changes something or is refused by name. */
    const settled = (verb: string): CommandVerdict | undefined => {
      if (table.acts.has(verb)) return act(argv, `${table.binary} ${verb}`);
      const why = own(table.refused, verb);
      return why === undefined ? undefined : refuse(`${verb} is refused: ${why}`);
    };
    // Such a verb is named as what it is, whatever flags and `--` come with it.
    const early = settled(argv.slice(1).find((word) => !word.startsWith('-')) ?? '');
    if (early !== undefined) return early;
    const parsed = parseFlags(argv.slice(1), table.flags);
    if (!parsed.ok) return refuse(parsed.reason);
    const [name, ...words] = parsed.words;
    if (name === undefined) return refuse(`a subcommand is missing; allowed are ${list(table)}`);
    const late = settled(name);
    if (late !== undefined) return late;
    const subcommand = own(table.subcommands, name);
    if (subcommand === undefined) return refuse(`${name} is not on the list; allowed are ${list(table)}`);
    const given = new Map<string, string[]>();
    for (const { rule, value } of parsed.flags) {
      if (rule.drop !== true && !subcommand.flags.includes(rule.name))
        return refuse(`${name} does not take ${rule.name} here`);
      given.set(rule.name, [...(given.get(rule.name) ?? []), value ?? '']);
    }
    const judged = subcommand.judge(words, given, context);
    if (typeof judged === 'string') return refuse(`${name}: ${judged}`);
    if ('changes' in judged) return act(argv, `${table.binary} ${judged.changes}`);
    const injected = table.inject(context, name, given);
    if (typeof injected === 'string') return refuse(injected);
    return read(`${table.binary} ${name}`, [
      table.binary,
      ...injected,
      name,
      ...judged.words,
      ...rebuild(parsed.flags),
      ...(judged.add ?? []),
    ]);
  };
