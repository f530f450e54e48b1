/** The grammar of the flux command line: what Flux reconciles and how it fares. */

import { duration, type FlagRule, matching, NAME, oneOf, upTo } from './flags.ts';
import { fromTable } from './from-table.ts';
import { denied, type Flags, type Judged, type Table } from './rule.ts';
import type { CommandContext } from './types.ts';

const KIND = /^(?!Secret)[A-Z][A-Za-z]{1,40}$/;

const FLAGS: readonly FlagRule[] = [
  { name: '--namespace', also: ['-n'], value: matching(NAME, 'a namespace') },
  { name: '--all-namespaces', also: ['-A'] },
  { name: '--pre' },
  { name: '--no-header' },
  {
    name: '--status-selector',
    value: matching(/^[a-z]+=(?:true|false|unknown)$/i, 'a status such as ready=false'),
  },
  { name: '--since', value: duration(3_600) },
  { name: '--tail', value: upTo(300) },
  { name: '--level', value: oneOf('error', 'info', 'debug') },
  { name: '--kind', value: matching(KIND, 'a kind such as Kustomization') },
  { name: '--name', value: matching(NAME, 'a name') },
  { name: '--api-version', value: matching(/^[a-z0-9./-]{1,80}$/, 'an API version') },
  { name: '--for', value: matching(/^(?!Secret)[A-Z][A-Za-z]{1,40}\/[a-z0-9.-]+$/, 'KIND/NAME') },
  { name: '--types', value: oneOf('Warning', 'Normal') },
  { name: '--compact' },
];

const GOT = new Set(['ks', 'kustomization', 'kustomizations', 'hr', 'helmrelease', 'helmreleases', 'all']);
const SOURCES = new Set(['git', 'helm', 'oci', 'chart', 'bucket', 'all']);
const WHERE = ['--namespace', '--all-namespaces'];

const names = (rest: readonly string[]): string | undefined =>
  rest.length > 1 || (rest[0] !== undefined && !NAME.test(rest[0])) ? 'one name at most' : undefined;

const get = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [what, ...rest] = words;
  if (what === 'source' || what === 'sources') {
    const [kind, ...more] = rest;
    if (kind === undefined || !SOURCES.has(kind)) return `sources takes one of ${[...SOURCES].join(', ')}`;
    return names(more) ?? denied(flags, context) ?? { words };
  }
  if (what === undefined || !GOT.has(what)) return `get takes one of ${[...GOT].join(', ')}, sources`;
  return names(rest) ?? denied(flags, context) ?? { words };
};

const alone = (words: readonly string[], flags: Flags, context: CommandContext): Judged =>
  words.length === 0
    ? (denied(flags, context) ?? { words })
    : `${JSON.stringify(words[0])} is not allowed here`;

const logs = (words: readonly string[], flags: Flags, context: CommandContext): Judged =>
  words.length > 0
    ? 'logs takes only flags'
    : (denied(flags, context) ?? { words, add: flags.has('--tail') ? [] : ['--tail=300'] });

const tree = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [kind, name, ...more] = words;
  if (kind !== 'ks' && kind !== 'kustomization') return 'tree takes ks NAME';
  if (name === undefined) return 'tree needs a name';
  return names([name, ...more]) ?? denied(flags, context) ?? { words };
};

const TRACED = /^(?!secrets?\b)[a-z.]{2,60}$/;

const trace = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [first, second, ...more] = words.flatMap((word) => word.split('/'));
  if (first === undefined || more.length > 0) return 'trace takes one object';
  const [kind, name] = second === undefined ? [undefined, first] : [first, second];
  if (kind !== undefined && !TRACED.test(kind)) return `${kind} is not traced`;
  return names([name]) ?? denied(flags, context) ?? { words };
};

const TABLE: Table = {
  binary: 'flux',
  flags: FLAGS,
  subcommands: {
    check: { flags: ['--pre', '--namespace'], judge: alone },
    version: { flags: ['--namespace'], judge: alone },
    get: { flags: [...WHERE, '--no-header', '--status-selector'], judge: get },
    events: { flags: [...WHERE, '--for', '--types'], judge: alone },
    stats: { flags: WHERE, judge: alone },
    tree: { flags: ['--namespace', '--compact'], judge: tree },
    trace: { flags: ['--namespace', '--kind', '--api-version'], judge: trace },
    logs: { flags: [...WHERE, '--since', '--tail', '--level', '--kind', '--name'], judge: logs },
  },
  acts: new Set(
    'bootstrap install uninstall reconcile suspend resume create delete push tag migrate'.split(' '),
  ),
  refused: {
    export: 'it may print credentials; use get',
    debug: 'it prints values; use get',
    diff: 'it reads local files; use get',
    build: 'it reads local files; read them with cat',
    pull: 'it fetches from the network',
    envsubst: 'it reads standard input',
    plugin: 'it runs another program',
    operator: 'it is not on the list',
    completion: 'it is of no use here',
  },
  inject: ({ kubeconfig }) =>
    kubeconfig === undefined
      ? 'there is no kubeconfig yet that may only read (stage talos makes it in its step reader), and the admin’s is never lent'
      : [`--kubeconfig=${kubeconfig}`, '--timeout=15s'],
};

/** Judges a flux argv (Flux 2.7). */
export const flux = fromTable(TABLE);
