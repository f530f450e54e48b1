import { together } from '../parallel.ts';
import { allSeen, asFinding } from '../seen.ts';
import type { Seen, StageContext, Step } from '../types.ts';
import { namespaceEvidence } from './evidence.ts';
import { kubectl, kubeJson } from './kubectl.ts';
import { declared } from './manifests.ts';
import { condition, isObserved, type KubeList, type KubeObject, nameOf } from './object.ts';
import { type Folders, offDirs, wantedDirs } from './parts.ts';

const TYPE = 'helmreleases.helm.toolkit.fluxcd.io';
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';
/** Reasons of helm-controller (api/v2) that pass by themselves. */
const PASSING = new Set([
  'Progressing',
  'ProgressingWithRetry',
  'DependencyNotReady',
  'ReconciliationPending',
]);

interface HelmRelease extends KubeObject {
  readonly spec?: { readonly suspend?: boolean };
  readonly status?: KubeObject['status'] & { readonly lastHandledReconcileAt?: string };
}

const requestPending = (release: HelmRelease): boolean => {
  const asked = release.metadata.annotations?.[REQUESTED];
  return asked !== undefined && asked !== release.status?.lastHandledReconcileAt;
};

const judge = (name: string, release: HelmRelease | undefined): Seen => {
  const waiting: Seen = { state: 'waiting', for: `HelmRelease ${name}` };
  if (release === undefined) return waiting;
  if (release.spec?.suspend) return { state: 'ready', detail: `${name} suspended` };
  if (!isObserved(release) || requestPending(release)) return waiting;
  const ready = condition(release, 'Ready');
  if (ready?.status === 'True') return { state: 'ready', detail: name };
  const stalled = condition(release, 'Stalled')?.status === 'True';
  if (ready === undefined || (!stalled && (ready.status === 'Unknown' || PASSING.has(ready.reason ?? ''))))
    return waiting;
  // "retries exhausted" hides the cause; the last attempt's own error stands in Released.
  const released = condition(release, 'Released');
  const cause =
    released?.status === 'False' && released.message !== ready.message ? `\n${released.message}` : '';
  return {
    state: 'failing',
    for: `HelmRelease ${name} (${ready.reason})`,
    text: `HelmRelease/${name}: ${ready.reason}: ${ready.message ?? ''}${cause}`,
  };
};

const look = async (ctx: StageContext, dirs: readonly string[]) => {
  const names = await declared(ctx, dirs, 'HelmRelease');
  const { items } = await kubeJson<KubeList<HelmRelease>>(ctx, ['get', TYPE, '-A', '-o', 'json']);
  const byName = new Map(items.map((each) => [nameOf(each), each]));
  return names.map((name) => ({ name, seen: judge(name, byName.get(name)) }));
};

/** What a switched-off feature left in the cluster: orch removes nothing, and says what would. */
const leftovers = async (ctx: StageContext, folders: Folders): Promise<readonly string[]> => {
  const off = offDirs(ctx, folders);
  if (off.length === 0) return [];
  const { items } = await kubeJson<KubeList<HelmRelease>>(ctx, ['get', TYPE, '-A', '-o', 'json']);
  const there = new Set(items.map(nameOf));
  const told = off.map(({ feature, dir }) => async () => {
    const left = (await declared(ctx, [dir], 'HelmRelease')).filter((name) => there.has(name));
    return left.map(
      (name) =>
        `features.${feature} is false, but HelmRelease ${name} is still there; what it holds is removed by: kubectl delete -k ${dir}`,
    );
  });
  return (await together(told)).flat();
};

const retry = async (ctx: StageContext, name: string): Promise<void> => {
  const [namespace = '', release = ''] = name.split('/');
  const token = new Date().toISOString();
  // resetAt clears "retries exhausted", forceAt runs an upgrade though the spec is the same (helm-controller docs).
  const marks = [REQUESTED, 'reconcile.fluxcd.io/forceAt', 'reconcile.fluxcd.io/resetAt'].map(
    (key) => `${key}=${token}`,
  );
  await kubectl(ctx, ['annotate', TYPE, release, '-n', namespace, '--overwrite', ...marks]);
};

/**
 * A step that waits until Flux has released every HelmRelease of the folders; a failed one is asked to try again.
 * @param folders whose HelmReleases they are. One of a feature that is off, and still there, is told.
 */
export const releasesStep = (folders: Folders): Step => ({
  name: 'releases',
  wanted: (ctx) => wantedDirs(ctx, folders).length > 0,
  check: async (ctx) => {
    const all = await look(ctx, wantedDirs(ctx, folders));
    const failed = all.filter(({ seen }) => seen.state === 'failing').map(({ name }) => name);
    const effect = failed.length === 0 ? 'waits for Flux' : `asks Flux to try ${failed.join(', ')} again`;
    const finding = asFinding(allSeen(all.map(({ seen }) => seen)), effect);
    const notices = await leftovers(ctx, folders);
    return notices.length === 0 ? finding : { ...finding, notices };
  },
  apply: async (ctx) => {
    for (const { name, seen } of await look(ctx, wantedDirs(ctx, folders)))
      if (seen.state === 'failing') await retry(ctx, name);
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.rollout,
    observe: async () => allSeen((await look(ctx, wantedDirs(ctx, folders))).map(({ seen }) => seen)),
    // A release that times out says nothing of the pod that did not start: its namespace does.
    evidence: async () => {
      const open = (await look(ctx, wantedDirs(ctx, folders))).filter(({ seen }) => seen.state !== 'ready');
      return namespaceEvidence(ctx, [...new Set(open.map(({ name }) => name.split('/')[0] ?? ''))]);
    },
  }),
});
