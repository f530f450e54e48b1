import { condition, nameOf } from '../kube/object.ts';
import type { Seen } from '../types.ts';
import { type FluxObject, REQUESTED } from './objects.ts';

/** Reasons of kustomize-controller that pass by themselves (its API, v1). */
const PASSING = new Set(['Progressing', 'ProgressingWithRetry', 'HealthCheckCanceled']);

/** Whether the controller has answered the last request, and the present spec. */
const answered = (object: FluxObject): boolean => {
  const asked = object.metadata.annotations?.[REQUESTED];
  if (asked !== undefined && asked !== object.status?.lastHandledReconcileAt) return false;
  const seen = condition(object, 'Ready')?.observedGeneration ?? object.status?.observedGeneration ?? 0;
  return seen >= (object.metadata.generation ?? 0);
};

const suspended = (kind: string, object: FluxObject): Seen => ({
  state: 'failing',
  for: `${kind} ${nameOf(object)} (suspended)`,
  text: `${kind}/${nameOf(object)} is suspended: Flux applies nothing until somebody resumes it`,
});

const said = (kind: string, object: FluxObject): Seen => {
  const ready = condition(object, 'Ready');
  return {
    state: 'failing',
    for: `${kind} ${nameOf(object)} (${ready?.reason})`,
    text: `${kind}/${nameOf(object)}: ${ready?.reason}: ${ready?.message ?? ''}`,
  };
};

/**
 * How far Flux is with fetching.
 * @param source as the server shows it; @param target the revision that is wanted, `orch/candidate@sha1:COMMIT`.
 */
export const sourceSeen = (source: FluxObject | undefined, target: string): Seen => {
  const waiting: Seen = { state: 'waiting', for: `Flux to fetch ${target}` };
  if (source === undefined) return waiting;
  if (source.spec?.suspend) return suspended('GitRepository', source);
  if (!answered(source)) return waiting;
  const ready = condition(source, 'Ready');
  if (ready?.status === 'False') return said('GitRepository', source);
  if (ready?.status !== 'True') return waiting;
  const revision = source.status?.artifact?.revision;
  if (revision === target) return { state: 'ready', detail: target };
  return {
    state: 'failing',
    for: `Flux to fetch ${target}`,
    text: `GitRepository/${nameOf(source)} has ${revision ?? 'nothing'}, not ${target}: does delivery.url name the repository that delivery.remote pushes to?`,
  };
};

/**
 * How far Flux is with applying one folder.
 * @param name of the Kustomization; @param all ours, to look behind a dependency; @param target the wanted revision.
 */
export const kustomizationSeen = (name: string, all: readonly FluxObject[], target: string): Seen => {
  const found = all.find((each) => each.metadata.name === name);
  const waiting: Seen = { state: 'waiting', for: `Kustomization ${name} to apply ${target}` };
  if (found === undefined) return waiting;
  if (found.spec?.suspend) return suspended('Kustomization', found);
  const ready = condition(found, 'Ready');
  const { lastAppliedRevision, lastAttemptedRevision } = found.status ?? {};
  if (ready?.reason === 'DependencyNotReady') {
    const behind = (found.spec?.dependsOn ?? []).map((each) => kustomizationSeen(each.name, all, target));
    return behind.find((each) => each.state === 'failing') ?? waiting;
  }
  if (!answered(found)) return waiting;
  if (ready?.status === 'True' && lastAppliedRevision === target) return { state: 'ready', detail: name };
  if (ready?.status !== 'False' || PASSING.has(ready.reason ?? '')) return waiting;
  // What it says of an older revision is not about ours. A missing folder fails before the attempt is noted.
  const early = ready.reason === 'ArtifactFailed' && !/not found, retrying/.test(ready.message ?? '');
  return early || lastAttemptedRevision === target ? said('Kustomization', found) : waiting;
};
