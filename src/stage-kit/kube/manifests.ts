import { parseAllDocuments } from 'yaml';
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
const built = new WeakMap<StageContext, Map<string, Promise<readonly KubeObject[]>>>();

/**
 * The objects of a folder of manifests, as kustomize builds them. Needs no cluster.
 * @param dir repo-relative folder with a kustomization.yaml.
 * @throws StageFailure with kustomize's words (which file, which line).
 */
export const buildManifests = (ctx: StageContext, dir: string): Promise<readonly KubeObject[]> => {
  const folders = built.get(ctx) ?? new Map<string, Promise<readonly KubeObject[]>>();
  built.set(ctx, folders);
  const known = folders.get(dir) ?? build(ctx, dir);
  folders.set(dir, known);
  return known;
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

const checkFolder = async (
  ctx: StageContext,
  dir: string,
  manager = 'orch',
  looks = LOOKS,
): Promise<Finding> => {
  const wanted = await buildManifests(ctx, dir);
  const { stdout } = await kubectl(ctx, ['get', '-k', dir, '--ignore-not-found', '-o', 'json']);
  const live = new Map(asList(stdout).map((each) => [keyOf(each), each]));
  const missing = wanted.filter((each) => !live.has(keyOf(each)));
  if (missing.length > 0) return missingFrom(dir, missing, wanted.length);
  const dry = await kubectl(ctx, [...dryRun(manager), '-k', dir, '-o', 'json']);
  const pairs = asList(dry.stdout).flatMap((would) => {
    const is = live.get(keyOf(would));
    return is === undefined ? [] : [{ is, would }];
  });
  if (looks > 1 && pairs.some(({ is, would }) => changedBetween(is, would)))
    return checkFolder(ctx, dir, manager, looks - 1);
  const lines = pairs.flatMap(({ is, would }) =>
    differences(is, would).map((line) => `~ ${titleOf(would)} ${line}`),
  );
  if (lines.length === 0) return { state: 'ok', detail: `${dir}: ${wanted.length} objects as in the repo` };
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
 * @param name of the step; @param dirs repo-relative folders, applied in this order.
 */
export const manifestsStep = (name: string, dirs: readonly string[]): Step => ({
  name,
  check: async (ctx) => {
    const { delivery } = ctx.cluster;
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
    if (delivery.mode === 'flux') return applyDelivery(ctx, delivery, dirs);
    for (const dir of dirs) await kubectl(ctx, [...APPLY, '-k', dir]);
  },
  verify: (ctx) => {
    const { delivery } = ctx.cluster;
    return delivery.mode === 'flux' ? awaitDelivery(ctx, delivery, dirs) : undefined;
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
