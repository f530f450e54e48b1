import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDirSync, readJsonSync, removeSync, writeJsonSync } from 'fs-extra/esm';
import { OrchError } from '../../src/core/exit.ts';

/** Where everything of one lab lies: one folder that it made, so that removing it removes the lab. */
export interface LabFolder {
  readonly dir: string;
  /** The workspace: a git repo of the lab's own. */
  readonly repo: string;
  /** talosctl, kubectl and flux, as stand-ins. */
  readonly bin: string;
  /** The bare repository of the house's git server; made when Flux delivers. */
  readonly bare: string;
  /** HOME of everything that runs in the lab. */
  readonly home: string;
}

const MARKER = '.orch-lab.json';

const layout = (dir: string): LabFolder => ({
  dir,
  repo: join(dir, 'repo'),
  bin: join(dir, 'bin'),
  bare: join(dir, 'git', 'homelab.git'),
  home: join(dir, 'home'),
});

/** How the lab's manifests reach its cluster. */
export type Delivery = 'apply' | 'flux';

/** One Proxmox host and addresses by DHCP, or three hosts and static addresses. */
export type Site = 'one-host' | 'three-hosts';

/** What the marker file says of a lab: how to reach its server, when one runs. */
export interface LabMarker {
  readonly seed: number;
  readonly fast: boolean;
  readonly delivery?: Delivery;
  readonly site?: Site;
  readonly pid?: number;
  readonly worldUrl?: string;
  readonly secrets?: LabSecrets;
}

/** Values that are worth nothing outside of the lab. */
export interface LabSecrets {
  /** The Proxmox API token. */
  readonly token: string;
  /** The Cloudflare tunnel's. */
  readonly tunnel: string;
  /** The scripted escalation model's key. */
  readonly key: string;
}

/**
 * Makes a lab's folder: `dir`, which must be new or empty, or a fresh one in the system's temporary folder.
 * Throws OrchError `usage` when `dir` holds anything.
 */
export const makeFolder = (dir: string | undefined, marker: LabMarker): LabFolder => {
  if (dir !== undefined && existsSync(dir) && readdirSync(dir).length > 0)
    throw new OrchError(
      'usage',
      `${dir} is not empty: a lab makes its own folder`,
      'name a new folder, or leave --dir out',
    );
  if (dir !== undefined) ensureDirSync(dir);
  const lab = layout(realpathSync(dir ?? mkdtempSync(join(tmpdir(), 'orch-lab-'))));
  writeMarker(lab, marker);
  for (const part of [lab.repo, lab.bin, lab.home]) mkdirSync(part);
  return lab;
};

export const writeMarker = (lab: LabFolder, marker: LabMarker): void =>
  writeJsonSync(join(lab.dir, MARKER), marker, { spaces: 2, mode: 0o600 });

/** The lab in `dir`. Throws OrchError `usage` when the folder is not one that a lab made. */
export const openFolder = (dir: string): { readonly lab: LabFolder; readonly marker: LabMarker } => {
  const file = join(dir, MARKER);
  if (!existsSync(file))
    throw new OrchError(
      'usage',
      `${dir} is not the folder of a lab (it has no ${MARKER})`,
      '`orch lab up` makes one and says where',
    );
  return { lab: layout(realpathSync(dir)), marker: readJsonSync(file) as LabMarker };
};

/** Removes a lab's folder and nothing else; refuses a folder without the marker. */
export const removeFolder = (dir: string): void => {
  const { lab } = openFolder(dir);
  removeSync(lab.dir);
};
