/** What stands where a secret stood. */

const EXACT = /^«redacted:[a-z0-9-]+»$/;
/** Also as models and encoders garble it: other brackets, escapes, entities, blanks. */
const GARBLED = /(?:«|<<|‹|\\u00ab|\\xab|&laquo;|%c2%ab)\s{0,4}redacted\s{0,4}:/i;

/** The placeholder for a secret of this kind (lower-case letters, digits, dashes). */
export const placeholder = (kind: string): string => `«redacted:${kind}»`;

/** True when `text` is one placeholder and nothing else. */
export const isPlaceholder = (text: string): boolean => EXACT.test(text);

/** True when `text` holds a placeholder, even a garbled one: a proposal that does was written from redacted text. */
export const containsPlaceholder = (text: string): boolean => GARBLED.test(text);
