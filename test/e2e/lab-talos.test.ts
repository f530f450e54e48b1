import { describe } from 'vitest';
import { talosFaults } from '../../lab/faults/talos.ts';
import { faultTests } from '../rig/lab-night.ts';

describe('faults of stage talos, each alone in a lab', () => {
  faultTests(talosFaults);
});
