import { describe } from 'vitest';
import { appsFaults } from '../../lab/faults/apps.ts';
import { faultTests } from '../rig/lab-night.ts';

describe('faults of stage apps, each alone in a lab', () => {
  faultTests(appsFaults);
});
