import { at, text } from '../kube/view.ts';
import { goDuration } from '../talos/health.ts';
import { SECOND } from '../world/clock.ts';
import type { Fetched, Stored, Synced, World, WorldTime } from '../world/types.ts';
import { commitOf } from './git-server.ts';
import { dependencyProblem, sourceOf, sync } from './sync.ts';

const REQUESTED = 'reconcile.fluxcd.io/requestedAt';
/** How long a clone takes, and a build with its apply. */
const FETCH = 2 * SECOND;
const SYNC = 3 * SECOND;
/** kustomize-controller looks again at what waits for others (--requeue-dependency). */
const REQUEUE = 30 * SECOND;

const ofKind = (world: World, kind: string): readonly Stored[] =>
  Object.values(world.kube.objects).filter(
    ({ object }) => object.kind === kind && at(object, 'spec', 'suspend') !== true,
  );

const noted = (stored: Stored, now: WorldTime) => {
  const handled = stored.annotated?.[REQUESTED] ?? stored.object.metadata.annotations?.[REQUESTED];
  return {
    at: now,
    generation: Number(stored.object.metadata.generation ?? 1),
    ...(handled === undefined ? {} : { handled }),
  };
};

/** When somebody last gave the controller a reason to look. */
const triggered = (stored: Stored): WorldTime => Math.max(stored.changedAt, stored.touchedAt ?? 0);

const interval = (stored: Stored, field: string, otherwise: string): number =>
  goDuration(text(at(stored.object, 'spec', field)) ?? otherwise);

const isFetchDue = (stored: Stored, now: WorldTime): boolean => {
  const { fetched } = stored;
  if (!fetched || triggered(stored) >= fetched.at) return triggered(stored) + FETCH <= now;
  return fetched.at + (fetched.problem ? REQUEUE : interval(stored, 'interval', '1m')) <= now;
};

const fetch = (world: World, stored: Stored, now: WorldTime): Fetched => {
  const url = text(at(stored.object, 'spec', 'url')) ?? '';
  const branch = text(at(stored.object, 'spec', 'ref', 'branch')) ?? 'master';
  const before = stored.fetched?.revision;
  const failed = (why: string): Fetched => ({
    ...noted(stored, now),
    ...(before === undefined ? {} : { revision: before }),
    problem: `failed to checkout and determine revision: ${why}`,
  });
  if (world.git?.url !== url) return failed(`unable to list remote for '${url}': repository not found`);
  const commit = commitOf(world.git.path, branch);
  if (commit === undefined)
    return failed(`unable to clone '${url}': couldn't find remote ref "refs/heads/${branch}"`);
  return { ...noted(stored, now), revision: `${branch}@sha1:${commit}` };
};

const isSyncDue = (world: World, stored: Stored, now: WorldTime): boolean => {
  const { synced } = stored;
  const source = sourceOf(world, stored)?.fetched;
  // A new artifact wakes everyone who applies it.
  const fresh = source?.revision !== undefined && source.revision !== synced?.attempted;
  if (!synced || triggered(stored) >= synced.at) return triggered(stored) + SYNC <= now;
  const again = ['ArtifactFailed', 'DependencyNotReady'].includes(synced.reason)
    ? REQUEUE
    : synced.ready
      ? interval(stored, 'interval', '10m')
      : interval(stored, 'retryInterval', text(at(stored.object, 'spec', 'interval')) ?? '10m');
  return synced.at + again <= now || (fresh && source.at > synced.at && source.at + SYNC <= now);
};

const reconcile = (world: World, stored: Stored, now: WorldTime): Synced => {
  const base = {
    ...noted(stored, now),
    ...(stored.synced?.attempted === undefined ? {} : { attempted: stored.synced.attempted }),
    ...(stored.synced?.applied === undefined ? {} : { applied: stored.synced.applied }),
    inventory: stored.synced?.inventory ?? [],
  };
  const failed = (reason: string, message: string): Synced => ({ ...base, ready: false, reason, message });
  const ref = at(stored.object, 'spec', 'sourceRef');
  const source = sourceOf(world, stored);
  if (!source)
    return failed(
      'ArtifactFailed',
      `gitrepositories.source.toolkit.fluxcd.io "${String(at(ref, 'name'))}" not found`,
    );
  const revision = source.fetched?.revision;
  if (revision === undefined) return failed('ArtifactFailed', 'Source artifact not found, retrying in 30s');
  const waits = dependencyProblem(world, stored, revision);
  if (waits !== undefined) return failed('DependencyNotReady', waits);
  return { ...base, ...sync(world, stored, revision, now) };
};

/** What source- and kustomize-controller have done by now: they fetch real commits of a real repository. */
export const settleDelivery = (world: World, now: WorldTime): void => {
  const { flux } = world.kube;
  if (!flux) return;
  if (flux.components.includes('source-controller'))
    for (const stored of ofKind(world, 'GitRepository'))
      if (isFetchDue(stored, now)) stored.fetched = fetch(world, stored, now);
  if (flux.components.includes('kustomize-controller'))
    for (const stored of ofKind(world, 'Kustomization'))
      if (isSyncDue(world, stored, now)) stored.synced = reconcile(world, stored, now);
};
