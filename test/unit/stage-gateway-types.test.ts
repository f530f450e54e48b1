import { describe, expect, test } from 'vitest';
import { crds } from '../../stages/ingress/crds.ts';
import { standIn } from './stage-stand-in.ts';

const type = (name: string, established: string) => ({
  kind: 'CustomResourceDefinition',
  metadata: { name: `${name}.gateway.networking.k8s.io` },
  status: {
    conditions: [
      { type: 'NamesAccepted', status: 'True' },
      { type: 'Established', status: established },
    ],
  },
});
const list = (...items: readonly object[]): string => JSON.stringify({ kind: 'List', items });

describe('the Gateway API types', () => {
  const all = ['gatewayclasses', 'gateways', 'httproutes'];

  test.each([
    ['none of them', ''],
    ['one of them', list(type('gateways', 'True'))],
    ['one that is not served yet', list(...all.map((each, i) => type(each, i === 2 ? 'False' : 'True')))],
  ])('%s: waited for', async (_what, stdout) => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [{ argv: 'get crds .* --ignore-not-found -o json$', stdout }]);
    expect(await crds.check(made.ctx)).toMatchObject({ state: 'drift' });
    expect(await crds.verify?.(made.ctx)?.observe()).toEqual({
      state: 'waiting',
      for: 'the Gateway API types',
    });
  });

  test('all of them: nothing to do, however long the server takes', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [{ argv: 'get crds', stdout: list(...all.map((each) => type(each, 'True'))) }]);
    expect(await crds.check(made.ctx)).toEqual({ state: 'ok', detail: 'the Gateway API is there' });
  });
});
