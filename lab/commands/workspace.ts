import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { LabFolder } from './folder.ts';

/** What a lab's workspace is made of: the example workspace of this package. */
const PARTS = [
  'context_map.yaml',
  'master_memo.md',
  'executor_instructions.md',
  'backlog.md',
  'issues.txt',
  'config',
  'cluster',
] as const;

const CLUSTER = 'config/clusters/homelab.yaml';

/** How long stages wait in the lab, where a minute passes in a second; --fast waits less still. */
const TIMING = {
  poll: '100ms',
  task: '10s',
  boot: '5s',
  install: '8s',
  bootstrap: '5s',
  nodes: '10s',
  rollout: '10s',
  data: '6s',
  settle: '700ms',
} as const;

const git = (repo: string, ...args: string[]): string => {
  const identity = [
    '-c',
    'user.name=The human',
    '-c',
    'user.email=human@lab.invalid',
    '-c',
    'commit.gpgSign=false',
  ];
  const ran = spawnSync('git', [...identity, '-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: repo,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: repo, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  if (ran.error) throw ran.error;
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
};

/** Changes values of a YAML file in place; comments and order stay. */
const setValues = (file: string, values: readonly (readonly [readonly string[], unknown])[]): void => {
  const document = parseDocument(readFileSync(file, 'utf8'));
  for (const [path, value] of values) document.setIn(path, value);
  writeFileSync(file, document.toString());
};

export interface LabAddresses {
  readonly worldUrl: string;
  readonly modelUrl: string;
}

/** Points the config at the lab's servers: the only difference between the lab and real hardware. */
const point = (repo: string, { worldUrl, modelUrl }: LabAddresses): void => {
  setValues(join(repo, CLUSTER), [
    [['proxmox', 'endpoint'], worldUrl],
    [['talos', 'factory'], `${worldUrl}/factory`],
    [['timing'], TIMING],
  ]);
  setValues(join(repo, 'context_map.yaml'), [
    [
      ['settings', 'executor'],
      { kind: 'openai-compatible', base_url: modelUrl, model: 'lab-small', timeout: '20s' },
    ],
    [
      ['settings', 'escalation'],
      {
        api: 'responses',
        base_url: modelUrl,
        model: 'lab-strong',
        key_env: 'OPENAI_API_KEY',
        timeout: '20s',
      },
    ],
    [
      ['settings', 'backoff'],
      ['1s', '2s', '4s'],
    ],
    [['settings', 'grace'], '2s'],
  ]);
};

/** One wrong line: in `path`, `from` (which stands there once) becomes `to`. */
export interface PlantedEdit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** Commits wrong lines as the human would have: each fault is one commit on main. */
export const plant = (repo: string, title: string, edits: readonly PlantedEdit[]): void => {
  for (const { path, from, to } of edits) {
    const file = join(repo, path);
    const text = readFileSync(file, 'utf8');
    if (text.split(from).length !== 2)
      throw new Error(
        `${path}: ${JSON.stringify(from)} stands there ${text.split(from).length - 1} times, not once`,
      );
    writeFileSync(
      file,
      text.replace(from, () => to),
    );
  }
  git(repo, 'commit', '--quiet', '--all', '--message', title);
};

/** Makes the lab's workspace: a copy of the example, pointed at the lab, committed on main by "the human". */
export const makeWorkspace = (lab: LabFolder, packageRoot: string, addresses: LabAddresses): void => {
  for (const part of PARTS) cpSync(join(packageRoot, part), join(lab.repo, part), { recursive: true });
  git(lab.repo, 'init', '--quiet', '--initial-branch=main');
  git(lab.repo, 'add', '--all');
  git(lab.repo, 'commit', '--quiet', '--message', 'The homelab as its memo describes it');
  point(lab.repo, addresses);
  git(lab.repo, 'commit', '--quiet', '--all', '--message', 'Point the config at the simulated homelab');
};
