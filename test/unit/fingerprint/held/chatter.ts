import { STAGE_CHATTER } from './stages.ts';

/** What a tool prints while all is well, in its own words; drawn before and, for tools that work in parallel, between. */

const KUBECTL = [
  'deployment.apps/blog configured',
  'service/wiki unchanged',
  'namespace/media created',
  'configmap/settings configured',
  'helmrelease.helm.toolkit.fluxcd.io/loki unchanged',
  'deployment "wiki" successfully rolled out',
  'Waiting for deployment "media" rollout to finish: ‹n2› out of 99 new replicas have been updated...',
  'media-‹rs›   1/1   Running   ‹n2› (‹age› ago)   ‹n2›d',
];
const JOURNAL = [
  '‹sys› edge systemd[1]: Started Session ‹n5› of User root.',
  '‹sys› edge CRON[‹pid›]: (root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly)',
  '‹sys› edge sshd[‹pid›]: Accepted publickey for admin from 10.20.0.‹n2› port ‹eph› ssh2: ED25519 SHA256:‹token43›',
  '‹sys› edge systemd-logind[‹n3›]: New session ‹n5› of user admin.',
  '‹sys› edge kernel: [‹up›] vmbr0: port ‹n2›(tap‹n3›i0) entered forwarding state',
  '‹sys› edge systemd[1]: Finished Cleanup of Temporary Directories.',
];
const LOGFMT = [
  'time="‹iso›" level=info msg="Resource is up to date" controller=node name=worker-‹n2›',
  'time="‹iso›" level=debug msg="Requeue ‹n2› items" queue=default took=‹dur›',
  'level=info ts=‹isoms› caller=server.go:‹n3› msg="server is listening" addr=[::]:9090',
];
const JSON_LINES = [
  '{"level":"info","ts":"‹isoms›","logger":"setup","msg":"starting workers","worker count":‹n2›}',
  '{"level":"info","ts":"‹isoms›","msg":"no changes since last reconcilation: observed revision","revision":"main@sha1:‹hex40›"}',
  '{"level":"debug","ts":"‹isoms›","msg":"object is up to date","reconcileID":"‹uuid›"}',
];
const KLOG = [
  'I‹klog›       1 shared_informer.go:‹n3›] "Caches are synced" controller="node"',
  'I‹klog›       1 leaderelection.go:‹n3›] successfully acquired lease kube-system/controller',
  'I‹klog›       1 trace.go:‹n3›] Trace[‹big›]: "List" (total time: ‹dur›)',
];

/** By kind, as the cases name them. */
export const CHATTER: Readonly<Record<string, readonly string[]>> = {
  talos: [
    '10.20.0.‹n2›: user: warning: [‹ison›]: [talos] phase cleanup (2/15): done, ‹dur›',
    '10.20.0.‹n2›: kern:    info: [‹ison›]: eth0: renamed from veth‹hex8›',
    '◱ waiting for node 10.20.0.‹n2› to be ready',
    'applied configuration without a reboot',
    '    * 10.20.0.‹n2›: task: stopAllPods action: START',
  ],
  k8s: KUBECTL,
  events: [
    '  Normal   Pulled               ‹age›                 kubelet                  Container image "busybox:1.36" already present on machine',
    '  Normal   Created              ‹age› (x‹n2› over ‹age›)  kubelet                  Created container init',
  ],
  journal: JOURNAL,
  logfmt: LOGFMT,
  prom: LOGFMT.slice(2),
  grafana: [
    'logger=sqlstore t=‹ison› level=info msg="Connecting to DB" dbtype=sqlite3',
    'logger=plugin.loader t=‹ison› level=info msg="Plugin registered" pluginID=grafana-piechart',
  ],
  flux: [
    ...JSON_LINES,
    '✔ applied revision main@sha1:‹hex40›',
    '► annotating Kustomization apps in flux-system namespace',
  ],
  json: JSON_LINES,
  zap: [
    '‹isoms›	INFO	provider	kubernetes/controller.go:190	reconciling gateways	{"runner": "provider"}',
    '‹isoms›	INFO	xds-server	cache/snapshotcache.go:‹n3›	open delta watch	{"runner": "xds-server", "id": ‹n3›}',
  ],
  klog: KLOG,
  coredns: [
    '[INFO] 10.244.1.‹n2›:‹eph› - ‹n5› "A IN wiki.lan. udp 26 false 512" NOERROR qr,rd,ra 50 0.00‹n3›s',
    '[INFO] plugin/ready: Still waiting on: "kubernetes"',
  ],
  etcd: [
    '{"level":"info","ts":"‹isous›","caller":"mvcc/hash.go:137","msg":"storing new hash","hash":‹big›,"revision":‹big›,"compact-revision":‹big›}',
    '{"level":"info","ts":"‹isous›","caller":"traceutil/trace.go:171","msg":"trace[‹big›] transaction","detail":"{read_only:false; response_revision:‹big›; }","duration":"‹dur›"}',
  ],
  envoy: [
    '[‹pgtime›][‹n2›][info][upstream] [source/common/upstream/cds_api_helper.cc:‹n3›] cds: add ‹n2› cluster(s), remove ‹n2› cluster(s)',
    '[‹pgtime›][1][info][main] [source/server/server.cc:‹n3›] all dependencies initialized. starting workers',
  ],
  tf: [
    'proxmox_virtual_environment_vm.node["w-‹n2›"]: Refreshing state... [id=‹n3›]',
    'random_id.seed: Creation complete after ‹age› [id=‹token43›]',
    '- Installed hashicorp/random v3.6.‹n2› (signed by HashiCorp)',
  ],
  ansible: ['ok: [10.20.0.‹n2›]', 'changed: [10.20.0.‹n2›] => (item=curl)', 'skipping: [10.20.0.‹n2›]'],
  pve: [
    'transferred ‹float› MiB of 32.0 GiB (‹pct›%)',
    'INFO: ‹n2›% (‹float› GiB of 32.0 GiB) in ‹age›, read: ‹float› MiB/s, write: ‹float› MiB/s',
    'UPID:pve1:‹HEX8›:‹HEX8›:‹HEX8›:qmstart:‹n3›:root@pam:',
  ],
  docker: [
    '‹hex12›: Pull complete',
    '‹hex12›: Downloading [=====>      ]  ‹float›MB/‹float›MB',
    ' Network stack_default  Created',
    '#‹n2› CACHED',
  ],
  compose: [
    'db-1   | ‹pgtime› UTC [‹pid›] LOG:  checkpoint complete: wrote ‹n3› buffers (‹float›%)',
    'cache-1  | 1:M ‹n2› Mar 2026 ‹clock›.‹us› * Background saving terminated with success',
  ],
  apt: [
    'Get:‹n2› http://deb.debian.org/debian bookworm/main amd64 Packages [‹n4› kB]',
    'Hit:‹n2› http://security.debian.org/debian-security bookworm-security InRelease',
    'Selecting previously unselected package libfoo‹n2›.',
    '(Reading database ... ‹n5› files and directories currently installed.)',
  ],
  npm: [
    'npm warn deprecated inflight@1.0.‹n2›: This module is not supported',
    'added ‹n3› packages in ‹age›',
    '‹n3› packages are looking for funding',
  ],
  pip: [
    'Collecting wheel',
    '  Using cached wheel-0.4‹n2›.0-py3-none-any.whl (‹float› kB)',
    'Requirement already satisfied: six in /usr/lib/python3/dist-packages (1.16.0)',
  ],
  gen: ['==> step ‹n2›', 'copied ‹n3› files', '[‹clock›] checking inventory', 'done in ‹age›'],
  java: [
    '‹isoms›  INFO ‹pid› --- [           main] c.e.demo.Application  : Starting Application using Java 17',
    '‹isoms›  INFO ‹pid› --- [           main] o.a.c.core.StandardService : Starting service [Tomcat]',
  ],
  nginx: [
    '10.20.0.‹n2› - - [‹n2›/Mar/2026:‹clock› +0000] "GET /metrics HTTP/1.1" 200 ‹n4› "-" "Prometheus/2.51"',
    '‹go› [notice] ‹n2›#‹n2›: signal process started',
  ],
  postgres: [
    '‹pgtime› UTC [‹pid›] LOG:  checkpoint starting: time',
    '‹pgtime› UTC [‹pid›] LOG:  checkpoint complete: wrote ‹n3› buffers (‹float›%)',
  ],
  helm: [
    'client.go:‹n3›: [debug] Starting delete for "blog-‹pod5›" ConfigMap',
    'wait.go:‹n3›: [debug] beginning wait for ‹n2› resources with timeout of 5m0s',
    '"stable" has been added to your repositories',
    ...KUBECTL.slice(0, 2),
  ],
  ...STAGE_CHATTER,
};
