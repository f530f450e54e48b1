/** A refusal for its two readers: one line for the human, one paragraph for the next prompt. */
import type { Refused, Violation } from './types.ts';

const where = (violation: Violation): string => {
  const { path, line } = violation;
  if (path === undefined) return line === undefined ? '' : `line ${line} of the answer`;
  return line === undefined ? path : `${path} (line ${line})`;
};

const one = (violation: Violation): string => {
  const at = where(violation);
  return `${violation.rule}: ${at === '' ? '' : `${at}: `}${violation.message}`;
};

const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`;

/** Makes the refusing verdict; `violations` must not be empty. Equal ones are told once. */
export function refusal(violations: readonly Violation[]): Refused {
  const unique = [...new Map(violations.map((v) => [one(v), v])).values()];
  const first = unique[0]!;
  const more = unique.length > 1 ? ` (and ${unique.length - 1} more)` : '';
  const listed = unique
    .slice(0, 10)
    .map((violation, i) => `(${i + 1}) ${one(violation)}.`)
    .join(' ');
  const left = unique.length > 10 ? ` And ${unique.length - 10} more of the same kind.` : '';
  return {
    ok: false,
    violations: unique,
    human: clip(`refused, nothing was changed: ${one(first)}${more}`, 300).replace(/\s+/g, ' '),
    model: `Your patch was refused as a whole and nothing was changed. ${listed}${left} Send one complete corrected patch.`,
  };
}
