/** Commands that destroy data, machines or history, as data. Sources: the tools' own manuals. */
import { firstOf } from '../../expressions.ts';

/** Rows over `program arg arg …` with quotes removed. */
export const destructiveCommand = firstOf<readonly [RegExp, string]>([
  [/^(?:mkfs|mke2fs|mkswap|mkntfs|newfs)\b/, 'makes a new file system over what is there'],
  [/^(?:wipefs|blkdiscard|shred|badblocks|luksformat|srm|scrub)\b/, 'erases a disk or file'],
  [
    /^(?:sgdisk|sfdisk|fdisk|gdisk|cfdisk|parted|partprobe)\b.*(?:-Z|-o\b|--zap|--delete|--clear|mklabel|mktable|\brm\b|<)/,
    'rewrites a partition table',
  ],
  // They take what to do from standard input, and sgdisk by one letter.
  [
    /^(?:fdisk|sfdisk|gdisk|cfdisk)\b(?!.* (?:-[FJTVdglsvx]|--(?:list|dump|json|verify|show-\S+))\b).* \/dev\/|^sgdisk\b.* -[dR]\b/,
    'rewrites a partition table',
  ],
  [/^dd\b.*\bof=\/dev\/(?!null\b|stdout\b|stderr\b)/, 'writes straight to a device'],
  [
    /^(?:hdparm\b.*--security-erase|nvme (?:format|sanitize|delete-ns)|sg_format|cryptsetup (?:-\S+ )*(?:luksFormat|erase|luksErase|reencrypt))/i,
    'erases a disk',
  ],
  [
    /^(?:pv|vg|lv)remove\b|^(?:pv|vg)create\b.*(?:-ff|--force)|^lvreduce\b|^lvresize\b.*(?:-L|--size)[= ]?-|^thin_repair\b/,
    'removes logical volumes',
  ],
  [
    /^zfs (?:destroy|rollback)\b|^zpool (?:destroy|labelclear|create|split|remove|offline)\b|^zfs (?:receive|recv)\b.* -\w*F/,
    'destroys ZFS data',
  ],
  [/^mdadm\b.*(?:--zero-superblock|--stop|--remove|--create| -[CSr]\b)/, 'destroys a RAID'],
  [/^(?:ceph|rados|rbd|cephadm)\b.*\b(?:destroy|purge|delete|rm|rmpool|zap)\b/, 'destroys Ceph data'],
  [
    /^talosctl\b.*\b(?:reset|wipe|shutdown)\b|^talosctl\b.*\betcd (?:remove-member|leave|forfeit-leadership)\b|^talosctl\b.*\bgen\b.*--force\b|^talosctl\b.*--recover-from|^talosctl\b.*\bupgrade\b.*(?:--preserve=false|--force)\b/,
    'wipes or disbands a Talos node',
  ],
  [
    /^talosctl(?: -\S+(?: [^-\s]\S*)?)* (?:reboot|rollback|rotate-ca|meta (?:write|delete)|image (?:remove|rm)|cluster destroy|config remove|etcd downgrade)(?= |$)/,
    'restarts Talos nodes or takes from them what they need',
  ],
  [
    /^cloudflared\b.* tunnel\b.* (?:delete|cleanup|token|login|create|route)(?= |$)/,
    'changes a tunnel or gives its token away',
  ],
  [
    /^(?:qm|pct) (?:destroy|unlink|rollback|delsnapshot|stop|shutdown|reboot|suspend|reset|monitor|disk unlink|disk rm|set(?: .*)? --?delete)\b/,
    'destroys a virtual machine or its disks',
  ],
  [
    /^pvesh (?:delete\b|set\b.* --?delete\b|create\b.*\b(?:stop|reset|wipedisk|erase)\b)|^pvesm (?:free|remove|prune-backups)\b|^pveceph\b.*destroy|^pvecm (?:delnode|expected)\b|^(?:vzdump|proxmox-backup-client)\b.*(?:--remove|forget|prune)/,
    'removes things from Proxmox',
  ],
  [
    /^(?:curl|wget|http|https|xh|httpie)\b.*(?:-\w*X ?|--(?:request|method)[ =])DELETE\b/i,
    'sends an HTTP DELETE',
  ],
  [/^(?:https?|xh|httpie)\b.* DELETE\b/, 'sends an HTTP DELETE'],
  [
    /^(?:curl|wget|http|https|xh)\b.*\/(?:status\/(?:stop|reset|shutdown)|wipedisk|rollback)\b/i,
    'stops or wipes through an API',
  ],
  [
    /^(?:terraform|tofu|terragrunt|pulumi|cdktf)\b.*(?:\bdestroy\b|\bstate (?:rm|push)\b|\bforce-unlock\b|\btaint\b|-replace\b)/,
    'destroys infrastructure',
  ],
  [/^(?:helm|helmfile)\b.*\b(?:uninstall|delete|del|destroy)\b|^helm\b.*--force\b/, 'uninstalls releases'],
  [/^flux\b.*\b(?:uninstall|delete)\b/, 'uninstalls Flux or its objects'],
  [
    /^(?:cilium|istioctl|linkerd)\b.* uninstall\b|^argocd\b.* delete(?= |$)/,
    'uninstalls what the cluster needs',
  ],
  [
    /^(?:kubeadm reset|kind delete|minikube delete|k3d (?:cluster|node) delete|k3s-(?:uninstall|killall)|k3s-agent-uninstall|rke2-(?:uninstall|killall))\b/,
    'takes a cluster down',
  ],
  [
    /^(?:mc|mcli) r[bm]\b|^aws\b.* (?:r[bm]|delete-\S+|terminate-instances)(?= |$)|^(?:gcloud|az|hcloud|doctl)\b.* (?:delete|destroy|purge)(?= |$)|^rclone\b.* (?:purge|delete|deletefile|cleanup|rmdirs)\b|^s3cmd\b.* (?:del|rm|rb)\b/,
    'deletes from a cloud store',
  ],
  [
    /^(?:velero|longhornctl|restic|borg|kopia)\b.*\b(?:delete|forget|prune|purge|uninstall|trim)\b/,
    'deletes backups or volumes',
  ],
  [
    /^(?:kubectl|oc|k)\b.*\b(?:replace\b.*--force|apply\b.*--prune\b|drain\b.*(?:--force|--delete-emptydir-data|--disable-eviction)|scale\b.*--replicas[= ]0)/,
    'tears running things down',
  ],
  [/^(?:kubectl|oc|k)\b.*\btaint\b.*:NoExecute\b/, 'drives everything off nodes'],
  [/^(?:kubectl|oc|k)\b.*\bpatch\b.*finalizers/, 'takes finalizers away'],
  [/^(?:kubectl|oc|k)\b.*\bpatch\b.*ReclaimPolicy\W+Delete\b/i, 'has a volume deleted with its claim'],
  [
    /^(?:etcdctl|etcdutl)\b.*(?:\bdel\b|member remove|snapshot restore|defrag|compact)/,
    'changes the etcd store by hand',
  ],
  [
    /^(?:docker|podman|nerdctl|crictl|ctr)\b.*\b(?:prune|volume rm|rmi?\b.*-f|system reset|compose down\b.*(?:-v|--volumes)|rmp\b)/,
    'removes containers or volumes',
  ],
  [
    /^(?:psql|mysql|mariadb|sqlite3|mongo(?:sh)?|redis-cli|cockroach|clickhouse-client)\b.*(?:\bdrop\b|\btruncate\b|\bdelete\b(?![^;]*\bwhere\b)|flushall|flushdb|dropdatabase)/i,
    'deletes a database',
  ],
  [/^(?:dropdb|dropuser|pg_resetwal)\b/, 'deletes a database'],
  [
    /^(?:reboot|poweroff|halt|shutdown|telinit|init [06]|systemctl (?:reboot|poweroff|halt|kexec|emergency|rescue)|ipmitool\b.*power|kexec)\b/,
    'turns a machine off',
  ],
  [
    /^(?:iptables|ip6tables)\b.*(?:-F\b|--flush|-X\b|-P \w+ ACCEPT)|^nft\b.*flush|^ufw\b.* (?:disable|reset)\b|^firewall-cmd\b.*--panic/,
    'drops the firewall',
  ],
  [
    /^(?:userdel|groupdel|deluser|passwd|chpasswd|crontab(?! -l)|swapoff|umount\b.* -\w*[lf]\w*)\b/,
    'changes accounts or mounts',
  ],
  [/^find\b.*(?:-delete\b|-(?:exec|ok)(?:dir)? (?:\S*\/)?(?:rm|shred|unlink)\b)/, 'deletes what it finds'],
  [/^rsync\b.*--(?:delete|remove-source-files)\b/, 'deletes at the target'],
  [
    /^truncate\b.*(?:-s ?|--size[= ])0\b|^(?:unlink|rmdir)\b.*\/|^mv\b.*\/dev\/null$|^cp \/dev\/null /,
    'empties or removes files',
  ],
  [
    /^(?:chmod|chown|chgrp|setfacl)\b.*(?:-\w*R\w*|--recursive)\b.* (?:\/|\/\S{1,12}|~|\$HOME|\.\.?)\/?$/,
    'changes rights over a whole tree',
  ],
  [
    /^(?:kill|pkill|killall)\b.*(?:-9 -1|-1$|\$PPID|\$\$|\borch\b|\b(?:kubelet|etcd|containerd|apid|machined)\b)/,
    'kills what the cluster runs on',
  ],
  [
    /^systemctl\b.*\b(?:stop|disable|mask)\b.*\b(?:kubelet|etcd|containerd|pve\w*|corosync|ceph\w*|zfs\w*|docker|firewalld|ufw|nftables|fail2ban|auditd)\b/,
    'stops what the cluster runs on',
  ],
  [
    /^service (?:kubelet|etcd|containerd|pve\w*|corosync|ceph\w*|docker|firewalld|ufw|nftables|fail2ban|auditd) stop\b/,
    'stops what the cluster runs on',
  ],
]);

/** Rows over a git subcommand and its arguments. */
export const gitCommand = firstOf<readonly [RegExp, string]>([
  [/^push\b/, 'pushes'],
  [/^reset\b.*--(?:hard|merge|keep)\b/, 'throws work away'],
  [/^clean\b.*-\w*[fdx]/, 'deletes untracked files'],
  [
    /^(?:checkout|switch|restore)\b.*(?:\b(?:main|master|HEAD)\b|-f\b|--force|-- ?\.|\s\.$|--discard-changes|-[BC]\b)/,
    'switches or overwrites the checkout',
  ],
  [/^branch\b.* -(?:[dDmM]\b|-delete|-move|f\b|-force)/, 'moves or deletes branches'],
  [
    /^(?:rebase|merge|commit|update-ref|symbolic-ref|filter-branch|filter-repo|replace|am|cherry-pick|revert|pull|read-tree|checkout-index)(?!\S)/,
    'rewrites branches',
  ],
  [
    /^(?:stash|reflog|gc|prune|worktree|tag -[df]|remote (?:add|remove|rm|set-url)|submodule|notes|bundle unbundle|rm)\b/,
    'changes the repository',
  ],
  [/^config\b(?!.*--(?:get|list))/, 'changes git settings'],
]);
