/** What a run does to a repo, in short: prepare, look, a candidate taken back, one kept, a scratch copy, prepare. */
import { openRepo, type RepoOptions } from '../../src/adapters/git/repo.ts';
import type { CommitMeta, FileChange, Prepared, Repo } from '../../src/ports.ts';
import type { GitRepo } from './git-repo.ts';

export const SIDE = 'ai/orchestrator-stage1';
const NOW = '2026-11-20T23:15:02.000Z';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const edit = (path: string, text: string): FileChange => ({ path, op: 'modify', bytes: bytes(text) });

export const META: CommitMeta = {
  subject: 'talos: name the right endpoint',
  body: 'The endpoint had a typing error.',
  trailers: [
    ['Orch-Stage', 'talos'],
    ['Orch-Fingerprint', '0123456789abcdef'],
    ['Orch-Source', 'executor'],
    ['Orch-Case', 'escalations/talos_20261120-231502'],
    ['Orch-Outcome', 'pending'],
  ],
};

/** The usual `config/a.yaml` with another last line. */
export const six = (text: string): string => FILES['config/a.yaml'].replace('six: 6', text);

/** The files of the usual workspace; `config/a.yaml` is what gets repaired. */
export const FILES = {
  'context_map.yaml': 'stages: {}\n',
  'config/a.yaml': 'one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 6\n',
  'run.sh': '#!/bin/sh\necho ok\n',
  '.gitignore': '*.env\n',
};

export const open = (repo: GitRepo, options: Partial<RepoOptions> = {}): Promise<Repo> =>
  openRepo({ root: repo.root, sideBranch: SIDE, link: [], env: repo.env, now: () => NOW, ...options });

/** A run in brief: prepare, one repair kept. */
export const repairOnce = async (
  human: GitRepo,
  text = six('six: 66'),
  options: Partial<RepoOptions> = {},
): Promise<{ readonly prepared: Prepared; readonly kept: Awaited<ReturnType<Repo['keep']>> }> => {
  const repo = await open(human, options);
  const prepared = await repo.prepare();
  const right = await repo.commit([edit('config/a.yaml', text)], META);
  return { prepared, kept: await repo.keep([right.commit], 'verified') };
};

export interface Night {
  readonly repo: Repo;
  readonly prepared: Prepared;
  readonly kept: Awaited<ReturnType<Repo['keep']>>;
  readonly again: Prepared;
}

/** One whole use of the port; the kept change is the text of `config/a.yaml`. */
export const night = async (
  human: GitRepo,
  options: Partial<RepoOptions> = {},
  text = six('six: 66'),
): Promise<Night> => {
  const repo = await open(human, options);
  const prepared = await repo.prepare();
  await repo.uncommitted();
  await repo.list();
  await repo.readBase('context_map.yaml');
  const wrong = await repo.commit([edit('config/a.yaml', 'wrong\n')], META);
  await repo.takeBack([wrong.commit]);
  const right = await repo.commit([edit('config/a.yaml', text)], META);
  const scratch = await repo.scratch();
  await scratch.diff();
  await scratch.remove();
  const kept = await repo.keep([right.commit], 'verified');
  const again = await repo.prepare();
  return { repo, prepared, kept, again };
};
