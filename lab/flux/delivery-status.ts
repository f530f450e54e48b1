import { rfc3339 } from '../world/clock.ts';
import type { Fetched, KubeObject, Stored, Synced } from '../world/types.ts';

const condition = (
  { at, generation }: { readonly at: number; readonly generation: number },
  type: string,
  status: string,
  reason: string,
  message: string,
) => ({ type, status, reason, message, observedGeneration: generation, lastTransitionTime: rfc3339(at) });

const untouched = {
  observedGeneration: -1,
  conditions: [],
};

const handled = ({ handled: request }: Fetched | Synced) =>
  request === undefined ? {} : { lastHandledReconcileAt: request };

const fetchStatus = (fetched: Fetched | undefined): KubeObject['status'] => {
  if (!fetched) return untouched;
  const { revision, problem } = fetched;
  const artifact =
    revision === undefined ? {} : { artifact: { revision, lastUpdateTime: rfc3339(fetched.at) } };
  if (problem !== undefined)
    return {
      ...handled(fetched),
      ...artifact,
      // The controller has not come to an end with this generation: it goes on trying.
      observedGeneration: -1,
      conditions: [
        condition(fetched, 'Reconciling', 'True', 'ProgressingWithRetry', 'reconciliation in progress'),
        condition(fetched, 'Ready', 'False', 'GitOperationFailed', problem),
        condition(fetched, 'FetchFailed', 'True', 'GitOperationFailed', problem),
      ],
    };
  const message = `stored artifact for revision '${revision}'`;
  return {
    ...handled(fetched),
    ...artifact,
    observedGeneration: fetched.generation,
    conditions: [
      condition(fetched, 'Ready', 'True', 'Succeeded', message),
      condition(fetched, 'ArtifactInStorage', 'True', 'Succeeded', message),
    ],
  };
};

const syncStatus = (synced: Synced | undefined): KubeObject['status'] => {
  if (!synced) return untouched;
  return {
    ...handled(synced),
    ...(synced.attempted === undefined ? {} : { lastAttemptedRevision: synced.attempted }),
    ...(synced.applied === undefined ? {} : { lastAppliedRevision: synced.applied }),
    inventory: { entries: synced.inventory.map((id) => ({ id, v: 'v1' })) },
    observedGeneration: synced.ready ? synced.generation : -1,
    conditions: [
      ...(synced.ready
        ? []
        : [condition(synced, 'Reconciling', 'True', 'ProgressingWithRetry', 'reconciliation in progress')]),
      condition(synced, 'Ready', synced.ready ? 'True' : 'False', synced.reason, synced.message),
    ],
  };
};

/** The status that source-controller writes to a GitRepository, kustomize-controller to a Kustomization. */
export const deliveryStatus = (object: KubeObject, stored: Stored | undefined): KubeObject['status'] =>
  object.kind === 'GitRepository' ? fetchStatus(stored?.fetched) : syncStatus(stored?.synced);
