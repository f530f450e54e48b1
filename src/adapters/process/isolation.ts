/** A PID namespace around a stage, by bubblewrap: when it ends, nothing of it is left, wherever its children went. */
import type { Readable } from 'node:stream';
import { capture } from './capture.ts';
import { resolveCommand } from './resolve-command.ts';

/** How a stage's tree is held together: a namespace, or only its process group and its environment. */
export type Isolation = { readonly kind: 'namespace'; readonly bwrap: string } | { readonly kind: 'group' };

/** The file descriptor on which bubblewrap writes who is init inside. */
const INFO_FD = 4;

/** The whole file system as it is, own /proc: only the processes are set apart (bwrap(1)). */
const ARGS = ['--die-with-parent', '--unshare-pid', '--dev-bind', '/', '/', '--proc', '/proc'];

const PROBE_MS = 5_000;

/** Tries bubblewrap once: it may be absent, or forbidden by the kernel or the container. */
export const probeIsolation = async (path: string | undefined): Promise<Isolation> => {
  if (process.platform !== 'linux') return { kind: 'group' };
  const found = await resolveCommand('bwrap', path, '/');
  if (!found.ok) return { kind: 'group' };
  const tried = await capture([found.path, ...ARGS, 'true'], {
    cwd: '/',
    env: { PATH: path ?? '' },
    timeoutMs: PROBE_MS,
    maxBytes: 4_096,
  });
  return tried.outcome === 'exited' && tried.code === 0
    ? { kind: 'namespace', bwrap: found.path }
    : { kind: 'group' };
};

/** The argv that runs `argv` inside the namespace and reports on INFO_FD. */
export const isolated = (bwrap: string, argv: readonly string[]): readonly string[] => [
  bwrap,
  ...ARGS,
  '--info-fd',
  String(INFO_FD),
  '--',
  ...argv,
];

/** The pid (outside) of the namespace's init, once bubblewrap has written it; undefined when it never does. */
export const readInit = (stream: Readable): Promise<number | undefined> =>
  new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text = `${text}${chunk.toString('latin1')}`.slice(0, 4_096);
      const pid = /"child-pid"\s*:\s*(\d+)/.exec(text)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
    stream.once('close', () => resolve(undefined));
  });
