import { applyObject } from '../kube/apply.ts';
import { kubectl } from '../kube/kubectl.ts';
import { condition } from '../kube/object.ts';
import { together } from '../parallel.ts';
import { allSeen } from '../seen.ts';
import type { Finding, Seen, StageContext, Wait } from '../types.ts';
import { waitFor } from '../wait.ts';
import { changesSince, type Head, headOf, isSame, push } from './git.ts';
import { kustomizationSeen, sourceSeen } from './judge.ts';
import { type LiveDelivery, liveDelivery } from './live.ts';
import {
  type FluxDelivery,
  type FluxObject,
  isAsWanted,
  KUSTOMIZATIONS,
  kustomizationObject,
  NAMESPACE,
  nameFor,
  REQUESTED,
  SOURCE,
  SOURCES,
  sourceObject,
} from './objects.ts';

/** The checkout beside what Flux has. */
interface Standing extends LiveDelivery {
  readonly head: Head;
  /** The revision that Flux shall report: the one it has when its content is ours, else that of the checkout. */
  readonly target: string;
  /** Flux has fetched our content. */
  readonly carried: boolean;
  /** GitRepository and Kustomizations that are missing or say something else than we want. */
  readonly wrong: readonly FluxObject[];
}

const standing = async (
  ctx: StageContext,
  delivery: FluxDelivery,
  dirs: readonly string[],
): Promise<Standing> => {
  const [head, live] = await together([() => headOf(ctx), () => liveDelivery(ctx)]);
  const revision = live.source?.status?.artifact?.revision ?? '';
  const [branch, commit = ''] = revision.split('@sha1:');
  const carried = branch === delivery.branch && commit !== '' && (await isSame(ctx, head, commit));
  const source = sourceObject(delivery);
  const wrong = [
    ...(isAsWanted(source, live.source) ? [] : [source]),
    ...dirs.flatMap((dir) => {
      const wanted = kustomizationObject(dir, live.kustomizations);
      const found = live.kustomizations.find((each) => each.metadata.name === wanted.metadata.name);
      return isAsWanted(wanted, found) ? [] : [wanted];
    }),
  ];
  return {
    ...live,
    head,
    carried,
    wrong,
    target: carried ? revision : `${delivery.branch}@sha1:${head.commit}`,
  };
};

const seen = (now: Standing, dirs: readonly string[]): Seen => {
  const source = sourceSeen(now.source, now.target);
  if (source.state !== 'ready' || dirs.length === 0) return source;
  const all = allSeen(dirs.map((dir) => kustomizationSeen(nameFor(dir), now.kustomizations, now.target)));
  return all.state === 'ready'
    ? { state: 'ready', detail: `Flux applied ${dirs.join(', ')} of ${now.target}` }
    : all;
};

const short = (commit: string): string => commit.slice(0, 10);

/**
 * Whether Flux has applied the checkout's commit.
 * @param dirs repo-relative folders; none: only that Flux has fetched the commit.
 */
export const checkDelivery = async (
  ctx: StageContext,
  delivery: FluxDelivery,
  dirs: readonly string[],
): Promise<Finding> => {
  const now = await standing(ctx, delivery, dirs);
  const look = seen(now, dirs);
  if (look.state === 'ready' && now.wrong.length === 0) return { state: 'ok', detail: look.detail };
  const { branch, remote } = delivery;
  const effects = [
    ...(now.carried ? [] : [`pushes ${short(now.head.commit)} to ${branch} of ${remote}`]),
    ...(now.wrong.length === 0
      ? []
      : [`applies ${now.wrong.map((each) => `${each.kind} ${each.metadata.name}`).join(', ')}`]),
    'waits for Flux',
  ];
  const lacks =
    look.state === 'ready' ? `${now.wrong.length} objects of Flux differ` : `not yet: ${look.for}`;
  const [, before = ''] = now.source?.status?.artifact?.revision?.split('@sha1:') ?? [];
  const diff = now.carried ? '' : await changesSince(ctx, now.head, before);
  return { state: 'drift', detail: lacks, effect: effects.join(', '), ...(diff === '' ? {} : { diff }) };
};

const ask = (ctx: StageContext, type: string, names: readonly string[]) =>
  kubectl(ctx, [
    'annotate',
    type,
    ...names,
    '-n',
    NAMESPACE,
    '--overwrite',
    `${REQUESTED}=${new Date().toISOString()}`,
  ]);

/** Pushes the commit, applies our Flux objects, and asks Flux: first to fetch, then to apply what it fetched. */
export const applyDelivery = async (
  ctx: StageContext,
  delivery: FluxDelivery,
  dirs: readonly string[],
): Promise<void> => {
  const now = await standing(ctx, delivery, dirs);
  if (!now.carried) await push(ctx, now.head, delivery.remote, delivery.branch);
  for (const object of now.wrong) await applyObject(ctx, { ...object });
  if (sourceSeen(now.source, now.target).state !== 'ready') {
    await ask(ctx, SOURCES, [SOURCE]);
    await waitFor(ctx, {
      deadlineMs: ctx.cluster.timing.rollout,
      observe: async () => sourceSeen((await liveDelivery(ctx)).source, now.target),
    });
  }
  // Asked earlier, Flux would answer for the revision before. Who is just looking again by itself needs no request.
  const asked = dirs.map(nameFor).filter((name) => {
    const found = now.kustomizations.find((each) => each.metadata.name === name);
    const busy = found !== undefined && condition(found, 'Ready')?.status === 'Unknown';
    return !busy || found.status?.lastAppliedRevision !== now.target;
  });
  if (asked.length > 0) await ask(ctx, KUSTOMIZATIONS, asked);
};

/** Waits until Flux reports the commit as fetched, and as applied from each folder. */
export const awaitDelivery = (ctx: StageContext, delivery: FluxDelivery, dirs: readonly string[]): Wait => ({
  deadlineMs: ctx.cluster.timing.rollout,
  observe: async () => seen(await standing(ctx, delivery, dirs), dirs),
});
