import { describe, expect, it } from 'vitest';
import { blamedBy } from './blame.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\necho start\n';

/** Lines blamed when the script gets this text at its end. */
const blamed = (text: string): readonly (number | undefined)[] =>
  blamedBy('destructive', 'scripts/x.sh', BEFORE, `${BEFORE}${text}\n`);

/** What destroys | what looks like it and does not, of one tool a row; `;;` between commands. */
const TOOLS: Readonly<Record<string, readonly [destroys: string, spares: string]>> = {
  'file systems': [
    'mkfs /dev/sdb;;mkfs.xfs /dev/sdb;;mke2fs x;;mkswap /swap;;mkntfs x;;newfs x;;wipefs -a x;;blkdiscard x;;shred x;;badblocks -w x;;luksformat x;;srm x;;scrub x',
    'mkfsx a;;mkdir a;;mkswapfile a;;wipefsx a;;shredder a;;scrubs a;;my-mkfs a',
  ],
  partitions: [
    'sgdisk -Z x;;sgdisk -o x;;sgdisk --zap x;;sfdisk --delete x;;sgdisk --clear x;;parted x mklabel gpt;;parted x mktable gpt;;parted x rm 1;;fdisk x <in;;gdisk x <in;;cfdisk -Z;;partprobe --clear;;fdisk /dev/sda;;fdisk -w always /dev/sda;;sfdisk /dev/sda;;gdisk /dev/sda;;cfdisk /dev/sda;;sgdisk -d 1 /dev/sda;;sgdisk -R x y',
    'sgdisk -p x;;sgdisk -only x;;parted x print;;fdisk -l;;sfdisk -d x;;parted x format;;partprobe x;;fdisk -l /dev/sda;;fdisk -x /dev/sda;;sfdisk -d /dev/sda;;sfdisk --json /dev/sda;;sfdisk --show-size /dev/sda;;gdisk -l /dev/sda;;sgdisk -v /dev/sda;;fdiskx /dev/sda;;fdisk a/dev/sda',
  ],
  dd: [
    'dd if=x of=/dev/sda;;dd of=/dev/nvme0n1 if=x;;dd of=/dev/nullx',
    'dd if=x of=/dev/null;;dd of=/dev/stdout;;dd of=/dev/stderr if=x;;dd if=/dev/sda of=x;;ddrescue of=/dev/sda;;dd xof=/dev/sda',
  ],
  'whole disks': [
    'hdparm --user-master u --security-erase p x;;nvme format x;;nvme sanitize x;;nvme delete-ns x;;sg_format x;;cryptsetup luksFormat x;;cryptsetup -q --batch-mode erase x;;cryptsetup luksErase x;;cryptsetup reencrypt x;;cryptsetup luksformat x',
    'hdparm -I x;;nvme list;;nvme reset x;;cryptsetup status x;;cryptsetup open x luksFormat',
  ],
  LVM: [
    'pvremove x;;vgremove x;;lvremove x;;pvcreate -ff x;;pvcreate --force x;;vgcreate -y --force x;;lvreduce -L 1 x;;thin_repair x;;lvresize -L -1G x;;lvresize -n -r -L -1G x;;lvresize -L-1G x;;lvresize --size=-1G x',
    'pvs;;lvcreate -ff x;;pvcreate x;;vgcreate a b;;lvextend x;;lvremover x;;my pvcreate -ff;;thin_dump x;;lvresize -L +1G x;;lvresize -L 10G a-b',
  ],
  ZFS: [
    'zfs destroy a;;zfs rollback a;;zpool destroy a;;zpool labelclear a;;zpool create a b;;zpool split a;;zpool remove a;;zpool offline a;;zfs receive -F a;;zfs recv -vF a',
    'zfs list;;zfs snapshot a;;zpool status;;zpool import a;;zfs destroyed;;zpool created;;zpool list zfs destroy;;zfs receive a;;zfs recv -v a/F;;zfs send -F a',
  ],
  RAID: [
    'mdadm --zero-superblock x;;mdadm --stop x;;mdadm x --remove y;;mdadm --create x;;mdadm -S x;;mdadm x -r y;;mdadm -C x',
    'mdadm --detail x;;mdadmx --stop x;;mdadm -D x;;mdadm -Es;;mdadm x-S',
  ],
  Ceph: [
    'ceph osd destroy 0;;ceph osd purge 0;;rados purge x;;ceph fs rm x;;rbd delete x;;rados rmpool x;;ceph orch osd zap;;cephadm zap x;;cephadm rm-cluster --fsid x',
    'ceph status;;rbd ls;;ceph osd df;;rados df;;ceph osd destroyed;;ceph format;;cephx rm',
  ],
  Talos: [
    'talosctl reset;;talosctl -n a wipe disk b;;talosctl shutdown;;talosctl etcd remove-member a;;talosctl etcd leave;;talosctl -n a etcd forfeit-leadership;;talosctl gen config a --force;;talosctl -n a gen secrets --force;;talosctl bootstrap --recover-from=x',
    'talosctl etcd members;;talosctl gen config a;;talosctl kubeconfig --force;;talosctl gen config --forced;;talosctlx reset;;talosctl resets',
  ],
  'Talos nodes as they run': [
    'talosctl reboot;;talosctl -n a reboot;;talosctl --nodes=a -e b rollback;;talosctl rotate-ca;;talosctl meta write 1 2;;talosctl meta delete 1;;talosctl image remove x;;talosctl image rm x;;talosctl cluster destroy;;talosctl config remove a;;talosctl etcd downgrade enable 1;;talosctl --insecure reboot',
    'talosctl apply-config -f x;;talosctl upgrade -i x;;talosctl upgrade-k8s;;talosctl -n a patch mc -p @x;;talosctl config merge a;;talosctl get reboot;;talosctl bootstrap -n a;;talosctl gen config a b --config-patch @patch;;talosctl get patch;;talosctl version;;talosctl config info;;talosctl image list;;talosctl meta;;talosctl etcd snapshot x;;talosctl rebooted;;talosctl dmesg reboot',
  ],
  tunnels: [
    'cloudflared tunnel delete a;;cloudflared tunnel -f cleanup a;;cloudflared tunnel token a;;cloudflared tunnel create a;;cloudflared tunnel route dns a b;;cloudflared --loglevel debug tunnel login',
    'cloudflared tunnel run;;cloudflared tunnel --no-autoupdate run --token x;;cloudflared tunnel info a;;cloudflared tunnel creates;;cloudflared access token',
  ],
  'virtual machines': [
    'qm destroy 1;;pct unlink 1;;qm rollback 1 a;;qm delsnapshot 1 a;;pct stop 1;;qm reset 1;;qm disk unlink 1;;qm disk rm 1;;qm set 1 --delete net0;;qm set 100 --delete net0;;qm set 1 -x --delete net0;;qm set 1 -delete net0;;qm set --delete net0;;qm shutdown 1;;pct reboot 1;;qm suspend 1;;qm monitor 1',
    'qm start 1;;pct list;;qm disk resize 1;;qm set 1 --memory 2;;qm stopped;;qmx destroy 1;;qm snapshot 1 a;;qm set 1 --name delete;;qm set 1 --name no-delete;;qm set 1 --deleted',
  ],
  Proxmox: [
    'pvesh delete /a;;pvesh create /nodes/a/qemu/1/status/stop;;pvesh create /a/reset;;pvesh create /a/wipedisk;;pvesh create /a/erase;;pvesm free a;;pvesm remove a;;pvesm prune-backups a;;pveceph pool destroy a;;pvecm delnode a;;pvecm expected 1;;vzdump 1 --remove 1;;proxmox-backup-client snapshot forget a;;proxmox-backup-client prune a;;pvesh set /a --delete b;;pvesh set /a -delete b',
    'pvesh get /a;;pvesh create /a/status/start;;pvesh get /a/stop;;pvesh deleted;;pvesm status;;pvesm freed;;pveceph status;;pvecm status;;pvecm delnodes;;vzdump 1;;proxmox-backup-client backup a;;pvesh set /a --b delete;;pvesh set /a --deleted b',
  ],
  'HTTP DELETE': [
    'curl -X DELETE u;;curl -s -X DELETE u;;curl -XDELETE u;;curl -skX delete u;;curl --request DELETE u;;curl --request=DELETE u;;wget --method=DELETE u;;wget --method DELETE u;;xh -X DELETE u;;http DELETE u;;https --verify no DELETE u;;xh DELETE u;;httpie DELETE u;;http -a u:p DELETE u;;http -v -b DELETE u',
    'curl -X POST u;;curl u/DELETE;;curl -d DELETE u;;curl --request GET u;;curlx -X DELETE u;;http GET u;;http u/DELETE;;http DELETED u;;https POST u a=DELETE',
  ],
  'APIs that stop and wipe': [
    'curl -X POST u/status/stop;;curl u/status/reset;;wget u/status/shutdown;;xh u/disks/wipedisk;;https u/snapshot/a/rollback;;http u/a/rollback',
    'curl u/status/current;;curl u/status/stopped;;curl u/stop;;curl u/status/start;;curl u/rollbacks;;curl -o rollback u;;curlx u/rollback',
  ],
  infrastructure: [
    'terraform destroy;;tofu apply -destroy;;terragrunt run-all destroy;;pulumi destroy;;cdktf destroy;;terraform state rm a;;terraform state push a;;terraform force-unlock 1;;terraform taint a;;tofu apply -replace=a',
    'terraform plan;;terraform state list;;terraform untaint a;;terraform apply plan.bin;;terraformx destroy;;terraform apply -replacer;;tofu output destroyed',
  ],
  releases: [
    'helm uninstall a;;helm -n b delete a;;helm del a;;helmfile destroy;;helmfile -e a delete;;helm upgrade a b --force;;flux uninstall;;flux delete source git a;;flux -n a delete ks b;;cilium uninstall;;istioctl x uninstall --purge;;linkerd viz uninstall;;argocd app delete a;;argocd app delete;;kubeadm reset -f;;kind delete cluster;;minikube delete;;k3d cluster delete a;;k3d node delete a;;k3s-uninstall.sh;;k3s-killall.sh;;k3s-agent-uninstall.sh;;rke2-uninstall.sh;;rke2-killall.sh',
    'helm list;;helm upgrade --install a b;;helm history deleted;;helm upgrade a --forced;;helmx uninstall a;;flux get all;;flux suspend ks a;;fluxx delete a;;helmfile sync --force;;cilium status;;cilium install;;argocd app get delete-me;;kubeadm init;;kubeadm token reset;;kind get clusters;;k3d cluster list;;k3s check-config;;my-k3s-uninstall.sh',
  ],
  backups: [
    'velero backup delete a;;longhornctl uninstall;;longhornctl trim volume;;restic forget a;;restic prune;;borg delete a;;borg prune;;kopia snapshot delete a;;velero x purge;;mc rb --force a;;mc rm -r a;;mcli rb a;;aws s3 rb s3://a;;aws s3 rm s3://a --recursive;;aws ec2 terminate-instances;;aws s3api delete-bucket --bucket a;;gcloud compute disks delete a;;az group delete -n a;;az keyvault purge a;;hcloud server delete a;;doctl k c delete a;;doctl a destroy;;rclone purge a;;rclone -v delete a;;rclone deletefile a;;rclone cleanup a;;rclone rmdirs a;;s3cmd del a;;s3cmd --force rb a;;s3cmd rm a',
    'velero backup get;;restic snapshots;;borg list;;kopia snapshot list;;resticx prune;;borg deleted;;velero backup create a;;mc ls a;;mc mirror a rb;;mcx rb a;;aws s3 ls;;aws s3 cp a s3://rm/b;;aws delete;;gcloud compute disks list;;az group show -n delete-me-not;;rclone copy a b;;rclone copy a/delete b;;s3cmd ls;;s3cmd put delta',
  ],
  workloads: [
    'kubectl replace -f a --force;;oc replace --force a;;k replace --force a;;kubectl apply -f a --prune;;kubectl drain a --force;;kubectl drain a --delete-emptydir-data;;kubectl drain a --disable-eviction;;kubectl scale d --replicas=0;;kubectl -n a scale d --replicas 0;;kubectl -n a patch b -p finalizers;;oc patch a -p finalizers;;k patch a -p finalizers;;kubectl patch pv a -p \'{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}\'',
    'kubectl replace -f a;;kubectl apply -f a;;kubectl apply --pruned;;kubectl drain a --ignore-daemonsets;;kubectl uncordon --force;;kubectl scale d --replicas=2;;kubectl scale d --replicas=10;;kubectl get a -o finalizers;;kubectl patch a -p labels;;kubectl patch pv a -p persistentVolumeReclaimPolicy=Retain;;kubectlx replace --force',
  ],
  etcd: [
    'etcdctl del a;;etcdctl --endpoints a del b;;etcdctl member remove a;;etcdutl snapshot restore a;;etcdctl defrag;;etcdctl compact 1',
    'etcdctl get a;;etcdctl member list;;etcdctl snapshot save a;;etcdctl endpoint status;;etcdctl get model;;etcdctlx del a',
  ],
  containers: [
    'docker system prune;;docker volume rm a;;docker rm -f a;;podman rmi -f a;;docker rm -vf a -f;;podman system reset;;docker compose down -v;;docker compose down --volumes;;docker compose down --rmi all -v;;crictl rmp a;;nerdctl image prune;;ctr rm a -f',
    'docker ps;;docker rm a;;podman rmi a;;docker compose down;;docker pull a;;dockerx rm -f a;;docker inspect farm -f a;;docker volume ls;;crictl rmps',
  ],
  databases: [
    "psql -c 'DROP TABLE a';;mysql -e 'truncate a';;mariadb -e 'delete from a';;sqlite3 f 'drop table a';;mongo a --eval 'drop x';;mongosh --eval 'db.dropDatabase()';;redis-cli flushall;;redis-cli FLUSHDB;;cockroach sql -e 'drop a';;clickhouse-client -q 'truncate a';;psql -c 'delete from a; select where';;dropdb a;;dropuser a;;pg_resetwal a",
    "psql -c 'select 1';;psql -c 'delete from a where b';;psql -c 'select dropped, truncated, deleted';;redis-cli get flush;;redis-cli info;;dropdbs a;;psqlx -c 'drop a';;pg_dump a",
  ],
  power: [
    'reboot;;poweroff -f;;halt;;shutdown -h now;;telinit 0;;init 0;;init 6;;systemctl reboot;;systemctl poweroff;;systemctl halt;;systemctl kexec;;systemctl emergency;;systemctl rescue;;ipmitool chassis power off;;kexec -e',
    'rebooted;;init 3;;init;;init 60;;systemctl status reboot;;systemctl status;;ipmitool sel list;;haltx;;my-reboot;;ipmitool powerful',
  ],
  firewall: [
    'iptables -F;;ip6tables -t nat -F;;iptables --flush;;iptables -X a;;iptables -P INPUT ACCEPT;;nft flush ruleset;;nft -f x flush;;ufw disable;;ufw reset;;ufw --force reset;;firewall-cmd -q --panic-on',
    'iptables -L;;iptables -P INPUT DROP;;iptables -A INPUT -j ACCEPT;;nft list ruleset;;ufw status;;ufw enable;;firewall-cmd --state;;iptablesx -F;;iptables -Fx',
  ],
  'accounts and mounts': [
    'userdel a;;groupdel a;;deluser a;;passwd root;;chpasswd;;crontab x;;crontab -r;;swapoff -a;;umount -l /a;;umount -f /a;;umount -fl /a;;umount -vf /a;;umount -lv /a;;umount /a -l',
    'useradd a;;crontab -l;;swapon -a;;umount /a;;umount -v /a;;passwds;;umount /a-l',
  ],
  find: [
    'find . -delete;;find . -name a -exec rm {} +;;find . -execdir shred {} +;;find . -exec unlink {} +;;find . -exec /bin/rm {} +;;find . -ok rm {} +;;find . -okdir rm {} +',
    'find . -name a;;find . -exec grep a {} +;;find . -deleted;;find . -name rm;;findx . -delete',
  ],
  rsync: [
    'rsync -a --delete a b;;rsync --delete-after a b;;rsync a b --delete-excluded;;rsync --remove-source-files a b',
    'rsync -a a b;;rsync -a a delete;;rsyncx --delete a b',
  ],
  'emptying and moving away': [
    'truncate -s 0 a;;truncate -s0 a;;truncate --size=0 a;;truncate --size 0 a;;truncate -c -s 0 a;;unlink a/b;;rmdir /a;;mv a /dev/null;;cp /dev/null a',
    'truncate -s 10G a;;truncate -s 1 a;;truncate -s 05 a;;unlink a;;rmdir a;;mv /dev/null a;;mv a /dev/nullx;;cp a /dev/null;;cp /dev/nullx a',
  ],
  'rights over a tree': [
    'chmod -R 755 /;;chown -R a /etc;;chgrp --recursive a /etc/;;setfacl -R -m a ~;;chmod -v -R 7 $HOME;;chmod -vR 7 $HOME;;chmod -R 7 .;;chmod -R 7 ..;;chmod -R 7 ../;;chmod -Rv 7 /a;;chown -R a /twelve345678',
    'chmod 755 /etc;;chmod -R 755 build;;chown -R a /thirteen34567;;chmod -R 7 ...;;chmod -R 7 a/.b;;chmodx -R 7 /;;chmod -R 7 ./a;;chmod -R 7 x/',
  ],
  processes: [
    'kill -9 -1;;kill -9 -1 2;;kill -TERM -1;;kill $PPID;;kill $$;;pkill orch;;killall orch;;pkill -f kubelet;;killall etcd;;pkill containerd;;pkill apid;;pkill machined',
    'kill $pid;;kill -9 12;;kill -10;;kill -1 12;;pkill blog;;pkill orchid;;killx orch;;pkill etcdx',
  ],
  services: [
    'systemctl stop kubelet;;systemctl --now mask kubelet;;systemctl disable --now etcd;;systemctl mask containerd;;systemctl stop pveproxy;;systemctl stop pve;;systemctl stop corosync;;systemctl stop ceph-osd@1;;systemctl stop ceph;;systemctl stop cephadm;;systemctl stop zfs-zed;;systemctl stop zfsd;;systemctl stop docker;;systemctl stop firewalld;;systemctl disable ufw;;systemctl stop nftables;;systemctl stop fail2ban;;systemctl stop auditd;;service kubelet stop;;service docker stop;;service pveproxy stop;;service ceph stop;;service cephadm stop;;service corosync stop',
    'systemctl restart kubelet;;systemctl stop blog;;systemctl status etcd;;systemctl stopped etcd;;systemctl stop etcdx;;systemctl stop mydocker;;systemctlx stop etcd;;service kubelet restart;;service blog stop;;service docker status;;services docker stop;;service docker stopped',
  ],
  'git, throwing work away': [
    'git push;;git push origin a;;git reset --hard;;git reset a --merge;;git reset --keep a;;git clean -f;;git clean -nd;;git clean -x;;git clean -q -fd;;git clean -ffdx',
    'git pushed;;git fetch --push;;git reset a;;git reset --soft a;;git clean -n;;git log --hard;;git cleaner -f',
  ],
  'git, switching': [
    'git checkout main;;git switch master;;git restore --source HEAD a;;git checkout -f a;;git switch --force a;;git checkout -- .;;git restore .;;git checkout --.;;git switch --discard-changes a;;git checkout -B a;;git switch -C a',
    'git checkout a;;git switch -c a;;git checkout -b a;;git checkout maintenance;;git restore a;;git restore a.b;;git restore .b;;git checkout a -fx;;git checkouts main;;git show main',
  ],
  'git, branches': [
    'git branch -d a;;git branch -D a;;git branch -m a b;;git branch -M a;;git branch --delete a;;git branch --move a b;;git branch -f a;;git branch --force a;;git rebase a;;git merge a;;git commit -m a;;git update-ref a b;;git symbolic-ref a b;;git filter-branch a;;git filter-repo;;git replace a;;git am a;;git cherry-pick a;;git revert a;;git pull;;git read-tree a;;git checkout-index -a',
    'git branch;;git branch a;;git branch --list;;git branch fix-d;;git branches -d a;;git merge-base a b;;git merges;;git commits;;git amend;;git show-ref',
  ],
  'git, the repository': [
    'git stash;;git reflog expire;;git gc;;git prune;;git worktree add a;;git tag -d a;;git tag -f a;;git remote add a b;;git remote remove a;;git remote rm a;;git remote set-url a b;;git submodule update;;git notes add;;git bundle unbundle a;;git rm a;;git config a b;;git config --unset a',
    'git tag;;git tag a;;git tag -l;;git tag -da;;git remote;;git remote -v;;git remote show a;;git bundle create a;;git config --get a;;git config --get-all a;;git config --global --get a;;git config --list;;git configs a;;git rms;;git prunes',
  ],
};

const rows = (side: 0 | 1): readonly (readonly [string, string])[] =>
  Object.entries(TOOLS).flatMap(([tool, sides]) =>
    sides[side].split(';;').map((line) => [tool, line] as const),
  );

describe('a patch may not bring in a command that destroys', () => {
  it.each(rows(0))('%s: %s', (_, line) => expect(blamed(line)).toEqual([4]));
});

describe('a patch may bring in a command that only looks like it', () => {
  it.each(rows(1))('%s: %s', (_, line) => expect(blamed(line)).toEqual([]));
});

/** The program that speaks of another one's command; git is asked to log it. */
const spoken = (line: string): string =>
  line.startsWith('git ') ? `git log ${line.slice(4)}` : `tell ${line}`;

describe('the words of a command that destroys, handed to another program', () => {
  it.each(rows(0))('%s: %s', (_, line) => expect(blamed(spoken(line))).toEqual([]));
});
