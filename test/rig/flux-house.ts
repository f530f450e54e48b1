import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabFolder } from '../../lab/commands/folder.ts';
import { makeFolder } from '../../lab/commands/folder.ts';
import { breakWith, faultsNamed, labEnv } from '../../lab/commands/night.ts';
import { startServers } from '../../lab/commands/servers.ts';
import { commitAll } from '../../lab/commands/workspace.ts';
import type { Stored, World } from '../../lab/world/types.ts';
import { WHOLE } from './folder.ts';
import { packageRoot, type Ran, start } from './repo.ts';

/** A lab, by default one whose manifests Flux delivers, up for several runs of the real orch. */
export interface FluxHouse extends AsyncDisposable {
  readonly lab: LabFolder;
  orch(...args: string[]): Promise<Ran>;
  git(...args: string[]): Promise<string>;
  /** Edits a file of the workspace and commits it as the human. */
  edit(path: string, change: (text: string) => string, message: string): void;
  /** Plants a fault as a commit of the human. */
  plant(id: string): void;
  world(): Promise<World>;
  /** The Kustomizations and the GitRepository, by name. */
  flux(): Promise<Record<string, Stored>>;
  /** What the stand-ins were asked since the last call: `kubectl apply`, with its exit code before it. */
  asked(): readonly string[];
  events(): readonly Record<string, unknown>[];
}

/** @param seed of the world and of the scripted models. */
export const fluxHouse = async (seed = 3, delivery: 'flux' | 'apply' = 'flux'): Promise<FluxHouse> => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'orch-flux-')));
  const lab = makeFolder(join(top, 'lab'), { seed, fast: true, delivery });
  const server = await startServers(lab, { seed, fast: true, delivery, faults: [], packageRoot });
  const env = labEnv(lab, server.secrets, { PATH: process.env.PATH, LANG: 'C.UTF-8' });
  const bin = join(packageRoot, 'bin', 'orch.js');
  let read = 0;
  const house: FluxHouse = {
    lab,
    orch: (...args) => start([process.execPath, bin, '-C', lab.repo, ...args], top, env).done,
    git: async (...args) => (await start(['git', ...args], lab.repo, env).done).stdout.trim(),
    edit: (path, change, message) => {
      const file = join(lab.repo, path);
      writeFileSync(file, change(readFileSync(file, 'utf8')));
      commitAll(lab.repo, message);
    },
    plant: (id) => {
      for (const fault of faultsNamed([id])) breakWith(lab, fault);
    },
    world: async () =>
      ((await (await fetch(`${server.worldUrl}/_lab/world`)).json()) as { world: World }).world,
    flux: async () => {
      const { kube } = await house.world();
      const ours = Object.values(kube.objects).filter(({ object }) =>
        /^(GitRepository|Kustomization)$/.test(object.kind),
      );
      return Object.fromEntries(ours.map((each) => [each.object.metadata.name, each]));
    },
    asked: () => {
      const lines = readFileSync(join(lab.dir, 'world.log'), 'utf8').split('\n');
      const fresh = lines.slice(read);
      read = lines.length - 1;
      return fresh.flatMap((line) => / -> exit (\d+ .*)$/.exec(line)?.[1] ?? []);
    },
    events: () =>
      readFileSync(join(lab.repo, 'logs', 'events.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      rmSync(top, WHOLE);
    },
  };
  return house;
};
