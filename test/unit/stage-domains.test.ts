import { describe, expect, test } from 'vitest';
import type { StageFailure } from '../../src/stage-kit/failure.ts';
import { domains } from '../../stages/ingress/domains.ts';
import { standIn } from './stage-stand-in.ts';

const route = (name: string) =>
  `kind: HTTPRoute\nmetadata: {name: home, namespace: home}\nspec: {hostnames: [${name}]}\n`;

describe('host names of routes', () => {
  test.each(['home.example.com', 'example.com', 'a.b.example.com'])('%s is ours', async (name) => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [{ argv: '^kustomize cluster/x', stdout: route(name) }]);
    expect(await domains('cluster/x').check(made.ctx)).toEqual({
      state: 'ok',
      detail: '1 host names in example.com',
    });
  });

  test.each(['home.example.org', 'badexample.com', 'com'])(
    '%s is not, and is named before it is applied',
    async (name) => {
      using made = standIn(['kubectl']);
      made.answer('kubectl', [{ argv: '^kustomize cluster/x', stdout: route(name) }]);
      const failure = await domains('cluster/x')
        .check(made.ctx)
        .catch((error: StageFailure) => error);
      expect(failure).toMatchObject({
        message: 'ingress.domains allows example.com: correct the route in cluster/x, or add the domain',
        evidence: `httproute home/home: host name ${name} is in no domain of ours`,
      });
    },
  );
});
