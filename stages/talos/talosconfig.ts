import { parse, stringify } from 'yaml';
import type { ClusterConfig } from '../../src/stage-kit/cluster-config.ts';

/** One context of a talosconfig, as far as the stage looks into it. */
export interface TalosContext {
  readonly ca?: string;
  readonly crt?: string;
  readonly endpoints?: readonly string[];
  readonly nodes?: readonly string[];
}

interface Talosconfig {
  readonly contexts?: Readonly<Record<string, TalosContext>>;
}

/** The context of our cluster; empty when the text has none. */
export const contextOf = (cluster: ClusterConfig, text: string): TalosContext =>
  (parse(text) as Talosconfig | null)?.contexts?.[cluster.name] ?? {};

/**
 * The talosconfig with the control planes as its endpoints, and the first of them as the node that is asked when none
 * is named: as talosctl writes it, it has neither, and a diagnosis is told "failed to determine endpoints".
 * @param text a talosconfig; @returns the same text when its endpoints are right already.
 */
export const withEndpoints = (cluster: ClusterConfig, text: string): string => {
  const wanted = cluster.vms.filter((vm) => vm.role === 'controlplane').map((vm) => vm.address);
  const context = contextOf(cluster, text);
  const nodes = wanted.slice(0, 1);
  const is = [context.endpoints, context.nodes];
  if (JSON.stringify(is) === JSON.stringify([wanted, nodes])) return text;
  const all = parse(text) as Talosconfig;
  return stringify({
    ...all,
    contexts: { ...all.contexts, [cluster.name]: { ...context, endpoints: wanted, nodes } },
  });
};
