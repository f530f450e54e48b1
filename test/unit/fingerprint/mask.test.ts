import { describe, expect, it } from 'vitest';
import { nameOf } from './name.ts';

/** Two runs of one error: what differs is not identity. */
const SAME: readonly (readonly [string, string, string])[] = [
  ['RFC 3339 time', 'error: 2026-11-17T20:02:05Z boom', 'error: 2025-01-02T03:04:05.123456Z boom'],
  [
    'syslog prefix',
    'Dec 21 04:27:09 xt1 k3s[96148]: error: boom',
    'Jan  3 14:00:01 xt1 k3s[77]: error: boom',
  ],
  [
    'klog prefix',
    'E1010 08:27:53.570234   38689 memcache.go:265] failed: boom',
    'E0101 00:00:00.000001   7 memcache.go:265] failed: boom',
  ],
  [
    'dmesg prefix',
    '[Mon Nov 28 09:16:58 2016] foo[12]: error: boom',
    '[Tue Jan 03 10:00:00 2017] foo[999]: error: boom',
  ],
  ['Go log prefix', '2024/07/14 22:51:54 error: boom', '2025/01/01 01:01:01 error: boom'],
  [
    'Talos node prefix',
    '10.0.0.1: user: warning: [2026-01-01T00:00:00.1Z]: [talos] controller failed: boom',
    '10.0.0.1: user: warning: [2026-02-02T00:00:00.2Z]: [talos] controller failed: boom',
  ],
  ['duration', 'error: gave up after 1m30.5s', 'error: gave up after 47s'],
  ['English duration', 'error: gave up after 20 seconds', 'error: gave up after 3 minutes'],
  [
    'curl milliseconds',
    'curl: (7) Failed to connect to h port 443 after 15 ms: Connection refused',
    'curl: (7) Failed to connect to h port 443 after 8 ms: Connection refused',
  ],
  [
    'ReplicaSet without a digit',
    'error: ReplicaSet "web-fjrrbwmvsr" has timed out progressing.',
    'error: ReplicaSet "web-v7snfnhbr2" has timed out progressing.',
  ],
  [
    'pod of a DaemonSet without a digit',
    'error: pod logging/alloy-xkvdz is not ready',
    'error: pod logging/alloy-7k2dz is not ready',
  ],
  ['pid', 'error: process 1 (pid 4711) exited', 'error: process 1 (pid 23) exited'],
  [
    'systemd pid',
    'Main PID: 94054 (code=exited, status=203/EXEC)',
    'Main PID: 12 (code=exited, status=203/EXEC)',
  ],
  [
    'UUID',
    'error: volume pvc-f70d5f42-e0df-adda-ad84-d3dba40575b9 failed',
    'error: volume pvc-00000000-e0df-adda-ad84-d3dba4057500 failed',
  ],
  [
    'UPID',
    'error: task UPID:pve:5D5D0D6D:2492BBB0:F5ED7E07:qmclone:9000:root@pam: failed',
    'error: task UPID:pve:00000D6D:0002BBB0:F5ED0000:qmclone:9000:root@pam: failed',
  ],
  [
    'pod suffix',
    'error: pod web-7dc566774d-6xjrg is not ready',
    'error: pod web-7b4b9c8f5d-x2x4k is not ready',
  ],
  ['DaemonSet suffix', 'error: pod agent-6mw6w failed', 'error: pod agent-87nm5 failed'],
  [
    'git commit',
    'error: revision 3aef1f3b65446ac85a5e539a1dc26e48b6eb85f6 failed',
    'error: revision 7a0c1e4b5cf28d04e1b3c9d57a0f66b1d0c2e3f4 failed',
  ],
  [
    'etcd member id',
    'error: member 8e9e05c52164694d is unhealthy',
    'error: member 1e9e05c52164694f is unhealthy',
  ],
  [
    'image digest',
    'failed to pull "r/x@sha256:0fd85b2eac857da092bdc7478f05983f01678c9f137cdaac1ab1e4222178539c"',
    'failed to pull "r/x@sha256:1fd85b2eac857da092bdc7478f05983f01678c9f137cdaac1ab1e4222178539d"',
  ],
  [
    'mktemp',
    'error: open /tmp/tmp.wD7oKz74sE/x: no such file',
    'error: open /tmp/tmp.aB1cDe23fG/x: no such file',
  ],
  [
    'MkdirTemp',
    'error: lstat /tmp/kustomization-226296611/x: no such file',
    'error: lstat /tmp/kustomization-99999221/x: no such file',
  ],
  [
    'resolved public address',
    'error: dial tcp 34.96.108.209:443: connect: refused',
    'error: dial tcp 34.114.19.142:443: connect: refused',
  ],
  [
    'ephemeral port',
    'error: read tcp 10.0.0.5:54321->10.0.0.1:6443: broken',
    'error: read tcp 10.0.0.5:33333->10.0.0.1:6443: broken',
  ],
  ['bytes', 'error: got 13966 bytes', 'error: got 20 bytes'],
  ['size and rate', 'error: stalled at 1.5 GiB of 32.0 GiB', 'error: stalled at 7 GiB of 32.0 GiB'],
  ['percent', 'error: stopped at 63%', 'error: stopped at 7%'],
  [
    'event age and count',
    '  Warning  Failed  6s (x6 over 9m)  kubelet  Error: ErrImagePull',
    '  Warning  Failed  41s (x19 over 12m)  kubelet  Error: ErrImagePull',
  ],
  [
    'restarts and age',
    'web-0  0/1  CrashLoopBackOff  220 (2m40s ago)  18h',
    'web-0  0/1  CrashLoopBackOff  3 (1m ago)  2h',
  ],
  ['attempt', 'error: attempt 3/10 failed', 'error: attempt 7/10 failed'],
  [
    'JSON log fields',
    '{"level":"error","ts":"2021-05-08T08:17:10Z","msg":"boom","reconcileID":"a"}',
    '{"ts":"2022-01-01T00:00:00Z","level":"error","reconcileID":"b","msg":"boom"}',
  ],
  [
    'zerolog pairs',
    'ERR serve failed error="boom" connIndex=0 event=0 ip=198.41.1.1',
    'ERR serve failed error="boom" connIndex=3 event=1 ip=198.41.9.9',
  ],
  [
    'Ansible result',
    'fatal: [n]: FAILED! => {"delta": "0:00:34.2", "end": "2025-09-02 18:20:50", "msg": "boom", "rc": 1}',
    'fatal: [n]: FAILED! => {"delta": "0:00:01.1", "end": "2025-09-03 01:00:00", "msg": "boom", "rc": 1}',
  ],
  [
    'random id',
    'error: session JyCmh9clyGV42ngOAGrgE5JO41HuMGlO8TJKAIJxhlJ lost',
    'error: session AeFwe8fyqQI53moPVFqtY5KZ83UeXNpP8EWTJMAmmfM lost',
  ],
  [
    'order of a Go map',
    'unknown type: "loki" (valid values: [a b c])',
    'unknown type: "loki" (valid values: [c a b])',
  ],
  [
    'stack address',
    'panic: boom\nmain.main()\n\t/app/main.go:12 +0x1d',
    'panic: boom\nmain.main()\n\t/app/main.go:12 +0x2f',
  ],
  [
    'own end of a connection, after NAT or not',
    'error: read tcp 10.244.1.17:41234->10.96.0.10:53: i/o timeout',
    'error: read tcp 192.168.1.9:60211->10.96.0.10:53: i/o timeout',
  ],
  [
    'ACME token',
    "error: wrong status code '404' for http://a.example/.well-known/acme-challenge/Rk3xV0aB_c-9dEfGhIjKlMnOpQr",
    "error: wrong status code '404' for http://a.example/.well-known/acme-challenge/zzY81_bbQwErTyUiOpAsDfGhJk",
  ],
  [
    'name that CoreDNS asks for',
    '[FATAL] plugin/loop: Loop detected for zone ".". Query: "HINFO 1234567890123456789.987654321987654321."',
    '[FATAL] plugin/loop: Loop detected for zone ".". Query: "HINFO 777123456789.88812345678901."',
  ],
  [
    'build folder of pip',
    'error: /tmp/pip-install-jrdo9jn2/x/setup.py not found',
    'error: /tmp/pip-install-a_b1c2d3/x/setup.py not found',
  ],
  ['name generated without a digit', 'error: Job backup-xkvdz failed', 'error: Job backup-qwrtp failed'],
  [
    'thread of OpenSSL',
    '80CB5E8A2D7F0000:error:0A000086:SSL routines:x:certificate verify failed:a.c:1:',
    '4007F1B2FFFF0000:error:0A000086:SSL routines:x:certificate verify failed:a.c:1:',
  ],
  [
    'who asked nginx',
    '[error] 29#29: *1 connect() failed (111: Connection refused), client: 10.0.0.7, server: a, upstream: "b"',
    '[error] 31#31: *99 connect() failed (111: Connection refused), client: 192.168.7.1, server: a, upstream: "b"',
  ],
  [
    "place in PostgreSQL's log",
    'FATAL: could not read redo record at 0/1A2B3C8',
    'FATAL: could not read redo record at 3F/20000028',
  ],
  [
    'cgroup of a pod',
    'error: kubepods-burstable-pod0330b2c1_a15b_4cdd_b5e5_72d4a90bee82.slice is gone',
    'error: kubepods-burstable-pod11111111_a15b_4cdd_b5e5_72d4a90b0000.slice is gone',
  ],
  [
    'Envoy prefix',
    '[2025-04-09 02:29:35.230][17][critical][main] [source/server/server.cc:138] error: boom',
    '[2025-05-01 12:00:00.001][1][critical][main] [source/server/server.cc:138] error: boom',
  ],
  [
    'Spring Boot prefix',
    '2025-05-01 12:00:00.001 ERROR 7808 --- [           main] o.s.boot.App   : boom',
    '2024-01-01T01:02:03.001Z ERROR 1 --- [  main] o.s.boot.App : boom',
  ],
  [
    'MySQL prefix',
    '2025-05-01T12:00:00.000001Z 1 [ERROR] [MY-012592] [InnoDB] boom',
    '2024-01-01T01:02:03.999999Z 0 [ERROR] [MY-012592] [InnoDB] boom',
  ],
  [
    'Redis prefix',
    '1988:M 05 May 2025 11:23:04.084 # error: boom',
    '1:M 01 Jan 2024 01:02:03.999 # error: boom',
  ],
];

/** Two errors: what differs is identity. */
const OTHER: readonly (readonly [string, string, string])[] = [
  ['HTTP code', 'error: status 500 Internal Server Error', 'error: status 503 Service Unavailable'],
  ['gRPC code', 'rpc error: code = Unavailable desc = x', 'rpc error: code = NotFound desc = x'],
  ['exit code in text', 'QEMU exited with code 1: failed', 'QEMU exited with code 137: failed'],
  ['errno text', 'error: write x: no space left on device', 'error: write x: read-only file system'],
  ['errno name', 'npm ERR! code ENOTFOUND', 'npm ERR! code ETIMEDOUT'],
  ['private address', 'error: dial tcp 10.0.0.1:6443: refused', 'error: dial tcp 10.0.0.2:6443: refused'],
  ['service port', 'error: dial tcp 10.0.0.1:6443: refused', 'error: dial tcp 10.0.0.1:50000: refused'],
  ['host name', 'error: Get "https://k3s.local/x": refused', 'error: Get "https://talos.local/x": refused'],
  ['VM id', 'error: VM 101 does not exist', 'error: VM 102 does not exist'],
  ['resource index', 'error: node[0] is invalid', 'error: node[1] is invalid'],
  ['StatefulSet ordinal', 'error: pod "media-0" failed', 'error: pod "media-1" failed'],
  [
    'resource name',
    'Error: services "docker-registry" not found',
    'Error: services "docker-registry-ui" not found',
  ],
  ['namespace', 'error: default/myapp is not ready', 'error: prod/myapp is not ready'],
  [
    'version',
    'failed to pull image "r/installer:v1.9.6": not found',
    'failed to pull image "r/installer:v1.9.7": not found',
  ],
  [
    'schematic',
    'failed to pull image "f/installer/00b870f53438031044e98e88c5e1949e5fc9b1aba457a08573697d027f010350:v1": not found',
    'failed to pull image "f/installer/11b870f53438031044e98e88c5e1949e5fc9b1aba457a08573697d027f010350:v1": not found',
  ],
  ['file', 'error parsing a.yaml: bad', 'error parsing b.yaml: bad'],
  [
    'line of a file',
    'error: yaml: line 4: did not find expected key',
    'error: yaml: line 40: did not find expected key',
  ],
  [
    'disk',
    'error: install disk does not exist: "/dev/sda"',
    'error: install disk does not exist: "/dev/sdb"',
  ],
  [
    'API version',
    'error: no matches for kind "X" in version "y.io/v1"',
    'error: no matches for kind "X" in version "y.io/v1beta1"',
  ],
  ['syslog host', 'Dec 21 04:27:09 xt1 k3s[1]: error: boom', 'Dec 21 04:27:09 xt2 k3s[1]: error: boom'],
  [
    'failing task',
    'TASK [a : Get]\nfatal: [n]: FAILED! => {"msg": "boom"}',
    'TASK [a : Put]\nfatal: [n]: FAILED! => {"msg": "boom"}',
  ],
  [
    'Ansible return code',
    'fatal: [n]: FAILED! => {"msg": "boom", "rc": 1}',
    'fatal: [n]: FAILED! => {"msg": "boom", "rc": 127}',
  ],
  ['command', '+ helm upgrade a\nError: boom', '+ helm upgrade b\nError: boom'],
  ['number of failures', 'Error: 1 error occurred', 'Error: 2 errors occurred'],
  [
    'who was called',
    'error: read tcp 10.244.1.17:41234->10.96.0.10:53: i/o timeout',
    'error: read tcp 10.244.1.17:41234->10.96.0.11:53: i/o timeout',
  ],
  [
    'word in the alphabet of suffixes',
    'error: service web-https is gone',
    'error: service web-httpd is gone',
  ],
  [
    "code in OpenSSL's queue",
    '80CB5E8A2D7F0000:error:0A000086:SSL routines:x:failed:a.c:1:',
    '80CB5E8A2D7F0000:error:0A000410:SSL routines:x:failed:a.c:1:',
  ],
  [
    'server that nginx answered for',
    '[error] 29#29: *1 connect() failed (111: Connection refused), client: 10.0.0.7, server: a, upstream: "b"',
    '[error] 29#29: *1 connect() failed (111: Connection refused), client: 10.0.0.7, server: c, upstream: "b"',
  ],
];

describe('what changes from run to run', () => {
  it.each(SAME)('%s', (_, a, b) => {
    expect(a).not.toBe(b);
    expect(nameOf(a)).toBe(nameOf(b));
  });
});

describe('what is identity', () => {
  it.each(OTHER)('%s', (_, a, b) => {
    expect(nameOf(a)).not.toBe(nameOf(b));
  });
});

describe('what the runner knows', () => {
  it('stage, exit code, outcome and step are part of the name', () => {
    const names = [
      nameOf('error: boom'),
      nameOf('error: boom', { stage: 'infra' }),
      nameOf('error: boom', { exitCode: 2 }),
      nameOf('error: boom', { outcome: 'timed_out' }),
      nameOf('error: boom', { outcome: 'signalled' }),
      nameOf('error: boom', { step: 'bootstrap' }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});
