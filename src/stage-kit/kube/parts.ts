import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../cluster-config.ts';
import { together } from '../parallel.ts';
import type { StageContext, Step } from '../types.ts';
import { buildManifests } from './manifests.ts';

export type Feature = keyof ClusterConfig['features'];

/** A folder of manifests that stands alone: an app, a component. `--only apps/whoami` names one. */
export interface Part {
  readonly name: string;
  /** Repo-relative. */
  readonly dir: string;
  /** The switch of the config that it belongs to; without one it is always on. */
  readonly feature?: Feature;
}

/** What a stage applies: everything by one folder, or some of it by the folders of its parts. */
export interface Folders {
  /** The folder that holds every part. */
  readonly whole: string;
  /** What every part needs beside itself. */
  readonly always?: readonly string[];
  readonly parts: (ctx: StageContext) => readonly Part[];
}

/** Parts as the sub-folders of a folder, by name. */
export const subFolders =
  (whole: string) =>
  (ctx: StageContext): readonly Part[] =>
    readdirSync(join(ctx.root, whole))
      .filter((name) => existsSync(join(ctx.root, whole, name, 'kustomization.yaml')))
      .sort()
      .map((name) => ({ name, dir: `${whole}/${name}` }));

const isOn = (ctx: StageContext, part: Part): boolean =>
  part.feature === undefined || ctx.cluster.features[part.feature];

/** Whether something that belongs to these parts is wanted in this run. */
export const wants = (ctx: StageContext, ...names: readonly string[]): boolean =>
  ctx.part === undefined || names.includes(ctx.part);

/**
 * The folders to apply: the whole one, unless a feature is off or one part is asked for.
 * Flux always gets all that is on: its Kustomizations are for good, not for one run.
 */
export const wantedDirs = (ctx: StageContext, folders: Folders): readonly string[] => {
  const all = folders.parts(ctx);
  const on = all.filter((part) => isOn(ctx, part));
  const picked = on.filter(({ name }) => ctx.cluster.delivery.mode === 'flux' || wants(ctx, name));
  if (picked.length === all.length) return [folders.whole];
  return picked.length === 0 ? [] : [...(folders.always ?? []), ...picked.map(({ dir }) => dir)];
};

/** The folders of what is switched off. */
export const offDirs = (ctx: StageContext, folders: Folders): readonly Part[] =>
  folders.parts(ctx).filter((part) => !isOn(ctx, part));

/**
 * The namespaces to look at: all that the config names, or those that the wanted parts are in.
 * @param configured in the order of the config.
 */
export const wantedNamespaces = async (
  ctx: StageContext,
  all: readonly Folders[],
  configured: readonly string[],
): Promise<readonly string[]> => {
  const dirs = all.flatMap((folders) => wantedDirs(ctx, folders));
  if (all.every((folders) => dirs.includes(folders.whole))) return configured;
  const own = all.flatMap((folders) =>
    folders.parts(ctx).filter(({ dir }) => dirs.includes(dir) || dirs.includes(folders.whole)),
  );
  const objects = await together(
    own.map(
      ({ dir }) =>
        () =>
          buildManifests(ctx, dir),
    ),
  );
  const used = new Set(objects.flat().map((each) => each.metadata.namespace));
  return configured.filter((each) => used.has(each));
};

/** The same step, taken only when something holds of the config and of what is asked for. */
export const when = (step: Step, wanted: (ctx: StageContext) => boolean): Step => ({ ...step, wanted });
