import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { realHome } from './tools.ts';

/** A definition without a schema, for a type whose own is not to be had here: any object of it is accepted. */
export const crd = (
  group: string,
  version: string,
  kind: string,
  plural: string,
): Record<string, unknown> => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
});

interface Definition extends Record<string, unknown> {
  readonly kind: string;
}

/**
 * The published definitions of the pinned controllers (source, kustomize and helm controller, Gateway API).
 * @param module start of the folder's name, `gateway-api`; all of them without it.
 */
export const realCrds = (module = ''): readonly Definition[] =>
  readdirSync(join(realHome, 'crds'))
    .filter((folder) => folder.startsWith(module))
    .flatMap((folder) =>
      readdirSync(join(realHome, 'crds', folder)).map((name) => join(realHome, 'crds', folder, name)),
    )
    .flatMap((file) =>
      parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Definition | null),
    )
    .filter((object): object is Definition => object?.kind === 'CustomResourceDefinition');
