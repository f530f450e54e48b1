import { spawn } from 'node:child_process';
import { didYouMean } from '../../src/config/suggest.ts';
import { OrchError } from '../../src/core/exit.ts';
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
  PROXMOX_API_TOKEN: secrets.token,
  OPENAI_API_KEY: secrets.key,
  CLOUDFLARE_TUNNEL_TOKEN: secrets.tunnel,
});

/** Runs the real `orch` in the lab's workspace with this terminal; resolves with its exit code. */
export const runOrch = (
  orchBin: string,
  lab: LabFolder,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [orchBin, '-C', lab.repo, ...args], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // A signal at the terminal reaches the child by itself; the lab stays until it has ended.
    const ignore = () => undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, ignore);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, ignore);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
