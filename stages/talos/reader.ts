import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { applyObject } from '../../src/stage-kit/kube/apply.ts';
import { kubectl } from '../../src/stage-kit/kube/kubectl.ts';
import type { StageContext, Step } from '../../src/stage-kit/types.ts';
import { certificateLife, isYoung, type Lifetime, tokenLife } from './lifetime.ts';
import { firstControlPlane, paths, target } from './paths.ts';
import { contextOf, withEndpoints } from './talosconfig.ts';

const TIMEOUT_MS = 60_000;
const HOUR_MS = 3_600_000;
/**
 * Both credentials live for two weeks and are made anew when half of that is gone. With a day, as the Talos docs show,
 * every night would find something to renew, and none would be quiet.
 */
const LIFE_HOURS = 14 * 24;
const NAME = 'orch-reader';
const NAMESPACE = 'kube-system';
const BINDINGS = [NAME, `${NAME}-view`];

/** What a diagnosis looks at beyond the built-in role `view`, which has no Secrets: names and states, no contents. */
const RULES = [
  { apiGroups: [''], resources: ['nodes', 'persistentvolumes', 'namespaces'] },
  {
    apiGroups: ['storage.k8s.io'],
    resources: ['storageclasses', 'csidrivers', 'csinodes', 'volumeattachments'],
  },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
  { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'] },
  { apiGroups: ['admissionregistration.k8s.io'], resources: ['validatingwebhookconfigurations'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingressclasses'] },
  { apiGroups: ['metrics.k8s.io'], resources: ['nodes', 'pods'] },
  ...[
    'source.toolkit.fluxcd.io',
    'kustomize.toolkit.fluxcd.io',
    'helm.toolkit.fluxcd.io',
    'gateway.networking.k8s.io',
    'gateway.envoyproxy.io',
    'longhorn.io',
    'monitoring.coreos.com',
    'cert-manager.io',
    'acme.cert-manager.io',
  ].map((group) => ({ apiGroups: [group], resources: ['*'] })),
].map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] }));

const RBAC = 'rbac.authorization.k8s.io/v1';
const binding = (name: string, role: string) => ({
  apiVersion: RBAC,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
});

/** The reader and what it may: nothing but look. */
export const readerObjects = () => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } },
  { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name: NAME }, rules: RULES },
  binding(NAME, NAME),
  binding(`${NAME}-view`, 'view'),
];

interface Kubeconfig {
  readonly clusters?: readonly unknown[];
  readonly users?: readonly { readonly user?: { readonly token?: string } }[];
  readonly contexts?: readonly { readonly context: { readonly cluster: string } }[];
}

/** What it says of its own time; what says none is as old as its file. */
const isFresh = (file: string, life: (text: string) => Lifetime | undefined): boolean => {
  if (!existsSync(file)) return false;
  const { mtimeMs } = statSync(file);
  const own = life(readFileSync(file, 'utf8'));
  return isYoung(own ?? { from: mtimeMs, until: mtimeMs + LIFE_HOURS * HOUR_MS }, Date.now());
};

const areFresh = (ctx: StageContext): boolean => {
  const { readerTalosconfig, readerKubeconfig } = paths(ctx);
  const ofTalos = (text: string) => certificateLife(contextOf(ctx.cluster, text).crt ?? '');
  const ofKube = (text: string) => tokenLife((parse(text) as Kubeconfig).users?.[0]?.user?.token ?? '');
  return isFresh(readerTalosconfig, ofTalos) && isFresh(readerKubeconfig, ofKube);
};

/** Written beside its place and then moved: whoever reads it meanwhile reads the old one, whole. */
const put = (file: string, text: string): void => {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

const talosReader = async (ctx: StageContext): Promise<void> => {
  const { readerTalosconfig: file } = paths(ctx);
  const fresh = `${file}.fresh`;
  // talosctl refuses a file that exists; one of a run that was killed is nobody's.
  rmSync(fresh, { force: true });
  const argv = ['talosctl', 'config', 'new', fresh, '--roles', 'os:reader', '--crt-ttl', `${LIFE_HOURS}h`];
  await ctx.tool([...argv, ...target(ctx, firstControlPlane(ctx.cluster))], { timeoutMs: TIMEOUT_MS });
  chmodSync(fresh, 0o600);
  put(file, withEndpoints(ctx.cluster, readFileSync(fresh, 'utf8')));
  rmSync(fresh);
};

const kubeReader = async (ctx: StageContext): Promise<void> => {
  for (const object of readerObjects()) await applyObject(ctx, object);
  const { stdout } = await kubectl(ctx, [
    'create',
    'token',
    NAME,
    '-n',
    NAMESPACE,
    `--duration=${LIFE_HOURS}h`,
  ]);
  const admin = parse(readFileSync(paths(ctx).kubeconfig, 'utf8')) as Kubeconfig;
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: admin.clusters,
    users: [{ name: NAME, user: { token: stdout.trim() } }],
    contexts: [{ name: NAME, context: { cluster: admin.contexts?.[0]?.context.cluster, user: NAME } }],
    'current-context': NAME,
  });
  put(paths(ctx).readerKubeconfig, text);
};

/** Credentials that can only look, for whatever a model asks to be run: the admin's are never lent. */
export const reader: Step = {
  name: 'reader',
  check: async (ctx) => {
    const effect = 'makes credentials that can only read, for two weeks';
    if (!areFresh(ctx))
      return { state: 'drift', detail: 'the read-only credentials are missing or half used up', effect };
    const args = ['get', 'clusterrolebindings', '-o', 'name', '--ignore-not-found', ...BINDINGS];
    const { stdout } = await kubectl(ctx, args);
    const missing = BINDINGS.filter((name) => !stdout.split('\n').some((line) => line.endsWith(`/${name}`)));
    if (missing.length > 0) return { state: 'drift', detail: `missing: ${missing.join(', ')}`, effect };
    return { state: 'ok', detail: 'the read-only credentials are there' };
  },
  apply: async (ctx) => {
    await talosReader(ctx);
    await kubeReader(ctx);
  },
};
