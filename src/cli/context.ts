/** What every command is handed: the global options and the process's edges, so that a command is a function. */
export interface Context {
  /** Absolute folder the command works on (`-C`, else the working directory). */
  readonly dir: string;
  /** `--map`, as given. */
  readonly map: string;
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes to stdout: the answer. */
  readonly out: (text: string) => void;
  /** Writes to stderr: the story. */
  readonly err: (text: string) => void;
  readonly isTty: boolean;
  /** Colour on stdout and stderr: a TTY without NO_COLOR, or FORCE_COLOR. */
  readonly colour: boolean;
}

/** The environment for a child: what is set. */
export const childEnv = (env: Context['env']): Record<string, string> => {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) set[name] = value;
  return set;
};
