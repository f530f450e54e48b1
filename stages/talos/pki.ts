import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { machines } from './machines.ts';
import { minorOf, paths } from './paths.ts';

const KEYS = ['cluster', 'secrets', 'trustdinfo', 'certs'] as const;

/** The secrets bundle that `talosctl gen secrets` writes, as far as the stage looks into it. */
export interface Bundle {
  readonly cluster?: { readonly id?: string };
  readonly certs?: { readonly os?: { readonly crt?: string } };
}

/**
 * Reads the secrets bundle.
 * @throws StageFailure when the file is no bundle: it is never generated again over an old one.
 */
export const readBundle = (ctx: StageContext): Bundle => {
  const file = paths(ctx).secrets;
  const value: unknown = parse(readFileSync(file, 'utf8'));
  const missing = KEYS.filter((key) => typeof value !== 'object' || value === null || !(key in value));
  if (missing.length > 0)
    throw new StageFailure(
      `${file} is no Talos secrets bundle (no ${missing.join(', ')}); restore it from a backup`,
    );
  return value as Bundle;
};

/** The cluster's PKI: made once, never again. */
export const pki: Step = {
  name: 'secrets',
  check: async (ctx) => {
    const file = paths(ctx).secrets;
    if (!existsSync(file))
      return {
        state: 'drift',
        detail: 'there are no cluster secrets',
        effect: 'generates them, once for this cluster',
      };
    readBundle(ctx);
    return { state: 'ok', detail: 'the cluster secrets are there' };
  },
  apply: async (ctx) => {
    // New secrets on a cluster that runs would lock everybody out of it.
    const busy = (await machines(ctx)).filter(({ machine }) => machine.kind !== 'maintenance');
    if (busy.length > 0)
      throw new StageFailure(
        `the secrets are missing but ${busy.map(({ vm }) => vm.name).join(', ')} is not in maintenance mode`,
      );
    const argv = ['talosctl', 'gen', 'secrets', '-o', paths(ctx).secrets];
    await ctx.tool([...argv, '--talos-version', minorOf(ctx.cluster.talos.version)], { timeoutMs: 60_000 });
  },
};
