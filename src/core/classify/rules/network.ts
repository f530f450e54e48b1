import type { Rule } from '../rule.ts';

/** What passes by itself: tried again with a pause, never sent to a model. */
export const NETWORK: readonly Rule[] = [
  {
    // kubectl, client-go, curl, Node: nothing listens yet, or restarts
    name: 'connection-refused',
    class: 'transient',
    form: /connection refused|ECONNREFUSED|was refused - did you specify the right host or port/i,
    sentence: 'A service does not accept connections at the moment.',
    check: 'is the API server or service still starting? Otherwise check its host and port',
  },
  {
    // Go net/http and net, libc, ssh, curl
    name: 'connection-timeout',
    class: 'transient',
    form: /i\/o timeout|TLS handshake timeout|connection timed out|ETIMEDOUT|Operation timed out after|ConnectTimeout|Connection timed out|read: operation timed out|Client\.Timeout exceeded|request canceled while waiting for connection/i,
    sentence: 'A server did not answer in time.',
    check: 'check the load and the network between this machine and the server',
  },
  {
    // Go context on a request; a wait for workloads that ran out says `waiting for the condition` and is the repo's
    name: 'request-deadline',
    class: 'transient',
    form: /(?:Get|Post|Put|Patch|Head|Delete) \\?"?https?:\/\/.{1,400}context deadline exceeded|rpc error: code = (?:DeadlineExceeded|Unavailable)|error reading from server: EOF|Error: context deadline exceeded/,
    unless: /x509|healthcheck error|certificate|no such host/i,
    sentence: 'A request to the cluster ran out of time or the connection broke.',
    check: 'check that the API endpoint answers',
  },
  {
    name: 'connection-broken',
    class: 'transient',
    form: /connection reset by peer|ECONNRESET|broken pipe|EPIPE|unexpected EOF|socket hang up|connection (?:was )?(?:closed|aborted|lost)|http2: (?:client connection lost|server sent GOAWAY)|Empty reply from server|TLS connect error|: EOF$|early EOF|RPC failed; curl/i,
    sentence: 'A connection broke off.',
    check: 'run again; if it stays, check the network and any proxy',
  },
  {
    name: 'dns-flaky',
    class: 'transient',
    form: /Temporary failure (?:in name resolution|resolving)|server misbehaving|EAI_AGAIN|SERVFAIL/i,
    sentence: 'DNS does not answer at the moment.',
    check: 'check the resolver in /etc/resolv.conf, and CoreDNS in the cluster',
  },
  {
    name: 'rate-limit',
    class: 'transient',
    form: /\b429\b.{0,30}(?:Too Many Requests|rate|error)|Too Many Requests|toomanyrequests|returned error: 429|pull rate limit|API rate limit exceeded|Rate limited/i,
    sentence: 'A server limits the number of requests.',
    check: 'wait; log in or use a mirror for image pulls',
  },
  {
    // HTTP gateways, registries, chart servers
    name: 'server-error',
    class: 'transient',
    form: /\b50[234]:? (?:Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)|returned error: 5\d\d|\b500 Internal Server Error|status(?: code)?:? 50[0234]\b|the server is currently unable to handle the request|an error on the server \("[^"]{0,200}"\) has prevented the request|ServiceUnavailable|ServerTimeout|the server was unable to return a response|Ingester not ready/i,
    sentence: 'A server has trouble of its own (HTTP 5xx).',
    check: "run again later; look at the server's own log if it stays",
  },
  {
    // kube-apiserver and etcd during elections and restarts
    name: 'etcd-election',
    class: 'transient',
    form: /etcdserver: (?:leader changed|request timed out|no leader|too many requests|not capable)|timed out waiting for read index|apiserver not ready|http: Handler timeout/i,
    sentence: 'etcd or the API server is electing a leader or overloaded.',
    check: 'talosctl etcd status; a slow disk under etcd shows here first',
  },
  {
    name: 'write-conflict',
    class: 'transient',
    form: /the object has been modified; please apply your changes|Operation cannot be fulfilled on/,
    sentence: 'Somebody else changed the object at the same moment.',
    check: 'run again',
  },
  {
    // kube-apiserver calling a webhook whose pods are not up
    name: 'webhook-down',
    class: 'transient',
    form: /no endpoints available for service|failed calling webhook .{0,400}(?:connect|timeout|deadline|EOF|refused)/i,
    sentence: 'An admission webhook of the cluster is not up yet.',
    check: 'kubectl get pods of the service that the message names',
  },
  {
    // Proxmox VE: qemu-server's lock files, backups, proxied nodes (595, 596), a guest that still boots
    name: 'proxmox-busy',
    class: 'transient',
    form: /can't lock file '[^']{1,160}' - got timeout|VM is locked \((?:backup|snapshot|suspended|suspending)\)|\b59[56]\b.{0,60}(?:tls_|no route|connect|errors during|timed|broken)|QEMU guest agent is not running|got no worker upid|cfs-lock .{0,60}(?:timeout|error)/i,
    sentence: 'Proxmox is busy with this VM.',
    check: 'look at the running tasks of the node',
  },
  {
    // helm, terraform, dpkg: another run holds the lock
    name: 'lock-held',
    class: 'transient',
    form: /another operation \(install\/upgrade\/rollback\) is in progress|Error acquiring the state lock|Could not get lock \/var\/lib\/|Waiting for cache lock|Unable to acquire the dpkg|index\.lock': File exists|resource temporarily unavailable/i,
    sentence: 'Another run holds the lock.',
    check: 'if no other run exists, a killed one left it: helm history, terraform force-unlock',
  },
  {
    name: 'tunnel-dial',
    class: 'transient',
    form: /Failed to dial (?:a )?quic|timeout: no recent network activity|Unable to reach the origin service|control stream encountered a failure|accept stream listener encountered a failure/i,
    sentence: 'The Cloudflare tunnel lost its connection.',
    check: 'outgoing UDP 7844 must be open, or use protocol: http2',
  },
];
