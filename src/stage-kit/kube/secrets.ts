import { randomBytes } from 'node:crypto';
import type { SecretSpec } from '../cluster-config.ts';
import { StageFailure } from '../failure.ts';
import { together } from '../parallel.ts';
import type { StageContext, Step } from '../types.ts';
import { applyObject } from './apply.ts';
import { kubectl } from './kubectl.ts';

const missing = async (ctx: StageContext, specs: readonly SecretSpec[]): Promise<SecretSpec[]> => {
  const found = await together(
    specs.map((spec) => async () => {
      // Its name only: what is in it is nobody's business here.
      const args = ['get', 'secret', spec.name, '-n', spec.namespace, '-o', 'name', '--ignore-not-found'];
      return (await kubectl(ctx, args)).stdout.trim() === '' ? [spec] : [];
    }),
  );
  return found.flat();
};

const resolveValue = (ctx: StageContext, spec: SecretSpec, source: SecretSpec['data'][string]): string => {
  if ('value' in source) return source.value;
  if ('random' in source) return randomBytes(source.random).toString('base64url').slice(0, source.random);
  const value = ctx.env[source.env];
  if (value !== undefined && value !== '') return value;
  throw new StageFailure(
    `Secret ${spec.namespace}/${spec.name} does not exist and ${source.env} is not set, from which it would be made`,
    `secret "${spec.name}" not found in namespace ${spec.namespace}; ${source.env} is not set`,
  );
};

/**
 * A step that makes the Secrets of the config when they are absent, from the environment or at random; an existing
 * one is never read or changed.
 */
export const secretsStep = (specs: (ctx: StageContext) => readonly SecretSpec[]): Step => ({
  name: 'secrets',
  check: async (ctx) => {
    const absent = (await missing(ctx, specs(ctx)))
      .map((each) => `${each.namespace}/${each.name}`)
      .join(', ');
    if (absent === '') return { state: 'ok', detail: 'the Secrets exist' };
    return { state: 'drift', detail: `missing: ${absent}`, effect: `makes Secret ${absent}` };
  },
  apply: async (ctx) => {
    for (const spec of await missing(ctx, specs(ctx)))
      await applyObject(ctx, {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: { name: spec.name, namespace: spec.namespace },
        stringData: Object.fromEntries(
          Object.entries(spec.data).map(([key, source]) => [key, resolveValue(ctx, spec, source)]),
        ),
      });
  },
});
