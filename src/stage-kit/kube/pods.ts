import type { KubeObject } from './object.ts';

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  /** How the run before this one ended. */
  readonly lastState?: {
    readonly terminated?: {
      readonly exitCode?: number;
      readonly reason?: string;
      readonly finishedAt?: string;
    };
  };
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

export interface Pod extends KubeObject {
  readonly status?: KubeObject['status'] & {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** Waiting reasons of the kubelet that do not pass by waiting. */
const BAD = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export interface BadContainer {
  readonly container: string;
  readonly reason: string;
  /** The kubelet's own message. */
  readonly message: string;
}

/**
 * What a pod belongs to, `namespace/name` without the suffixes that change with every pod, so that the same trouble
 * has the same name tomorrow.
 */
export const familyOf = ({ metadata }: Pod): string => {
  const hash = metadata.labels?.['pod-template-hash'];
  const cut = hash === undefined ? -1 : metadata.name.lastIndexOf(`-${hash}-`);
  const name =
    cut > 0 ? metadata.name.slice(0, cut) : (metadata.generateName?.replace(/-$/, '') ?? metadata.name);
  return `${metadata.namespace ?? ''}/${name}`;
};

/** The containers of a pod that will not come up by themselves. */
export const badContainers = (pod: Pod): BadContainer[] =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].flatMap((each) => {
    const { reason = '', message = '' } = each.state?.waiting ?? {};
    return BAD.has(reason) ? [{ container: each.name, reason, message }] : [];
  });

/**
 * The containers of a pod that were started again only now: between two crashes they run, and even pass their probes.
 * @param now milliseconds since 1970; @param settle how long a container must have run to be trusted, milliseconds.
 */
export const restartedContainers = (pod: Pod, now: number, settle: number): BadContainer[] => {
  if (pod.status?.phase !== 'Running') return [];
  return (pod.status.containerStatuses ?? []).flatMap(({ name, restartCount = 0, lastState }) => {
    const { reason = 'Error', exitCode = 0, finishedAt = '' } = lastState?.terminated ?? {};
    const age = now - Date.parse(finishedAt);
    // A time to come is a clock that is wrong, and orch doctor's to tell.
    if (restartCount === 0 || !(age >= 0 && age < settle)) return [];
    const message = `it was started again after its last run ended with ${reason} (exit code ${exitCode})`;
    return [{ container: name, reason: 'restarting', message }];
  });
};
