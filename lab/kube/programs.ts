import type { WorldTime } from '../world/types.ts';
import { splitImage } from './images.ts';
import { cloudflared } from './program-cloudflared.ts';
import { homepage } from './program-homepage.ts';
import { whoami } from './program-whoami.ts';
import { at, text, type View } from './view.ts';

/** What a container's program does with the configuration it was given. */
export interface Run {
  /** It ends: what it printed, and its exit code. */
  readonly crash?: { readonly log: readonly string[]; readonly code: number };
  /** It runs, but its own readiness check says no. */
  readonly unready?: string;
  readonly log?: readonly string[];
  /** Ports it listens on, when they follow from its configuration. */
  readonly ports?: readonly number[];
}

/** A program: pure in the cluster's objects. */
export type Program = (
  view: View,
  namespace: string,
  spec: unknown,
  container: unknown,
  since: WorldTime,
) => Run;

const PROGRAMS: Readonly<Record<string, Program>> = {
  'docker.io/traefik/whoami': whoami,
  'ghcr.io/gethomepage/homepage': homepage,
  'docker.io/cloudflare/cloudflared': cloudflared,
};

/** Runs the program of a container's image; an image without one simply runs. */
export const runProgram: Program = (view, namespace, spec, container, since) => {
  const program = PROGRAMS[splitImage(text(at(container, 'image')) ?? '').repository];
  return program ? program(view, namespace, spec, container, since) : {};
};
