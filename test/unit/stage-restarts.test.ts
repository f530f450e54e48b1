import { describe, expect, test } from 'vitest';
import { type Pod, restartedContainers } from '../../src/stage-kit/kube/pods.ts';
import { workloadsStep } from '../../src/stage-kit/kube/workloads.ts';
import { standIn } from './stage-stand-in.ts';

const NOW = Date.parse('2026-11-21T03:00:00Z');
const MINUTE = 60_000;
const pod = (finishedAt: string, more: { restartCount?: number; phase?: string } = {}): Pod => ({
  kind: 'Pod',
  metadata: { name: 'web-1', generateName: 'web-', namespace: 'home' },
  status: {
    phase: more.phase ?? 'Running',
    containerStatuses: [
      {
        name: 'web',
        restartCount: more.restartCount ?? 7,
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt } },
      },
    ],
  },
});

describe('a container that was started again', () => {
  test('a moment ago is not trusted, though it runs', () => {
    expect(restartedContainers(pod('2026-11-21T02:59:30Z'), NOW, MINUTE)).toEqual([
      {
        container: 'web',
        reason: 'restarting',
        message: 'it was started again after its last run ended with OOMKilled (exit code 137)',
      },
    ]);
  });

  test.each<[string, Pod]>([
    ['long ago has settled', pod('2026-11-21T02:59:00Z')],
    ['by a clock that is ahead of ours is not judged', pod('2026-11-21T03:00:30Z')],
    ['never', pod('2026-11-21T02:59:30Z', { restartCount: 0 })],
    ['and is done', pod('2026-11-21T02:59:30Z', { phase: 'Succeeded' })],
  ])('%s', (_what, each) => {
    expect(restartedContainers(each, NOW, MINUTE)).toEqual([]);
  });

  test('keeps its workload from being healthy until it has run for timing.settle', async () => {
    using made = standIn(['kubectl']);
    const { timing } = made.ctx.cluster;
    const ctx = { ...made.ctx, cluster: { ...made.ctx.cluster, timing: { ...timing, settle: MINUTE } } };
    const step = workloadsStep(async () => ['home']);
    const found = (seconds: number) => {
      const at = new Date(Date.now() - seconds * 1_000).toISOString();
      made.answer('kubectl', [{ argv: 'get deployments,', stdout: JSON.stringify({ items: [pod(at)] }) }]);
      return step.check(ctx);
    };
    expect(await found(10)).toMatchObject({
      state: 'drift',
      detail: 'not yet: pods of home/web (restarting of container web)',
    });
    expect((await found(90)).state).toBe('ok');
  });
});
