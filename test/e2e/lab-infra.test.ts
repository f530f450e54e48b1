import { describe } from 'vitest';
import { infraFaults } from '../../lab/faults/infra.ts';
import { faultTests } from '../rig/lab-night.ts';

describe('faults of stage infra, each alone in a lab', () => {
  faultTests(infraFaults);
});
