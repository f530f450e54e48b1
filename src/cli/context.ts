/** What every command is handed: the global options and the process's edges, so that a command is a function. */
export interface Context {
  /** Absolute folder the command works on (`-C`, else the working directory). */
  readonly dir: string;
  /** `--map`, as given. */
  readonly map: string;
  /** How this command line names orch and this workspace, for the next command: `orch -C lab --map ai/map.yaml`. */
  readonly self: string;
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes to stdout: the answer. Nothing but text and orch's own colours gets through. */
  readonly out: (text: string) => void;
  /** Writes to stderr: the story, guarded alike. */
  readonly err: (text: string) => void;
  /** Writes as it is: what moves a terminal's cursor, and bytes that a pipe must get unchanged. */
  readonly raw: (to: 'stdout' | 'stderr', text: string) => void;
  /** stderr is a terminal. */
  readonly isTty: boolean;
  /** Width of the terminal that stdout is, in characters; undefined in a pipe or a file. */
  readonly columns: number | undefined;
  /** Aborts when whoever read stdout went away (`orch logs vms | head`): what goes on for ever ends then. */
  readonly gone: AbortSignal;
  /** Colour on stdout and stderr: a TTY without NO_COLOR, or FORCE_COLOR. */
  readonly colour: boolean;
}

/** The environment for a child: what is set. */
export const childEnv = (env: Context['env']): Record<string, string> => {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) set[name] = value;
  return set;
};
