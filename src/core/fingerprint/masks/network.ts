import type { Rule } from './rule.ts';

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

/** Ports and addresses that are picked or resolved at run time. */
export const NETWORK: readonly Rule[] = [
  // CoreDNS' loop plugin asks for a random name: 3797952284163317497.7063757873447144811. HINFO, "HINFO 4547….3688…."
  {
    name: 'name',
    form: /\b\d{5,20}\.\d{5,20}\.(?= ?HINFO\b)|(?<=\bHINFO )\d{5,20}\.\d{5,20}\./g,
    to: '<name>',
  },
  // a port on the loopback above 32767 is picked at run time (port-forward, kind, tests); Talos' own are 50000 and 50001
  {
    name: 'port',
    form: /\b(127\.0\.0\.1|localhost|\[::1\]):(?!5000[01]\b)(?:3[3-9]\d{3}|[45]\d{4}|6[0-5]\d{3})\b/g,
    to: '$1:<port>',
  },
  // sshd: from 10.0.0.7 port 54321
  { name: 'port', form: /\b((?:from|by) [\w.:-]{2,80} port )(?:3[2-9]|[4-6]\d)\d{3}\b/g, to: '$1<port>' },
  // Apache says so in brackets: [client 10.0.0.7:54321]
  { name: 'address', form: /\[(client|remote) [0-9a-f.:]{3,45}\]/g, to: '[$1 <client>]' },
  // nginx says who asked; it is never who failed
  { name: 'address', form: /(?<=\bclient: )[0-9a-f.:]{3,39}(?=, server: )/g, to: '<client>' },
  // a global IPv6 address that a name resolved to
  {
    name: 'address',
    form: /(?<![\w:./@-])\[?[23][0-9a-f]{3}:(?:[0-9a-f]{1,4}:){0,5}(?::|[0-9a-f]{1,4}:)[0-9a-f:]{1,30}\]?(?![\w-])/g,
    to: '<ip>',
  },
  // docker's NAT rule: a container gets the next address of its bridge that is free
  { name: 'address', form: /(?<=--to-destination )172\.\d{1,3}\.\d{1,3}\.\d{1,3}(?=:\d)/g, to: '<ip>' },
  // Go's net.OpError: read tcp 10.0.0.5:54321->10.0.0.1:6443. The left end is the caller's own, mostly a pod's, and new
  // in each run; what was called stands right.
  { name: 'address', form: /(?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]{2,39}\]):\d{2,5}(?=->)/g, to: '<self>' },
  {
    name: 'port',
    form: /\b(from|remote(?:Addr| address)?[=:]?|client:?|peer:?) ("?(?:\d{1,3}\.){3}\d{1,3}):(?:3[2-9]|[4-6]\d)\d{3}\b/g,
    to: '$1 $2:<port>',
  },
  // a public address that a name resolved to; one that was configured stands in a URL, a flag or after @. talosctl names
  // nodes by address (`* 1.2.3.4: `, `1.2.3.4 [talos] `, `node "1.2.3.4"`), and 6443 and 50000 are ports of one's own cluster
  {
    name: 'address',
    form: /(?<![\w.:/@-]|\bnodes?:? \[?"?|^ ?> ")(?!(?<=^(?:\* )?)[\d.]{7,15}(?:: | \[talos\] ))(?:\d{1,3}\.){3}\d{1,3}(?![\w.-]|:(?:6443|5000[01])\b)/g,
    to: (ip) => (isPrivate(ip) ? ip : '<ip>'),
  },
];
