import type { Stage } from '../../src/stage-kit/types.ts';
import { api } from './api.ts';
import { boot } from './boot.ts';
import { create } from './create.ts';
import { iso } from './iso.ts';
import { power } from './power.ts';
import { settings } from './settings.ts';

/** The Talos image and the virtual machines on Proxmox. */
export const vms: Stage = { name: 'vms', steps: [api, iso, create, settings, power, boot] };
