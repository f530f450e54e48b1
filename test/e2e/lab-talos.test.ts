import { describe } from 'vitest';
import { talosFaults } from '../../lab/faults/talos.ts';
import { faultTest } from '../rig/lab-night.ts';

describe('faults of stage talos, each alone in a lab', () => {
  for (const fault of talosFaults) faultTest(fault);
});
