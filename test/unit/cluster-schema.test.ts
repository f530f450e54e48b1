import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusterSchemaText } from '../../src/stage-kit/cluster-schema.ts';
import { parseClusterConfig } from '../../src/stage-kit/load-cluster.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

const keys = (schema: Schema): readonly string[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [key, ...keys(value)]),
  ...(schema.items ? keys(schema.items) : []),
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(keys),
  ...(typeof schema.additionalProperties === 'object' ? keys(schema.additionalProperties) : []),
];

describe('the JSON schema of the cluster config', () => {
  it('is the one that the stages read with (else: node scripts/schema.js)', () => {
    expect(read('config/cluster.schema.json')).toBe(clusterSchemaText());
  });

  it('names every key in the annotated example', () => {
    const example = read('config/clusters/homelab.yaml');
    const all = [...new Set(keys(JSON.parse(read('config/cluster.schema.json')) as Schema))];
    expect(all.length).toBeGreaterThan(70);
    expect(all.filter((key) => !new RegExp(`\\b${key}:`).test(example))).toEqual([]);
  });

  it('is what the example asks editors to use, and the example with its comments filled in is valid too', () => {
    const example = read('config/clusters/homelab.yaml');
    expect(example).toMatch(/^# yaml-language-server: \$schema=\.\.\/cluster\.schema\.json\n/);
    // A line that begins with "# " and a key is an example of that key.
    const filled = example.replace(/^( *)# ((?: {2})?[a-z_0-9]+:( \S.*)?)$/gm, '$1$2');
    expect(filled).not.toBe(example);
    expect(parseClusterConfig(filled)).toMatchObject({
      config: { network: { prefix: 24 }, delivery: { branch: 'orch/candidate' } },
    });
  });
});
