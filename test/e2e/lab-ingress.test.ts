import { describe } from 'vitest';
import { ingressFaults } from '../../lab/faults/ingress.ts';
import { faultTests } from '../rig/lab-night.ts';

describe('faults of stage ingress, each alone in a lab', () => {
  faultTests(ingressFaults);
});
