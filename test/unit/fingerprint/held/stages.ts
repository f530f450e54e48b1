/** What a stage of a homelab's run prints around a failure: its tools' progress, and retries that went well in the end. */

const KUBE = [
  'deployment.apps/‹app› configured',
  'serviceaccount/‹app› unchanged',
  'customresourcedefinition.apiextensions.k8s.io/‹app› created',
  'deployment "‹app›" successfully rolled out',
  'Waiting for deployment "‹app›" rollout to finish: ‹n1› of 3 updated replicas are available...',
  'Warning: resource namespaces/‹app› is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply.',
  'I‹klog›   ‹pid› request.go:697] Waited for ‹float›s due to client-side throttling, not priority and fairness, request: GET:https://10.0.0.50:6443/apis/apps/v1/namespaces/‹app›/deployments',
  '‹app›-‹rs›   1/1   Running   ‹n1› (‹age› ago)   ‹n2›d',
  '✔ applied revision main@sha1:‹hex40›',
];
const BUILD = [
  '‹hex12›: Pull complete',
  '‹hex12›: Extracting [=======>        ]  ‹float›MB/‹float›MB',
  ' ---> Running in ‹hex12›',
  '#‹n2› ‹float› Fetched ‹n4› kB in ‹n2›s (‹n4› kB/s)',
  'Get:‹n3› http://deb.debian.org/debian bookworm/main amd64 lib‹app› amd64 ‹n1›.‹n2›.‹n1›-‹n1› [‹n3› kB]',
  'Selecting previously unselected package lib‹app›.',
  '(Reading database ... ‹n5› files and directories currently installed.)',
];

export const STAGE_CHATTER: Readonly<Record<string, readonly string[]>> = {
  's-talos': [
    '10.0.0.5‹n1›: user: warning: [‹ison›]: [talos] service[kubelet](Running): Health check successful',
    '10.0.0.5‹n1›: kern:    info: [‹ison›]: eth0: link up, 1000Mbps, full-duplex',
    '10.0.0.5‹n1›   containerd   Running     OK       ‹age› ago    Health check successful',
    'generating PKI and tokens',
    '◳ waiting for apid to be ready: ...',
    '‹iso› INF Checking node status node=10.0.0.5‹n1›',
    '[‹iso›] waiting for Talos API on 10.0.0.5‹n1›:50000 (‹n2›/60)',
  ],
  's-kube': KUBE,
  's-tf': [
    'module.vms.proxmox_vm_qemu.node[‹n1›]: Refreshing state... [id=pve/qemu/1‹n2›]',
    'random_password.token: Creation complete after ‹n1›s [id=none]',
    'data.local_file.ssh_key: Reading...',
    'data.local_file.ssh_key: Read complete after 0s [id=‹hex40›]',
    'module.vms.proxmox_vm_qemu.node[‹n1›]: Still creating... [‹n2›s elapsed]',
  ],
  's-pve': [
    'transferred ‹float› GiB of 32.0 GiB (‹pct›%)',
    '  Logical volume "vm-1‹n2›-disk-1" created.',
    'drive mirror is starting for drive-scsi0: ‹pct›% (‹float› GiB of 32.0 GiB) in ‹n2›m ‹n2›s',
    'generating cloud-init ISO',
  ],
  's-ansible': [
    'ok: [node‹n1›]',
    'changed: [node‹n1›] => (item=‹app›)',
    'skipping: [node‹n1›]',
    'FAILED - RETRYING: [node‹n1›]: Wait for node to be ready (‹n2› retries left).',
  ],
  's-npm': [
    'reify:‹app›: timing reifyNode:node_modules/‹app› Completed in ‹n4›ms',
    'added ‹n3› packages, and audited ‹n3› packages in ‹n2›s',
    'npm http fetch GET 200 https://registry.npmjs.org/‹app› ‹n3›ms (cache miss)',
    'npm WARN deprecated rimraf@3.0.‹n1›: this version is no longer supported',
  ],
  's-build': BUILD,
  's-sys': [
    '‹sys› node1 kernel: [‹up›] cni0: port ‹n1›(veth‹hex8›) entered forwarding state',
    '‹sys› node1 systemd[1]: Started Session ‹n3› of User root.',
    '‹sys› node1 CRON[‹pid›]: (root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)',
  ],
  's-cf': [
    '‹iso› INF Starting metrics server on 127.0.0.1:‹eph›/metrics',
    '‹iso› INF Updated to new configuration version=‹n2›',
  ],
  's-gen': [
    'remote: Compressing objects: ‹n2›% (‹n2›/242)',
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
    '+ sleep ‹n1›',
    '[‹iso›] step ‹n1›: ok (‹n4› ms)',
  ],
};

const API = [
  'The connection to the server 10.0.0.50:6443 was refused - did you specify the right host or port?',
  'Unable to connect to the server: net/http: TLS handshake timeout (retry ‹n1›/10)',
  'error: timed out waiting for the condition, retrying in ‹n2›s',
  'E‹klog›   ‹pid› memcache.go:265] couldn\'t get current server API group list: Get "https://10.0.0.50:6443/api?timeout=32s": dial tcp 10.0.0.50:6443: i/o timeout',
];
const NET = [
  'curl: (28) Operation timed out after ‹n4› milliseconds with 0 bytes received',
  'warning: connection reset by peer, retrying',
];

/** Errors that a tool survived, up to the line right before the failure. */
export const STAGE_RETRIES: Readonly<Record<string, readonly string[]>> = {
  's-talos': API,
  's-kube': API,
  's-tf': ['Error: 596 tls_process_server_certificate: retrying in ‹n2›s', ...NET],
  's-pve': [
    "can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout, retry ‹n1›",
    'Error: 596 tls_process_server_certificate: retrying in ‹n2›s',
  ],
  's-ansible': ['FAILED - RETRYING: [node‹n1›]: Wait for API server (‹n2› retries left).'],
  's-npm': ['npm WARN retry fetch attempt ‹n1› failed with ECONNRESET'],
  's-build': [
    '‹hex12›: Retrying in ‹n1› seconds',
    "W: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'deb.debian.org'",
  ],
  's-sys': NET,
  's-cf': [
    '‹iso› ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=‹n1› event=0 ip=198.41.‹n3›.‹n2›',
  ],
  's-gen': NET,
};
