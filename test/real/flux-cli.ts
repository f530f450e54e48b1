import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { realHome } from './tools.ts';

/** The controllers as `flux install --export` names them; their images never run here. */
const CONTROLLERS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
];

const deployment = (name: string, version: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name,
    namespace: 'flux-system',
    labels: { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': version },
  },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'manager', image: `ghcr.io/fluxcd/${name}:${version}` }] },
    },
  },
});

const manifests = (version: string): string => {
  const crds = readdirSync(join(realHome, 'crds'))
    .filter((folder) => /^(source|helm|kustomize)-controller-/.test(folder))
    .flatMap((folder) =>
      readdirSync(join(realHome, 'crds', folder)).map((name) => join(realHome, 'crds', folder, name)),
    )
    .map((file) => readFileSync(file, 'utf8').replace(/^---\n/, ''));
  const own = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    ...CONTROLLERS.map((name) => deployment(name, version)),
  ].map((object) => stringify(object));
  return [...own, ...crds].join('---\n');
};

/**
 * Writes a program `flux` into a folder. The real command line embeds manifests that its release makes, which the
 * module proxy does not carry: this one knows the real CRDs of the controllers and Deployments of their names.
 */
export const writeFlux = (folder: string, version: string): void => {
  writeFileSync(join(folder, 'flux.yaml'), manifests(version));
  writeFileSync(
    join(folder, 'flux'),
    `#!/bin/sh
case "$*" in
  "version --client") echo "flux: ${version}" ;;
  install*--export*) cat '${join(folder, 'flux.yaml')}' ;;
  install*) for last; do :; done; exec kubectl --kubeconfig "$last" apply --server-side --force-conflicts -f '${join(folder, 'flux.yaml')}' ;;
  check*) echo "stand-in: checks passed" ;;
  *) echo "this flux is a stand-in and does not know: $*" >&2; exit 1 ;;
esac
`,
    { mode: 0o755 },
  );
};
