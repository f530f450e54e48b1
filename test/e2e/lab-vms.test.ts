import { describe } from 'vitest';
import { vmsFaults } from '../../lab/faults/vms.ts';
import { faultTests } from '../rig/lab-night.ts';

describe('faults of stage vms, each alone in a lab', () => {
  faultTests(vmsFaults);
});
