import { describe, expect, it } from 'vitest';
import { blamedBy, linesOf } from './blame.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\necho start\n';

const blamedIn = (path: string, before: string, after: string): readonly (number | undefined)[] =>
  blamedBy('destructive', path, before, after);

/** Lines blamed when the script gets this text at its end. */
const blamed = (text: string): readonly (number | undefined)[] =>
  blamedIn('scripts/x.sh', BEFORE, `${BEFORE}${text}\n`);

/** Forms of one command: what is refused, what passes. */
const FORMS: Readonly<Record<string, readonly [destroys: string, spares: string]>> = {
  'rm takes a tree only in a temporary folder': [
    `
rm -r data
rm -R data
rm -vrf data
rm -fR data
rm data -r
rm --recursive data
rm --recurs data
rm -rf data "$tmp"
rm -rf "$tmp" data
rm -rf
rm -rf "$tmp/../data"
rm -rf /tmpfoo
rm -rf x/tmp
rm -rf /data/$tmp
rm -rf /var/tmpfs
rm -rf "\${tmp:-/}"
rm -rf "$TEMPLATE_DIR"
rm -rf "$DATA"
rm -rf tmp
rm -rf -- data --help
rm -rf data >/dev/null
rm -rf data 2>&1
rm -rf "$(pwd)"
$RM -rf data
$RM -fr data
$RM x -rf
rm -rf data < "$tmp"
rm -rf "$tmp" < a data
rm -rf "$tmp" a< b
`,
    `
rm -rf "$tmp"
rm -rf "$tmp" 2>/dev/null
rm -rf "$tmp" 2> /dev/null
rm -rf "$tmp" > "$log" 2>&1
rm -rf "$tmp" &>/dev/null
rm -rf "$tmp" >> $log
rm -rf "$tmp" >| $log
rm -rf "$tmp" >|$log
rm -rf "$tmp" </dev/null
rm -rf "$tmp" < /dev/null
rm -rf "$tmp" <<< "$answer"
rm -rf "\${tmp}"
rm -rf "\${MY_TMP_DIR}/a b"
rm -rf "$tmp"/*
rm -rf /tmp/*
rm -rf /tmp
rm -rf /tmp/a
rm -rf /tmp/
rm -rf /var/tmp/a
rm -rf $WORKDIR
rm -rf $work_dir/a
rm -rf $workdir $scratch $CACHE_DIR
rm -rf "$temp"
rm -rf "\${TMPDIR:-/tmp}/x"
rm -rf "$TMPDIR"
rm --help
rm -rf --help
rm a.txt
rm -v a.txt
rm -f --force a-r.txt
$TOOL -r data
$TOOL x-rf data
$TOOL -rfx data
tool -rf data
form -rf data
`,
  ],
  'rm takes no file that others need': [
    `
rm *.yaml
rm -f a?
rm /etc/hosts
rm -f ~/a
rm -f ~
rm -f "$HOME/a"
rm -f "\${HOME}/a"
rm -f ../a
rm -f a/../b
rm -f state/errors.json
rm -f ./logs/a
rm -f escalations
rm -rf .git
rm -f .git/index
rm -f a/.kube/config
rm -f .talos/config
rm -f secrets/a
rm -f secret/a
rm -f a.txt /b
rm -f /tmp/a /b
rm -f /tmp/a b/state
rm -f /a>b
rm -f a> /b
rm -f >log /a
`,
    `
rm a
rm -f a b/c
rm -f a~
rm -f "$HOMEPAGE"
rm -f "a$HOME"
rm -f a/b.txt
rm -f mystate/a
rm -f statement/a
rm -f logs.txt
rm -f .gitignore
rm -f .kubeconfig
rm -f secretsx
rm -f a.b
rm -f /tmp/a
rm -f /tmp/a 2> /dev/null
rm -f a 2>/dev/null
rm -f a >/dev/null
rm
`,
  ],
  'kubectl deletes only what is made again': [
    `
kubectl delete ns blog
oc delete ns blog
k delete ns blog
k9s delete ns blog
kubectl delete
kubectl delete -l app=blog
kubectl delete podmonitors x
kubectl delete podx x
kubectl delete mypod x
kubectl delete pods,pvc x
kubectl delete pvc,pods x
kubectl delete pod/a pvc/b
kubectl delete pod/a pod/b ns/c
kubectl delete pvc/b pod/a
kubectl delete -n events pvc data
kubectl delete --namespace pods pvc data
kubectl delete -l pod pvc
kubectl delete --selector pod pvc
kubectl delete --context pod pvc data
kubectl delete -o pod pvc data
kubectl delete --wait=false pvc data
kubectl delete --now pvc pod
kubectl delete pod --all
kubectl delete pod --all=true
kubectl delete pod -A
kubectl delete pod --all-namespaces
kubectl delete pod a --force
kubectl delete pod a --force=true
kubectl delete pod -f x.yaml
kubectl delete pod -k x
kubectl delete pod --filename x
kubectl delete pod --filename=x
kubectl delete pod --kustomize=x
kubectl delete pod a --cascade=orphan
kubectl delete -fx.yaml
kubectl delete pod web-n pvc/a
kubectl -n a delete pvc x
kubectl delete event -A
`,
    `
kubectl delete pod a
kubectl delete pods a b
kubectl delete po a
kubectl delete job a
kubectl delete jobs.batch a
kubectl delete job/a
kubectl delete pod/a pod/b job/c
kubectl delete pods,jobs -l app=a
kubectl delete event a
kubectl delete events a
kubectl delete ev a
kubectl delete lease a
kubectl delete leases a
kubectl delete certificaterequest a
kubectl delete certificaterequests.cert-manager.io a
kubectl delete order a
kubectl delete orders a
kubectl delete challenge a
kubectl delete challenges a
kubectl -n blog delete pod a --ignore-not-found
kubectl delete -n blog pod a
kubectl delete --namespace blog pod a
kubectl delete -l app.kubernetes.io/name=blog pod
kubectl delete pod -l app.kubernetes.io/name=blog -n a
kubectl delete --now pod a
kubectl delete -nblog pod a
kubectl delete pod web-f
kubectl delete pod a --grace-period=30
kubectl delete pod a --allow-missing
kubectl delete pod a --forced
kubectl delete pod a --kubeconfig ./a/b
kubectl get pvc
kubectl deleted ns a
kubectlx delete ns a
my delete ns a
my-kubectl delete ns a
kubectl delete ns a --help
kubectl --help delete ns a
`,
  ],
  'git is read behind its options': [
    `
git -C /srv push
git -c a.b=c push
git --git-dir /srv/.git push
git --work-tree /srv push
git --git-dir=/srv/.git push
git --no-pager push
git -ca.b=c push
git --like-c push
git -C /srv -c a=b --no-pager push
`,
    `
git -C push status
git -c push status
git --git-dir push status
git --work-tree push status
git log push
git --version
git -C
git
gitk push
git push --help
`,
  ],
  'a device is written to': [
    `
cat x > /dev/sda
cat x >/dev/nvme0n1
cat x >| /dev/sda
cat x >"/dev/vda"
cat x | tee /dev/hda
cat x | tee -a '/dev/xvda'
cat x > /dev/mapper/a
cat x > /dev/disk/by-id/a
cat x > /dev/md0
cat x > /dev/mmcblk0
cat x > /dev/loop0
cat x > /dev/zvol/a
cat x > /dev/rbd0
`,
    `
cat x > /dev/null
cat x > /dev/stderr
cat x | tee a/dev/sda
cat /dev/sda
cat x > dev/sda
cat x > /dev/tty
cat x | teex /dev/sda
`,
  ],
  'a script in a line deletes': [
    `
python3 -c "import shutil; shutil.rmtree('a')"
python -c 'os.remove(1)'
python3.11 -u -c 'os.removedirs(1)'
python3 -c 'os.system(1)'
python3 -c 'import subprocess'
perl -e 'unlink 1'
perl -eq 'unlink 1'
python3 -uB -c 'os.remove(1)'
perl -ne 'system(1)'
ruby -e 'FileUtils.rm_rf 1'
ruby -e 'File.delete 1'
node -e 'fs.rmSync(1)'
node -e 'fs.rm(1)'
php -r 'exec(1)'
deno -e 'exec(1)'
:(){ :|:& };:
: () { : | : & }
`,
    `
python3 -c 'print(1)'
python3 rmtree.py
python3 -m rmtree
perl -v unlink
node a.js 'fs.rm'
mypython -c 'rmtree'
f() { a | b; }
`,
  ],
};

const rows = (side: 0 | 1): readonly (readonly [string, string])[] =>
  Object.entries(FORMS).flatMap(([rule, sides]) => linesOf(sides[side]).map((line) => [rule, line] as const));

describe('refused', () => {
  it.each(rows(0))('%s: %s', (_, line) => {
    expect(blamed(line)).toEqual([4]);
    expect(blamed(line.replaceAll(' ', '  '))).toEqual([4]);
  });
});

describe('passes', () => {
  it.each(rows(1))('%s: %s', (_, line) => expect(blamed(line)).toEqual([]));
});

describe('a script with several of them', () => {
  it('each line is blamed for itself', () =>
    expect(
      blamedIn('scripts/x.sh', BEFORE, `${BEFORE}reboot\necho a\nls; rm -rf data; mkfs x\nhalt\n`),
    ).toEqual([4, 6, 7]));
});

describe('a command of very many words', () => {
  const words = (count: number): string => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
  it('is refused behind a wrapper, where each word may be the program', () => {
    expect(blamed(`sudo ${words(499)}`)).toEqual([]);
    expect(blamed(`sudo ${words(500)}`)).toEqual([4]);
    expect(blamed(`sudo ${words(498)} reboot`)).toEqual([4]);
  });
  it('is read as it stands without one', () => {
    expect(blamed(words(600))).toEqual([]);
    expect(blamed(`rm ${words(600)} -r`)).toEqual([4]);
  });
});
