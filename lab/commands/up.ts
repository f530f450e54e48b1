import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrchError } from '../../src/core/exit.ts';
import type { Fault } from '../faults/types.ts';
import {
  type Delivery,
  type LabFolder,
  type LabMarker,
  type LabSecrets,
  makeFolder,
  openFolder,
  removeFolder,
  type Site,
  writeMarker,
} from './folder.ts';
import { breakWith, faultsNamed, labEnv } from './night.ts';
import { startServers } from './servers.ts';

const START_MS = 15_000;
const STOP_MS = 5_000;
const LOOK_MS = 50;

const running = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

/** Waits until `found` gives something; undefined when `ms` have passed. */
const within = async <T>(ms: number, found: () => T | undefined): Promise<T | undefined> => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(LOOK_MS)) {
    const value = found();
    if (value !== undefined) return value;
  }
  return undefined;
};

/** The body of the lab's own server process (`orch lab serve DIR`): serves until TERM, then saves the world. */
export const labServe = async (dir: string, packageRoot: string): Promise<number> => {
  const { lab, marker } = openFolder(dir);
  const { seed, fast, delivery = 'apply', site = 'one-host' } = marker;
  // Every fault's script is known to the model, so that `lab break` needs to tell it nothing.
  const server = await startServers(lab, { seed, fast, delivery, site, faults: [], packageRoot });
  const { worldUrl, secrets } = server;
  writeMarker(lab, { ...marker, pid: process.pid, worldUrl, secrets });
  await new Promise<void>((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop());
  });
  await server.close();
  return 0;
};

export interface LabUpOptions {
  readonly dir?: string;
  readonly seed: number;
  readonly fast: boolean;
  readonly delivery: Delivery;
  readonly site: Site;
  readonly packageRoot: string;
  readonly orchBin: string;
}

/** `orch lab up`: a healthy lab whose servers go on in a process of their own until `orch lab down`. */
export const labUp = async (options: LabUpOptions): Promise<LabFolder> => {
  const { dir, seed, fast, delivery, site } = options;
  const lab = makeFolder(dir, { seed, fast, delivery, site });
  const log = openSync(join(lab.dir, 'serve.log'), 'a');
  const child = spawn(process.execPath, [options.orchBin, 'lab', 'serve', lab.dir], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const up = await within(START_MS, () => (openFolder(lab.dir).marker.pid === undefined ? undefined : true));
  if (!up)
    throw new OrchError(
      'internal',
      `the lab's server did not start within ${START_MS / 1000} s`,
      `read ${join(lab.dir, 'serve.log')}`,
    );
  return lab;
};

/** `orch lab down DIR`: stops the lab's servers and removes the folder that it made. */
export const labDown = async (dir: string): Promise<void> => {
  const { marker } = openFolder(dir);
  const { pid } = marker;
  if (pid !== undefined && running(pid)) {
    process.kill(pid, 'SIGTERM');
    const ended = await within(STOP_MS, () => (running(pid) ? undefined : true));
    if (!ended) process.kill(pid, 'SIGKILL');
  }
  removeFolder(dir);
};

const upMarker = (
  dir: string,
): { lab: LabFolder; marker: LabMarker & { worldUrl: string; secrets: LabSecrets } } => {
  const { lab, marker } = openFolder(dir);
  const { pid, worldUrl, secrets } = marker;
  if (pid === undefined || worldUrl === undefined || secrets === undefined || !running(pid))
    throw new OrchError('usage', `the lab in ${dir} is not up`, '`orch lab up` makes one that stays up');
  return { lab, marker: { ...marker, worldUrl, secrets } };
};

/** `orch lab break FAULT`: plants one fault in a lab that is up. */
export const labBreak = async (dir: string, id: string): Promise<Fault> => {
  const { lab, marker } = upMarker(dir);
  const [fault] = faultsNamed([id]);
  if (!fault) throw new Error(`no fault ${id}`);
  breakWith(lab, fault);
  if (fault.world !== undefined) {
    const response = await fetch(`${marker.worldUrl}/_lab/condition`, {
      method: 'POST',
      body: JSON.stringify({ id: fault.world.condition, ...fault.world }),
    });
    if (!response.ok)
      throw new Error(`the lab's server answered ${response.status}: ${await response.text()}`);
  }
  return fault;
};

/** `orch lab shell`: the user's shell with the lab's PATH and environment; resolves with its exit code. */
export const labShell = (dir: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const { lab, marker } = upMarker(dir);
  return new Promise((resolve, reject) => {
    const child = spawn(env.SHELL || '/bin/sh', {
      cwd: lab.repo,
      env: labEnv(lab, marker.secrets, env),
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
};
