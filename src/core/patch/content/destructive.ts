/** Commands and settings that destroy data, machines or history. Sources: the tools' own manuals. */
import { readings } from './shell.ts';
import type { FileView, Hit } from './view.ts';

/** Rows over `program arg arg …` with quotes removed. */
const COMMANDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:mkfs|mke2fs|mkswap|mkntfs|newfs)(?:\.\w+)?\b/, 'makes a new file system over what is there'],
  [/^(?:wipefs|blkdiscard|shred|badblocks|luksformat|srm|scrub)\b/, 'erases a disk or file'],
  [
    /^(?:sgdisk|sfdisk|fdisk|gdisk|cfdisk|parted|partprobe)\b.*(?:-Z|-o\b|--zap|--delete|--clear|mklabel|mktable|\brm\b|<)/,
    'rewrites a partition table',
  ],
  [/^dd\b.*\bof=\/dev\/(?!null\b|stdout\b|stderr\b)/, 'writes straight to a device'],
  [
    /^(?:hdparm\b.*--security-erase|nvme (?:format|sanitize|delete-ns)|sg_format|cryptsetup (?:-\S+ )*(?:luksFormat|erase|luksErase|reencrypt))/i,
    'erases a disk',
  ],
  [
    /^(?:pv|vg|lv)remove\b|^(?:pv|vg)create\b.*(?:-ff|--force)|^lvreduce\b|^thin_repair\b/,
    'removes logical volumes',
  ],
  [
    /^zfs (?:destroy|rollback)\b|^zpool (?:destroy|labelclear|create|split|remove|offline)\b/,
    'destroys ZFS data',
  ],
  [/^mdadm\b.*(?:--zero-superblock|--stop|--remove|--create)/, 'destroys a RAID'],
  [
    /^(?:ceph|rados|rbd|cephadm)\b.*\b(?:destroy|purge|delete|rm|rmpool|zap|rm-cluster)\b/,
    'destroys Ceph data',
  ],
  [
    /^talosctl\b.*\b(?:reset|wipe|shutdown)\b|^talosctl\b.*\betcd (?:remove-member|leave|forfeit-leadership)\b|^talosctl\b.*\bgen\b.*--force\b|^talosctl\b.*--recover-from/,
    'wipes or disbands a Talos node',
  ],
  [
    /^(?:qm|pct) (?:destroy|unlink|rollback|delsnapshot|stop|reset|disk unlink|disk rm|set \S+.*--delete)\b/,
    'destroys a virtual machine or its disks',
  ],
  [
    /^pvesh (?:delete\b|create\b.*\b(?:stop|reset|wipedisk|erase)\b)|^pvesm (?:free|remove|prune-backups)\b|^pveceph\b.*destroy|^pvecm (?:delnode|expected)\b|^(?:vzdump|proxmox-backup-client)\b.*(?:--remove|forget|prune)/,
    'removes things from Proxmox',
  ],
  [
    /^(?:curl|wget|http|https|xh|httpie)\b.*(?:-X ?'?DELETE|--request[ =]DELETE|--method[ =]DELETE|^https? DELETE)/i,
    'sends an HTTP DELETE',
  ],
  [
    /^(?:curl|wget|http|https|xh)\b.*\/(?:status\/(?:stop|reset|shutdown)|wipedisk|rollback)\b/i,
    'stops or wipes through an API',
  ],
  [
    /^(?:terraform|tofu|terragrunt|pulumi|cdktf)\b.*(?:\bdestroy\b|-destroy\b|\bstate (?:rm|push)\b|\bforce-unlock\b|\btaint\b|-replace\b)/,
    'destroys infrastructure',
  ],
  [/^(?:helm|helmfile)\b.*\b(?:uninstall|delete|del|destroy)\b|^helm\b.*--force\b/, 'uninstalls releases'],
  [/^flux\b.*\b(?:uninstall|delete)\b/, 'uninstalls Flux or its objects'],
  [
    /^(?:velero|longhornctl|restic|borg|kopia)\b.*\b(?:delete|forget|prune|purge|uninstall|trim)\b/,
    'deletes backups or volumes',
  ],
  [
    /^(?:kubectl|oc|k)\b.*\b(?:replace\b.*--force|apply\b.*--prune\b|drain\b.*(?:--force|--delete-emptydir-data|--disable-eviction)|scale\b.*--replicas[= ]0)/,
    'tears running things down',
  ],
  [/^(?:kubectl|oc|k)\b.*\bpatch\b.*finalizers/, 'takes finalizers away'],
  [
    /^(?:etcdctl|etcdutl)\b.*(?:\bdel\b|member remove|snapshot restore|defrag|compact)/,
    'changes the etcd store by hand',
  ],
  [
    /^(?:docker|podman|nerdctl|crictl|ctr)\b.*\b(?:prune|volume rm|rmi?\b.*-f|system reset|compose down\b.*(?:-v|--volumes)|rmp\b)/,
    'removes containers or volumes',
  ],
  [
    /^(?:psql|mysql|mariadb|sqlite3|mongo(?:sh)?|redis-cli|cockroach|clickhouse-client)\b.*(?:\bdrop\b|\btruncate\b|\bdelete\b(?!.*\bwhere\b)|flushall|flushdb|dropdatabase)/i,
    'deletes a database',
  ],
  [/^(?:dropdb|dropuser|pg_resetwal)\b/, 'deletes a database'],
  [
    /^(?:reboot|poweroff|halt|shutdown|telinit|init [06]|systemctl (?:reboot|poweroff|halt|kexec|emergency|rescue)|ipmitool\b.*power|kexec)\b/,
    'turns a machine off',
  ],
  [
    /^(?:iptables|ip6tables)\b.*(?:-F\b|--flush|-X\b|-P \w+ ACCEPT)|^nft\b.*flush|^ufw (?:disable|reset)|^firewall-cmd\b.*--panic/,
    'drops the firewall',
  ],
  [
    /^(?:userdel|groupdel|deluser|passwd|chpasswd|crontab -r|swapoff|umount -[lf])\b/,
    'changes accounts or mounts',
  ],
  [/^find\b.*(?:-delete\b|-exec(?:dir)? (?:rm|shred|unlink)\b)/, 'deletes what it finds'],
  [/^rsync\b.*--(?:delete\S*|remove-source-files)\b/, 'deletes at the target'],
  [
    /^truncate\b.*-s ?0\b|^(?:unlink|rmdir)\b.*\/|^mv\b.*\/dev\/null$|^cp \/dev\/null /,
    'empties or removes files',
  ],
  [
    /^(?:chmod|chown|chgrp|setfacl)\b.*(?:-\w*R\w*|--recursive)\b.* (?:\/|\/\S{1,12}|~|\$HOME|\.\.?)\/?$/,
    'changes rights over a whole tree',
  ],
  [
    /^(?:kill|pkill|killall)\b.*(?:-9 -1|-1$|\b(?:kubelet|etcd|containerd|apid|machined)\b)/,
    'kills what the cluster runs on',
  ],
  [
    /^systemctl\b.*\b(?:stop|disable|mask)\b.*\b(?:kubelet|etcd|containerd|pve\w*|corosync|ceph\S*|zfs\S*|docker|firewalld|ufw|nftables|fail2ban|auditd)\b/,
    'stops what the cluster runs on',
  ],
];

const GIT: readonly (readonly [RegExp, string])[] = [
  [/^push\b/, 'pushes'],
  [/^reset\b.*--(?:hard|merge|keep)\b/, 'throws work away'],
  [/^clean\b.*-\w*[fdx]/, 'deletes untracked files'],
  [
    /^(?:checkout|switch|restore)\b.*(?:\b(?:main|master|HEAD)\b|-f\b|--force|-- ?\.|\s\.$|--discard-changes|-[BC]\b)/,
    'switches or overwrites the checkout',
  ],
  [/^branch\b.*-(?:[dDmM]\b|-delete|-move|f\b|-force)/, 'moves or deletes branches'],
  [
    /^(?:rebase|merge|commit|update-ref|symbolic-ref|filter-branch|filter-repo|replace|am|cherry-pick|revert|pull|read-tree|checkout-index)\b/,
    'rewrites branches',
  ],
  [
    /^(?:stash|reflog|gc|prune|worktree (?:remove|prune)|tag -[df]|remote (?:add|remove|rm|set-url)|submodule|notes|bundle unbundle|rm)\b/,
    'changes the repository',
  ],
  [/^config\b(?!.*--get)/, 'changes git settings'],
];

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
  const row = GIT.find(([pattern]) => pattern.test(rest));
  return row === undefined ? undefined : `git ${row[1]}`;
}

function destroys(words: readonly string[]): string | undefined {
  for (const reading of readings(words)) {
    const text = reading.join(' ');
    const row = COMMANDS.find(([pattern]) => pattern.test(text));
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
    else if (DEVICE.test(text) || FORK_BOMB.test(text))
      hit(line, 'the line writes to a device or floods the machine');
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
