import type { StageContext } from '../types.ts';
import { kubectl } from './kubectl.ts';
import type { KubeObject } from './object.ts';

/** Our name as field manager: the fields that the repo sets are ours, and nobody else's changes to them stay. */
export const APPLY = ['apply', '--server-side', '--force-conflicts', '--field-manager=orch'];

/** What an apply would make of it, as this manager. */
export const dryRun = (manager: string): readonly string[] => [
  'apply',
  '--server-side',
  '--dry-run=server',
  '--force-conflicts',
  `--field-manager=${manager}`,
];

/** Applies one object from memory by stdin, so that its content is in no argument list and no file. */
export const applyObject = (ctx: StageContext, object: KubeObject & Readonly<Record<string, unknown>>) =>
  kubectl(ctx, [...APPLY, '-f', '-'], { input: JSON.stringify(object) });
