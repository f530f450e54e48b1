import type { Stage } from '../../src/stage-kit/types.ts';
import { bootstrap } from './bootstrap.ts';
import { configs } from './configs.ts';
import { health } from './health.ts';
import { install } from './install.ts';
import { kubeconfig } from './kubeconfig.ts';
import { answering } from './machines.ts';
import { pki } from './pki.ts';
import { reader } from './reader.ts';
import { ready } from './ready.ts';
import { tools } from './tools.ts';
import { update } from './update.ts';

/** Talos on every node, etcd bootstrapped, a kubeconfig that works, all nodes Ready. */
export const talos: Stage = {
  name: 'talos',
  steps: [tools, answering, pki, configs, install, update, bootstrap, kubeconfig, ready, health, reader],
};
