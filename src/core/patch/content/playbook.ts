/** What tasks of Ansible destroy by their settings. Source: the documentation of the modules. */
import { once } from '../../expressions.ts';
import { truthy } from './config-words.ts';
import { type Entry, outline } from './outline.ts';
import type { FileView } from './view.ts';

/** Modules whose `state: absent` takes data away; `file` does where it is aimed at a folder of data. */
const HOLDS_DATA =
  /(?:^|\.)(?:lvol|lvg|zfs|zpool|parted|filesystem|mount|docker_volume|proxmox\w*|k8s|helm|postgresql_(?:db|tablespace)|mysql_db|mongodb_\w+|influxdb_database|s3_bucket|ec2_vol)$/;
const DATA_FOLDER = /^["']?\/(?:(?:srv|mnt|media|data|home|export|tank|var\/lib)(?:\/|$)|[\w-]*$)|\*/;

/** Keys of which one stands in every such task: most manifests have none. */
const SPEAKS = /\b(?:state|force|label)["']?\s*:/;

/** The module in which the setting at `at` stands, and its settings. */
function taskAround(entries: readonly Entry[], at: number): readonly Entry[] {
  const depth = entries[at]!.path.length;
  let from = at;
  while (from > 0 && entries[from]!.path.length >= depth) from--;
  const end = entries.findIndex(({ path }, i) => i > at && path.length < depth);
  return entries.slice(from, end < 0 ? undefined : end).filter(({ path }) => path.length <= depth);
}

/** What a task destroys by one of its settings. */
function destroyedBy({ key, value, path }: Entry, task: () => readonly Entry[]): string | undefined {
  const module = path.at(-2) ?? '';
  if (key === 'force' && truthy(value) && /(?:^|\.)(?:filesystem|zpool|lvg)$/.test(module))
    return 'a task makes a new file system over what is there';
  if (key === 'label' && /(?:^|\.)parted$/.test(module)) return 'a task rewrites a partition table';
  if (key !== 'state' || value !== 'absent') return undefined;
  const isFolder = (): boolean =>
    task().some((one) => /^(?:path|dest|name)$/.test(one.key) && DATA_FOLDER.test(one.value));
  return HOLDS_DATA.test(module) || (/(?:^|\.)file$/.test(module) && isFolder())
    ? 'a task removes data'
    : undefined;
}

/** Every task that destroys data and of which something is newly written, by the line of the setting that does it. */
export function playbookDeletions(view: FileView): readonly (readonly [line: number, what: string])[] {
  if (!view.after.some((text) => SPEAKS.test(text))) return [];
  const added = new Set(view.added.map(({ line }) => line));
  // Where a task is put in front of one of the same module, either of the two lines may be the new one.
  const isNewModule = (line: number): boolean =>
    added.has(line) && !view.before.includes(view.after[line - 1]!);
  const entries = outline(view.after);
  return entries.flatMap((entry, at): (readonly [number, string])[] => {
    const task = once(() => taskAround(entries, at));
    const what = destroyedBy(entry, task);
    if (what === undefined) return [];
    const [module, ...settings] = task();
    return settings.some(({ line }) => added.has(line)) || isNewModule(module!.line)
      ? [[entry.line, what]]
      : [];
  });
}
