import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../faults/types.ts';
import { callsFile } from '../toolkit/calls.ts';
import { writeWrappers } from '../toolkit/wrappers.ts';
import { prepareWorkspace } from '../world/prepare.ts';
import { startLab } from '../world/serve.ts';
import type { Delivery, LabFolder, LabSecrets, Site } from './folder.ts';
import { growWorkspace } from './grow.ts';
import { spreadWorkspace } from './spread.ts';
import { commitAll, makeRemote, makeWorkspace } from './workspace.ts';

export interface LabServers {
  readonly worldUrl: string;
  readonly secrets: LabSecrets;
  setCondition(id: string, times: number): void;
  /** Ends both servers; the world and what the models were asked stay in the folder. */
  close(): Promise<void>;
}

/** Starts the world and the scripted model, and makes the workspace that is pointed at them. */
export const startServers = async (
  lab: LabFolder,
  options: {
    readonly seed: number;
    readonly fast: boolean;
    readonly faults: readonly Fault[];
    readonly packageRoot: string;
    readonly delivery?: Delivery;
    readonly site?: Site;
    /** How many machines the homelab has; the example's three when absent. */
    readonly nodes?: number;
  },
): Promise<LabServers> => {
  const { seed, fast, faults, packageRoot } = options;
  makeWorkspace(lab.repo, packageRoot);
  if (options.nodes !== undefined) growWorkspace(lab.repo, options.nodes);
  if (options.site === 'three-hosts') spreadWorkspace(lab.repo);
  const byFlux = options.delivery === 'flux';
  if (byFlux) makeRemote(lab.repo, lab.bare);
  const served = await startLab({
    dir: lab.dir,
    repo: lab.repo,
    faults,
    seed,
    fast,
    ...(byFlux ? { bare: lab.bare } : {}),
  });
  writeWrappers(lab.bin, join(packageRoot, 'dist', 'lab'), served.toolUrl, callsFile(lab.dir));
  prepareWorkspace(lab.repo, { ...served, fast, ...(byFlux ? { deliverFrom: served.gitUrl } : {}) });
  commitAll(lab.repo, 'Point the config at the simulated homelab');
  return {
    worldUrl: served.toolUrl,
    secrets: { token: served.proxmoxToken, tunnel: served.tunnelToken, key: served.modelKey },
    setCondition: served.setCondition,
    close: async () => {
      writeFileSync(join(lab.dir, 'world.json'), `${JSON.stringify(served.snapshot(), null, 1)}\n`);
      const asked = served.modelRequests().map((request) => `${JSON.stringify(request)}\n`);
      writeFileSync(join(lab.dir, 'model.jsonl'), asked.join(''));
      await served.close();
    },
  };
};
