/**
 * source-controller and kustomize-controller without their images: real git fetches the branch, the real kustomize
 * builds the folder of the commit, the real API server takes the objects, and the status is written as theirs is.
 */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { Api } from './api.ts';
import { all, pathOf, setStatus } from './stand-ins.ts';
import { realBin } from './tools.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of every kind pass through here as the API gives them.
type Any = any;

const run = promisify(execFile);
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';

const ended = (object: Any, status: 'True' | 'False', reason: string, message: string) => ({
  lastHandledReconcileAt: object.metadata.annotations?.[REQUESTED],
  // Only a reconciliation that came to an end is noted.
  ...(status === 'True' ? { observedGeneration: object.metadata.generation } : {}),
  conditions: [
    {
      type: 'Ready',
      status,
      reason,
      message,
      lastTransitionTime: new Date().toISOString(),
      observedGeneration: object.metadata.generation,
    },
  ],
});

/** Whether there is nothing new for the controller to look at. */
const isSettled = ({ metadata, status }: Any): boolean =>
  status?.conditions?.[0]?.observedGeneration === metadata.generation &&
  status?.lastHandledReconcileAt === metadata.annotations?.[REQUESTED];

const fetchBranch = async (api: Api, source: Any, bare: string): Promise<void> => {
  const { branch } = source.spec.ref;
  const { stdout } = await run('git', ['--git-dir', bare, 'rev-parse', `refs/heads/${branch}`]);
  const revision = `${branch}@sha1:${stdout.trim()}`;
  if (isSettled(source) && source.status?.artifact?.revision === revision) return;
  await setStatus(api, source, {
    artifact: {
      revision,
      digest: `sha256:${'0'.repeat(64)}`,
      path: 'stand-in',
      url: 'http://stand-in/',
      lastUpdateTime: new Date().toISOString(),
    },
    ...ended(source, 'True', 'Succeeded', `stored artifact for revision '${revision}'`),
  });
};

const filesOf = async (bare: string, commit: string, scratch: string): Promise<string> => {
  const dir = join(scratch, commit);
  mkdirSync(dir, { recursive: true });
  const options = { env: { PATH: process.env.PATH, GIT_INDEX_FILE: join(scratch, `${commit}.index`) } };
  await run('git', ['--git-dir', bare, 'read-tree', commit], options);
  const files = ['--git-dir', bare, '--work-tree', dir, 'checkout-index', '--all', '--force'];
  await run('git', files, options);
  return dir;
};

const applyFolder = async (
  api: Api,
  object: Any,
  source: Any,
  bare: string,
  scratch: string,
): Promise<void> => {
  const revision: string = source.status.artifact.revision;
  if (isSettled(object) && object.status.lastAppliedRevision === revision) return;
  const dir = await filesOf(bare, revision.split('@sha1:')[1] ?? '', scratch);
  try {
    const { stdout } = await run(join(realBin, 'kubectl'), ['kustomize', join(dir, object.spec.path)]);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Any);
    const first = (each: Any): number => (each.kind === 'Namespace' ? 0 : 1);
    const query = 'fieldManager=kustomize-controller&force=true';
    for (const each of objects.sort((a, b) => first(a) - first(b)))
      await api.send('PATCH', `${pathOf(each)}?${query}`, each, 'application/apply-patch+yaml');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await setStatus(api, object, {
      lastAttemptedRevision: revision,
      ...ended(object, 'False', 'ReconciliationFailed', message),
    });
    return;
  }
  await setStatus(api, object, {
    lastAttemptedRevision: revision,
    lastAppliedRevision: revision,
    ...ended(object, 'True', 'ReconciliationSucceeded', `Applied revision: ${revision}`),
  });
};

const round = async (api: Api, bare: string, scratch: string): Promise<void> => {
  for (const source of await all(api, '/apis/source.toolkit.fluxcd.io/v1/gitrepositories'))
    await fetchBranch(api, source, bare);
  const [source] = await all(api, '/apis/source.toolkit.fluxcd.io/v1/gitrepositories');
  if (source?.status?.artifact === undefined) return;
  for (const object of await all(api, '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations'))
    await applyFolder(api, object, source, bare, scratch);
};

/** Starts both; `stop` ends them and throws what went wrong in one of them. */
export const startGitControllers = (
  api: Api,
  bare: string,
  scratch: string,
): { readonly stop: () => Promise<void> } => {
  let running = true;
  let trouble: unknown;
  const loop = (async () => {
    while (running) {
      try {
        await round(api, bare, scratch);
        trouble = undefined;
      } catch (error) {
        // A conflict passes; what stays is thrown at the end.
        trouble = error;
      }
      await sleep(200);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
      if (trouble !== undefined) throw trouble;
    },
  };
};
