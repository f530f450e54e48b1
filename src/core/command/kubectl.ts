/** The grammar of kubectl: reading, on listed resources, with listed flags. */
import { duration, type FlagRule, matching, NAME, oneOf, upTo } from './flags.ts';
import { fromTable } from './from-table.ts';
import { looksSecret, type Resource, resourceNamed } from './kubectl-resources.ts';
import { denied, type Flags, type Judged, type Subcommand, type Table } from './rule.ts';
import type { CommandContext } from './types.ts';

const SELECTOR = /^[A-Za-z0-9_./=!,() -]{1,256}$/;
const FIELDS = /^[A-Za-z0-9_.=!,/-]{1,256}$/;
const PATH = /^[A-Za-z0-9_.{}[\]/-]{1,128}$/;

const FLAGS: readonly FlagRule[] = [
  { name: '--namespace', also: ['-n'], value: matching(NAME, 'a namespace') },
  { name: '--all-namespaces', also: ['-A'] },
  { name: '--output', also: ['-o'], value: oneOf('wide', 'json', 'yaml', 'name') },
  { name: '--selector', also: ['-l'], value: matching(SELECTOR, 'a label selector') },
  { name: '--field-selector', value: matching(FIELDS, 'a field selector') },
  { name: '--sort-by', value: matching(PATH, 'a field path') },
  { name: '--label-columns', also: ['-L'], value: matching(FIELDS, 'a list of labels') },
  { name: '--show-labels' },
  { name: '--show-kind' },
  { name: '--no-headers' },
  { name: '--ignore-not-found' },
  { name: '--show-events' },
  { name: '--container', also: ['-c'], value: matching(NAME, 'a container') },
  { name: '--tail', value: upTo(300) },
  { name: '--since', value: duration(3_600) },
  { name: '--previous', also: ['-p'] },
  { name: '--timestamps' },
  { name: '--all-containers' },
  { name: '--prefix' },
  { name: '--containers' },
  { name: '--revision', value: upTo(10_000) },
  { name: '--types', value: oneOf('Warning', 'Normal', 'Warning,Normal', 'Normal,Warning') },
  { name: '--for', value: matching(/^[a-z.]+\/[a-z0-9.-]+$/, 'TYPE/NAME') },
  { name: '--recursive' },
  { name: '--list' },
  { name: '--request-timeout', value: matching(/^\w+$/, 'a duration'), drop: true },
];

const WHERE = ['--namespace', '--all-namespaces'];
const PICK = ['--selector', '--field-selector', '--sort-by', '--no-headers'];

const unknown = (type: string): string =>
  looksSecret(type)
    ? `${type} holds secrets and is never read; describe the object that uses it instead`
    : `the resource ${JSON.stringify(type)} is not on the list (lower-case names such as pods, deploy, svc)`;

/** The resources and names of `TYPE [NAME…]`, `TYPE,TYPE` or `TYPE/NAME …`; a text says what is wrong. */
const targets = (
  words: readonly string[],
): string | { readonly types: readonly Resource[]; readonly named: boolean } => {
  const [first, ...rest] = words;
  if (first === undefined) return 'a resource is missing, for example pods';
  const slashed = first.includes('/');
  const types = slashed ? words.map((word) => word.slice(0, word.indexOf('/'))) : first.split(',');
  const names = slashed ? words.map((word) => word.slice(word.indexOf('/') + 1)) : rest;
  if (slashed && words.some((word) => !word.includes('/'))) return 'TYPE/NAME and TYPE NAME cannot be mixed';
  const found: Resource[] = [];
  for (const type of types) {
    const resource = resourceNamed(type);
    if (resource === undefined) return unknown(type);
    found.push(resource);
  }
  const odd = names.find((name) => !NAME.test(name));
  if (odd !== undefined) return `${JSON.stringify(odd)} is not the name of an object`;
  return { types: found, named: names.length > 0 };
};

const whole = (flags: Flags): boolean => ['json', 'yaml'].includes(flags.get('--output')?.[0] ?? '');

const get = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const found = targets(words);
  if (typeof found === 'string') return found;
  if (whole(flags)) {
    if (found.types.some((type) => type.listOnly === true))
      return 'only -o wide or -o name here: the contents may hold credentials';
    if (flags.has('--all-namespaces') && context.deniedNamespaces.length > 0)
      return 'whole objects of all namespaces are refused; name one with -n';
  }
  return denied(flags, context) ?? { words };
};

const describe = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const found = targets(words);
  if (typeof found === 'string') return found;
  if (found.types.some((type) => type.listOnly === true))
    return 'only kubectl get here: the contents may hold credentials';
  if (flags.has('--all-namespaces') && context.deniedNamespaces.length > 0)
    return 'all namespaces at once are refused; name one with -n';
  return denied(flags, context) ?? { words };
};

const LOGGED = new Set(['pods', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs']);

const logs = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [target, container, ...more] = words;
  if (target === undefined && !flags.has('--selector')) return 'a pod is missing';
  if (more.length > 0) return 'one pod at a time';
  if (target?.includes('/') === true) {
    const found = targets([target]);
    if (typeof found === 'string') return found;
    if (!found.types.every((type) => LOGGED.has(type.names[0] ?? ''))) return `${target} has no logs`;
  } else if (target !== undefined && !NAME.test(target)) return `${JSON.stringify(target)} is not a pod`;
  if (container !== undefined && !NAME.test(container)) return `${JSON.stringify(container)} is no container`;
  return denied(flags, context) ?? { words, add: flags.has('--tail') ? [] : ['--tail=300'] };
};

const top = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [what, name, ...more] = words;
  if (!['nodes', 'node', 'no', 'pods', 'pod', 'po'].includes(what ?? '')) return 'top takes nodes or pods';
  if (more.length > 0 || (name !== undefined && !NAME.test(name))) return 'top takes one name at most';
  return denied(flags, context) ?? { words };
};

const ROLLED = new Set(['deployments', 'statefulsets', 'daemonsets']);

const rollout = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [verb, ...rest] = words;
  if (verb === 'restart' || verb === 'undo' || verb === 'pause' || verb === 'resume')
    return { changes: `rollout ${verb}` };
  if (verb !== 'status' && verb !== 'history') return 'only rollout status and rollout history';
  const found = targets(rest);
  if (typeof found === 'string') return found;
  if (!found.named || !found.types.every((type) => ROLLED.has(type.names[0] ?? '')))
    return 'name one deployment, statefulset or daemonset';
  if (verb === 'status' && flags.has('--revision')) return 'status takes no --revision';
  return denied(flags, context) ?? { words, add: verb === 'status' ? ['--watch=false'] : [] };
};

const auth = (words: readonly string[], flags: Flags): Judged => {
  const [verb, ...rest] = words;
  if (verb === 'reconcile') return { changes: 'auth reconcile' };
  if (verb === 'whoami' && rest.length === 0) return { words };
  if (verb !== 'can-i') return 'only auth can-i and auth whoami';
  if (flags.has('--list')) return rest.length === 0 ? { words } : '--list takes nothing more';
  const [what, resource, ...more] = rest;
  if (what === undefined || !/^(?:[a-z]+|\*)$/.test(what)) return 'can-i needs a verb';
  if (resource === undefined || !/^[a-z.]+(?:\/[a-z0-9.-]+)?$/.test(resource) || more.length > 0)
    return 'can-i needs one resource';
  return { words };
};

const events = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  if (words.length > 0) return 'events takes only flags';
  const type = flags.get('--for')?.[0]?.split('/')[0];
  if (type !== undefined && resourceNamed(type) === undefined) return unknown(type);
  return denied(flags, context) ?? { words };
};

const explain = (words: readonly string[]): Judged => {
  const [what, ...more] = words;
  if (what === undefined || more.length > 0) return 'explain takes one resource';
  const type = what.includes('longhorn.io') ? what : what.split('.')[0];
  if (!/^[A-Za-z.]+$/.test(what) || resourceNamed(type ?? '') === undefined) return unknown(what);
  return { words };
};

const alone = (words: readonly string[]): Judged =>
  words.length === 0 ? { words } : `${JSON.stringify(words[0])} is not allowed here`;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  get: {
    flags: [
      ...WHERE,
      ...PICK,
      '--output',
      '--label-columns',
      '--show-labels',
      '--show-kind',
      '--ignore-not-found',
    ],
    judge: get,
  },
  describe: { flags: [...WHERE, '--selector', '--show-events'], judge: describe },
  logs: {
    flags: [
      '--namespace',
      '--selector',
      '--container',
      '--tail',
      '--since',
      '--previous',
      '--timestamps',
      '--all-containers',
      '--prefix',
    ],
    judge: logs,
  },
  top: { flags: [...WHERE, '--selector', '--sort-by', '--no-headers', '--containers'], judge: top },
  explain: { flags: ['--recursive'], judge: explain },
  'api-resources': { flags: ['--no-headers'], judge: alone },
  'api-versions': { flags: [], judge: alone },
  version: { flags: [], judge: alone },
  'cluster-info': { flags: [], judge: alone },
  rollout: { flags: ['--namespace', '--revision'], judge: rollout },
  auth: { flags: ['--namespace', '--list'], judge: auth },
  events: { flags: [...WHERE, '--for', '--types', '--no-headers'], judge: events },
};

const ACTS = new Set(
  (
    'annotate apply autoscale certificate cordon create delete drain edit expose label patch ' +
    'replace run scale set taint uncordon'
  ).split(' '),
);

const RUNS = 'it runs something or opens a connection; ask for logs or describe instead';

const TABLE: Table = {
  binary: 'kubectl',
  flags: FLAGS,
  subcommands: SUBCOMMANDS,
  acts: ACTS,
  refused: {
    exec: RUNS,
    attach: RUNS,
    debug: RUNS,
    cp: RUNS,
    proxy: RUNS,
    'port-forward': RUNS,
    plugin: RUNS,
    kustomize: 'it can run other programs and fetch from the network; read the files with cat',
    diff: 'it runs an external program and reads local files; use get -o yaml',
    wait: 'it only waits; use get',
    config: 'it shows or changes credentials',
    completion: 'it is of no use here',
  },
  inject: ({ kubeconfig }) =>
    kubeconfig === undefined
      ? 'there is no kubeconfig yet that may only read (stage talos makes it in its step reader), and the admin’s is never lent'
      : [`--kubeconfig=${kubeconfig}`, '--request-timeout=15s'],
};

/** Judges a kubectl argv (kubectl 1.32; the traps were measured). */
export const kubectl = fromTable(TABLE);
