/** What tasks of Ansible destroy by their settings. Source: the documentation of the modules. */
import { type Entry, outline } from './outline.ts';
import type { FileView } from './view.ts';

/** Modules whose `state: absent` takes data away; `file` does where it is aimed at a folder of data. */
const HOLDS_DATA =
  /(?:^|\.)(?:lvol|lvg|zfs|zpool|parted|filesystem|mount|docker_volume|proxmox\w*|k8s|helm|postgresql_(?:db|tablespace)|mysql_db|mongodb_\w+|influxdb_database|s3_bucket|ec2_vol)$/;
const DATA_FOLDER =
  /^["']?\/(?:srv|mnt|media|data|home|export|tank|var\/lib)(?:\/|["']?$)|\*|^["']?\/[\w-]*["']?$/;

const siblings = (entries: readonly Entry[], at: number): readonly Entry[] => {
  const parent = JSON.stringify(entries[at]!.path.slice(0, -1));
  return entries
    .slice(Math.max(0, at - 8), at + 9)
    .filter(({ path }) => JSON.stringify(path.slice(0, -1)) === parent);
};

/** Every newly written setting of a task that destroys data, by line. */
export function playbookDeletions(view: FileView): readonly (readonly [line: number, what: string])[] {
  const added = new Set(view.added.map(({ line }) => line));
  if (!view.added.some(({ text }) => /\b(?:state|force|label|path|dest)["']?\s*:/.test(text))) return [];
  const entries = outline(view.after);
  return entries.flatMap(({ key, value, path, line }, at): (readonly [number, string])[] => {
    const module = path.at(-2) ?? '';
    const near = (name: RegExp): Entry | undefined => siblings(entries, at).find((one) => name.test(one.key));
    if (!added.has(line) && !siblings(entries, at).some((one) => added.has(one.line))) return [];
    if (key === 'state' && value === 'absent') {
      const target = near(/^(?:path|dest|name)$/)?.value ?? '';
      if (HOLDS_DATA.test(module) || (/(?:^|\.)file$/.test(module) && DATA_FOLDER.test(target)))
        return [[line, 'a task removes data']];
    }
    if (key === 'force' && /^(?:true|yes)$/i.test(value) && /(?:^|\.)(?:filesystem|zpool|lvg)$/.test(module))
      return [[line, 'a task makes a new file system over what is there']];
    return key === 'label' && /(?:^|\.)parted$/.test(module)
      ? [[line, 'a task rewrites a partition table']]
      : [];
  });
}
