/** What a line is in the story of a failure. */
export type Kind =
  | 'blank'
  /** Progress, success, tables, tips: never part of a name. */
  | 'chatter'
  /** Says what is being waited for. */
  | 'wait'
  | 'plain'
  /** Heads the operation under way: `TASK [x]`, `► cloning …`, `Unable to find image …`. */
  | 'step'
  /** A command as the shell or the script echoed it. */
  | 'command'
  /** Says only that something before it failed: `exit code 1`, `make: *** Error 1`. */
  | 'closer'
  /** A failure that the tool says it will try again. */
  | 'retry'
  /** A failure to reach something; often survived. */
  | 'link'
  | 'error';

export interface Line {
  /** Index of the first shown line it came from. */
  readonly at: number;
  /** How many shown lines it came from. */
  readonly span: number;
  /** Whether it stood in a box that a tool drew around one diagnostic. */
  readonly boxed?: boolean;
  /** Cleaned and joined, as a person would read it. */
  readonly text: string;
}

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'none';

/** A line taken apart: what its tool put before the message, and the message. */
export interface Parsed {
  readonly level: Level;
  /** Machine or node that the line's prefix names (syslog, talosctl). */
  readonly host?: string;
  /** Program that wrote the line to syslog or the journal. */
  readonly program?: string;
  /** Program, component or source file that wrote it. */
  readonly source?: string;
  readonly message: string;
}
