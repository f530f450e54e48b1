import { relative } from 'node:path';
import { defaultNight } from '../faults/index.ts';
import { type Delivery, type LabFolder, makeFolder, type Site } from './folder.ts';
import { breakWith, faultsNamed, labEnv, runOrch } from './night.ts';
import { startServers } from './servers.ts';

export interface LabRunOptions {
  readonly dir?: string;
  readonly seed: number;
  readonly faults: readonly string[];
  readonly fast: boolean;
  readonly delivery: Delivery;
  readonly site: Site;
  readonly json: boolean;
  readonly packageRoot: string;
  readonly orchBin: string;
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const opening = (lab: LabFolder, titles: readonly string[]): string =>
  `orch lab: this homelab is SIMULATED (${lab.dir}): its Proxmox, its talosctl, kubectl and flux are stand-ins,
and the two models are SCRIPTED. orch itself is real, and so are git, its processes and its HTTP requests.

Tonight in the homelab:
${titles.map((title) => `  · ${title}\n`).join('')}
$ orch run all
`;

/** How this very program is started again from the folder we are in: a stranger has no `orch` on PATH yet. */
const orchHere = (orchBin: string): string => {
  const path = relative(process.cwd(), orchBin);
  return `node ${path === '' || path.startsWith('..') ? orchBin : path}`;
};

const closing = (lab: LabFolder, orch: string, stage: string): string =>
  `
Look around (all of it stays in ${lab.dir} until you remove it):
  ${orch} -C ${lab.repo} status
  ${orch} -C ${lab.repo} show ${stage}
  ${orch} -C ${lab.repo} review
  ${orch} lab down ${lab.dir}
`;

/** `orch lab run`: makes a lab, breaks it, runs the real `orch run all` in it, shows where to look. Exit code: the run's. */
export const labRun = async (options: LabRunOptions): Promise<number> => {
  const { seed, fast, delivery, site, env } = options;
  const night = faultsNamed(options.faults.length > 0 ? options.faults : defaultNight);
  const lab = makeFolder(options.dir, { seed, fast, delivery, site });
  const { packageRoot } = options;
  const server = await startServers(lab, { seed, fast, delivery, site, faults: night, packageRoot });
  try {
    for (const fault of night) breakWith(lab, fault);
    options.err(
      opening(
        lab,
        night.map((fault) => fault.title),
      ),
    );
    const code = await runOrch(
      options.orchBin,
      lab,
      [...(options.json ? ['--json'] : []), 'run', 'all'],
      labEnv(lab, server.secrets, env),
    );
    // The last fault is the one with most to tell.
    options.err(closing(lab, orchHere(options.orchBin), night.at(-1)?.stage ?? 'talos'));
    return code;
  } finally {
    await server.close();
  }
};
