import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where stages keep what they generate: outside the worktree, so that no patch, no commit and no reset reaches it. */
export interface KeptFolders {
  /** PKI, kubeconfig, talosconfig, rendered secrets (ORCH_SECRETS_DIR). */
  readonly secretsDir: string;
  /** What a stage must remember between runs (ORCH_STATE_DIR). */
  readonly stateDir: string;
}

/** The folders of the workspace at `root` (absolute), made with mode 0700 where they are missing. */
export const makeKeptFolders = async (root: string): Promise<KeptFolders> => {
  const folders = { secretsDir: join(root, '.orch', 'secrets'), stateDir: join(root, 'state', 'stages') };
  for (const dir of Object.values(folders)) await mkdir(dir, { recursive: true, mode: 0o700 });
  return folders;
};

/** The same for a stage's environment. */
export const keptVariables = (folders: KeptFolders) => ({
  ORCH_SECRETS_DIR: folders.secretsDir,
  ORCH_STATE_DIR: folders.stateDir,
});
