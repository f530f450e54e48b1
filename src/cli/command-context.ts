import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readableIn } from '../adapters/readable.ts';
import type { CommandContext } from '../core/command/types.ts';
import type { ContextMap } from '../core/workspace.ts';
import { matcher } from '../engine/match.ts';

const CLUSTERS = 'config/clusters';

/** Addresses that the cluster configs of the worktree give their machines. */
const clusterAddresses = (worktree: string): readonly string[] => {
  const dir = join(worktree, CLUSTERS);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(dir, name), 'utf8').matchAll(/\baddress:\s*["']?([0-9a-fA-F.:]+)/g),
    ])
    .map(([, address = '']) => address);
};

/**
 * What a model's diagnostics may name: our credentials, the nodes of the cluster config, unprotected tracked files.
 * @param tracked git's files in the worktree, repo-relative.
 */
export const commandContext = (
  worktree: string,
  secretsDir: string,
  map: ContextMap,
  tracked: Iterable<string>,
): CommandContext => {
  // Stage talos makes both. They make every refusal real on the server, too; the admin's are never lent.
  const credential = (name: string) => {
    const file = join(secretsDir, name);
    return existsSync(file) ? file : undefined;
  };
  const kubeconfig = credential('reader.kubeconfig');
  const talosconfig = credential('reader.talosconfig');
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(talosconfig === undefined ? {} : { talosconfig }),
    nodes: [...map.settings.nodeAddresses, ...clusterAddresses(worktree)],
    deniedNamespaces: map.settings.deniedNamespaces,
    ...readableIn(worktree, tracked, matcher([...map.protected, ...map.settings.secretFiles])),
  };
};
