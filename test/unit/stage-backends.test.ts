import { describe, expect, test } from 'vitest';
import { backends } from '../../stages/ingress/backends.ts';
import { type Rule, standIn } from './stage-stand-in.ts';

const route = (namespace: string, ref: string) => ({
  argv: '^kustomize cluster/x',
  stdout: `kind: HTTPRoute\nmetadata: {name: r, namespace: ${namespace}}\nspec: {rules: [{backendRefs: [${ref}]}]}\n`,
});
const PATH = '/api/v1/namespaces/NS/services/web:80/proxy/';
const raw = (namespace: string, answer: Partial<Rule>): Rule => ({
  argv: `get --raw ${PATH.replace('NS', namespace)}$`,
  ...answer,
});
const refused = (stderr: string): Partial<Rule> => ({ stderr: `Error from server ${stderr}\n`, code: 1 });

describe('what a route leads to', () => {
  test.each<[string, Partial<Rule>]>([
    ['a page', { stdout: '<html>' }],
    ['a login', refused('(Unauthorized): the server has asked for the client to provide credentials')],
    ['no such page', refused('(NotFound): the server could not find the requested resource')],
  ])('%s is an answer', async (_what, answer) => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [route('home', '{name: web, port: 80}'), raw('home', answer)]);
    expect(await backends('cluster/x').check(made.ctx)).toEqual({
      state: 'ok',
      detail: '1 of 1 backends answer',
    });
  });

  const silent = [
    '(ServiceUnavailable): no endpoints available for service "web"',
    '(NotFound): services "web" not found',
    '(InternalError): an error on the server ("unknown") has prevented the request from succeeding',
  ];
  test.each(silent)('%s: nobody answers; what another stage makes is only told', async (words) => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [route('home', '{name: web, port: 80}'), raw('home', refused(words))]);
    expect(await backends('cluster/x').check(made.ctx)).toEqual({
      state: 'ok',
      detail: '0 of 1 backends answer',
      notices: [
        `httproute home/r leads to home/web:80, where nobody answers (Error from server ${words}); the stage that makes it says why`,
      ],
    });
  });

  test('what another stage makes is not told in a run that has changed something', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [route('home', '{name: web, port: 80}'), raw('home', refused(silent[1] ?? ''))]);
    expect(await backends('cluster/x').check({ ...made.ctx, changed: true })).toEqual({
      state: 'ok',
      detail: '0 of 1 backends answer',
    });
  });

  test('of this stage is waited for', async () => {
    using made = standIn(['kubectl']);
    const namespace = made.ctx.cluster.ingress.namespaces[0] ?? '';
    const words = silent[0] ?? '';
    made.answer('kubectl', [
      route('home', `{name: web, namespace: ${namespace}, port: 80}`),
      raw(namespace, refused(words)),
    ]);
    expect(await backends('cluster/x').check(made.ctx)).toMatchObject({
      state: 'drift',
      detail: 'not yet: the backend of httproute home/r',
    });
    expect(await backends('cluster/x').verify?.(made.ctx)?.observe()).toMatchObject({
      state: 'failing',
      text: `httproute home/r: backend ${namespace}/web:80 does not answer: Error from server ${words}`,
    });
  });

  test('is not asked where it is no Service, or no backend at all', async () => {
    using made = standIn(['kubectl']);
    made.answer('kubectl', [route('home', '{kind: Backend, name: web, port: 80}')]);
    expect(await backends('cluster/x').check(made.ctx)).toMatchObject({ detail: '0 of 0 backends answer' });
  });
});
