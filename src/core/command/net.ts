/** The grammars of ping, dig and nc -z: only towards the homelab's own names and addresses. */
import { type Check, type FlagRule, oneOf, parseFlags, rebuild, upTo } from './flags.ts';
import { type Grammar, never, read } from './rule.ts';
import type { CommandContext } from './types.ts';

const known = (host: string | undefined, context: CommandContext): string | undefined => {
  const hosts = [...context.nodes, ...(context.hosts ?? [])];
  if (host === undefined) return 'a host is missing';
  if (hosts.includes(host)) return undefined;
  return `${JSON.stringify(host)} is not one of the homelab's addresses${hosts.length > 0 ? ` (${hosts.join(', ')})` : ''}`;
};

const PING: readonly FlagRule[] = [
  { name: '-c', value: upTo(5), join: 'next' },
  { name: '-W', value: upTo(5), join: 'next' },
  { name: '-4' },
  { name: '-6' },
  { name: '-n' },
];

const ping: Grammar = (argv, context) => {
  const parsed = parseFlags(argv.slice(1), PING);
  if (!parsed.ok) return never(argv, `ping: ${parsed.reason}`);
  const wrong = parsed.words.length > 1 ? 'one host at a time' : known(parsed.words[0], context);
  if (wrong !== undefined) return never(argv, `ping: ${wrong}`);
  const counted = parsed.flags.some(({ rule }) => rule.name === '-c') ? [] : ['-c', '3'];
  return read('ping', ['ping', ...counted, ...rebuild(parsed.flags), ...parsed.words]);
};

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'];
const DIG_FLAGS = new Set(['+short', '+noall', '+answer', '+tcp', '+norecurse']);

/** `dig [@server] NAME [TYPE] [+short]`, or `dig -x ADDRESS`: names and servers of the homelab only. */
const dig: Grammar = (argv, context) => {
  const refuse = (why: string) => never(argv, `dig: ${why}`);
  const reverse = argv[1] === '-x';
  const words = argv.slice(reverse ? 2 : 1);
  const options = words.filter((word) => word.startsWith('+'));
  const servers = words.filter((word) => word.startsWith('@'));
  const [host, type, ...more] = words.filter((word) => !word.startsWith('+') && !word.startsWith('@'));
  const odd = options.find((option) => !DIG_FLAGS.has(option));
  if (odd !== undefined) return refuse(`the option ${odd} is not on the list`);
  if (servers.length > 1 || more.length > 0) return refuse('one name, one type, one server');
  const wrong =
    known(host, context) ?? (servers[0] === undefined ? undefined : known(servers[0].slice(1), context));
  if (wrong !== undefined) return refuse(wrong);
  const wrongType = type === undefined ? undefined : oneOf(...TYPES)(type);
  if (wrongType !== undefined || (reverse && type !== undefined))
    return refuse(wrongType ?? '-x takes no type');
  const query = reverse ? ['-x', host ?? ''] : [host ?? '', ...(type === undefined ? [] : [type])];
  return read('dig', ['dig', '+time=3', '+tries=2', ...options, ...servers, ...query]);
};

const NC: readonly FlagRule[] = [
  { name: '-z' },
  { name: '-v' },
  { name: '-n' },
  { name: '-u' },
  { name: '-w', value: upTo(10), join: 'next' },
];
const port: Check = (value) =>
  /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535
    ? undefined
    : `${JSON.stringify(value)} is not a port`;

const nc: Grammar = (argv, context) => {
  const refuse = (why: string) => never(argv, `nc: ${why}`);
  const parsed = parseFlags(argv.slice(1), NC);
  if (!parsed.ok) return refuse(parsed.reason);
  const given = new Set(parsed.flags.map(({ rule }) => rule.name));
  if (!given.has('-z')) return refuse('only nc -z (is the port open?)');
  const [host, number, ...more] = parsed.words;
  const wrong = known(host, context) ?? (number === undefined ? 'a port is missing' : port(number));
  if (wrong !== undefined || more.length > 0) return refuse(wrong ?? 'one host and one port');
  return read('nc', [
    'nc',
    ...rebuild(parsed.flags),
    ...(given.has('-w') ? [] : ['-w', '5']),
    ...parsed.words,
  ]);
};

/** The network tools by name. */
export const NET_TOOLS: Readonly<Record<string, Grammar>> = { ping, dig, nc };
