/** Commands and settings that destroy data, machines or history. Sources: the tools' own manuals. */

import { firstOf } from '../../expressions.ts';
import { destructiveCommand, gitCommand } from './destructive-commands.ts';
import { playbookDeletions } from './playbook.ts';
import { MAX_WORDS, type Reading } from './readings.ts';
import type { Command } from './shell.ts';
import type { FileView, Hit } from './view.ts';

/** Folders that nobody misses; `temp` as in `template` is none. */
const SAFE_TARGET =
  /^(?:\$\{?\w*(?:tmp|temp(?!late)|work_?dir|scratch|cache)\w*\}?|\/tmp|\/var\/tmp|\$\{TMPDIR:-\/tmp\})(?:\/.*)?$/i;
/** What builds and package managers make again: folders of the repo by their usual names, and caches. */
const MADE_AGAIN =
  /^(?:(?:\.\/)?(?:build|dist|out|coverage|rendered|node_modules|__pycache__|\.cache)(?:\/[\w.-]+)*\/?|\/var\/cache\/(?:apk|apt|dnf|yum)(?:\/[\w.*-]*)*|\/var\/lib\/apt\/lists(?:\/\*?)?)$/;

const isSpared = (target: string): boolean =>
  (SAFE_TARGET.test(target) || MADE_AGAIN.test(target)) && !target.includes('..');

/** Files that others need: globs, whole paths, the home, what is above, folders of state and of secrets. */
const WIDE =
  /[*?]|^\/|^~|^\$\{?HOME\b|\.\.|(?:^|\/)(?:state|logs|escalations|\.git|\.kube|\.talos|secrets?)(?:\/|$)/;

const withoutRedirections = (words: readonly string[]): readonly string[] =>
  words.filter((word, i) => !/^[\d&]?[<>]/.test(word) && !/^[\d&]?[<>]{1,3}\|?$/.test(words[i - 1] ?? ''));

/** `rm`: recursive anywhere but in a temporary folder, and anything aimed at what others need. */
function removes({ program, args }: Reading): string | undefined {
  if (program !== 'rm' && !(program.startsWith('$') && args.some((arg) => /(?:^| )-(?:rf|fr)\b/.test(arg))))
    return undefined;
  const given = withoutRedirections(args);
  const targets = given.filter((word) => !word.startsWith('-'));
  if (targets.every(isSpared) && targets.length > 0) return undefined;
  // getopt takes `--r` for `--recursive`.
  if (args.some((flag) => /^-(?:\w*[rR]|-r)/.test(flag))) return 'removes a tree';
  if (given.length > 0 && targets.length === 0) return 'removes what it is given';
  const wide = targets.find((target) => WIDE.test(target));
  return wide === undefined ? undefined : `removes ${wide}`;
}

const DISPOSABLE =
  /^(?:pods?|po|jobs?|events?|ev|leases?|certificaterequests?|orders?|challenges?)(?:\.\S+)?(?:\/|$)/;

const SWEEPING = /^(?:--all|-A|--all-namespaces|--force|-f|-k|--filename|--kustomize|--cascade)(?:=|$)/;

/** Flags of kubectl whose value is the next word (`kubectl options`, `kubectl delete --help`). */
const TAKES_VALUE =
  /^(?:-[nlosv]|--(?:namespace|selector|field-selector|output|context|cluster|user|kubeconfig|server|token|as|as-group|as-uid|grace-period|timeout|request-timeout|cache-dir|tls-server-name|certificate-authority|client-certificate|client-key))$/;

/** `kubectl delete`: only things that controllers make again may go, and never all of them. */
function deletesInCluster({ program, args }: Reading): string | undefined {
  if (!/^(?:kubectl|oc|k|k9s)$/.test(program)) return undefined;
  const at = args.indexOf('delete');
  if (at < 0) return undefined;
  const rest = args.slice(at + 1);
  const named = rest.filter((word, i) => !word.startsWith('-') && !TAKES_VALUE.test(rest[i - 1] ?? ''));
  // `TYPE NAME…` or `TYPE/NAME…`: every word with a slash names a kind of its own.
  const kinds = named.filter((word, i) => i === 0 || word.includes('/')).flatMap((word) => word.split(','));
  if (
    kinds.length > 0 &&
    kinds.every((kind) => DISPOSABLE.test(kind)) &&
    !rest.some((word) => SWEEPING.test(word))
  )
    return undefined;
  return `deletes ${kinds.join(', ') || 'objects'} from the cluster`;
}

function changesHistory({ program, args }: Reading): string | undefined {
  if (program !== 'git') return undefined;
  let i = 0;
  while (i < args.length && args[i]!.startsWith('-'))
    i += /^-(?:[Cc]|-git-dir|-work-tree)$/.test(args[i]!) ? 2 : 1;
  const row = gitCommand(args.slice(i).join(' '));
  return row === undefined ? undefined : `git ${row[1]}`;
}

function destroys({ words, readings }: Command): string | undefined {
  if (words.find((word) => word === '--' || word === '--help') === '--help') return undefined;
  if (readings.length > 1 && words.length > MAX_WORDS)
    return `\`${readings[0]!.program}\` with ${words.length} words is too long to be judged`;
  for (const reading of readings) {
    const row = destructiveCommand(reading.text);
    const found = row?.[1] ?? removes(reading) ?? deletesInCluster(reading) ?? changesHistory(reading);
    if (found !== undefined) return `\`${reading.text.slice(0, 80)}\` ${found}`;
  }
  return undefined;
}

/** Settings in added lines; the second pattern, when there is one, must match a removed line. */
const settings = firstOf<readonly [RegExp, string, RegExp?]>([
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
  [/(?:^|[\s{,"'])method["']?\s*:\s*["']?DELETE\b/i, 'an HTTP DELETE is sent'],
  [
    /(?:--policy[= ]|(?:^|[\s{,])["']?policy["']?\s*:\s*)["']?sync(?![\w-])/,
    'external-dns deletes records that it did not make',
  ],
  [
    /(?:^|[\s{,"'])deleting-?confirmation-?flag["']?\s*[:=]\s*["']?true\b/i,
    'Longhorn may be uninstalled with its volumes',
  ],
  [
    /yes-really-destroy-data|\bforce_destroy\s*=\s*true|prevent_destroy\s*=\s*false|skip_final_snapshot\s*=\s*true/i,
    'protection against deletion is taken away',
  ],
  [/\bdeleting-confirmation-flag\b/, 'Longhorn may be uninstalled with its volumes'],
  [/(?:^|[\s{,"'])replicas["']?\s*:\s*["']?0\b/, 'the workload is scaled to nothing'],
  [
    /(?:^|[\s{,"'])prune["']?\s*:\s*["']?true\b/i,
    'pruning is turned on',
    /(?:^|[\s{,"'])prune["']?\s*:\s*["']?false\b/i,
  ],
  [/(?:^|[\s{,"'])finalizers["']?\s*:\s*(?:\[\s*\]|null|~)/, 'finalizers are taken away'],
  [
    /^\s*-?\s*["']?(?:deletion_?protection|protection)["']?\s*[:=]\s*["']?(?:false|0|no|off)\b/i,
    'protection against deletion is taken away',
  ],
]);

const DEVICE =
  /(?:>\|?|\btee(?:\s+-a)?)\s*["']?\/dev\/(?:sd|nvme|vd|hd|xvd|mapper|disk|md|mmcblk|loop|zvol|rbd)/;
const INLINE =
  /\bawk\b.*\bsystem\(|\b(?:python[\d.]*|perl|ruby|node|php|deno)\b\s+(?:-\w+\s+)*-\w*[cer]\w*\b.*(?:rmtree|unlink|removedirs|os\.remove|os\.system|subprocess|rmSync|fs\.rm|rm_rf|File\.delete|system\(|exec\()/;
/** Calls of programs that delete, with what they are given as text. */
const DELETES =
  /\b(?:rmtree|removedirs|remove_tree|rm(?:dir)?Sync|unlinkSync|fs\.rm|fs\.promises\.rm|rimraf|rm_rf|RemoveAll|remove_dir_all)\(\s*[fr]?(["'`])((?:(?!\1).)+)\1/;

/** What a program deletes that a shell may not delete either. */
function deletesByCall(text: string): boolean {
  const target = DELETES.exec(text)?.[2];
  if (/\b(?:requests|httpx|session|client|axios|got)\.delete\(/.test(text)) return true;
  return target !== undefined && !isSpared(target);
}

const FORK_BOMB = /:\s*\(\)\s*\{.*:\s*\|\s*:/;

/** How often a file keeps things from being deleted. */
const protections = (lines: readonly string[]): number =>
  lines.filter((text) =>
    /^\s*["']?(?:prevent_destroy|deletion_?protection)["']?\s*[:=]\s*["']?true\b/i.test(text),
  ).length;

/** Every newly written line that destroys something. */
export function destructiveHits(view: FileView): readonly Hit[] {
  if (view.kind === 'doc') return [];
  const hits: Hit[] = [];
  const hit = (line: number, what: string): number =>
    hits.push({ rule: 'destructive', line, message: `${what}: only a human may do that` });
  for (const { line, text, commands } of view.newLogical) {
    const found = commands.map(destroys).find((what) => what !== undefined);
    if (found !== undefined) hit(line, found);
    else if (DEVICE.test(text) || INLINE.test(text) || FORK_BOMB.test(text) || deletesByCall(text))
      hit(line, 'the line deletes from inside a script, writes to a device or floods the machine');
  }
  if (view.kind === 'yaml') for (const [line, what] of playbookDeletions(view)) hit(line, what);
  for (const { line, text } of view.added) {
    if (/^\s*(?:#|\/\/)/.test(text)) continue;
    const row = settings(
      text,
      ([, , was]) => was === undefined || view.removed.some((old) => was.test(old.text)),
    );
    if (row !== undefined) hit(line, row[1]);
  }
  if (hits.length === 0 && protections(view.after) < protections(view.before))
    hits.push({
      rule: 'destructive',
      message: 'protection against deletion is taken away: only a human may do that',
    });
  return hits;
}
