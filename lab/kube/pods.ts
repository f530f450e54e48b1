import { SECOND } from '../world/clock.ts';
import { suffixFrom } from '../world/random.ts';
import type { WorldTime } from '../world/types.ts';
import { claimOutcome } from './claims.ts';
import { imageOf, pullProblem } from './images.ts';
import { DEFAULT_LEVEL, podSecurity } from './pod-security.ts';
import { runProgram } from './programs.ts';
import { missing, referenced } from './references.ts';
import { at, find, type Item, list, type Outcome, text, type View } from './view.ts';

/** From a pod's creation until its containers run. */
const START = 6 * SECOND;

const probeProblem = (container: unknown, ports: readonly number[], address: string): string | undefined => {
  const probe = at(container, 'readinessProbe', 'httpGet') ?? at(container, 'readinessProbe', 'tcpSocket');
  const wanted = at(probe, 'port');
  if (wanted === undefined) return undefined;
  const named = list(at(container, 'ports')).find((port) => at(port, 'name') === wanted);
  const port = typeof wanted === 'number' ? wanted : Number(at(named, 'containerPort') ?? Number.NaN);
  if (Number.isNaN(port))
    return `Readiness probe errored: strconv.Atoi: parsing "${String(wanted)}": invalid syntax`;
  return ports.includes(port)
    ? undefined
    : `Readiness probe failed: Get "http://${address}:${port}${text(at(probe, 'path')) ?? '/'}": dial tcp ${address}:${port}: connect: connection refused`;
};

/** What becomes of one container of a pod whose volumes and references are met. */
const containerOutcome = (
  view: View,
  namespace: string,
  spec: unknown,
  container: unknown,
  since: WorldTime,
): Outcome | undefined => {
  const name = text(at(container, 'name')) ?? '';
  const reference = text(at(container, 'image')) ?? '';
  const pull = pullProblem(reference);
  if (pull !== undefined) {
    const message = `Back-off pulling image "${reference}": ErrImagePull: ${pull}`;
    return { kind: 'waiting', reason: 'ImagePullBackOff', message, since, container: name };
  }
  const image = imageOf(reference);
  const nonRoot =
    at(container, 'securityContext', 'runAsNonRoot') ?? at(spec, 'securityContext', 'runAsNonRoot');
  const user = at(container, 'securityContext', 'runAsUser') ?? at(spec, 'securityContext', 'runAsUser');
  if (nonRoot === true && (user === 0 || (user === undefined && image?.root === true)))
    return {
      kind: 'waiting',
      reason: 'CreateContainerConfigError',
      message: `container has runAsNonRoot and image will run as root (pod: "${name}", container: ${name})`,
      since,
      container: name,
    };
  const run = runProgram(view, namespace, spec, container, since);
  if (run.crash) {
    const message = `back-off 40s restarting failed container=${name} pod=${name}_${namespace}`;
    return {
      kind: 'waiting',
      reason: 'CrashLoopBackOff',
      message,
      since,
      log: run.crash.log,
      exitCode: run.crash.code,
      container: name,
    };
  }
  const probe = run.unready ?? probeProblem(container, run.ports ?? image?.ports ?? [], '10.244.1.17');
  return probe === undefined
    ? undefined
    : { kind: 'unready', message: probe, since, container: name, ...(run.log ? { log: run.log } : {}) };
};

/** Volumes of a pod: the first claim that keeps it waiting, and when the last one was bound. */
const claims = (
  view: View,
  namespace: string,
  spec: unknown,
): { readonly problem?: Outcome; readonly boundAt: WorldTime } => {
  let boundAt = 0;
  for (const volume of list(at(spec, 'volumes'))) {
    const name = text(at(volume, 'persistentVolumeClaim', 'claimName'));
    if (name === undefined) continue;
    const claim = find(view, 'PersistentVolumeClaim', namespace, name);
    if (!claim)
      return {
        boundAt,
        problem: {
          kind: 'pending',
          reason: 'Unschedulable',
          message: `0/3 nodes are available: persistentvolumeclaim "${name}" not found. not found`,
          since: view.now,
        },
      };
    const bound = claimOutcome(view, claim);
    if (bound.boundAt === undefined || bound.boundAt > view.now)
      return {
        boundAt,
        problem: {
          kind: 'pending',
          reason: 'Unschedulable',
          message:
            '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
          since: claim.changedAt,
        },
      };
    boundAt = Math.max(boundAt, bound.boundAt);
  }
  return { boundAt };
};

/** The kubelet mounts NFS itself: a wrong server is a timeout, a wrong path a refusal. */
const nfsProblem = (view: View, spec: unknown): string | undefined => {
  for (const volume of list(at(spec, 'volumes'))) {
    const server = text(at(volume, 'nfs', 'server'));
    if (server === undefined) continue;
    const path = text(at(volume, 'nfs', 'path')) ?? '';
    const share = view.world.nfs;
    const output =
      server !== share.server
        ? `mount.nfs: Connection timed out for ${server}:${path} on`
        : path !== share.path
          ? `mount.nfs: mounting ${server}:${path} failed, reason given by server: No such file or directory on`
          : undefined;
    const target = `/var/lib/kubelet/pods/7c2f1c04-11d5-4c07-9f3e-0d3a9c7a55e1/volumes/kubernetes.io~nfs/${text(at(volume, 'name'))}`;
    if (output !== undefined)
      return `MountVolume.SetUp failed for volume "${text(at(volume, 'name'))}" : mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs ${server}:${path} ${target}\nOutput: ${output} ${target}`;
  }
  return undefined;
};

/** What became of the pods of a workload.  A release's images are its chart's affair. */
export const podOutcome = (view: View, workload: Item, template: unknown): Outcome => {
  const namespace = workload.object.metadata.namespace ?? 'default';
  const spec = at(template, 'spec');
  const home = find(view, 'Namespace', undefined, namespace);
  const changes = [workload.changedAt, home?.changedAt ?? 0, ...referenced(view, namespace, spec)];
  const since = Math.max(...changes);
  const level = home?.object.metadata.labels?.['pod-security.kubernetes.io/enforce'] ?? DEFAULT_LEVEL;
  const security = podSecurity(level, spec);
  if (security !== undefined)
    return {
      kind: 'forbidden',
      since,
      message: `Error creating: pods "${workload.object.metadata.name}-${suffixFrom(5, view.world.seed, workload.object.metadata.name)}" is forbidden: ${security}`,
    };
  const volumes = claims(view, namespace, spec);
  if (volumes.problem) return volumes.problem;
  const start = Math.max(since, volumes.boundAt);
  const share = nfsProblem(view, spec);
  if (share !== undefined) return { kind: 'pending', reason: 'FailedMount', message: share, since: start };
  const [lack] = missing(view, namespace, spec);
  if (lack?.how === 'mount')
    return { kind: 'pending', reason: 'FailedMount', message: lack.message, since: start };
  if (lack)
    return {
      kind: 'waiting',
      reason: 'CreateContainerConfigError',
      message: lack.message,
      since: start,
      container: lack.container ?? '',
    };
  const running = start + START;
  if (workload.release === undefined)
    for (const container of list(at(spec, 'containers'))) {
      const outcome = containerOutcome(view, namespace, spec, container, start);
      if (outcome) return outcome;
    }
  return { kind: 'ready', at: running };
};
