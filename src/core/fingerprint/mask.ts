/** Replaces what changes from run to run by the name of its kind. */

export interface Rule {
  /** Kind of what is masked, as `explain` shows it. */
  readonly name: string;
  readonly form: RegExp;
  readonly to: string | ((match: string, ...groups: string[]) => string);
}

/** One thing that was masked, for `explain`. */
export interface Masked {
  readonly name: string;
  readonly text: string;
}

/** Ids in the alphabet of Kubernetes' generated names (no vowels, no 0 1 3), with at least one digit. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';

const TIMES: readonly Rule[] = [
  // RFC 3339, ISO 8601, npm's file names (2024-11-22T06_53_56_362Z), logs of Java and Python
  {
    name: 'time',
    form: /\b\d{4}-\d\d-\d\d[T _]\d\d[:_.-]\d\d[:_.-]\d\d(?:[.,_]\d{1,9})?(?:Z|(?: ?[+-]\d\d:?\d\d))?(?: (?:UTC|[A-Z]{3,4})\b)?(?: m=[+-][\d.]{1,20})?/g,
    to: '<time>',
  },
  { name: 'time', form: /\b\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?/g, to: '<time>' },
  {
    name: 'time',
    form: /\b\d\d\/(?:\d\d|[A-Z][a-z]{2})\/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?/g,
    to: '<time>',
  },
  // asctime, RFC 1123, systemd: Tue 2019-10-22 04:05:03 CEST, Mon Nov 28 09:16:58 2016
  {
    name: 'time',
    form: /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} [ \d]\d|<time>)(?: \d\d:\d\d:\d\d)?(?: [A-Z]{3,4}\b)?(?: \d{4}\b)?/g,
    to: '<time>',
  },
  {
    name: 'time',
    form: /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d\b/g,
    to: '<time>',
  },
  // klog inside a quoted output: E1002 09:59:36.281103  943149 remote_image.go:171]
  { name: 'klog', form: /\b[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6}\s+\d{1,9} /g, to: '<klog> ' },
  { name: 'time', form: /\b\d{4}-\d\d-\d\d\b/g, to: '<date>' },
  { name: 'time', form: /(?<![\w:.])\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?![\w:])/g, to: '<time>' },
];

const IDS: readonly Rule[] = [
  // Proxmox task ids: UPID:node:pid:pstart:start:type:id:user
  {
    name: 'upid',
    form: /\bUPID:([\w.-]{1,63}):[0-9A-F]{8}:[0-9A-F]{8,16}:[0-9A-F]{8}:(\w{1,32}):/g,
    to: '<upid>:$1:$2:',
  },
  {
    name: 'uuid',
    form: /\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b/g,
    to: '<uuid>',
  },
  // mktemp, Ansible, Python, Go, kustomize-controller, macOS and npm temp names
  // Go's MkdirTemp appends digits: /tmp/kustomization-123456789, /tmp/flux-system245679679
  { name: 'temp', form: /(\/tmp\/[A-Za-z_.-]{0,60})\d{6,20}(?=[/\s"',:;)\]]|$)/g, to: '$1<temp>' },
  {
    name: 'temp',
    form: /\/tmp\/(?:[\w.-]{1,40}[._-])?(?=[A-Za-z0-9]{0,11}[A-Z0-9])(?=[A-Z0-9]{0,11}[A-Za-z])[A-Za-z0-9]{6,12}(?=[/\s"',:;)\]]|$)/g,
    to: '/tmp/<temp>',
  },
  { name: 'temp', form: /\/tmp\/tmp[\w]{6,12}\b/g, to: '/tmp/<temp>' },
  { name: 'temp', form: /\/var\/folders\/[\w+]{2}\/[\w+]{10,40}\/T\//g, to: '/tmp/' },
  { name: 'temp', form: /\bansible-tmp-[\d.]{1,30}(?:-\d{1,20}){0,3}/g, to: 'ansible-tmp-<temp>' },
  // ReplicaSet and pod, Job, DaemonSet suffixes of Kubernetes
  { name: 'pod', form: new RegExp(`-${SAFE}{8,10}-${SAFE}{5}(?![a-zA-Z0-9-])`, 'g'), to: '-<pod>' },
  {
    name: 'pod',
    form: new RegExp(`(?<=[a-z0-9])-(?=[a-z]{0,4}\\d)${SAFE}{5}(?![a-zA-Z0-9-])`, 'g'),
    to: '-<pod>',
  },
  {
    name: 'pod',
    form: new RegExp(`(?<=[a-z])-(?=[a-z]{0,9}\\d)${SAFE}{8,10}(?![a-zA-Z0-9-])`, 'g'),
    to: '-<pod>',
  },
  // hashes, digests, etcd member ids, container ids, Git commits
  { name: 'hex', form: /\bsha(?:1|256|512)[:-][0-9a-f]{7,128}\b/g, to: '<digest>' },
  {
    name: 'hex',
    // A Talos image-factory schematic in an image path says which image, and stays.
    form: /(?<!installer\/|\/image\/|schematics\/)(?<![0-9a-zA-Z])(?=[0-9a-f]{0,127}\d)(?=\d{0,127}[a-f])[0-9a-f]{11,128}(?![0-9a-zA-Z])/g,
    to: '<hex>',
  },
  { name: 'hex', form: /\b0x[0-9a-fA-F]{7,16}\b/g, to: '<addr>' },
  // short commits and ids; a tag after a colon is a version and stays
  {
    name: 'hex',
    form: /(?<![0-9a-zA-Z:./_])(?=(?:[a-f]{0,9}\d){2})(?=(?:\d{0,9}[a-f]){2})[0-9a-f]{7,10}(?![0-9a-zA-Z._/])/g,
    to: '<hex>',
  },
  // Longhorn's engines and replicas, and what else ends in eight hex digits
  { name: 'hex', form: /(?<=-[er]-)[0-9a-f]{8}(?![\w-])/g, to: '<hex>' },
  { name: 'hex', form: /(?<=[a-z0-9>]-)(?=[a-f]{0,7}\d)(?=\d{0,7}[a-f])[0-9a-f]{8}(?![\w-])/g, to: '<hex>' },
  // stack frames of Go, V8 and glibc
  { name: 'hex', form: /\+0x[0-9a-f]{1,16}\b/g, to: '+<addr>' },
  // veth pairs and CNI interfaces
  { name: 'id', form: /\b(veth|cali|lxc|tap|br-)[0-9a-f]{6,15}\b/g, to: '$1<id>' },
  // JSON web tokens and long base64
  { name: 'token', form: /\beyJ[\w-]{10,2000}(?:\.[\w-]{1,2000}){0,2}/g, to: '<token>' },
  {
    name: 'token',
    form: /(?<![\w/+.-])(?=[a-z0-9+/]{0,200}[A-Z])(?=[A-Z0-9+/]{0,200}[a-z])(?=[A-Za-z/]{0,200}\d)(?:[A-Za-z0-9+/]{40,4000}={1,2}|(?=[A-Za-z0-9/]{0,2000}\+)[A-Za-z0-9+/]{60,4000})(?![\w/+.-])/g,
    to: '<token>',
  },
  // random ids of cloud APIs and node ids: long, upper, lower and digit mixed, nothing between
  {
    name: 'id',
    form: /(?<![\w/+-])(?:[a-z]{2,8}-)?(?=[A-Za-z\d]{0,63}\d)(?=[a-z\d]{0,63}[A-Z])(?=[A-Z\d]{0,63}[a-z])[A-Za-z\d]{16,64}(?![\w/+-])/g,
    to: '<id>',
  },
];

const AMOUNTS: readonly Rule[] = [
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
  {
    name: 'pid',
    form: /\b(pid|PID|tid|goroutine|thread|[Pp]rocess:?|process id|Session|inode)([ :=#]{1,3})\d{1,9}\b/g,
    to: '$1$2<pid>',
  },
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
  { name: 'count', form: /_(size|count|bytes|revision|index|len):\d{1,20}\b/g, to: '_$1:<n>' },
  {
    name: 'count',
    form: /\b(Valid|Passed|Skipped|Total|Succeeded|Completed)([:=] ?)\d{1,9}\b/gi,
    to: '$1$2<n>',
  },
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
    form: /(?<![\w.])\d{7,40}(?:\.\d{1,9})?(?![\w.])|(?<=[a-zA-Z][_-])\d{6,40}(?![\w.])|(?<=<n>-|\d-)\d{6,40}\b/g,
    to: '<n>',
  },
  { name: 'number', form: /(?:-<n>){2,8}/g, to: '-<n>' },
];

const isPrivate = (ip: string): boolean => {
  const [a = 0, b = 0, c = 0] = ip.split('.').map(Number);
  return (
    a === 10 ||
    a === 127 ||
    a === 0 ||
    a >= 224 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128) ||
    // documentation networks (RFC 5737) stand for hosts of one's own
    (a === 192 && b === 0 && c === 2) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  );
};

const NETWORK: readonly Rule[] = [
  // a port on the loopback above 32767 is picked at run time (port-forward, kind, tests); Talos' own are 50000 and 50001
  {
    name: 'port',
    form: /\b(127\.0\.0\.1|localhost|\[::1\]):(?!5000[01]\b)(?:3[3-9]\d{3}|[45]\d{4}|6[0-5]\d{3})\b/g,
    to: '$1:<port>',
  },
  // a global IPv6 address that a name resolved to
  {
    name: 'address',
    form: /(?<![\w:./@-])\[?[23][0-9a-f]{3}:(?:[0-9a-f]{1,4}:){0,5}(?::|[0-9a-f]{1,4}:)[0-9a-f:]{1,30}\]?(?![\w-])/g,
    to: '<ip>',
  },
  // net/http and libc: read tcp 10.0.0.5:54321->10.0.0.1:6443: the left port is ephemeral
  { name: 'port', form: /((?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]{2,39}\]):\d{4,5}(?=->)/g, to: '$1:<port>' },
  {
    name: 'port',
    form: /\b(from|remote(?:Addr| address)?[=:]?|client:?|peer:?) ("?(?:\d{1,3}\.){3}\d{1,3}):(?:3[2-9]|[4-6]\d)\d{3}\b/g,
    to: '$1 $2:<port>',
  },
  // a public address that a name resolved to; one that was configured stands in a URL, a flag or after @
  {
    name: 'address',
    form: /(?<![\w.:/@-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-])/g,
    to: (ip) => (isPrivate(ip) ? ip : '<ip>'),
  },
];

/** In the order they are applied: a time must be gone before its digits look like a number. */
export const RULES: readonly Rule[] = [...TIMES, ...IDS, ...NETWORK, ...AMOUNTS];

/** Volatile `name=value` pairs in running text (zerolog, cloudflared, klog's structured calls, Python kwargs). */
export const VOLATILE_PAIRS =
  /(?<=^|[\s,{(])"?(?:connIndex|event|ip|took|elapsed|duration|latency|ts|time|attempts?|retry|pid|request_id|requestID|reqID|trace_?id|span_?id|uid|UID|resourceVersion|generation|revision|reconcileID|local-member-id|remote-peer-id|goroutine|caller)"?[=:] ?(?:"[^"]{0,200}"|[^\s,)}]{1,200})/g;
