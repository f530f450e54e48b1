import { describe } from 'vitest';
import { appsFaults } from '../../lab/faults/apps.ts';
import { faultTest } from '../rig/lab-night.ts';

describe('faults of stage apps, each alone in a lab', () => {
  for (const fault of appsFaults) faultTest(fault);
});
