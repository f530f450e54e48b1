import { describe, expect, it } from 'vitest';
import { nameOf } from './name.ts';

/** Two runs of one error as loggers, daemons and runtimes number, time and place it. */
const SAME: readonly (readonly [string, string])[] = [
  [
    'fatal: [n1]: FAILED! => {"module_stdout": "File \\"/root/.ansible/tmp/ansible-tmp-1700010000.121-31-111111222221/AnsiballZ_apt.py\\", line 107"}',
    'fatal: [n1]: FAILED! => {"module_stdout": "File \\"/root/.ansible/tmp/ansible-tmp-1719020000.7-4402-99887766554433/AnsiballZ_apt.py\\", line 107"}',
  ],
  [
    'kernel: systemd-journald[12]: Failed to write entry (19 items, 605 bytes), ignoring: Cannot allocate memory',
    'kernel: systemd-journald[34]: Failed to write entry (22 items, 712 bytes), ignoring: Cannot allocate memory',
  ],
  [
    'E: Failed to fetch http://m/x  File has unexpected size (321024 != 325472). Mirror sync in progress?',
    'E: Failed to fetch http://m/x  File has unexpected size (300001 != 300002). Mirror sync in progress?',
  ],
  [
    'docker: iptables failed: iptables -t nat -A DOCKER --dport 53 -j DNAT --to-destination 172.17.0.2:53',
    'docker: iptables failed: iptables -t nat -A DOCKER --dport 53 -j DNAT --to-destination 172.17.0.5:53',
  ],
  [
    'Aug 23 00:00:00 pve (cprofile)[148247]: b.service: Failed at step CHDIR spawning /x: No such file',
    'Sep 24 01:00:00 pve (cprofile)[7]: b.service: Failed at step CHDIR spawning /x: No such file',
  ],
  [
    'sshd[1]: Failed password for root from 203.0.113.7 port 54321 ssh2',
    'sshd[1]: Failed password for root from 203.0.113.7 port 40122 ssh2',
  ],
  [
    '[2024-05-01 10:00:00 +0000] [7] [ERROR] Exception in worker process',
    '[2025-05-01 10:00:00 +0000] [19] [ERROR] Exception in worker process',
  ],
  ['I0501 10:00:00.1 1234:1234 main.c:1] x\nERROR: job 14796 failed', 'ERROR: job 15001 failed'],
  [
    'celery: [2024-05-01 10:00:00,123: ERROR/ForkPoolWorker-3] Task tasks.sync[3b1f4c6e-1111-2222-3333-444455556666] raised unexpected: ValueError()',
    'celery: [2025-05-01 10:00:00,999: ERROR/ForkPoolWorker-1] Task tasks.sync[aaaaaaaa-1111-2222-3333-444455556666] raised unexpected: ValueError()',
  ],
  [
    '{"t":{"$date":"2024-05-01T10:00:00.123+00:00"},"s":"E","c":"NETWORK","id":1,"ctx":"conn123","msg":"Error receiving request","attr":{"error":"reset"}}',
    '{"t":{"$date":"2024-05-01T10:00:00.123+00:00"},"s":"E","c":"NETWORK","id":1,"ctx":"conn9921","msg":"Error receiving request","attr":{"error":"reset"}}',
  ],
  [
    'OCI runtime exec failed: exec failed: unable to start container process: error adding pid 12345 to cgroups: failed to write 12345: open /sys/fs/cgroup/x: no such file',
    'OCI runtime exec failed: exec failed: unable to start container process: error adding pid 777 to cgroups: failed to write 777: open /sys/fs/cgroup/x: no such file',
  ],
  [
    'java.lang.OutOfMemoryError: Java heap space\nDumping heap to java_pid1234.hprof ...',
    'java.lang.OutOfMemoryError: Java heap space\nDumping heap to java_pid7.hprof ...',
  ],
  [
    'Exception in thread "pool-3-thread-17" java.lang.NullPointerException\n\tat com.x.A.b(A.java:1)',
    'Exception in thread "pool-3-thread-2" java.lang.NullPointerException\n\tat com.x.A.b(A.java:1)',
  ],
  [
    '(node:1234) UnhandledPromiseRejectionWarning: Error: boom',
    '(node:7) UnhandledPromiseRejectionWarning: Error: boom',
  ],
  [
    'time="2024-05-01T10:00:00Z" level=fatal msg="failed" pid=123 goid=44',
    'time="2025-05-01T10:00:00Z" level=fatal msg="failed" pid=9 goid=2',
  ],
  [
    'fail: Microsoft.AspNetCore.Server.Kestrel[13]\n      Connection id "0HN3ABCDEF012", Request id "0HN3ABCDEF012:00000003": An unhandled exception was thrown',
    'fail: Microsoft.AspNetCore.Server.Kestrel[13]\n      Connection id "0HN9ZZZDEF444", Request id "0HN9ZZZDEF444:00000001": An unhandled exception was thrown',
  ],
  [
    'E, [2024-05-01T10:00:00.123456 #1234] ERROR -- : boom failed',
    'E, [2025-05-01T11:00:00.123456 #7] ERROR -- : boom failed',
  ],
  ['[2024-05-01 10:00:00.123] [1234] [error] boom', '[2025-05-01 10:00:00.123] [8] [error] boom'],
  [
    '2024-05-01 10:00:00.123 ERROR (SyncWorker_3) [homeassistant.components.x] Failed',
    '2025-05-01 10:00:00.123 ERROR (SyncWorker_11) [homeassistant.components.x] Failed',
  ],
  [
    '[Wed May 01 10:00:00.123456 2024] [core:error] [pid 1234:tid 140012345678] [client 10.0.0.7:54321] AH00037: Symbolic link not allowed',
    '[Thu May 02 11:00:00.123456 2025] [core:error] [pid 7:tid 140099945678] [client 10.0.0.8:44321] AH00037: Symbolic link not allowed',
  ],
  [
    'mount.nfs: Connection timed out for 10.0.0.1:/x on /mnt (after 120 s)',
    'mount.nfs: Connection timed out for 10.0.0.1:/x on /mnt (after 121 s)',
  ],
  [
    'zfs: cannot destroy tank/x@autosnap_2024-05-01_10:00:00_daily: dataset is busy',
    'zfs: cannot destroy tank/x@autosnap_2025-01-01_11:00:00_daily: dataset is busy',
  ],
  ['pveproxy[1234]: worker 5678 failed', 'pveproxy[1]: worker 91011 failed'],
  [
    'corosync[1]: [QUORUM] This node is within the non-primary component and will NOT provide any service.\ncorosync[1]: [TOTEM ] A new membership (1.2f3) was formed.',
    'corosync[1]: [QUORUM] This node is within the non-primary component and will NOT provide any service.\ncorosync[1]: [TOTEM ] A new membership (1.4a9) was formed.',
  ],
  [
    'An error occurred (RequestTimeout) when calling PutObject (reached max retries: 4): x\nRequestID: ABCDEF0123456789, HostID: abcd/efgh+ijk=',
    'An error occurred (RequestTimeout) when calling PutObject (reached max retries: 4): x\nRequestID: ZBCDEF0123456780, HostID: zzcd/efgh+ijk=',
  ],
  [
    'kernel: [12345.678901] Out of memory: Killed process 4711 (java) total-vm:8123456kB, anon-rss:4123456kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:8456kB oom_score_adj:0',
    'kernel: [99.678901] Out of memory: Killed process 77 (java) total-vm:8120056kB, anon-rss:4120056kB, file-rss:12kB, shmem-rss:0kB, UID:1000 pgtables:8006kB oom_score_adj:0',
  ],
  [
    'EXT4-fs error (device sda1): ext4_lookup:1855: inode #131077: comm ls: deleted inode referenced: 131090',
    'EXT4-fs error (device sda1): ext4_lookup:1855: inode #999: comm ls: deleted inode referenced: 1000',
  ],
  [
    'blk_update_request: I/O error, dev sda, sector 123456 op 0x0:(READ)',
    'blk_update_request: I/O error, dev sda, sector 999888 op 0x0:(READ)',
  ],
  [
    'ERROR:  deadlock detected\nDETAIL:  Process 1234 waits for ShareLock on transaction 5678; blocked by process 4321.',
    'ERROR:  deadlock detected\nDETAIL:  Process 99 waits for ShareLock on transaction 11; blocked by process 100.',
  ],
  [
    "asyncio.exceptions.TimeoutError\nTask exception was never retrieved\nfuture: <Task finished name='Task-12' coro=<f() done, defined at /a.py:1> exception=TimeoutError()>",
    "asyncio.exceptions.TimeoutError\nTask exception was never retrieved\nfuture: <Task finished name='Task-4' coro=<f() done, defined at /a.py:1> exception=TimeoutError()>",
  ],
  [
    'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x4a1b2c]',
    'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x5f1b2c]',
  ],
  [
    "thread 'tokio-runtime-worker' (12345) panicked at src/main.rs:4:5:\nfailed boom",
    "thread 'tokio-runtime-worker' (99) panicked at src/main.rs:4:5:\nfailed boom",
  ],
  [
    'caller=compact.go:1 level=error msg="compaction failed" block=01HZXYABCDEFGHJKMNPQRSTVWX',
    'caller=compact.go:1 level=error msg="compaction failed" block=01HAAAABCDEFGHJKMNPQRSTVWX',
  ],
  [
    'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref h3k2j1l0m9n8b7v6c5x4z3a2s: "/x": not found',
    'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref q1w2e3r4t5y6u7i8o9p0a1s2d: "/x": not found',
  ],
  [
    'fluentd: 2024-05-01 10:00:00 +0000 [error]: #0 unexpected error error_class=Errno::ECONNREFUSED error="x"',
    'fluentd: 2025-05-01 10:00:00 +0000 [error]: #3 unexpected error error_class=Errno::ECONNREFUSED error="x"',
  ],
  [
    "[2024/05/01 10:00:00] [error] [output:es:es.0] HTTP status=503 chunk_id='1-1714557600.123456789.flb' failed to flush",
    "[2025/05/01 10:00:00] [error] [output:es:es.0] HTTP status=503 chunk_id='1-1799957600.003456789.flb' failed to flush",
  ],
  [
    "[2024/05/01 10:00:00] [ warn] [engine] failed to flush chunk '1-1714557600.123456789.flb', retry in 11 seconds: task_id=3, input=tail.0 > output=es.0",
    "[2025/05/01 10:00:00] [ warn] [engine] failed to flush chunk '1-1799957600.003456789.flb', retry in 7 seconds: task_id=12, input=tail.0 > output=es.0",
  ],
];

/** Two errors that differ in what a mask for numbers and ids might take along. */
const OTHER: readonly (readonly [string, string])[] = [
  ['error: worker-1 is not ready', 'error: worker-2 is not ready'],
  ['error: node pve2: offline', 'error: node pve3: offline'],
  ['error: talos-worker-3 failed', 'error: talos-worker-4 failed'],
  ['Error: exec-1 failed', 'Error: exec failed'],
  ['error: job backup failed', 'error: job restore failed'],
  ['error: HTTP 500 from a', 'error: HTTP 502 from a'],
  ['2024-05-01 10:00:00 [404] not found', '2024-05-01 10:00:00 [500] not found'],
  ['error: port 8006 refused', 'error: port 8007 refused'],
  ['ssh: connect to host a port 22: refused', 'ssh: connect to host a port 2222: refused'],
  ['error: container web-db failed', 'error: container web-fs failed'],
  ['error: service kea-dhcp4 failed', 'error: service kea-dhcp6 failed'],
  ['error: vlan 100 missing', 'error: vlan 200 missing'],
  ['error: disk scsi0 missing', 'error: disk scsi1 missing'],
  ['error: talos v1.9.1 failed', 'error: talos v1.9.2 failed'],
  ['error: chart web@1.2.3 failed', 'error: chart web@1.2.4 failed'],
  ['error: exit code 1', 'error: exit code 2'],
  ['error: signal: killed', 'error: signal: terminated'],
  ['error: 2/3 members ok: failed', 'error: 1/3 members ok: failed'],
  ['error: connection to 10.0.0.1:2379 failed', 'error: connection to 10.0.0.1:2380 failed'],
  ['error: resource request-id-header invalid', 'error: resource trace-id-header invalid'],
  ['error: thread pool full: failed', 'error: process pool full: failed'],
  ['error: conn max reached: failed', 'error: conn min reached: failed'],
  ['error: missing May 2024 report in a', 'error: missing May 2024 report in b'],
  ['error: bucket logs-2024 missing', 'error: bucket logs-prod missing'],
  ['SQLSTATE 42P01 failed', 'SQLSTATE 28P01 failed'],
  ['ERROR 1045 (28000): failed', 'ERROR 2002 (HY000): failed'],
  ['npm ERR! code E404', 'npm ERR! code E401'],
  ['error TS2304: Cannot find name', 'error TS2307: Cannot find name'],
  ['error: line 12: bad', 'error: line 13: bad'],
  ['error: MTU 1500 invalid', 'error: MTU 9000 invalid'],
  ['error: cpu type x86-64-v2 missing: failed', 'error: cpu type x86-64-v3 missing: failed'],
  ['error: job 12 a failed', 'error: job 12 b failed'],
  ['error: 10.0.0.0/24 overlaps', 'error: 10.0.1.0/24 overlaps'],
  ['failed: rc=1', 'failed: rc=2'],
  ['error: qm status 101 failed', 'error: qm status 102 failed'],
  ['error: connection refused by 10.0.0.1 port 6443', 'error: connection refused by 10.0.0.1 port 50000'],
  ['147.75.198.5: [talos] failed: boom', '147.75.198.6: [talos] failed: boom'],
  ['error: dial tcp 147.75.198.5:6443: refused', 'error: dial tcp 147.75.198.6:6443: refused'],
  [
    'error: iptables --dport 80 --to-destination 172.17.0.2:80',
    'error: iptables --dport 80 --to-destination 172.17.0.2:81',
  ],
  ['error: host id web-server-1 unknown', 'error: host name web-server-1 unknown'],
];

describe('what loggers and runtimes count', () => {
  it.each(SAME)('%s', (a, b) => {
    expect(a).not.toBe(b);
    expect(nameOf(a)).toBe(nameOf(b));
  });
});

describe('what looks like it and is identity', () => {
  it.each(OTHER)('%s', (a, b) => {
    expect(nameOf(a)).not.toBe(nameOf(b));
  });
});
