import { parseAllDocuments } from 'yaml';
import type { ClusterConfig } from '../cluster-config.ts';
import { applyDelivery, awaitDelivery, checkDelivery } from '../delivery/deliver.ts';
import { StageFailure } from '../failure.ts';
import { allOf, together } from '../parallel.ts';
import type { Finding, StageContext, Step } from '../types.ts';
import { APPLY, dryRun } from './apply.ts';
import { differences } from './compare.ts';
import { kubectl } from './kubectl.ts';
import { type KubeList, type KubeObject, nameOf, titleOf } from './object.ts';

const BUILD_MS = 60_000;

const build = async (ctx: StageContext, dir: string): Promise<readonly KubeObject[]> => {
  const { stdout } = await ctx.tool(['kubectl', 'kustomize', dir], { timeoutMs: BUILD_MS });
  return parseAllDocuments(stdout).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new StageFailure(`kustomize built something that is no YAML from ${dir}`, error.message);
    const value = document.toJS() as KubeObject | null;
    return value === null ? [] : [value];
  });
};

/** No stage writes manifests, so a folder is built once per run however often a step looks at it. */
const built = new WeakMap<ClusterConfig, Map<string, Promise<readonly KubeObject[]>>>();

/**
 * The objects of a folder of manifests, as kustomize builds them. Needs no cluster.
 * @param dir repo-relative folder with a kustomization.yaml.
 * @throws StageFailure with kustomize's words (which file, which line).
 */
export const buildManifests = (ctx: StageContext, dir: string): Promise<readonly KubeObject[]> => {
  const folders = built.get(ctx.cluster) ?? new Map<string, Promise<readonly KubeObject[]>>();
  built.set(ctx.cluster, folders);
  const known = folders.get(dir);
  if (known !== undefined) return known;
  const made = build(ctx, dir);
  folders.set(dir, made);
  // One that failed, or that nobody waited for (looks.ts), is no answer for the next who asks.
  made.catch(() => folders.delete(dir));
  return made;
};

/** Identity of an object, whatever version the server answers in. */
const keyOf = (object: KubeObject): string => {
  const group = object.apiVersion?.includes('/') ? object.apiVersion.split('/')[0] : '';
  return `${group}/${object.kind}/${nameOf(object)}`;
};

/** `-o json` prints a List for several objects, the bare object for one and nothing for none. */
const asList = (text: string): readonly KubeObject[] => {
  if (text.trim() === '') return [];
  const value = JSON.parse(text) as KubeObject | KubeList<KubeObject>;
  return 'items' in value ? value.items : [value];
};

/** Controllers write into our objects at any time; a look that one of them fell into is taken again. */
const LOOKS = 5;

const changedBetween = (is: KubeObject, would: KubeObject): boolean =>
  is.metadata.resourceVersion !== undefined &&
  would.metadata.resourceVersion !== undefined &&
  is.metadata.resourceVersion !== would.metadata.resourceVersion;

const missingFrom = (dir: string, missing: readonly KubeObject[], count: number): Finding => ({
  state: 'drift',
  detail: `${dir}: ${missing.length} of ${count} objects are missing`,
  effect: `applies ${dir}`,
  diff: missing.map((each) => `+ ${titleOf(each)}`).join('\n'),
});

/** A manager that owns nothing: its dry run shows which of the repo's fields differ, whoever applied them. */
const ONLOOKER = 'orch-look';

interface Folder {
  /** The objects that are there, as they are. */
  readonly live: readonly KubeObject[];
  /** All of them as an apply would leave them. */
  readonly would: readonly KubeObject[];
}

/**
 * The folder as it is and as it would be, looked at together. An object in a namespace that is not there yet cannot be
 * tried: `would` is then what the repo says, and something is missing from `live`.
 */
const lookAtFolder = async (ctx: StageContext, dir: string, manager: string): Promise<Folder> => {
  const ask = async (args: readonly string[]) =>
    asList((await kubectl(ctx, [...args, '-o', 'json'], { fresh: true })).stdout);
  const [live, would] = await Promise.allSettled([
    ask(['get', '-k', dir, '--ignore-not-found']),
    ask([...dryRun(manager), '-k', dir]),
  ]);
  if (live.status === 'fulfilled' && would.status === 'fulfilled')
    return { live: live.value, would: would.value };
  // What cannot be built is told by file and line.
  const wanted = await buildManifests(ctx, dir);
  if (live.status === 'rejected') throw live.reason;
  if (would.status === 'rejected' && live.value.length >= wanted.length) throw would.reason;
  return { live: live.value, would: wanted };
};

const checkFolder = async (
  ctx: StageContext,
  dir: string,
  manager = 'orch',
  looks = LOOKS,
): Promise<Finding> => {
  const { live, would } = await lookAtFolder(ctx, dir, manager);
  const there = new Map(live.map((each) => [keyOf(each), each]));
  const missing = would.filter((each) => !there.has(keyOf(each)));
  if (missing.length > 0) return missingFrom(dir, missing, would.length);
  const pairs = would.flatMap((each) => {
    const is = there.get(keyOf(each));
    return is === undefined ? [] : [{ is, would: each }];
  });
  if (looks > 1 && pairs.some((each) => changedBetween(each.is, each.would)))
    return checkFolder(ctx, dir, manager, looks - 1);
  const lines = pairs.flatMap((each) =>
    differences(each.is, each.would).map((line) => `~ ${titleOf(each.would)} ${line}`),
  );
  if (lines.length === 0) return { state: 'ok', detail: `${dir}: ${would.length} objects as in the repo` };
  return {
    state: 'drift',
    detail: `${dir}: ${lines.length} field${lines.length === 1 ? '' : 's'} differ from the repo`,
    effect: `applies ${dir}`,
    diff: lines.join('\n'),
  };
};

/**
 * A step that keeps folders of manifests applied: by server-side apply, or by Flux from the branch that orch pushes
 * (`delivery` of the config). Nothing is ever pruned or deleted.
 * @param name of the step; @param pick its repo-relative folders, applied in this order.
 */
export const manifestsStep = (name: string, pick: (ctx: StageContext) => readonly string[]): Step => ({
  name,
  wanted: (ctx) => pick(ctx).length > 0,
  check: async (ctx) => {
    const { delivery } = ctx.cluster;
    const dirs = pick(ctx);
    if (delivery.mode === 'apply') return allOf(dirs.map((dir) => () => checkFolder(ctx, dir)));
    // What cannot be built is told at once and by file, not by Flux after a push.
    await together(dirs.map((dir) => () => buildManifests(ctx, dir)));
    const delivered = await checkDelivery(ctx, delivery, dirs);
    if (delivered.state === 'drift') return delivered;
    // Flux says what it applied last; what somebody changed since then is seen by looking.
    const look = await allOf(dirs.map((dir) => () => checkFolder(ctx, dir, ONLOOKER)));
    return look.state === 'ok'
      ? delivered
      : { ...look, effect: `asks Flux to apply ${dirs.join(', ')} again` };
  },
  apply: async (ctx) => {
    const { delivery } = ctx.cluster;
    const dirs = pick(ctx);
    if (delivery.mode === 'flux') return applyDelivery(ctx, delivery, dirs);
    for (const dir of dirs) await kubectl(ctx, [...APPLY, '-k', dir]);
  },
  verify: (ctx) => {
    const { delivery } = ctx.cluster;
    return delivery.mode === 'flux' ? awaitDelivery(ctx, delivery, pick(ctx)) : undefined;
  },
});

/** The objects of one kind that the folders declare, as `namespace/name`. */
export const declared = async (
  ctx: StageContext,
  dirs: readonly string[],
  kind: string,
): Promise<readonly string[]> => {
  const objects = await together(dirs.map((dir) => () => buildManifests(ctx, dir)));
  return objects
    .flat()
    .filter((each) => each.kind === kind)
    .map(nameOf);
};
