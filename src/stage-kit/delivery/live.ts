import { kubeJson } from '../kube/kubectl.ts';
import type { KubeList } from '../kube/object.ts';
import type { StageContext } from '../types.ts';
import { type FluxObject, isOurs, KUSTOMIZATIONS, NAMESPACE, SOURCE, SOURCES } from './objects.ts';

/** What Flux has of ours in the cluster. */
export interface LiveDelivery {
  readonly source: FluxObject | undefined;
  readonly kustomizations: readonly FluxObject[];
}

/** One look at all of it. */
export const liveDelivery = async (ctx: StageContext): Promise<LiveDelivery> => {
  const args = ['get', `${SOURCES},${KUSTOMIZATIONS}`, '-n', NAMESPACE, '-o', 'json'];
  const { items } = await kubeJson<KubeList<FluxObject>>(ctx, args);
  return {
    source: items.find((each) => each.kind === 'GitRepository' && each.metadata.name === SOURCE),
    kustomizations: items.filter((each) => each.kind === 'Kustomization' && isOurs(each)),
  };
};
