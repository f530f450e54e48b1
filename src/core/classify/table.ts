import type { Rule } from './rule.ts';
import { ACCESS } from './rules/access.ts';
import { DELIVERY } from './rules/delivery.ts';
import { EARLIER } from './rules/earlier.ts';
import { MACHINE } from './rules/machine.ts';
import { NETWORK } from './rules/network.ts';
import { REPO } from './rules/repo.ts';

/**
 * The one table. A line is held against it from top to bottom, and the first row that fits decides: what a patch can
 * mend although it sounds like something else, then access, how
 * manifests are delivered, what an earlier stage owes, the machine, and at last what
 * passes by itself.
 */
export const RULES: readonly Rule[] = [...REPO, ...ACCESS, ...DELIVERY, ...EARLIER, ...MACHINE, ...NETWORK];
