import { appsFaults } from './apps.ts';
import { infraFaults } from './infra.ts';
import { ingressFaults } from './ingress.ts';
import { obsFaults } from './obs.ts';
import { talosFaults } from './talos.ts';
import type { Fault } from './types.ts';
import { vmsFaults } from './vms.ts';

/** Everything that can break in the lab, by stage. */
export const faults: readonly Fault[] = [
  ...vmsFaults,
  ...talosFaults,
  ...infraFaults,
  ...appsFaults,
  ...ingressFaults,
  ...obsFaults,
];

/** What breaks when nothing else is asked for: one that passes, one for the small model, one that needs a closer look. */
export const defaultNight: readonly string[] = [
  'vms-factory-unavailable',
  'talos-unknown-key',
  'obs-logs-lost',
];
