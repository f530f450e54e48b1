/** Commands and settings that destroy data, machines or history. Sources: the tools' own manuals. */
import { DESTRUCTIVE_COMMANDS, GIT_COMMANDS } from './destructive-commands.ts';
import { readings } from './shell.ts';
import type { FileView, Hit } from './view.ts';

const SAFE_TARGET =
  /^(?:\$\{?\w*(?:tmp|temp|work_?dir|scratch|cache)\w*\}?|\/tmp|\/var\/tmp|\$\(mktemp[^)]*\)|\$\{?TMPDIR(?::-\/tmp)?\}?)(?:\/[^*]*|\/\S+)?$/i;

/** `rm`: recursive anywhere but in a temporary folder, and anything aimed at the root, home, a glob or a state folder. */
function removes(words: readonly string[]): string | undefined {
  if (words[0] !== 'rm' && !(words[0]?.startsWith('$') && /(?:^| )-(?:rf|fr)\b/.test(words.join(' '))))
    return undefined;
  const flags = words.slice(1).filter((word) => word.startsWith('-'));
  const targets = words.slice(1).filter((word) => !word.startsWith('-'));
  const safe =
    targets.length > 0 && targets.every((target) => SAFE_TARGET.test(target) && !target.includes('..'));
  if (safe) return undefined;
  if (flags.some((flag) => /^-\w*[rR]/.test(flag) || flag === '--recursive')) return 'removes a tree';
  const wide = targets.find((t) =>
    /[*?]|^\/|^~|^\$\{?HOME\b|\.\.|(?:^|\/)(?:state|logs|escalations|\.git|\.kube|\.talos|secrets?)(?:\/|$)/.test(
      t,
    ),
  );
  return wide === undefined ? undefined : `removes ${wide}`;
}

const DISPOSABLE =
  /^(?:pods?|po|jobs?|events?|ev|leases?|certificaterequests?|orders?|challenges?)(?:\.\S+)?(?:\/|$)/;

/** `kubectl delete`: only things that controllers make again may go, and never all of them. */
function deletesInCluster(words: readonly string[]): string | undefined {
  if (!/^(?:kubectl|oc|k|k9s)$/.test(words[0] ?? '')) return undefined;
  const at = words.indexOf('delete');
  if (at < 0) return undefined;
  const rest = words.slice(at + 1);
  const kinds = rest.find((word) => !word.startsWith('-'));
  const sweeping = rest.some((word) =>
    /^(?:--all|--all=true|-A|--all-namespaces|--force|-f|-k|--filename|--kustomize|--cascade)(?:=|$)/.test(
      word,
    ),
  );
  const plain = kinds?.split(',').every((kind) => DISPOSABLE.test(kind)) ?? false;
  return plain && !sweeping ? undefined : `deletes ${kinds ?? 'objects'} from the cluster`;
}

function gitCommand(words: readonly string[]): string | undefined {
  if (words[0] !== 'git') return undefined;
  let i = 1;
  while (i < words.length && words[i]!.startsWith('-'))
    i += /^-[Cc]$|^--(?:git-dir|work-tree)$/.test(words[i]!) ? 2 : 1;
  const rest = words.slice(i).join(' ');
  const row = GIT_COMMANDS.find(([pattern]) => pattern.test(rest));
  return row === undefined ? undefined : `git ${row[1]}`;
}

function destroys(words: readonly string[]): string | undefined {
  if (words.includes('--help')) return undefined;
  for (const reading of readings(words)) {
    const text = reading.join(' ');
    const row = DESTRUCTIVE_COMMANDS.find(([pattern]) => pattern.test(text));
    const found = row?.[1] ?? removes(reading) ?? deletesInCluster(reading) ?? gitCommand(reading);
    if (found !== undefined) return `\`${text.slice(0, 80)}\` ${found}`;
  }
  return undefined;
}

/** Settings in added lines; the second pattern, when there is one, must match a removed line. */
const SETTINGS: readonly (readonly [RegExp, string, RegExp?])[] = [
  [/(?:^|[\s{,"'])wipe["']?\s*:\s*["']?(?:true|yes|on|y)\b/i, 'the install wipes the disk'],
  [
    /reclaimPolicy["']?\s*:\s*["']?(?:Delete|Recycle)\b/i,
    'volumes are deleted with their claim',
    /reclaimPolicy["']?\s*:\s*["']?Retain/i,
  ],
  [
    /deletionPolicy["']?\s*:\s*["']?Delete\b/i,
    'the object is deleted with its owner',
    /deletionPolicy["']?\s*:\s*["']?(?:Retain|Orphan|Snapshot)/i,
  ],
  [/(?:^|\s)method["']?\s*:\s*["']?DELETE\b/i, 'an HTTP DELETE is sent'],
  [
    /yes-really-destroy-data|\bforce_destroy\s*=\s*true|prevent_destroy\s*=\s*false|skip_final_snapshot\s*=\s*true/i,
    'protection against deletion is taken away',
  ],
  [/(?:^|\s)replicas["']?\s*:\s*["']?0\b/, 'the workload is scaled to nothing'],
  [/(?:^|\s)prune["']?\s*:\s*["']?true\b/i, 'pruning is turned on', /(?:^|\s)prune["']?\s*:\s*["']?false\b/i],
  [/(?:^|\s)finalizers["']?\s*:\s*(?:\[\s*\]|null|~)/, 'finalizers are taken away'],
  [
    /^\s*-?\s*["']?(?:deletion_?protection|protection)["']?\s*[:=]\s*["']?(?:false|0|no|off)\b/i,
    'protection against deletion is taken away',
  ],
];

const DEVICE =
  /(?:>|\btee(?:\s+-a)?)\s*["']?\/dev\/(?:sd|nvme|vd|hd|xvd|mapper|disk|md|mmcblk|loop|zvol|rbd)/;
const INLINE =
  /\b(?:python[\d.]*|perl|ruby|node|php|deno)\b\s+(?:-\w+\s+)*-\w*[cer]\w*\b.*(?:rmtree|unlink|removedirs|os\.remove|os\.system|subprocess|rmSync|fs\.rm|rm_rf|File\.delete|system\(|exec\()/;
const FORK_BOMB = /:\s*\(\)\s*\{.*:\s*\|\s*:/;

/** Every newly written line that destroys something. */
export function destructiveHits(view: FileView): readonly Hit[] {
  if (view.kind === 'doc') return [];
  const hits: Hit[] = [];
  const hit = (line: number, what: string): number =>
    hits.push({ rule: 'destructive', line, message: `${what}: only a human may do that` });
  for (const { line, text, commands } of view.newLogical) {
    const found = commands.map((command) => destroys(command.words)).find((what) => what !== undefined);
    if (found !== undefined) hit(line, found);
    else if (DEVICE.test(text) || INLINE.test(text) || FORK_BOMB.test(text))
      hit(line, 'the line deletes from inside a script, writes to a device or floods the machine');
  }
  for (const { line, text } of view.added) {
    if (/^\s*(?:#|\/\/)/.test(text)) continue;
    const row = SETTINGS.find(
      ([pattern, , was]) =>
        pattern.test(text) && (was === undefined || view.removed.some((old) => was.test(old.text))),
    );
    if (row !== undefined) hit(line, row[1]);
  }
  return hits;
}
