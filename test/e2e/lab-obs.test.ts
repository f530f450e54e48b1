import { describe } from 'vitest';
import { obsFaults } from '../../lab/faults/obs.ts';
import { faultTests } from '../rig/lab-night.ts';

describe('faults of stage obs, each alone in a lab', () => {
  faultTests(obsFaults);
});
