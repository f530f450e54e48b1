import type { Message } from './message.ts';

export const TALOS: readonly Message[] = [
  {
    text: 'error executing bootstrap: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    class: 'credential',
    from: 'onedr0p/cluster-template#1398',
    rule: 'unknown-authority',
  },
  {
    text: 'error executing bootstrap: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \\"x509: Ed25519 verification failure\\" while trying to verify candidate authority certificate \\"talos\\")"',
    class: 'credential',
    from: 'siderolabs/talos#8442',
  },
  {
    text: 'healthcheck error: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    class: 'credential',
    from: 'budimanjojo/talhelper#1454',
  },
  {
    text: 'error executing bootstrap: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time is after 2026-01-01T00:00:00Z"',
    class: 'credential',
    from: 'siderolabs/talos#8442',
    rule: 'certificate-expired',
  },
  {
    text: 'error executing bootstrap: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate is valid for 10.0.0.52, 127.0.0.1, not 10.0.0.51"',
    class: 'repo',
    from: 'siderolabs/talos#8442',
    rule: 'certificate-name',
  },
  {
    text: 'error executing bootstrap: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.51:50000: connect: connection refused"',
    class: 'transient',
    from: 'siderolabs/talos#8442',
  },
  {
    text: 'error constructing client: failed to determine endpoints',
    class: 'prerequisite',
    from: 'budimanjojo/talhelper#1454',
    stage: 'infra',
    reopen: 'talos',
  },
  {
    text: 'error constructing client: failed to determine endpoints',
    class: 'repo',
    from: 'budimanjojo/talhelper#1454',
    stage: 'talos',
  },
  {
    text: '10.0.0.51: rpc error: code = PermissionDenied desc = not authorized',
    class: 'credential',
    from: 'facts/talos.md',
    rule: 'talos-role',
  },
  {
    text: 'rpc error: code = NotFound desc = resource "machines" is not registered',
    class: 'repo',
    from: 'facts/talos.md',
  },
  {
    text: 'healthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    class: 'repo',
    from: 'facts/talos.md',
  },
  {
    text: 'error applying new configuration: rpc error: code = InvalidArgument desc = configuration validation failed: 1 error occurred:\n  * static hostname is already set in v1alpha1 config',
    class: 'repo',
    from: 'devantler-tech/ksail#4969',
  },
  {
    text: 'error applying new configuration: 1 error occurred:\n        * 10.0.0.51: rpc error: code = InvalidArgument desc = unknown keys found during decoding:\nmachine:\n    features:\n        hostDNS:\n            enabled: true',
    class: 'repo',
    from: 'budimanjojo/talhelper#578',
    rule: 'yaml-syntax',
  },
  {
    text: '# 1 error occurred:\n#       * 10.0.0.52: rpc error: code = Unknown desc = failed to parse config: decode error: yaml: line 6: did not find expected key',
    class: 'repo',
    from: 'siderolabs/talos#4599',
  },
  {
    text: '[talos] controller failed {"component": "controller-runtime", "controller": "config.AcquireController", "error": "failed to load config from STATE: decode error: yaml: line 570: could not find expected \':\'"}',
    class: 'repo',
    from: 'siderolabs/talos#9000',
  },
  {
    text: '[talos] controller failed {"component": "controller-runtime", "controller": "config.AcquireController", "error": "failed to validate config acquired via platform nocloud: 1 error occurred:\\n\\t* HostnameConfig: either \'auto\' or \'hostname\' must be set\\n\\n"}',
    class: 'repo',
    from: 'siderolabs/talos#13249',
  },
  {
    text: 'decode error: yaml: line 7: found character that cannot start any token',
    class: 'repo',
    from: 'siderolabs/talos#12577',
  },
  { text: 'key/cert combination should not be empty', class: 'repo', from: 'siderolabs/talos#8465' },
  {
    text: 'error applying new configuration: rpc error: code = Unknown desc = failed to parse config: unknown keys found during decoding:\ncluster:\n    apiServer:\n        admissionControl:\n            - name: PodSecurity',
    class: 'repo',
    from: 'siderolabs/talos#6342',
  },
  {
    text: '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.KubeletServiceController", "error": "error writing kubelet PKI: open /etc/kubernetes/bootstrap-kubeconfig: read-only file system"}',
    class: 'environment',
    from: 'siderolabs/sidero#1033',
    rule: 'read-only',
  },
  {
    text: 'error applying new configuration: rpc error: code = Unknown desc = configuration validation failed: 1 error occurred:\n        * specified install disk does not exist: "/dev/mmcblk1"',
    class: 'repo',
    from: 'siderolabs/talos#5469',
  },
  {
    text: '    * 10.0.0.51: rpc error: code = Unknown desc = error validating installer image "factory.example/metal-installer/abc:v1.9.6": 1 error(s) occurred:\n    failed to pull image "factory.example/metal-installer/abc:v1.9.6": failed to resolve reference "factory.example/metal-installer/abc:v1.9.6": factory.example/metal-installer/abc:v1.9.6: not found',
    class: 'repo',
    from: 'allenporter/k8s-gitops#2384',
    rule: 'image-name',
  },
  {
    text: '10.0.0.51: user: warning: [2024-03-25T23:12:09.045383397Z]: [talos] retrying error: failed to pull image "factory.example/installer/abc:v1.7.0": failed to resolve reference "factory.example/installer/abc:v1.7.0": unexpected status from HEAD request to https://factory.example/v2/installer/abc/manifests/v1.7.0: 500 Internal Server Error',
    class: 'transient',
    from: 'siderolabs/talos#8439',
    rule: 'server-error',
  },
  {
    text: '10.0.0.51: user: warning: [2024-03-25T23:12:09.045383397Z]: [talos] retrying error: failed to pull image "factory.example/installer/abc:v1.7.0": failed to resolve reference "factory.example/installer/abc:v1.7.0": unexpected status from HEAD request to https://factory.example/v2/installer/abc/manifests/v1.7.0: 404 Not Found',
    class: 'repo',
    from: 'siderolabs/talos#8439',
  },
  {
    text: 'cp-1: user: warning: [2021-08-01T10:36:45.044776421Z]: [talos] service[kubelet](Running): Health check failed: Get "http://127.0.0.1:10248/healthz": context deadline exceeded',
    class: 'transient',
    from: 'siderolabs/talos#3952',
    rule: 'request-deadline',
  },
  {
    text: '[talos] service[etcd](Failed): Failed to run pre stage: failed to build initial etcd cluster: failed to build cluster arguments: 2 error(s) occurred:',
    class: 'repo',
    from: 'siderolabs/talos#11625',
  },
  {
    text: 'bootstrap failed, retrying in 20 seconds {"error": "rpc error: code = Unavailable desc = connection error: desc = \\"transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority\\""}',
    class: 'credential',
    from: 'siderolabs/cluster-api-control-plane-provider-talos#175',
  },
  {
    text: 'failed to get kubeconfig for the cluster {"error": "failed to create cluster accessor: Get \\"https://10.0.0.50:6443/api?timeout=10s\\": dial tcp 10.0.0.50:6443: connect: connection refused"}',
    class: 'transient',
    from: 'siderolabs/cluster-api-control-plane-provider-talos#175',
  },
  {
    text: 'etcd: found invalid file/dir .aaa under data dir 1.etcd (Ignore this if you are upgrading etcd)\netcd: unknown wal version in data dir 1.etcd',
    class: 'repo',
    from: 'etcd-io/etcd#2571',
  },
  { text: 'flag needs an argument: --with-secrets', class: 'repo', from: 'facts/talos.md', rule: 'usage' },
];
