import { describe, expect, test } from 'vitest';
import { releasesStep } from '../../src/stage-kit/kube/releases.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import { runStage } from '../../src/stage-kit/run-stage.ts';
import type { Step } from '../../src/stage-kit/types.ts';
import { type Rule, type StandIn, standIn } from './stage-stand-in.ts';

const run = async (made: StandIn, step: Step) => {
  made.said.length = 0;
  const { code } = await runStage({ name: 'kube', steps: [step] }, made.ctx, {
    planOnly: false,
    report: () => undefined,
  });
  return { code, said: made.said.join('\n'), last: made.said.at(-1) };
};
const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const json = (argv: string, ...items: object[]): Rule => ({ argv, stdout: list(...items) });
const calls = (made: StandIn, verb: RegExp) => made.calls().filter((call) => verb.test(call));

describe('releases', () => {
  const step = releasesStep({ whole: 'cluster/x', parts: () => [{ name: 'x', dir: 'cluster/x' }] });
  const BUILT: Rule = {
    argv: '^kustomize',
    stdout:
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: loki, namespace: logging}\n',
  };
  const release = (
    conditions: object[],
    more: { generation?: number; observed?: number; asked?: string; handled?: string } = {},
  ) => ({
    kind: 'HelmRelease',
    metadata: {
      name: 'loki',
      namespace: 'logging',
      generation: more.generation ?? 1,
      annotations: more.asked ? { 'reconcile.fluxcd.io/requestedAt': more.asked } : {},
    },
    status: {
      observedGeneration: more.observed ?? 1,
      conditions,
      ...(more.handled ? { lastHandledReconcileAt: more.handled } : {}),
    },
  });
  const ready = (state: string, reason: string, message = '') => ({
    type: 'Ready',
    status: state,
    reason,
    message,
  });
  const hr = (...items: object[]) => json('get helmreleases', ...items);
  const quiet = [json('get events', ...[]), json('get pods', ...[])];

  test('are waited for; what the controller has not seen yet does not count', async () => {
    using made = standIn(['kubectl']);
    for (const [object, state] of [
      [release([ready('True', 'UpgradeSucceeded')]), 'ok'],
      [release([ready('True', 'UpgradeSucceeded')], { generation: 2 }), 'drift'],
      [release([ready('True', 'InstallSucceeded')], { asked: 'now' }), 'drift'],
      [release([ready('True', 'InstallSucceeded')], { asked: 'now', handled: 'now' }), 'ok'],
      [release([ready('Unknown', 'Progressing')]), 'drift'],
      [release([ready('False', 'DependencyNotReady')]), 'drift'],
      [release([]), 'drift'],
    ] as const) {
      made.answer('kubectl', [BUILT, hr(object)]);
      expect((await step.check(made.ctx)).state).toBe(state);
    }
    made.answer('kubectl', [BUILT, hr()]);
    expect(await step.check(made.ctx)).toMatchObject({
      state: 'drift',
      detail: 'not yet: HelmRelease logging/loki',
    });
  });

  test('that failed are asked to try again once, then told with cause, events and last words', async () => {
    using made = standIn(['kubectl']);
    const failed = release([
      { type: 'Stalled', status: 'True', reason: 'RetriesExceeded' },
      ready('False', 'RetriesExceeded', 'Failed to install after 4 attempt(s)'),
      {
        type: 'Released',
        status: 'False',
        reason: 'InstallFailed',
        message:
          'Helm install failed for release logging/loki with chart loki@18.13.1: context deadline exceeded',
      },
    ]);
    const pod = {
      kind: 'Pod',
      metadata: { name: 'loki-0', namespace: 'logging' },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'loki',
            state: {
              waiting: {
                reason: 'CrashLoopBackOff',
                message: 'back-off 40s restarting failed container=loki',
              },
            },
          },
        ],
      },
    };
    made.answer('kubectl', [
      BUILT,
      hr(failed),
      { argv: 'annotate' },
      json('get events', {
        kind: 'Event',
        reason: 'BackOff',
        message: 'Back-off restarting failed container',
        involvedObject: { kind: 'Pod', name: 'loki-0' },
      }),
      json('get pods', pod),
      {
        argv: '^--kubeconfig \\S+ --request-timeout=15s logs',
        stdout: 'level=error msg="validating config" err="CONFIG ERROR: schema v13 is required"\n',
      },
    ]);
    const { code, said, last } = await run(made, step);
    expect(code).toBe(1);
    expect(calls(made, / annotate /)).toHaveLength(1);
    expect(calls(made, / annotate /)[0]).toMatch(
      /annotate helmreleases\.helm\.toolkit\.fluxcd\.io loki -n logging --overwrite reconcile\.fluxcd\.io\/requestedAt=(\S+) reconcile\.fluxcd\.io\/forceAt=\1 reconcile\.fluxcd\.io\/resetAt=\1$/,
    );
    expect(said).toContain('Warning BackOff pod/loki-0 in logging: Back-off restarting failed container');
    expect(said).toContain(
      '--- last log lines of logging/loki-0 loki\nlevel=error msg="validating config" err="CONFIG ERROR: schema v13 is required"',
    );
    expect(said).toContain(
      'HelmRelease/logging/loki: RetriesExceeded: Failed to install after 4 attempt(s)\nHelm install failed for release logging/loki',
    );
    expect(last).toBe(
      'step releases failed: it does not recover: HelmRelease logging/loki (RetriesExceeded)',
    );
  });

  test('of a chart version that does not exist fail with that message', async () => {
    using made = standIn(['kubectl']);
    const message =
      "HelmChart 'flux-system/logging-loki' is not ready: invalid chart reference: failed to get chart version for remote reference: no 'loki' chart with version matching '99.0.0' found";
    made.answer('kubectl', [
      BUILT,
      hr(release([ready('False', 'SourceNotReady', message)])),
      { argv: 'annotate' },
      ...quiet,
    ]);
    expect((await run(made, step)).said).toContain(`HelmRelease/logging/loki: SourceNotReady: ${message}`);
  });
});

describe('workloads', () => {
  const step = workloadsStep(async () => ['home']);
  const meta = (name: string) => ({ name, namespace: 'home', generation: 2 });
  const deployment = (status: object, replicas = 1) => ({
    kind: 'Deployment',
    metadata: meta('home'),
    spec: { replicas },
    status: { observedGeneration: 2, ...status },
  });
  const good = deployment({ updatedReplicas: 1, availableReplicas: 1 });
  const daemon = (status: object) => ({
    kind: 'DaemonSet',
    metadata: meta('agent'),
    status: { observedGeneration: 2, ...status },
  });
  const check = async (made: StandIn, ...items: object[]) => {
    made.answer('kubectl', [
      json('get deployments,statefulsets', ...items),
      json('get storageclasses', { metadata: { name: 'longhorn' } }),
    ]);
    return await step.check(made.ctx);
  };

  test('a Service that waits for a load balancer that nobody brings is named, one that needs none is not', async () => {
    using made = standIn(['kubectl']);
    const service = (type: string, ingress: readonly object[] = []) => ({
      kind: 'Service',
      metadata: meta('web'),
      spec: { type },
      status: { loadBalancer: { ingress } },
    });
    expect(await check(made, good, service('LoadBalancer'))).toMatchObject({
      state: 'drift',
      detail: expect.stringContaining('service home/web (type LoadBalancer has no address'),
    });
    for (const fine of [service('ClusterIP'), service('LoadBalancer', [{ ip: '192.168.1.60' }])])
      expect((await check(made, good, fine)).state).toBe('ok');
    // A Service alone is not yet an app.
    expect((await check(made, service('ClusterIP'))).detail).toBe('not yet: anything in namespace home');
  });

  test('are healthy only when every rollout is complete and every claim bound', async () => {
    using made = standIn(['kubectl']);
    const claim = (phase: string) => ({
      kind: 'PersistentVolumeClaim',
      metadata: meta('data'),
      status: { phase },
    });
    const sts = (status: object) => ({
      kind: 'StatefulSet',
      metadata: meta('db'),
      spec: { replicas: 1 },
      status: { observedGeneration: 2, ...status },
    });
    const job = (type: string) => ({
      kind: 'Job',
      metadata: meta('migrate'),
      status: {
        observedGeneration: 2,
        conditions: [{ type, status: 'True', message: 'BackoffLimitExceeded' }],
      },
    });
    for (const [items, wanted] of [
      [
        [
          good,
          claim('Bound'),
          sts({ readyReplicas: 1, currentRevision: 'a', updateRevision: 'a' }),
          job('Complete'),
        ],
        'home healthy',
      ],
      [[], 'not yet: anything in namespace home'],
      [
        [deployment({ observedGeneration: 1, updatedReplicas: 1, availableReplicas: 1 })],
        'not yet: deployment home/home',
      ],
      [[deployment({ updatedReplicas: 1, availableReplicas: 0 })], 'not yet: deployment home/home'],
      [[good, claim('Pending')], 'not yet: persistentvolumeclaim home/data'],
      [
        [good, { ...claim('Pending'), spec: { storageClassName: 'longhorm' } }],
        'not yet: persistentvolumeclaim home/data (storageclass.storage.k8s.io "longhorm" not found)',
      ],
      [
        [good, { ...claim('Pending'), spec: { storageClassName: 'longhorn' } }],
        'not yet: persistentvolumeclaim home/data',
      ],
      [
        [sts({ readyReplicas: 1, currentRevision: 'a', updateRevision: 'b' })],
        'not yet: statefulset home/db',
      ],
      [[job('Failed')], 'not yet: job home/migrate (BackoffLimitExceeded)'],
      [
        [
          daemon({
            desiredNumberScheduled: 2,
            currentNumberScheduled: 2,
            updatedNumberScheduled: 2,
            numberReady: 2,
          }),
        ],
        'home healthy',
      ],
      [
        [daemon({ desiredNumberScheduled: 0 })],
        'not yet: daemonset home/agent (wants 0 pods: no node fits its selector)',
      ],
      [
        [daemon({ desiredNumberScheduled: 2, currentNumberScheduled: 0 })],
        'not yet: daemonset home/agent (0 of 2 pods are created)',
      ],
    ] as const)
      expect((await check(made, ...items)).detail).toBe(wanted);
  });

  test('that admission refuses are told with the event that says why', async () => {
    using made = standIn(['kubectl']);
    const event =
      'Error creating: pods "agent-x7k2p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)';
    made.answer('kubectl', [
      json('get deployments,', daemon({ desiredNumberScheduled: 2, currentNumberScheduled: 0 })),
      json('get events', {
        kind: 'Event',
        reason: 'FailedCreate',
        message: event,
        involvedObject: { kind: 'DaemonSet', name: 'agent' },
      }),
      json('get pods', ...[]),
    ]);
    const { code, said } = await run(made, step);
    expect(code).toBe(1);
    expect(said).toContain(`Warning FailedCreate daemonset/agent in home: ${event}`);
  });

  test('whose pods cannot start are told by the kubelet, unscheduled ones by the scheduler', async () => {
    using made = standIn(['kubectl']);
    const pull =
      'Back-off pulling image "ghcr.io/gethomepage/homepage:v9": ErrImagePull: ghcr.io/gethomepage/homepage:v9: not found';
    const pods = [
      {
        kind: 'Pod',
        metadata: { name: 'home-1', generateName: 'home-', namespace: 'home' },
        status: {
          phase: 'Pending',
          containerStatuses: [
            { name: 'home', state: { waiting: { reason: 'ImagePullBackOff', message: pull } } },
          ],
        },
      },
      {
        kind: 'Pod',
        metadata: { name: 'home-2', namespace: 'home' },
        status: {
          phase: 'Pending',
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              message: '0/3 nodes are available: 3 Insufficient memory.',
            },
          ],
        },
      },
    ];
    made.answer('kubectl', [
      json('get deployments,', deployment({ updatedReplicas: 1 }), ...pods),
      json('get events', ...[]),
      json('get pods', ...pods),
    ]);
    const { said, last } = await run(made, step);
    expect(said).toContain(pull);
    expect(said).toContain(
      'pod home/home-2 is not scheduled: 0/3 nodes are available: 3 Insufficient memory.',
    );
    expect(last).toContain('pods of home/home (ImagePullBackOff of container home)');
    // No log of a container that never ran is asked for.
    expect(calls(made, / logs /)).toEqual([]);
  });
});
