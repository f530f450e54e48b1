import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
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

/** A regular file inside the worktree, reached through no link, and not one that the map protects. */
const readableIn = (worktree: string, map: ContextMap): ((path: string) => boolean) => {
  const isProtected = matcher([...map.protected, ...map.settings.secretFiles]);
  return (path) => {
    const full = join(worktree, path);
    if (isProtected(path) || !existsSync(full) || !lstatSync(full).isFile()) return false;
    return (
      realpathSync(full) === join(realpathSync(worktree), ...path.split('/')) &&
      full.startsWith(worktree + sep)
    );
  };
};

/** What a model's diagnostics may name: our read-only credentials, the nodes of the cluster config, unprotected files. */
export const commandContext = (worktree: string, secretsDir: string, map: ContextMap): CommandContext => {
  const credential = (...names: string[]) =>
    names.map((name) => join(secretsDir, name)).find((file) => existsSync(file));
  const kubeconfig = credential('reader.kubeconfig', 'kubeconfig');
  // The reader's certificate (os:reader) makes most refusals real on the server, too.
  const talosconfig = credential('reader.talosconfig', 'talosconfig');
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(talosconfig === undefined ? {} : { talosconfig }),
    nodes: [...map.settings.nodeAddresses, ...clusterAddresses(worktree)],
    deniedNamespaces: map.settings.deniedNamespaces,
    readable: readableIn(worktree, map),
  };
};
