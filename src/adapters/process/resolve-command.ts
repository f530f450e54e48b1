/** Which file a command name means: looked up before the start, so that a missing one is told apart from its own errors. */
import { constants, type Stats } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';

export type Resolved =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG']);

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (ABSENT.has(error.code ?? '')) return undefined;
  throw error;
};

const executable = async (path: string): Promise<'yes' | 'no' | 'absent'> => {
  const found: Stats | undefined = await stat(path).catch(absent);
  if (found === undefined) return 'absent';
  if (!found.isFile()) return 'no';
  return access(path, constants.X_OK).then(
    () => 'yes' as const,
    (error: NodeJS.ErrnoException) => {
      absent(error);
      return 'no' as const;
    },
  );
};

/** The interpreter that a script's first line names, when the file is a script. */
const interpreter = async (path: string): Promise<string | undefined> => {
  const file = await open(path, 'r').catch(absent);
  // Executable but not readable: the system can still run it.
  if (file === undefined) return undefined;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return /^#!\s*(\S+)/.exec(buffer.subarray(0, bytesRead).toString('latin1'))?.[1];
  } finally {
    await file.close();
  }
};

const checked = async (path: string, named: string): Promise<Resolved> => {
  const asks = await interpreter(path);
  if (asks === undefined || (await executable(resolve('/', asks))) === 'yes') return { ok: true, path };
  return { ok: false, reason: `${named} asks for the interpreter ${asks}, which does not exist` };
};

/**
 * Looks a command up as execvp(3) does: with a slash relative to `cwd`, else in the folders of `path`.
 * `reason` is one sentence that names the command and what is wrong with it.
 */
export const resolveCommand = async (
  command: string,
  path: string | undefined,
  cwd: string,
): Promise<Resolved> => {
  if (command === '') return { ok: false, reason: 'the command is empty' };
  const direct = command.includes('/');
  const folders = direct ? [''] : (path ?? '').split(delimiter).filter((folder) => folder !== '');
  let unusable: string | undefined;
  for (const folder of folders) {
    const candidate = direct ? resolve(cwd, command) : resolve(cwd, folder, command);
    const found = await executable(candidate);
    if (found === 'yes') return checked(candidate, direct ? command : candidate);
    if (found === 'no') unusable ??= candidate;
  }
  if (unusable !== undefined)
    return { ok: false, reason: `${direct ? command : unusable} is there but is not an executable file` };
  return {
    ok: false,
    reason: direct
      ? `${command} does not exist (looked in ${cwd})`
      : `${command} was not found in any folder of PATH`,
  };
};
