import { parse } from 'yaml';
import { textFlag } from '../toolkit/flags.ts';
import type { ToolCall } from '../toolkit/world-client.ts';
import type { KubeObject } from '../world/types.ts';
import { KINDS, type Kind, kindOfArgument, kindOfObject } from './kinds.ts';
import { objectsOf } from './select.ts';
import { servedKinds } from './system.ts';
import { at, type View } from './view.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

interface Request {
  readonly verb: string;
  readonly group: string;
  /** Plural, with its subresource: `services/proxy`. */
  readonly resource: string;
  /** Undefined: a list. */
  readonly name: string | undefined;
  /** Undefined: the cluster scope. */
  readonly namespace: string | undefined;
}

const READ = ['get', 'list', 'watch'];

/** What the API server's own role `view` lets one read: no Secrets, no roles (Kubernetes' "User-facing roles"). */
const BUILT_IN: Readonly<Record<string, readonly Rule[]>> = {
  view: [
    {
      apiGroups: [''],
      resources: [
        ...['configmaps', 'endpoints', 'events', 'namespaces', 'persistentvolumeclaims', 'pods', 'pods/log'],
        ...['services', 'serviceaccounts'],
      ],
      verbs: READ,
    },
    { apiGroups: ['apps', 'batch'], resources: ['*'], verbs: READ },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: READ },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READ },
  ],
};

/** `system:serviceaccount:NAMESPACE:NAME` of the token in a kubeconfig; undefined: a certificate, the admin's. */
const userOf = (kubeconfig: string): string | undefined => {
  const config = parse(kubeconfig) as { users?: { user?: { token?: string } }[] } | null;
  const payload = config?.users?.[0]?.user?.token?.split('.')[1];
  if (payload === undefined) return undefined;
  return (JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { sub: string }).sub;
};

const rbacObjects = (view: View, kind: string): readonly KubeObject[] => {
  const found = kindOfObject(KINDS, 'rbac.authorization.k8s.io/v1', kind);
  return found ? objectsOf(view, found, undefined) : [];
};

/** All that the ClusterRoleBindings of the cluster give to one ServiceAccount. */
const rulesOf = (view: View, user: string): readonly Rule[] => {
  const roles = rbacObjects(view, 'ClusterRoleBinding')
    .filter((binding) =>
      ((at(binding, 'subjects') ?? []) as { namespace?: string; name: string }[]).some(
        ({ namespace, name }) => `system:serviceaccount:${namespace}:${name}` === user,
      ),
    )
    .map((binding) => String(at(binding, 'roleRef', 'name')));
  return roles.flatMap((role) => {
    const own = rbacObjects(view, 'ClusterRole').find(({ metadata }) => metadata.name === role);
    return BUILT_IN[role] ?? ((own ? at(own, 'rules') : undefined) as Rule[] | undefined) ?? [];
  });
};

const allows = (rule: Rule, { group, resource, verb }: Request): boolean =>
  [
    [rule.apiGroups, group],
    [rule.resources, resource],
    [rule.verbs, verb],
  ].every(([wanted, is]) => wanted?.includes('*') || wanted?.includes(is as string));

const ofKind = (
  kind: Kind,
  verb: string,
  name: string | undefined,
  namespace: string | undefined,
): Request => ({
  verb,
  group: kind.group,
  resource: kind.plural,
  name,
  namespace: kind.namespaced ? namespace : undefined,
});

/** `TYPE[,TYPE] [NAME…]` or `TYPE/NAME…`, as kubectl takes them. */
const named = (view: View, call: ToolCall, reads: boolean): readonly Request[] => {
  const everywhere = call.flags['all-namespaces'] === true;
  const namespace = everywhere ? undefined : (textFlag(call, 'namespace') ?? 'default');
  const args = call.args.filter((arg) => !arg.includes('='));
  const pairs: readonly (readonly [string, string | undefined])[] = args[0]?.includes('/')
    ? args.map((arg) => [arg.slice(0, arg.indexOf('/')), arg.slice(arg.indexOf('/') + 1)])
    : (args[0] ?? '')
        .split(',')
        .flatMap((type) =>
          (args.length > 1 ? args.slice(1) : [undefined]).map((name) => [type, name] as const),
        );
  return pairs.flatMap(([type, name]) => {
    const kind = kindOfArgument(servedKinds(view), type);
    const verb = reads ? (name === undefined ? 'list' : 'get') : 'patch';
    return kind ? [ofKind(kind, verb, name, namespace)] : [];
  });
};

const PROXY = /^\/api\/v1\/namespaces\/([^/]+)\/(services|pods)\/([^/]+)\/proxy(?:\/|$)/;

const requestsOf = (view: View, call: ToolCall): readonly Request[] => {
  if (call.command === 'apply')
    return (JSON.parse(call.files.manifests ?? '[]') as KubeObject[]).flatMap((object) => {
      const kind = kindOfObject(servedKinds(view), object.apiVersion, object.kind);
      const namespace = object.metadata.namespace ?? textFlag(call, 'namespace') ?? 'default';
      return kind ? [ofKind(kind, 'patch', object.metadata.name, namespace)] : [];
    });
  if (call.command === 'create token') {
    const namespace = textFlag(call, 'namespace') ?? 'default';
    return [{ verb: 'create', group: '', resource: 'serviceaccounts/token', name: call.args[0], namespace }];
  }
  if (call.command === 'annotate') return named(view, call, false);
  const [, namespace, type, name] = PROXY.exec(textFlag(call, 'raw') ?? '') ?? [];
  if (name !== undefined) return [{ verb: 'get', group: '', resource: `${type}/proxy`, name, namespace }];
  return ['get', 'describe'].includes(call.command) ? named(view, call, true) : [];
};

/**
 * Why the API server refuses this call to whoever holds the kubeconfig, in its own words; undefined when it does not.
 * One refused request refuses the call.
 */
export const forbidden = (view: View, call: ToolCall): string | undefined => {
  const user = userOf(call.files.kubeconfig ?? '');
  if (user === undefined) return undefined;
  const rules = rulesOf(view, user);
  const refused = requestsOf(view, call).filter((request) => !rules.some((rule) => allows(rule, request)));
  const prefix =
    call.command === 'create token' ? 'error: failed to create token:' : 'Error from server (Forbidden):';
  return refused.length === 0
    ? undefined
    : refused
        .map(({ verb, group, resource, name, namespace }) => {
          const what = `${resource.split('/')[0]}${name === undefined ? '' : ` "${name}"`}`;
          const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
          return `${prefix} ${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
        })
        .join('\n');
};
