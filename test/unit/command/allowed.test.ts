import { describe, expect, test } from 'vitest';
import { judgeCommand } from '../../../src/core/command/judge.ts';
import { context, words } from './context.ts';

const K = 'kubectl --kubeconfig=/s/kubeconfig --request-timeout=15s';
const T = 'talosctl --talosconfig=/s/talosconfig';
const F = 'flux --kubeconfig=/s/kubeconfig --timeout=15s';
const H = 'helm --kubeconfig=/s/kubeconfig';
const G =
  'git --no-pager --no-optional-locks -c core.fsmonitor=false -c core.hooksPath=/dev/null -c log.showSignature=false -c diff.submodule=short';
const P = '--no-ext-diff --no-textconv --no-color';

/** What is asked for, and what runs instead. */
const ALLOWED: readonly (readonly [string, string])[] = [
  ['kubectl get pods', `${K} get pods`],
  ['kubectl get po -A', `${K} get po --all-namespaces`],
  ['kubectl get pods -A -o wide', `${K} get pods --all-namespaces --output=wide`],
  ['kubectl get pods -owide', `${K} get pods --output=wide`],
  ['kubectl get pods -o=wide', `${K} get pods --output=wide`],
  ['kubectl get pods --output yaml -n web', `${K} get pods --output=yaml --namespace=web`],
  ['kubectl -n kube-system get pods', `${K} get pods --namespace=kube-system`],
  ['kubectl get pods,svc,deploy -n web', `${K} get pods,svc,deploy --namespace=web`],
  ['kubectl get pod web-1 web-2', `${K} get pod web-1 web-2`],
  ['kubectl get pod/web-1 svc/web', `${K} get pod/web-1 svc/web`],
  ['kubectl get nodes --request-timeout=5m', `${K} get nodes`],
  ['kubectl get cm -n web', `${K} get cm --namespace=web`],
  ['kubectl get crd -o name', `${K} get crd --output=name`],
  ['kubectl get events --sort-by=.lastTimestamp', `${K} get events --sort-by=.lastTimestamp`],
  ['kubectl get pods -l app=web --show-labels', `${K} get pods --selector=app=web --show-labels`],
  [
    'kubectl get pods --field-selector=status.phase!=Running',
    `${K} get pods --field-selector=status.phase!=Running`,
  ],
  ['kubectl get helmreleases -o yaml -n web', `${K} get helmreleases --output=yaml --namespace=web`],
  [
    'kubectl get volumes.longhorn.io -n longhorn-system',
    `${K} get volumes.longhorn.io --namespace=longhorn-system`,
  ],
  ['kubectl describe pod web-1 -n web', `${K} describe pod web-1 --namespace=web`],
  ['kubectl describe node', `${K} describe node`],
  ['kubectl logs web-1 -n web', `${K} logs web-1 --namespace=web --tail=300`],
  ['kubectl logs -p web-1 -c app --tail 20', `${K} logs web-1 --previous --container=app --tail=20`],
  ['kubectl logs deploy/web --since=10m', `${K} logs deploy/web --since=10m --tail=300`],
  ['kubectl logs -l app=web --prefix', `${K} logs --selector=app=web --prefix --tail=300`],
  ['kubectl top nodes', `${K} top nodes`],
  ['kubectl top pod web-1 --containers', `${K} top pod web-1 --containers`],
  ['kubectl explain pods.spec.containers', `${K} explain pods.spec.containers`],
  ['kubectl api-resources', `${K} api-resources`],
  ['kubectl version', `${K} version`],
  ['kubectl cluster-info', `${K} cluster-info`],
  [
    'kubectl rollout status deploy/web -n web',
    `${K} rollout status deploy/web --namespace=web --watch=false`,
  ],
  ['kubectl rollout history deploy web --revision=2', `${K} rollout history deploy web --revision=2`],
  ['kubectl auth can-i delete pods', `${K} auth can-i delete pods`],
  ['kubectl auth can-i --list', `${K} auth can-i --list`],
  ['kubectl events -A --types=Warning', `${K} events --all-namespaces --types=Warning`],
  ['kubectl events --for pod/web-1', `${K} events --for=pod/web-1`],
  ['talosctl get members', `${T} get members`],
  [
    'talosctl -n 10.0.0.10 -e 10.0.0.11 get disks -o yaml',
    `${T} get disks --nodes=10.0.0.10 --endpoints=10.0.0.11 --output=yaml`,
  ],
  ['talosctl -n 10.0.0.10,10.0.0.11 version --short', `${T} version --nodes=10.0.0.10,10.0.0.11 --short`],
  ['talosctl get disks --insecure -n 10.0.0.10', `${T} get disks --insecure --nodes=10.0.0.10`],
  ['talosctl service', `${T} service`],
  ['talosctl service etcd', `${T} service etcd`],
  ['talosctl service etcd status', `${T} service etcd status`],
  ['talosctl dmesg -n 10.0.0.10', `${T} dmesg --nodes=10.0.0.10`],
  ['talosctl logs kubelet', `${T} logs kubelet --tail=300`],
  ['talosctl logs -k kube-system/web:app --tail 5', `${T} logs kube-system/web:app --kubernetes --tail=5`],
  ['talosctl etcd members', `${T} etcd members`],
  ['talosctl etcd alarm list', `${T} etcd alarm list`],
  ['talosctl health', `${T} health --wait-timeout=15s`],
  ['talosctl health --wait-timeout 60s', `${T} health --wait-timeout=60s`],
  ['talosctl config info', `${T} config info`],
  ['talosctl events', `${T} events --tail=100`],
  ['flux check --pre', `${F} check --pre`],
  ['flux get ks -A', `${F} get ks --all-namespaces`],
  ['flux get sources git -n flux-system', `${F} get sources git --namespace=flux-system`],
  ['flux get hr web --status-selector ready=false', `${F} get hr web --status-selector=ready=false`],
  ['flux logs --level=error --since=10m', `${F} logs --level=error --since=10m --tail=300`],
  ['flux events --for Kustomization/apps', `${F} events --for=Kustomization/apps`],
  ['flux tree ks apps', `${F} tree ks apps`],
  ['flux trace deployment web -n web', `${F} trace deployment web --namespace=web`],
  ['helm list -A', `${H} list --all-namespaces`],
  ['helm status web -n web', `${H} status web --namespace=web`],
  ['helm history web', `${H} history web`],
  ['git log', `${G} log ${P} --max-count=50 --`],
  ['git log -5 --oneline', `${G} log ${P} --max-count=5 --oneline --`],
  ['git log -p -n 3 -- config/talos.yaml', `${G} log ${P} --patch --max-count=3 -- config/talos.yaml`],
  ['git show', `${G} show ${P} --stat --`],
  ['git show HEAD~1', `${G} show ${P} --stat HEAD~1^{commit} --`],
  ['git show HEAD:config/talos.yaml', `${G} show ${P} HEAD:config/talos.yaml`],
  ['git show main -- README.md', `${G} show ${P} main^{commit} -- README.md`],
  ['git diff main..ai/x', `${G} diff ${P} --stat main^{commit}..ai/x^{commit} --`],
  ['git diff main config/talos.yaml', `${G} diff ${P} main^{commit} -- config/talos.yaml`],
  ['git diff --cached --name-only', `${G} diff ${P} --cached --name-only --`],
  ['git status -sb', `${G} status --short --branch --`],
  ['git blame -L 1,5 config/talos.yaml', `${G} blame --no-textconv -L 1,5 -- config/talos.yaml`],
  ['git ls-files cluster', `${G} ls-files -- cluster`],
  ['cat config/talos.yaml', 'cat -- config/talos.yaml'],
  ['cat ./cluster//apps/web.yaml', 'cat -- cluster/apps/web.yaml'],
  ['head -5 README.md', 'head -n 5 -- README.md'],
  ['tail -n20 README.md', 'tail -n 20 -- README.md'],
  ['grep -niE install|disk config/talos.yaml', 'grep -n -i -E -e install|disk -- config/talos.yaml'],
  ['grep -A3 -e a -e b README.md', 'grep -A 3 -e a -e b -- README.md'],
  ['ls', 'ls -- .'],
  ['ls -la cluster/apps', 'ls -l -a -- cluster/apps'],
  ['stat README.md', 'stat -- README.md'],
  ['wc -l README.md', 'wc -l -- README.md'],
  ['jq -r .nodes[].name data.json', 'jq -r -- .nodes[].name data.json'],
  ['ping 10.0.0.10', 'ping -c 3 10.0.0.10'],
  ['ping -c1 -W2 10.0.0.1', 'ping -c 1 -W 2 10.0.0.1'],
  ['dig @10.0.0.1 web.lab.example A +short', 'dig +time=3 +tries=2 +short @10.0.0.1 web.lab.example A'],
  ['nc -zv 10.0.0.10 6443', 'nc -z -v -w 5 10.0.0.10 6443'],
];

describe('allowed, and rebuilt with orch’s own flags', () => {
  test.each(ALLOWED)('%s', (asked, runs) => {
    expect(judgeCommand(words(asked), context)).toEqual({
      class: 'read',
      reason: expect.stringMatching(/only reads$/),
      argv: words(runs),
    });
  });
});

test('what runs is allowed again where orch’s flags are left out: rebuilding is stable', () => {
  for (const [asked] of ALLOWED.filter(([line]) =>
    /^(?:cat|head|tail|grep|ls|stat|wc|jq|ping|nc) /.test(line),
  )) {
    const once = judgeCommand(words(asked), context);
    expect(judgeCommand(once.argv, context)).toEqual(once);
  }
});

test('an argument with blanks stays one argument', () => {
  const asked = ['kubectl', 'get', 'pods', '-l', 'app in (web, api)'];
  expect(judgeCommand(asked, context).argv.at(-1)).toBe('--selector=app in (web, api)');
});
