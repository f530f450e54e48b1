import { SECOND } from '../world/clock.ts';
import { inForce } from '../world/conditions.ts';
import type { WorldTime } from '../world/types.ts';
import { at, find, type Item, list, ofKind, text, type View } from './view.ts';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** The classes that are marked as default, newest first: with several, Kubernetes takes the newest. */
export const defaultClasses = (view: Pick<View, 'items'>): readonly Item[] =>
  [...ofKind(view, 'StorageClass')]
    .filter(({ object }) => object.metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .sort((a, b) => b.createdAt - a.createdAt);

export interface ClaimOutcome {
  readonly boundAt?: WorldTime;
  readonly className?: string;
  /** Why it stays pending: an event's reason and message. */
  readonly problem?: { readonly reason: string; readonly message: string };
}

/** The provisioner's pods, found by the workload that serves it. */
const provisionerReady = (view: View, provisioner: string): WorldTime | undefined => {
  const name =
    provisioner === 'driver.longhorn.io' ? 'longhorn-manager' : provisioner.replace('cluster.local/', '');
  const workload = view.items.find(
    ({ object }) => ['DaemonSet', 'Deployment'].includes(object.kind) && object.metadata.name === name,
  );
  const outcome =
    workload && view.outcomes.get(`${workload.object.kind}/${workload.object.metadata.namespace}/${name}`);
  return outcome?.kind === 'ready' ? outcome.at : undefined;
};

/** When a claim was bound, or why it was not. */
export const claimOutcome = (view: View, claim: Item): ClaimOutcome => {
  const wanted = text(at(claim.object, 'spec', 'storageClassName'));
  const item = wanted === undefined ? defaultClasses(view)[0] : find(view, 'StorageClass', undefined, wanted);
  if (!item)
    return wanted === undefined
      ? {
          problem: {
            reason: 'FailedBinding',
            message: 'no persistent volumes available for this claim and no storage class is set',
          },
        }
      : {
          className: wanted,
          problem: {
            reason: 'ProvisioningFailed',
            message: `storageclass.storage.k8s.io "${wanted}" not found`,
          },
        };
  const className = item.object.metadata.name;
  const provisioner = text(at(item.object, 'provisioner')) ?? '';
  const ready = provisionerReady(view, provisioner);
  const full =
    claim.object.metadata.namespace === 'monitoring' && inForce(view.world, 'storage-full', view.now);
  if (ready === undefined || full)
    return {
      className,
      problem: full
        ? {
            reason: 'ProvisioningFailed',
            message: `failed to provision volume with StorageClass "${className}": rpc error: code = ResourceExhausted desc = failed to create volume: no space left on device`,
          }
        : {
            reason: 'ExternalProvisioning',
            message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
          },
    };
  const modes = list(at(claim.object, 'spec', 'accessModes'));
  if (modes.length === 0)
    return {
      className,
      problem: {
        reason: 'ProvisioningFailed',
        message: 'spec.accessModes: Required value: at least 1 access mode is required',
      },
    };
  return { className, boundAt: Math.max(claim.changedAt, item.changedAt, ready) + 3 * SECOND };
};
