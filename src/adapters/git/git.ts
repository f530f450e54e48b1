/** Runs git as plumbing: hooks off, no signing, no prompts, no background work, no lock that is not needed. */
import { OrchError } from '../../core/exit.ts';
import { type Captured, capture } from '../process/capture.ts';

export type Environment = Readonly<Record<string, string>>;

interface GitOptions {
  readonly stdin?: string | Uint8Array;
  /** Added to the child's environment. */
  readonly env?: Environment;
  /** Exit codes that are an answer and not a failure; 0 always is. */
  readonly allow?: readonly number[];
  readonly maxBytes?: number;
}

interface GitAnswer {
  readonly code: number;
  readonly bytes: Uint8Array;
  /** stdout as UTF-8, malformed bytes replaced. */
  readonly text: string;
  readonly stderr: string;
}

/** Runs one git command in a fixed folder; any exit code that is not allowed throws `GitFailure`. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

/** A git command that failed in a way its caller did not expect. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly code: number;
  readonly stderr: string;

  constructor(args: readonly string[], code: number, stderr: string) {
    super(`git ${args.join(' ')} exited ${code}: ${stderr.trim() || 'no message'}`);
    this.code = code;
    this.stderr = stderr;
  }
}

/** Settings that hold for every call. Command-line settings win over every config file. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.safecrlf=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'commit.gpgSign=false',
  'submodule.recurse=false',
  'advice.detachedHead=false',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'trailer.separators=:',
].flatMap((setting) => ['-c', setting]);

/** What may stay of a caller's GIT_* variables: where the config is, how far to look, and who the author is. */
const KEPT = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_EXEC_PATH',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
]);

const TEN_MINUTES = 600_000;
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * The environment of a git child: the caller's without GIT_* that could point elsewhere (orch may itself be
 * started from a hook, where GIT_DIR and GIT_INDEX_FILE name the human's repo), in the C locale, without prompts.
 */
export const gitEnvironment = (env: Readonly<Record<string, string | undefined>>): Environment => {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (!entry[0].startsWith('GIT_') || KEPT.has(entry[0])),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_EDITOR: 'false',
    LC_ALL: 'C',
  };
};

const failureOf = (args: readonly string[], done: Captured): Error => {
  if (done.outcome === 'not_found')
    return new OrchError(
      'unavailable',
      `git could not be started: ${done.reason ?? 'it is not on the PATH'}.`,
      'Install git 2.30 or newer (apt-get install git, or xcode-select --install) and run orch again.',
    );
  const how = done.outcome === 'exited' ? done.stderr.toString('utf8') : `ended as ${done.outcome}`;
  return new GitFailure(args, done.code ?? -1, how);
};

/** Binds git to a folder and an environment made by `gitEnvironment`; `settings` are further `-c` values. */
export const gitIn =
  (dir: string, env: Environment, settings: readonly string[] = []): Git =>
  async (args, options = {}) => {
    const argv = ['git', ...SETTINGS, ...settings.flatMap((setting) => ['-c', setting]), ...args];
    const done = await capture(argv, {
      cwd: dir,
      env: { ...env, ...options.env },
      timeoutMs: TEN_MINUTES,
      maxBytes: options.maxBytes ?? MAX_OUTPUT,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    });
    const allowed = done.code === 0 || (options.allow ?? []).includes(done.code ?? -1);
    if (done.outcome !== 'exited' || !allowed) throw failureOf(args, done);
    if (done.droppedBytes > 0) throw new GitFailure(args, 0, 'its output is too long to be read');
    return {
      code: done.code ?? 0,
      bytes: done.stdout,
      text: done.stdout.toString('utf8'),
      stderr: done.stderr.toString('utf8'),
    };
  };

/**
 * Turns a git failure that nobody expected (a full disk, a lock, damage) into what a human can act on; other errors
 * pass.
 * @throws OrchError `state` with git's own words.
 */
export const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new OrchError(
      'state',
      `${error.message}.`,
      'Put right what git names (disk space, rights, a .lock file of a git that died; git fsck finds damage), then run orch again.',
      { cause: error },
    );
  }
};

/** Splits NUL-terminated output; paths may hold anything else, newlines included. */
export const fields = (text: string): readonly string[] => text.split('\0').filter((field) => field !== '');

/** The commit a name stands for, or undefined when there is none. */
export const commitOf = async (git: Git, name: string): Promise<string | undefined> => {
  const found = await git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    allow: [1, 128],
  });
  return found.code === 0 ? found.text.trim() : undefined;
};

/** True when `ancestor` is `descendant` or one of its ancestors. */
export const isAncestor = async (git: Git, ancestor: string, descendant: string): Promise<boolean> =>
  (await git(['merge-base', '--is-ancestor', ancestor, descendant], { allow: [1] })).code === 0;
