import { describe } from 'vitest';
import { ingressFaults } from '../../lab/faults/ingress.ts';
import { faultTest } from '../rig/lab-night.ts';

describe('faults of stage ingress, each alone in a lab', () => {
  for (const fault of ingressFaults) faultTest(fault);
});
