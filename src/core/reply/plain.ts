/** Control characters but tab and line feed, and the marks that turn the direction of text. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A model's words as they may be shown: no terminal escapes, no direction marks (each becomes a space), at most
 * `max` characters, with an ellipsis for what was cut.
 */
export const plain = (text: string, max: number): string => {
  const seen = text.replace(UNSEEN, ' ').trim();
  return seen.length <= max ? seen : `${seen.slice(0, max - 1)}…`;
};
