import { StageFailure } from '../../src/stage-kit/failure.ts';
import { buildManifests } from '../../src/stage-kit/kube/manifests.ts';
import { type KubeObject, titleOf } from '../../src/stage-kit/kube/object.ts';
import type { Step } from '../../src/stage-kit/types.ts';

interface Route extends KubeObject {
  readonly spec?: { readonly hostnames?: readonly string[] };
}

/** A host name of ours by mistake is somebody else's site, or nobody's: named before it is applied. */
export const domains = (dir: string): Step => ({
  name: 'domains',
  check: async (ctx) => {
    const { domains: own } = ctx.cluster.ingress;
    if (own.length === 0)
      return { state: 'ok', detail: 'ingress.domains is empty: host names are not checked' };
    const routes = (await buildManifests(ctx, dir)) as readonly Route[];
    const names = routes.flatMap((route) => (route.spec?.hostnames ?? []).map((name) => ({ route, name })));
    const foreign = names.filter(
      ({ name }) => !own.some((each) => name === each || name.endsWith(`.${each}`)),
    );
    if (foreign.length === 0)
      return { state: 'ok', detail: `${names.length} host names in ${own.join(', ')}` };
    throw new StageFailure(
      `${ctx.where('ingress', 'domains')} allows ${own.join(', ')}: correct the route in ${dir}, or add the domain`,
      foreign
        .map(({ route, name }) => `${titleOf(route)}: host name ${name} is in no domain of ours`)
        .join('\n'),
    );
  },
});
