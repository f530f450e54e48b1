import { CHARTS } from '../flux/charts/index.ts';
import { startOf } from '../flux/render.ts';
import { resolve } from '../flux/resolve.ts';
import { decode, kindOf } from '../talos/documents.ts';
import { hosts } from '../talos/machine.ts';
import { rfc3339, SECOND } from '../world/clock.ts';
import { uuidFrom } from '../world/random.ts';
import type { KubeObject, MachineConfig } from '../world/types.ts';
import { crdName, KINDS, type Kind } from './kinds.ts';
import { at, find, ofKind, text, type View } from './view.ts';

const push = (view: View, object: KubeObject, since: number, release?: string): void => {
  view.items.push({
    object,
    createdAt: since,
    changedAt: since,
    ...(release === undefined ? {} : { release }),
  });
};

const deployment = (name: string, namespace: string, labels: Record<string, string>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, generation: 1 },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'manager', image: `ghcr.io/fluxcd/${name}` }] },
    },
  },
});

/** What provides the custom kinds at this moment, and since when. */
export const providers = (view: View): ReadonlyMap<NonNullable<Kind['provider']>, number> => {
  const found = new Map<NonNullable<Kind['provider']>, number>();
  const { flux } = view.world.kube;
  if (flux) found.set('flux', flux.at);
  for (const item of ofKind(view, 'HelmRelease')) {
    const resolved = resolve(view, item);
    const provides = CHARTS.find((chart) => chart === resolved.chart)?.provides;
    const since = startOf(resolved) + SECOND;
    if (provides && since <= view.now) found.set(provides, since);
  }
  return found;
};

/** The kinds that the API server serves at this moment. */
export const servedKinds = (view: View): readonly Kind[] => {
  const provided = providers(view);
  return KINDS.filter((kind) => kind.provider === undefined || provided.has(kind.provider));
};

/** Namespaces of the cluster itself, Flux's controllers, and the CRDs that stand. */
export const addSystem = (view: View): void => {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease'])
    push(view, { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, status: { phase: 'Active' } }, 0);
  const { flux } = view.world.kube;
  if (flux) {
    push(
      view,
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'flux-system', labels: { 'app.kubernetes.io/version': flux.version } },
      },
      flux.at,
    );
    const labels = {
      'app.kubernetes.io/instance': 'flux-system',
      'app.kubernetes.io/part-of': 'flux',
      'app.kubernetes.io/version': flux.version,
    };
    for (const name of flux.components) push(view, deployment(name, 'flux-system', labels), flux.at, 'flux');
  }
  for (const [provider, since] of providers(view))
    for (const kind of KINDS.filter((each) => each.provider === provider))
      push(
        view,
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: crdName(kind), creationTimestamp: rfc3339(since) },
          spec: { group: kind.group, names: { kind: kind.kind, plural: kind.plural } },
          status: {
            conditions: [
              {
                type: 'Established',
                status: 'True',
                reason: 'InitialNamesAccepted',
                message: 'the initial names have been accepted',
              },
            ],
          },
        },
        since,
      );
};

/** The Node objects of the machines that joined. */
export const addNodes = (view: View): void => {
  for (const { host, config, since, ready, readyAt } of view.nodes) {
    const control = config.type === 'controlplane';
    push(
      view,
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: config.hostname,
          uid: uuidFrom(view.world.seed, 'node', config.hostname),
          creationTimestamp: rfc3339(since),
          labels: {
            'kubernetes.io/hostname': config.hostname,
            'kubernetes.io/os': 'linux',
            ...(control ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
          },
        },
        spec: control
          ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }
          : {},
        status: {
          addresses: [
            { type: 'InternalIP', address: host.address },
            { type: 'Hostname', address: config.hostname },
          ],
          conditions: [
            {
              type: 'Ready',
              status: ready ? 'True' : 'False',
              reason: ready ? 'KubeletReady' : 'KubeletNotReady',
              message: ready
                ? 'kubelet is posting ready status'
                : 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
              lastTransitionTime: rfc3339(Math.min(readyAt, view.now)),
            },
          ],
          nodeInfo: {
            kubeletVersion: `v${config.kubernetes}`,
            osImage: 'Talos (v1.13.9)',
            kernelVersion: '6.18.24-talos',
            containerRuntimeVersion: 'containerd://2.2.1',
            architecture: 'amd64',
          },
        },
      },
      since,
    );
  }
};

const volumes = new WeakMap<MachineConfig, readonly string[]>();

/** Folders that a Talos worker has for volumes: one per UserVolumeConfig. A config never changes, another takes its place. */
const volumePaths = (config: MachineConfig): readonly string[] => {
  const known =
    volumes.get(config) ??
    decode(config.text)
      .filter((document) => kindOf(document) === 'UserVolumeConfig')
      .map((document) => `/var/mnt/${text(document.name)}`);
  volumes.set(config, known);
  return known;
};

/** Longhorn's own node objects: schedulable when its data path is a volume of the node. */
export const addLonghornNodes = (view: View): void => {
  const manager = find(view, 'DaemonSet', 'longhorn-system', 'longhorn-manager');
  const outcome = view.outcomes.get('DaemonSet/longhorn-system/longhorn-manager');
  if (!manager || outcome?.kind !== 'ready' || outcome.at > view.now) return;
  const path =
    text(
      at(
        ofKind(view, 'HelmRelease').find(
          ({ object }) => at(object, 'spec', 'chart', 'spec', 'chart') === 'longhorn',
        )?.object,
        'spec',
        'values',
        'defaultSettings',
        'defaultDataPath',
      ),
    ) ?? '/var/lib/longhorn/';
  for (const host of hosts(view.world, view.now)) {
    const config = host.machine?.config;
    if (config?.type !== 'worker') continue;
    const fits = volumePaths(config).includes(path.replace(/\/$/, ''));
    const condition = (type: string, yes: boolean, reason: string, message: string) => ({
      type,
      status: yes ? 'True' : 'False',
      reason,
      message,
    });
    push(
      view,
      {
        apiVersion: 'longhorn.io/v1beta2',
        kind: 'Node',
        metadata: { name: config.hostname, namespace: 'longhorn-system' },
        spec: { allowScheduling: true, name: config.hostname },
        status: {
          conditions: [
            condition('Ready', true, '', `Node ${config.hostname} is ready`),
            fits
              ? condition('Schedulable', true, '', '')
              : condition(
                  'Schedulable',
                  false,
                  'DiskNotReady',
                  `Disk default-disk-fd0100000000 (${path}) on the node ${config.hostname} is not ready: failed to get disk config: cannot find disk config file under directory ${path}: stat /host${path}/longhorn-disk.cfg: no such file or directory`,
                ),
          ],
        },
      },
      outcome.at,
      'longhorn',
    );
  }
};
