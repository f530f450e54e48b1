/** Whether to colour: never with NO_COLOR or `--no-color`; always with FORCE_COLOR; else on a terminal that can. */
export const colourWanted = (
  env: Readonly<Record<string, string | undefined>>,
  flag: boolean | undefined,
  onTerminal: boolean,
): boolean => {
  if (flag === false || env.NO_COLOR || env.FORCE_COLOR === '0') return false;
  return Boolean(env.FORCE_COLOR) || (onTerminal && env.TERM !== 'dumb');
};
