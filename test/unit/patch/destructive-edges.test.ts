import { describe, expect, it } from 'vitest';
import { change } from './tree.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\necho start\n';

/** Lines that the rule `destructive` blames. */
const blamedIn = (path: string, before: string, after: string): readonly (number | undefined)[] => {
  const verdict = change(path, before, after);
  if (verdict.ok) return [];
  const hits = verdict.violations.filter(({ rule }) => rule === 'destructive');
  for (const hit of hits) expect(hit.path).toBe(path);
  return hits.map(({ line }) => line);
};

const blamed = (line: string): readonly (number | undefined)[] =>
  blamedIn('scripts/x.sh', BEFORE, `${BEFORE}${line}\n`);

const lines = (table: string): string[] => table.split('\n').filter((line) => line !== '');

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
`,
    `
rm -rf "$tmp"
rm -rf "$tmp" 2>/dev/null
rm -rf "$tmp" 2> /dev/null
rm -rf "$tmp" > "$log" 2>&1
rm -rf "$tmp" &>/dev/null
rm -rf "$tmp" >> $log
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
`,
    `
rm a
rm -f a b/c
rm -f a~
rm -f "$HOMEPAGE"
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
kubectl delete pod a --grace-period=30
kubectl delete pod a --allow-missing
kubectl delete pod a --forced
kubectl delete pod a --kubeconfig ./a/b
kubectl get pvc
kubectl deleted ns a
kubectlx delete ns a
my delete ns a
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
  Object.entries(FORMS).flatMap(([rule, sides]) => lines(sides[side]).map((line) => [rule, line] as const));

describe('refused', () => {
  it.each(rows(0))('%s: %s', (_, line) => expect(blamed(line)).toEqual([4]));
});

describe('passes', () => {
  it.each(rows(1))('%s: %s', (_, line) => expect(blamed(line)).toEqual([]));
});

type Setting = readonly [name: string, from: string, to: string, refused: boolean];

const SETTINGS: readonly Setting[] = [
  ...[
    'wipe: true',
    'wipe: yes',
    'wipe: on',
    'wipe: y',
    'wipe : True',
    '"wipe": "true"',
    "'wipe': true",
    '{wipe: true}',
  ].flatMap((text) => [['the disk is wiped', 'a: 1', text, true] as const]),
  ...['wipe: false', 'nowipe: true', 'wipe: truely', 'wipe: yesterday', 'wipes: true', 'swipe: true'].map(
    (text) => ['the disk is kept', 'a: 1', text, false] as const,
  ),
  ['kept volumes are deleted', 'reclaimPolicy: Retain', 'reclaimPolicy: Delete', true],
  ['kept volumes are recycled', '"reclaimPolicy": "Retain"', '"reclaimPolicy": "Recycle"', true],
  ['volumes were always deleted', 'reclaimPolicy: Delete', 'reclaimPolicy:  Delete', false],
  ['volumes are deleted, newly said', 'a: 1', 'reclaimPolicy: Delete', false],
  ['volumes are kept from now on', 'reclaimPolicy: Delete', 'reclaimPolicy: Retain', false],
  ['volumes have a policy of another name', 'reclaimPolicy: Retain', 'reclaimPolicy: DeleteLater', false],
  ['a kept object is deleted', 'deletionPolicy: Retain', 'deletionPolicy: Delete', true],
  ['an orphaned object is deleted', 'deletionPolicy: Orphan', 'deletionPolicy: "Delete"', true],
  ['a saved object is deleted', 'deletionPolicy: Snapshot', 'deletionPolicy: delete', true],
  ['an object was always deleted', 'deletionPolicy: Deletes', 'deletionPolicy: Delete', false],
  ['an object has another policy', 'deletionPolicy: Retain', 'deletionPolicy: Deleted', false],
  ['HTTP DELETE as a method', 'method: GET', 'method: DELETE', true],
  ['HTTP DELETE, quoted', 'method: GET', ' "method": "DELETE"', true],
  ['a method that only begins so', 'method: GET', 'method: DELETED', false],
  ['another key that ends so', 'a: 1', 'mymethod: DELETE', false],
  ['nodes are destroyed', 'a: 1', 'a: yes-really-destroy-data', true],
  ['buckets are destroyed', 'a: 1', 'force_destroy = true', true],
  ['buckets are kept', 'a: 1', 'force_destroy = false', false],
  ['another key', 'a: 1', 'noforce_destroy = true', false],
  ['destruction is allowed', 'a: 1', 'prevent_destroy=false', true],
  ['destruction is prevented', 'a: 1', 'prevent_destroy = true', false],
  ['no last snapshot', 'a: 1', 'skip_final_snapshot  =  true', true],
  ['scaled to nothing', 'replicas: 2', 'replicas: 0', true],
  ['scaled to nothing, quoted', 'replicas: 2', ' "replicas" : "0"', true],
  ['scaled to one', 'replicas: 2', 'replicas: 1', false],
  ['scaled to a number that begins with nothing', 'replicas: 2', 'replicas: 08', false],
  ['a key that ends so', 'a: 1', 'minreplicas: 0', false],
  ['pruning is turned on', 'prune: false', 'prune: true', true],
  ['pruning was never off', 'a: 1', 'prune: true', false],
  ['pruning is turned off', 'prune: true', 'prune: false', false],
  ['another pruning', 'autoprune: false', 'autoprune: true', false],
  ['pruning was nearly off', 'prune: falsey', 'prune: true', false],
  ['finalizers emptied', 'finalizers: [a]', 'finalizers: []', true],
  ['finalizers emptied with a blank', 'finalizers: [a]', 'finalizers : [ ]', true],
  ['finalizers nulled', 'finalizers: [a]', 'finalizers: null', true],
  ['finalizers nulled shortly', 'finalizers: [a]', ' "finalizers": ~', true],
  ['finalizers changed', 'finalizers: [a]', 'finalizers: [b]', false],
  ['another list emptied', 'a: 1', 'myfinalizers: []', false],
  ['protection off', 'protection: true', 'protection: false', true],
  ['deletion protection off', 'a: 1', '  - deletion_protection = false', true],
  ['deletion protection off, in one word', 'a: 1', '"deletionProtection": "no"', true],
  ['protection at nothing', 'a: 1', "'protection' : '0'", true],
  ['protection switched off', 'a: 1', 'protection=off', true],
  ['protection on', 'a: 1', 'protection: true', false],
  ['protection of another kind', 'a: 1', 'copyprotection: false', false],
  ['protection by an office', 'a: 1', 'protection: office', false],
  ['a setting in a comment', 'replicas: 2', '  # replicas: 0', false],
  ['a setting in another comment', 'replicas: 2', '  // replicas: 0', false],
  ['a setting before a comment', 'replicas: 2', 'replicas: 0 # none', true],
];

describe('settings that destroy, and their harmless neighbours', () => {
  const file = (text: string): string => `kind: A\nspec:\n${text}\nend: 1\n`;
  it.each(SETTINGS)('%s: %s → %s', (_, from, to, refused) =>
    expect(blamedIn('cluster/a.yaml', file(from), file(to))).toEqual(refused ? [3] : []),
  );

  it('a setting that was there and stays is not blamed on the patch', () =>
    expect(blamedIn('cluster/a.yaml', file('replicas: 0'), `${file('replicas: 0')}a: 1\n`)).toEqual([]));

  it('a document may show it', () =>
    expect(blamedIn('docs/a.md', '# A\n', '# A\n\nreplicas: 0\n\n    rm -rf /\n')).toEqual([]));

  it('each line is blamed for itself', () =>
    expect(
      blamedIn('scripts/x.sh', BEFORE, `${BEFORE}reboot\necho a\nls; rm -rf data; mkfs x\nhalt\n`),
    ).toEqual([4, 6, 7]));

  it('the kept value may stand on another line that goes', () =>
    expect(
      blamedIn('cluster/a.yaml', 'a: 1\nb: 2\nc:\n  prune: false\n', 'a: 1\nx:\n  prune: true\nb: 2\n'),
    ).toEqual([3]));
});
