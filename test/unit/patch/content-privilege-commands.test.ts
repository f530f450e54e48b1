/** Commands that widen rights, form by form, and the nearest ones that do not. */
import { describe, expect, it } from 'vitest';
import { command, rows } from './hits.ts';

const HIT = 'privilege 3';

describe('a command that widens rights', () => {
  it.each(
    rows(`
kubectl create clusterrolebinding x --clusterrole=cluster-admin
kubectl create rolebinding x --role admin
oc create rolebinding x --clusterrole=edit
k -n a create rolebinding x --clusterrole edit
kubectl --insecure-skip-tls-verify get pods
kubectl get pods --as=admin
kubectl get pods --as admin
oc get pods --as-group=x
kubectl get pods --as-group x
kubectl label ns x pod-security.kubernetes.io/enforce=privileged
kubectl debug -it x --profile=sysadmin
kubectl debug x --profile sysadmin
kubectl debug node/cp-1
chmod 777 a
chmod 0777 a
chmod 2777 a
chmod 4777 a
chmod 6777 a
chmod 7777 a
chmod -R 777 a
chmod u+s a
chmod +xs a
chmod ug+rws a
chmod 4755 a
chmod 2755 a
chmod 6755 a
chmod a+rwx a
chmod o+w a
chmod o+wx a
chmod a+w a
chmod o=rwx a
chmod ugo+rw a
chmod go+rwx a
chmod u=rwx,o=rw a
chmod 757 a
chmod 0662 a
chmod 666 a
chmod 0666 a
setcap x a
setenforce 0
usermod -aG sudo me
usermod -aG wheel me
usermod -aG docker me
usermod -aG root me
usermod -aG adm me
gpasswd -a me x
visudo
adduser me sudo
useradd me
pveum user add x
docker run --privileged a
docker run --cap-add X a
docker run --pid=host a
podman run --pid host a
nerdctl run --net=host a
docker run --network host a
docker run -v /:/h a
docker run --security-opt seccomp=unconfined a
docker run --security-opt label=disable a
curl -k https://x
curl -sk https://x
curl -ksS https://x
curl https://x -k
curl --insecure https://x
wget --no-check-certificate https://x
ssh -o StrictHostKeyChecking=no a
scp -o StrictHostKeyChecking=no a b
sftp -o StrictHostKeyChecking=off a
rsync -e "ssh -o StrictHostKeyChecking=no" a b
ansible-playbook --ssh-args StrictHostKeyChecking=off
git -c http.sslVerify=false fetch
git config http.sslVerify false
npm config set strict-ssl=false
npm config set strict-ssl false
pip install --trusted-host x y
pip3 install --trusted-host x y
helm pull --insecure-skip-tls-verify x
terraform init --insecure-skip-tls-verify
aa-teardown
aa-disable x
aa-complain x
apparmor_parser -R x
sysctl -w kernel.unprivileged_bpf_disabled=0
sysctl -w kernel.yama.ptrace_scope=0
sysctl -w kernel.kptr_restrict=0
sysctl -w kernel.dmesg_restrict=0
sysctl -w kernel.randomize_va_space=0
sudo chmod 777 a
a && chmod 777 b
`),
  )('%s', (line) => expect(command(line)).toContain(HIT));
  it.each(
    rows(`
kubectl create rolebinding x --clusterrole=view
kubectl create rolebinding x --role=administrators
kubectl get clusterrolebinding x
kubectl get pods --assert
kubectl label ns x pod-security.kubernetes.io/enforce=restricted
kubectl debug x --profile=general
kubectl get node/cp-1
mykubectl get pods --as=admin
chmod 755 a
chmod 0644 a
chmod 1777 a
chmod +x a
chmod u+rwx a
chmod o-w a
chmod ug+rw a
chmod +w a
chmod a+rx a
chmod u=rwx,go=rx a
chmod o=rx,u+w a
chmod 775 a
chmod 0751 a
chmod 1660 a
chmod 660 a
setenforce 1
usermod -aG users me
usermod -aG admins me
adduser me users
docker run --pid=container:a b
docker run --net=bridge a
docker run -v /data:/h a
docker run --security-opt seccomp=x a
curl -fsS https://x
curl -sS https://x/-k
curl -o k https://x
curl --key k https://x
wget -q https://x
ssh -o StrictHostKeyChecking=yes a
ssh -o StrictHostKeyChecking=accept-new a
git -c http.sslVerify=true fetch
npm config set strict-ssl=true
pip install y
aa-status
apparmor_parser -r x
sysctl -w kernel.yama.ptrace_scope=1
sysctl -w net.ipv4.ip_forward=0
echo chmod 777 a
`),
  )('not: %s', (line) => expect(command(line)).not.toContain(HIT));
  it('is told once a line, by its number', () =>
    expect(command('a\nchmod 777 b && curl -k https://x')).toEqual(['privilege 4']));
});
