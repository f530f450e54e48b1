import { describe } from 'vitest';
import { obsFaults } from '../../lab/faults/obs.ts';
import { faultTest } from '../rig/lab-night.ts';

describe('faults of stage obs, each alone in a lab', () => {
  for (const fault of obsFaults) faultTest(fault);
});
