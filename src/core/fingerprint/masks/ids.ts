import type { Rule } from './rule.ts';

/** The alphabet of Kubernetes' generated names (no vowels, no 0 1 3), so that they make no words. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';
/** The few words of five letters that it makes all the same: protocols, daemons, file systems, tools. */
const WORDS =
  '(?:http[sd2]|xhtml|html5|xmlns|grpcs|rtmps|btrfs|tmpfs|sshfs|lxcfs|drbd9|nfsv4|pgsql|mssql|tcpv6|udpv6|dns64|ppc64|dhcp[sd46]|tftpd|sftp[sd]|smtp[sd]|snmpd|mgmtd|kmsv2|cdktf|cfssl|cmctl)';

/** Which one of many alike: random and counted names. */
export const IDS: readonly Rule[] = [
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
  // the kubelet's cgroups under systemd: kubepods-burstable-pod0330b2c1_a15b_4cdd_b5e5_72d4a90bee82.slice
  {
    name: 'uuid',
    form: /(?<=-pod)[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}(?=\.slice)/g,
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
  // pip: /tmp/pip-install-jrdo9jn2, /tmp/pip-build-env-x3_k2l9a
  { name: 'temp', form: /\/tmp\/pip-(?:[a-z]{2,12}-){1,3}[a-z0-9_]{8}(?![\w-])/g, to: '/tmp/pip-<temp>' },
  // Proxmox's download-url writes beside the target, with its pid: talos.iso.tmp_dwnl.2451
  { name: 'temp', form: /\.tmp_dwnl\.\d{1,10}\b/g, to: '.tmp_dwnl.<pid>' },
  { name: 'temp', form: /\/var\/folders\/[\w+]{2}\/[\w+]{10,40}\/T\//g, to: '/tmp/' },
  // Ansible's own: seconds, of which the mask for times has made a time, pid and a random number
  {
    name: 'temp',
    form: /\bansible-tmp-(?:<time>|[\d.]{1,30})(?:-\d{1,20}){0,3}/g,
    to: 'ansible-tmp-<temp>',
  },
  // ReplicaSets, pods, Jobs, tokens, machines: suffixes in an alphabet that makes no words
  {
    name: 'pod',
    form: new RegExp(`-(?:${SAFE}{5}|${SAFE}{8,10})-${SAFE}{5}(?![a-zA-Z0-9-])`, 'g'),
    to: '-<pod>',
  },
  {
    name: 'pod',
    form: new RegExp(`(?<=[a-z0-9])-(?!${WORDS}(?![a-z0-9]))(?=\\d{0,4}[a-z])${SAFE}{5}(?![a-zA-Z0-9])`, 'g'),
    to: '-<pod>',
  },
  {
    name: 'pod',
    form: new RegExp(`(?<=[a-z0-9])-(?=\\d{0,9}[a-z])${SAFE}{8,10}(?![a-zA-Z0-9-])`, 'g'),
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
  {
    name: 'hex',
    form: /(?<=[a-z0-9>]-)(?=[a-f]{0,7}\d)(?=\d{0,7}[a-f])[0-9a-f]{8}(?![0-9a-zA-Z-])/g,
    to: '<hex>',
  },
  {
    name: 'hex',
    form: /(?<![0-9a-zA-Z:./_-])(?=(?:[a-f]{0,7}\d){4})(?=\d{0,7}[a-f])[0-9a-f]{8}(?![0-9a-zA-Z._/-])/g,
    to: '<hex>',
  },
  // restic: storage ID b59ca5ec, repository fede8caa opened
  { name: 'hex', form: /(?<=\b(?:storage ID|repository|snapshot) )[0-9a-f]{8}\b/g, to: '<hex>' },
  // PostgreSQL's place in its log: invalid record length at 0/1A2B3C8
  { name: 'hex', form: /(?<=\b(?:at|LSN|location) )[0-9A-F]{1,8}\/[0-9A-F]{1,8}\b/g, to: '<lsn>' },
  // OpenSSL's thread before each error of its queue: 80CB5E8A2D7F0000:error:0A000086:
  { name: 'hex', form: /\b[0-9A-F]{8,16}(?=:error:[0-9A-F]{8}:)/g, to: '<addr>' },
  // stack frames of Go, V8 and glibc
  { name: 'hex', form: /\+0x[0-9a-f]{1,16}\b/g, to: '+<addr>' },
  // veth pairs and CNI interfaces
  { name: 'id', form: /\b(veth|cali|lxc|tap|br-)[0-9a-f]{6,15}\b/g, to: '$1<id>' },
  // 256 random bits in a URL's path: ACME challenges (RFC 8555, 8.3)
  { name: 'token', form: /(?<=\/acme-challenge\/)[\w-]{20,128}/g, to: '<token>' },
  // ULIDs (blocks of Prometheus and Loki)
  { name: 'id', form: /\b01[0-9A-HJKMNP-TV-Z]{24}\b/g, to: '<id>' },
  // BuildKit's snapshots: checksum of ref 3b1f4c6e-1111::abc
  { name: 'id', form: /(?<=\bof ref )[a-z0-9:-]{16,80}(?=: )/g, to: '<id>' },
  // S3, AWS, ASP.NET: which request: RequestID: 17A1…, Connection id "0HN3ABC"
  {
    name: 'id',
    form: /\b((?:[Rr]equest|[Hh]ost|[Cc]onnection|[Tt]race|[Cc]orrelation|[Oo]peration|[Aa]ctivity)[ -]?(?:[Ii][Dd]|ID))([ :=]{1,2}"?)[\w+/=:.-]{8,200}/g,
    to: '$1$2<id>',
  },
  // LVM's UUIDs, alone and in the device mapper's names
  {
    name: 'uuid',
    form: /\bLVM-[A-Za-z0-9]{64}\b|\b[A-Za-z0-9]{6}(?:-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}\b/g,
    to: '<uuid>',
  },
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
