import type { Rule } from './rule.ts';

/** How long, how much, how often. */
export const AMOUNTS: readonly Rule[] = [
  // kubectl events: 6s (x6 over 9m)
  { name: 'age', form: /\b[\dsmhd]{1,12} \(x\d{1,7} over [\dsmhd]{1,12}\)/g, to: '<age>' },
  { name: 'count', form: /\(x\d{1,7}(?: over [\dsmhd]{1,12})?\)/g, to: '<times>' },
  // Go durations (1m30.5s, 2m2.930867545s, 9.8µs), English ones (20 seconds, 5min 32s)
  {
    name: 'duration',
    form: /(?<![\w.-])(?:\d{1,9}(?:\.\d{1,12})?(?:ns|us|µs|μs|ms|s|m|h|d)){1,6}(?![\w-])/g,
    to: '<dur>',
  },
  {
    name: 'duration',
    form: /\b\d{1,9}(?:\.\d{1,9})? ?(?:nano|micro|milli)?(?:seconds?|secs?|minutes?|mins?|min|hours?|hrs?|days?|msec|sec|ms|weeks?)\b/g,
    to: '<dur>',
  },
  // util-linux, mount.nfs: (after 120 s)
  { name: 'duration', form: /(?<![\w.])\d{1,9}(?:\.\d{1,9})? s(?=[),.;\]]|$)/g, to: '<dur>' },
  { name: 'duration', form: /<dur>(?:[ ,]{1,2}(?:and )?<dur>){1,6}/g, to: '<dur>' },
  {
    name: 'size',
    form: /(?<![\w.-])\d{1,15}(?:[.,]\d{1,6})? ?(?:[kKMGTP]i?)?(?:B|bytes?|b\/s)(?:\/s|ps)?\b/g,
    to: '<size>',
  },
  { name: 'percent', form: /(?<![\w.])\d{1,3}(?:\.\d{1,6})? ?%/g, to: '<pct>' },
  // attempts: attempt 3, retry 4/10, (3/10), try #2, 27 retries left
  {
    name: 'count',
    form: /\b(attempts?|retry|retries|try|tries)(:? ?#?)\d{1,6}(?:(?:\/| of )\d{1,6})?\b/gi,
    to: '$1$2<n>',
  },
  { name: 'count', form: /\b\d{1,6} (attempts?|retries|tries|times)\b/gi, to: '<n> $1' },
  // apt, while a mirror is synced: File has unexpected size (321024 != 325472)
  { name: 'size', form: /(?<=\bunexpected size \()\d{1,15} != \d{1,15}(?=\))/g, to: '<size>' },
  // systemd-journald: Failed to write entry (19 items, 605 bytes)
  { name: 'count', form: /(?<=\bentry \()\d{1,6}(?= items, )/g, to: '<n>' },
  {
    name: 'pid',
    form: /\b(pid|PID|tid|goroutine|thread|[Pp]rocess:?|process id|Session|inode)([ :=#]{1,3})\d{1,9}\b/g,
    to: '$1$2<pid>',
  },
  // logr's key/values through klog (Kyverno): which of its workers
  { name: 'pid', form: /"(id|worker)"=\d{1,2}(?=\s|$)/g, to: '"$1"=<n>' },
  // which of a pool: ForkPoolWorker-3 (Celery), SyncWorker_3 (Home Assistant), pool-3-thread-17, http-nio-8080-exec-3 (Java)
  {
    name: 'thread',
    form: /\b((?:pool-\d{1,6}-)?(?:[A-Za-z]{0,40}(?:Worker|Thread|Executor|Process)|thread|exec))[-_]\d{1,6}\b/g,
    to: (match) => `${match.replace(/^pool-\d{1,6}-/, '').replace(/[-_]\d{1,6}$/, '')}<n>`,
  },
  // asyncio's tasks; Rust's threads; where Go was when a signal came
  { name: 'count', form: /\bTask-\d{1,9}\b/g, to: 'Task-<n>' },
  { name: 'pid', form: /(\bthread '[^']{1,80}') \(\d{1,9}\)/g, to: '$1' },
  { name: 'addr', form: /\bpc=0x[0-9a-f]{1,16}\b/g, to: 'pc=<addr>' },
  // where on a disk or in a database's log
  {
    name: 'count',
    form: /\b(sector|transaction|logical block|lba|LBA|deleted inode referenced)(:? )\d{1,15}\b/g,
    to: '$1$2<n>',
  },
  // Fluentd: which of its workers
  { name: 'pid', form: /(\[\w{3,8}\]: )#\d{1,3}(?= )/g, to: '$1' },
  // MongoDB's connections; CI jobs; children of a daemon
  { name: 'count', form: /\bconn\d{1,9}\b/g, to: 'conn<n>' },
  {
    name: 'pid',
    form: /\b([Jj]ob|[Cc]hild|[Ww]orker|connection|conn|txid|xid)( |=|: |#| #)\d{3,12}\b/g,
    to: '$1$2<n>',
  },
  // runc writes a pid to a cgroup; the JVM names its dumps by it; Node.js says (node:1234)
  { name: 'pid', form: /(\bfailed to write )\d{1,9}(?=:)/g, to: '$1<pid>' },
  { name: 'pid', form: /((?:_pid|\(node:))\d{1,9}(?=[.)])/g, to: '$1<pid>' },
  // the number of a line in a Proxmox task's log, as Python prints it: {'n': 12, 't': 'transferred …'}
  { name: 'count', form: /((?:\{|, )'n': )\d{1,7}(?=[,}])/g, to: '$1<n>' },
  // Corosync's rings
  { name: 'count', form: /(\bmembership )\([0-9a-f.]{3,24}\)/g, to: '$1(<n>)' },
  { name: 'pid', form: /\/proc\/\d{1,9}\//g, to: '/proc/<pid>/' },
  {
    name: 'pid',
    form: /(line \d{1,6}: +)\d{1,9} (Killed|Terminated|Aborted|Segmentation)/g,
    to: '$1<pid> $2',
  },
  { name: 'pid', form: /(?<=[a-z])\[\d{2,8}\](?=[:\s]|$)/g, to: '[<pid>]' },
  // free and used amounts (LVM extents, inodes, blocks), values sizes of etcd, generated sequences
  {
    name: 'count',
    form: /\b\d{1,15} (extents|blocks|inodes|packets|sectors|lines|requests|connections|objects|events|messages|samples|series|tasks|files|pages|rows|resources|manifests|tests|checks|hosts|available\b)/g,
    to: '<n> $1',
  },
  { name: 'count', form: /\b(only) \d{1,15} (available|free|left)\b/g, to: '$1 <n> $2' },
  // kubectl get: restarts stand after the status
  {
    name: 'count',
    form: /(\d{1,4}\/\d{1,4} {1,20}[A-Z][\w:./-]{2,40} {1,20})\d{1,7}(?: {1,20}\(<dur> ago\))?(?= {1,20}<dur>)/g,
    to: '$1<n>',
  },
  { name: 'size', form: /\b(size|length|Content-Length|bytes)([:= ]{1,2})\d{1,18}\b/gi, to: '$1$2<size>' },
  // orch's own stages name a value of the config by its key; the line before it moves with every edit above
  { name: 'line', form: /(\.ya?ml):\d{1,6} \((?=[\w.]{1,80}\))/g, to: '$1:<line> (' },
  { name: 'count', form: /_(size|count|bytes|revision|index|len):\d{1,20}\b/g, to: '_$1:<n>' },
  {
    name: 'count',
    form: /\b(Valid|Passed|Skipped|Total|Succeeded|Completed)([:=] ?)\d{1,9}\b/gi,
    to: '$1$2<n>',
  },
  // kubectl describe; stack traces of Java
  { name: 'count', form: /\b(Restart Count: {1,20})\d{1,7}/g, to: '$1<n>' },
  { name: 'count', form: /\.{3} \d{1,5} (more|common frames)/g, to: '... <n> $1' },
  { name: 'count', form: /\bErr:\d{1,6} /g, to: 'Err:<n> ' },
  {
    name: 'count',
    form: /\b(resourceVersion|generation|revision|rev|index|term|seq|offset|line_number)([=: ]{1,2})"?\d{1,20}"?/gi,
    to: '$1$2<n>',
  },
  // OpenTelemetry collector, mapstructure: what would be valid, in the order of a Go map
  { name: 'list', form: /\(valid values: \[[^\]]{0,4000}\]\)/g, to: '(valid values)' },
  {
    name: 'number',
    form: /(?<![\w.])\d{7,40}(?:\.\d{1,9})?(?![\w.])|(?<=[a-zA-Z][_-])\d{6,40}(?![a-zA-Z0-9.])|(?<=<n>-|\d-)\d{6,40}\b/g,
    to: '<n>',
  },
  { name: 'number', form: /(?:-<n>){2,8}/g, to: '-<n>' },
];
