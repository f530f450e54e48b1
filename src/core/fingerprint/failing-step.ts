/** Header of a step in the log of a built-in stage (src/stage-kit): `[4/10] configs`. */
const HEADER = /^\[\d+\/\d+\] (\S+)$/;
/** Last word of a built-in stage that failed: `step configs failed: …`. */
const FAILED = /^step (\S+) failed: /;
/**
 * What the stage kit tells of its own work: it differs between a first run and a repetition, and with how fast things
 * went bad. What was waited for in vain stands in the last line again.
 */
const TOLD = /^ {2}(?:ok|not yet|now|for you): |^ {2}waiting for |^ {4}[+~-] /;

/**
 * Of a built-in stage's log, what the failing step said: the lines from its last header on, without the stage kit's
 * own telling. Steps that went well before it are no part of the failure. Other logs are given back as they are.
 */
export const failingStep = (lines: readonly string[]): readonly string[] => {
  const name = FAILED.exec(lines.findLast((line) => FAILED.test(line)) ?? '')?.[1];
  if (name === undefined) return lines;
  const from = lines.findLastIndex((line) => HEADER.exec(line)?.[1] === name);
  return from < 0 ? lines : lines.slice(from + 1).filter((line) => !TOLD.test(line));
};
