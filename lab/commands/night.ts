import { join } from 'node:path';
import { execa } from 'execa';
import { OrchError } from '../../src/core/exit.ts';
import { didYouMean } from '../../src/core/suggest.ts';
import { faults } from '../faults/index.ts';
import { plantFault } from '../faults/plant.ts';
import type { Fault } from '../faults/types.ts';
import type { LabFolder, LabSecrets } from './folder.ts';
import { commitAll } from './workspace.ts';

/** The faults of these names. Throws OrchError `usage` with "did you mean" for an unknown one. */
export const faultsNamed = (ids: readonly string[]): readonly Fault[] =>
  ids.map((id) => {
    const fault = faults.find((one) => one.id === id);
    if (fault) return fault;
    const meant = didYouMean(
      id,
      faults.map((one) => one.id),
    );
    throw new OrchError(
      'usage',
      `there is no fault \`${id}\`${meant ? `; did you mean \`${meant}\`?` : ''}`,
      '`orch lab faults` lists them',
    );
  });

/** Puts a fault's wrong lines into the workspace, as a commit of the human's. */
export const breakWith = (lab: LabFolder, fault: Fault): void => {
  if (fault.plant.length === 0) return;
  plantFault(lab.repo, fault);
  commitAll(lab.repo, fault.commit);
};

/** The environment of everything that runs in a lab: its stand-ins first on PATH, its own HOME and keys. */
export const labEnv = (lab: LabFolder, secrets: LabSecrets, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: `${lab.bin}:${env.PATH ?? ''}`,
  HOME: lab.home,
  LANG: env.LANG ?? 'C.UTF-8',
  TERM: env.TERM,
  NO_COLOR: env.NO_COLOR,
  FORCE_COLOR: env.FORCE_COLOR,
  GIT_CONFIG_NOSYSTEM: '1',
  // For playing by hand; a stage names its kubeconfig and talosconfig itself.
  KUBECONFIG: join(lab.repo, '.orch', 'secrets', 'kubeconfig'),
  TALOSCONFIG: join(lab.repo, '.orch', 'secrets', 'talosconfig'),
  PROXMOX_API_TOKEN: secrets.token,
  OPENAI_API_KEY: secrets.key,
  CLOUDFLARE_TUNNEL_TOKEN: secrets.tunnel,
});

/** Runs the real `orch` in the lab's workspace with this terminal; resolves with its exit code. */
export const runOrch = async (
  orchBin: string,
  lab: LabFolder,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> => {
  const child = execa(process.execPath, [orchBin, '-C', lab.repo, ...args], {
    env,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    reject: false,
  });
  // Whoever stops the lab means the run in it; the lab stays until the run has ended cleanly.
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  const { exitCode, signal } = await child;
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, forward);
  return exitCode ?? (signal === 'SIGINT' ? 130 : 143);
};
