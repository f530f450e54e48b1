import type { Rule } from '../rule.ts';

/** Tools that the stages and their scripts call. Another name that is not found may be a typing error in a script. */
const TOOLS =
  'kubectl|talosctl|flux|helm|helmfile|kustomize|sops|age|age-keygen|terraform|tofu|ansible|ansible-playbook|talhelper|talm|jq|yq|curl|wget|git|ssh|scp|rsync|docker|podman|node|npm|npx|python3?|pip3?|make|openssl|envsubst|nc|ping|dig|qm|pvesh|pveam|pvesm|cloudflared|cilium|argocd|etcdctl|velero|packer|gpg|unzip|tar|xz|gzip|iscsiadm|nsenter|bash|sudo|systemctl|op|vault|bw|gh';

/** The machine, its disk and its network: a human has to look. */
export const MACHINE: readonly Rule[] = [
  {
    // orch's own stage vms; the endpoint is not the models' to change
    name: 'no-proxmox',
    class: 'environment',
    form: /is no Proxmox API: /,
    sentence: 'What answers at the Proxmox endpoint is not Proxmox.',
    check: 'check proxmox.endpoint in the cluster config, and that no proxy or other service answers there',
  },
  {
    // libc ENOSPC and EDQUOT, dockerd, etcd, LVM, Proxmox
    name: 'disk-full',
    class: 'environment',
    form: /no space left on device|ENOSPC|disk quota exceeded|EDQUOT|etcdserver: no space|database space exceeded|insufficient free space|can't allocate space in|Data space in .{1,40} is full|not enough (?:free )?(?:disk )?space|You don't have enough free space/i,
    sentence: 'A disk or storage is full.',
    check: 'df -h there (or pvesm status, vgs, etcdctl alarm list), free some space, run again',
  },
  {
    // git: no name to commit under; a matter of the machine's set-up
    name: 'git-identity',
    class: 'environment',
    form: /unable to auto-detect email address|Please tell me who you are|empty ident name/,
    sentence: 'git does not know under which name to commit.',
    check: 'git config --global user.name and user.email for the user that runs orch',
  },
  {
    // client-go, talosctl: the file is there, and is another user's
    name: 'config-unreadable',
    class: 'environment',
    form: /open ([^\s:]{0,200}(?:kube\/config|kubeconfig|talosconfig)[^\s:]{0,60}): permission denied/,
    sentence: 'The file $1 cannot be read by this user.',
    check: 'ls -l $1; it should belong to the user that runs orch, mode 0600',
  },
  {
    name: 'read-only',
    class: 'environment',
    form: /read-only file system|EROFS|Remounting filesystem read-only/i,
    sentence: 'A file system is mounted read-only.',
    check: 'dmesg there: a failing disk is remounted read-only',
  },
  {
    // Linux: the OOM killer, malloc; bash prints `line N: PID Killed cmd`
    name: 'memory',
    class: 'environment',
    form: /Out of memory: Killed process|Cannot allocate memory|ENOMEM|oom-kill:|line \d{1,6}: {1,4}\d{1,9} Killed\b|JavaScript heap out of memory|^Killed$/,
    sentence: 'The machine ran out of memory.',
    check: 'free -m and dmesg on the machine that ran the command',
  },
  {
    name: 'handles',
    class: 'environment',
    form: /too many open files|EMFILE|ENFILE|no file descriptors available|inotify watch limit reached|ENOSPC: System limit/i,
    sentence: 'The machine is out of file handles or watches.',
    check: 'ulimit -n, sysctl fs.inotify',
  },
  {
    // bash, dash, zsh, env: a name that is a tool; any other name may be a typing error and is the repo's
    name: 'tool-missing',
    class: 'environment',
    form: new RegExp(
      `(?:^|[\\s:/"'\`])(${TOOLS}): (?:command )?not found|command not found: (${TOOLS})$|['‘](${TOOLS})['’]: No such file or directory`,
    ),
    sentence: '`$1$2$3` is not installed or not on PATH.',
    check: 'install $1$2$3, then run the stage again',
  },
  {
    // Go os/exec, client-go exec plugins, Node spawn, nsenter, Terraform local-exec
    name: 'executable-missing',
    class: 'environment',
    form: /exec: "([^"]{1,120})": executable file not found in \$?%?PATH|executable ([\w.-]{1,80}) not found|spawn ([\w./-]{1,120}) ENOENT|nsenter: failed to execute ([\w.-]{1,60}): No such file/,
    sentence: '`$1$2$3$4` is not installed or not on PATH.',
    check: 'install $1$2$3$4 where the command ran, then run the stage again',
  },
  {
    // libc, curl, Go's resolver, libuv: the name is unknown. What a manifest names is the repo's, see `repo.ts`
    name: 'host-unknown',
    class: 'environment',
    form: /(?:lookup ([\w.-]{1,200})(?: on [\d.:[\]a-f]{2,60})?: )?\bno such host\b|Could not resolve host(?:name)?:? ?([\w.-]{0,200})|getaddrinfo ENOTFOUND ([\w.-]{1,200})|ENOTFOUND|Name or service not known|nodename nor servname provided|NXDOMAIN/,
    unless: /Temporary failure|server misbehaving|EAI_AGAIN/i,
    sentence: 'DNS does not know the host $1$2$3.',
    check: 'check the name for typing errors, and the resolver: getent hosts NAME',
  },
  {
    // errno EHOSTUNREACH, ENETUNREACH, EHOSTDOWN
    name: 'host-unreachable',
    class: 'environment',
    form: /no route to host|EHOSTUNREACH|network is unreachable|ENETUNREACH|host is down|EHOSTDOWN|Destination Host Unreachable/i,
    sentence: 'A host cannot be reached on the network.',
    check: 'ping it; is the machine on, the cable or VLAN right, the address still its own?',
  },
  {
    // ssh: the key of the host is not the one on record
    name: 'host-key',
    class: 'environment',
    form: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|knownhosts: key (?:is unknown|mismatch)/,
    sentence: 'The SSH key of a host is unknown here or has changed.',
    check: 'if the machine was reinstalled: ssh-keygen -R HOST, then connect once by hand',
  },
  {
    // kubelet, scheduler: the node itself is gone
    name: 'node-gone',
    class: 'environment',
    form: /taint \{?node\.kubernetes\.io\/(?:unreachable|not-ready|disk-pressure|memory-pressure|network-unavailable)|node "[^"]{1,120}" (?:is )?not ready/i,
    sentence: 'A node of the cluster is not ready.',
    check: 'kubectl get nodes; talosctl -n NODE service; is the VM running?',
  },
  {
    // Let's Encrypt: limits last hours to a week, and every try counts
    name: 'acme-limit',
    class: 'environment',
    form: /acme:error:rateLimited|too many certificates.{0,60}already issued|too many (?:failed authorizations|new orders) recently/i,
    sentence: "Let's Encrypt refuses more certificates for a while.",
    check: 'wait until the time in the message; use the staging issuer for tests',
  },
  {
    // Proxmox: a VM that was half created must be looked at, never deleted
    name: 'vm-half-made',
    class: 'environment',
    form: /VM is locked \((?:create|clone|migrate|rollback)\)/,
    sentence: 'Proxmox holds a VM locked after an unfinished operation.',
    check: 'look at the VM; if nothing works on it any more: qm unlock VMID',
  },
  {
    // Proxmox: the storage is configured, but its server or disk does not answer
    name: 'storage-offline',
    class: 'environment',
    form: /storage '?([\w.-]{1,80})'? is not (?:online|active)\b/,
    sentence: 'The Proxmox storage $1 is offline.',
    check: 'pvesm status on the node; is the NAS or the disk behind $1 up?',
  },
  {
    // orch's vms stage: a VM id of ours is somebody else's machine, which must be left alone
    name: 'vm-foreign',
    class: 'environment',
    form: /VM (\d{3,9}) is not ours/,
    sentence: 'VM $1 on Proxmox belongs to something else.',
    check: 'choose a free vms.id in the cluster config, or remove that VM yourself',
  },
];
