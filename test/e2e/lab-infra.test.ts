import { describe } from 'vitest';
import { infraFaults } from '../../lab/faults/infra.ts';
import { faultTest } from '../rig/lab-night.ts';

describe('faults of stage infra, each alone in a lab', () => {
  for (const fault of infraFaults) faultTest(fault);
});
