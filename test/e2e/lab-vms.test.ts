import { describe } from 'vitest';
import { vmsFaults } from '../../lab/faults/vms.ts';
import { faultTest } from '../rig/lab-night.ts';

describe('faults of stage vms, each alone in a lab', () => {
  for (const fault of vmsFaults) faultTest(fault);
});
