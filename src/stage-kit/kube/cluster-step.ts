import type { Step } from '../types.ts';
import { demandCluster } from './kubectl.ts';

/** The API server answers by our kubeconfig. */
export const clusterStep: Step = {
  name: 'cluster',
  check: async (ctx) => ({ state: 'ok', detail: await demandCluster(ctx) }),
};
