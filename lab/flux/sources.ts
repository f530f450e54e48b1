import { at, type Item, text } from '../kube/view.ts';
import { rfc3339, SECOND } from '../world/clock.ts';
import { inForce } from '../world/conditions.ts';
import { hexFrom } from '../world/random.ts';
import type { KubeObject, World, WorldTime } from '../world/types.ts';
import { CHARTS, OTHER_REPOSITORIES } from './charts/index.ts';

/** How long the source controller takes to fetch an index. */
const FETCH = 4 * SECOND;

export interface SourceState {
  readonly ready: boolean;
  readonly readyAt: WorldTime;
  readonly reason: string;
  readonly message: string;
}

const urls = [...new Set([...CHARTS.map((chart) => chart.repository), ...OTHER_REPOSITORIES])];

const bare = (url: string): string => url.replace(/\/$/, '');

const fetched = (item: Item, world: World, revision: string): SourceState => ({
  ready: true,
  readyAt: item.changedAt + FETCH,
  reason: 'Succeeded',
  message: `stored artifact: revision 'sha256:${hexFrom(world.seed, revision)}'`,
});

const failedFetch = (item: Item, message: string): SourceState => ({
  ready: false,
  readyAt: item.changedAt + FETCH,
  reason: 'Failed',
  message,
});

const helmRepository = (world: World, item: Item, now: WorldTime): SourceState => {
  const url = bare(text(at(item.object, 'spec', 'url')) ?? '');
  if (at(item.object, 'spec', 'type') === 'oci')
    return { ready: true, readyAt: item.changedAt, reason: 'Succeeded', message: 'Helm repository is ready' };
  const index = `${url}/index.yaml`;
  if (inForce(world, 'charts-unavailable', now))
    return failedFetch(
      item,
      `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${index} : 503 Service Unavailable`,
    );
  if (urls.includes(url)) return fetched(item, world, url);
  const host = /^https?:\/\/([^/]+)/.exec(url)?.[1] ?? '';
  const hostKnown = urls.some((known) => /^https?:\/\/([^/]+)/.exec(known)?.[1] === host);
  return failedFetch(
    item,
    hostKnown
      ? `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${index} : 404 Not Found`
      : `failed to fetch Helm repository index: failed to cache index to temporary file: Get "${index}": dial tcp: lookup ${host} on 10.96.0.10:53: no such host`,
  );
};

const ociRepository = (world: World, item: Item): SourceState => {
  const url = text(at(item.object, 'spec', 'url')) ?? '';
  const tag =
    text(at(item.object, 'spec', 'ref', 'tag')) ?? text(at(item.object, 'spec', 'ref', 'semver')) ?? 'latest';
  const chart = CHARTS.find((each) => each.repository === url);
  if (!chart)
    return failedFetch(
      item,
      `failed to determine artifact digest: GET https://${url.replace('oci://', '').replace('docker.io', 'index.docker.io/v2')}/manifests/${tag}: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:${url.split('/').slice(3).join('/')} Type:repository]]`,
    );
  if (!chart.versions.includes(tag))
    return failedFetch(
      item,
      `failed to determine artifact digest: GET https://${url.replace('oci://docker.io', 'index.docker.io/v2')}/manifests/${tag}: MANIFEST_UNKNOWN: manifest unknown; unknown tag=${tag}`,
    );
  return {
    ...fetched(item, world, url + tag),
    message: `stored artifact for digest '${tag}@sha256:${hexFrom(world.seed, url, tag)}'`,
  };
};

/** What became of a source object. */
export const sourceState = (world: World, item: Item, now: WorldTime): SourceState =>
  item.object.kind === 'OCIRepository' ? ociRepository(world, item) : helmRepository(world, item, now);

/** The status that the source controller writes. */
export const sourceStatus = (world: World, item: Item, now: WorldTime): KubeObject['status'] => {
  const state = sourceState(world, item, now);
  const observedGeneration = item.object.metadata.generation;
  const over = now >= state.readyAt;
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    observedGeneration,
    lastTransitionTime: rfc3339(Math.min(now, state.readyAt)),
  });
  if (!over)
    return {
      observedGeneration: -1,
      conditions: [
        condition('Reconciling', 'True', 'Progressing', 'building artifact'),
        condition('Ready', 'Unknown', 'Progressing', 'building artifact: reconciliation in progress'),
      ],
    };
  return {
    observedGeneration,
    ...(state.ready
      ? {
          artifact: {
            revision: `sha256:${hexFrom(world.seed, item.object.metadata.name)}`,
            lastUpdateTime: rfc3339(state.readyAt),
          },
        }
      : {}),
    conditions: [
      condition('Ready', state.ready ? 'True' : 'False', state.reason, state.message),
      ...(state.ready
        ? [condition('ArtifactInStorage', 'True', 'Succeeded', state.message)]
        : [condition('FetchFailed', 'True', 'Failed', state.message)]),
    ],
  };
};
