import { createHash } from 'node:crypto';
import type { ClusterConfig } from './cluster-config.ts';

/**
 * The schematic of the image factory, as its canonical YAML (4 spaces, list items 12). Its SHA-256 is its id
 * (image-factory pkg/schematic; three published ids checked).
 * @param extensions `owner/name`; the order is part of the id and stays as given.
 */
export const schematicYaml = (extensions: readonly string[]): string => {
  if (extensions.length === 0) return 'customization: {}\n';
  const items = extensions.map((each) => `            - ${each}\n`).join('');
  return `customization:\n    systemExtensions:\n        officialExtensions:\n${items}`;
};

/** @returns the schematic's id, 64 hex digits. */
export const schematicId = (extensions: readonly string[]): string =>
  createHash('sha256').update(schematicYaml(extensions)).digest('hex');

export interface TalosImage {
  readonly id: string;
  /** File name on the ISO storage: it names version and schematic, so presence means the right bits. */
  readonly file: string;
  readonly url: string;
  /** `storage:iso/file` as Proxmox names it. */
  readonly volid: string;
}

/** The boot image of a cluster: where it comes from and how it is called on Proxmox. */
export const talosImage = (cluster: ClusterConfig): TalosImage => {
  const { version, extensions, factory, platform } = cluster.talos;
  const id = schematicId(extensions);
  const file = `talos-${version}-${id.slice(0, 8)}.iso`;
  return {
    id,
    file,
    url: `${factory.replace(/\/$/, '')}/image/${id}/${version}/${platform}-amd64.iso`,
    volid: `${cluster.proxmox.iso_storage}:iso/${file}`,
  };
};
