/** The grammar of helm: which releases there are and how they stand; never their values. */

import { type FlagRule, matching, NAME, oneOf, upTo } from './flags.ts';
import { fromTable } from './from-table.ts';
import { denied, type Flags, type Judged, type Table } from './rule.ts';
import type { CommandContext } from './types.ts';

const FLAGS: readonly FlagRule[] = [
  { name: '--namespace', also: ['-n'], value: matching(NAME, 'a namespace') },
  { name: '--all-namespaces', also: ['-A'] },
  { name: '--all', also: ['-a'] },
  { name: '--failed' },
  { name: '--pending' },
  { name: '--deployed' },
  { name: '--output', also: ['-o'], value: oneOf('table', 'json', 'yaml') },
  { name: '--max', value: upTo(256) },
  { name: '--revision', value: upTo(10_000) },
  { name: '--show-desc' },
];

const release = (words: readonly string[], flags: Flags, context: CommandContext): Judged => {
  const [name, ...more] = words;
  if (name === undefined || more.length > 0 || !NAME.test(name)) return 'name one release';
  return denied(flags, context) ?? { words };
};

const list = (words: readonly string[], flags: Flags, context: CommandContext): Judged =>
  words.length > 0 ? 'list takes only flags' : (denied(flags, context) ?? { words });

const LIST = {
  flags: [
    '--namespace',
    '--all-namespaces',
    '--all',
    '--failed',
    '--pending',
    '--deployed',
    '--output',
    '--max',
  ],
  judge: list,
};

const TABLE: Table = {
  binary: 'helm',
  flags: FLAGS,
  subcommands: {
    list: LIST,
    ls: LIST,
    // No --output: as JSON the status holds the values.
    status: { flags: ['--namespace', '--revision', '--show-desc'], judge: release },
    history: { flags: ['--namespace', '--max', '--output'], judge: release },
  },
  acts: new Set('install upgrade uninstall delete del rollback create push test'.split(' ')),
  refused: {
    get: 'values and manifests hold credentials; use status or history',
    template: 'it may run other programs',
    plugin: 'it runs other programs',
    repo: 'it uses the network and writes files',
    registry: 'it uses credentials',
    pull: 'it fetches from the network',
    dependency: 'it fetches from the network',
    show: 'it fetches from the network',
    search: 'it uses the network',
    env: 'it shows the environment',
    completion: 'it is of no use here',
  },
  inject: ({ kubeconfig }) =>
    kubeconfig === undefined
      ? 'there is no kubeconfig yet that may only read (stage talos makes it in its step reader), and the admin’s is never lent'
      : [`--kubeconfig=${kubeconfig}`],
};

/** Judges a helm argv (helm 3 and 4). */
export const helm = fromTable(TABLE);
