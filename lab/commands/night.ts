import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { didYouMean } from '../../src/config/suggest.ts';
import { OrchError } from '../../src/core/exit.ts';
import { faults } from '../faults/index.ts';
import type { Fault } from '../faults/types.ts';
import type { LabFolder } from './folder.ts';
import { plant } from './workspace.ts';

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
  if (fault.plant.length > 0) plant(lab.repo, fault.commit, fault.plant);
};

/** The environment of everything that runs in a lab: its stand-ins first on PATH, its own HOME and keys. */
export const labEnv = (lab: LabFolder, token: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: `${lab.bin}:${env.PATH ?? ''}`,
  HOME: lab.home,
  LANG: env.LANG ?? 'C.UTF-8',
  TERM: env.TERM,
  NO_COLOR: env.NO_COLOR,
  FORCE_COLOR: env.FORCE_COLOR,
  GIT_CONFIG_NOSYSTEM: '1',
  PROXMOX_API_TOKEN: token,
  OPENAI_API_KEY: LAB_KEY,
  CLOUDFLARE_TUNNEL_TOKEN: LAB_TUNNEL_TOKEN,
});

/** What the scripted model server takes as its key: a lab's value, worth nothing anywhere else. */
export const LAB_KEY = 'sk-lab-scripted-model-0000000000000000';
/** base64 of {"a":"lab","t":"lab","s":"lab"}: the form of a tunnel token. */
const LAB_TUNNEL_TOKEN = 'eyJhIjoibGFiIiwidCI6ImxhYiIsInMiOiJsYWIifQ==';

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

/** Where a lab keeps its snapshot and its logs. */
export const labFiles = (lab: LabFolder) => ({
  world: join(lab.dir, 'world.json'),
  worldLog: join(lab.dir, 'world.log'),
  modelLog: join(lab.dir, 'model.jsonl'),
});
