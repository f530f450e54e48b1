import { rfc3339 } from '../world/clock.ts';
import { inForce } from '../world/conditions.ts';
import type { Program } from './programs.ts';
import { envValue } from './references.ts';
import { at, list } from './view.ts';

/** cloudflared in token mode: needs TUNNEL_TOKEN, `tunnel run`, and a way out to the edge on port 7844. */
export const cloudflared: Program = (view, namespace, _spec, container, since) => {
  const stamp = rfc3339(since + 5000);
  const args = [...list(at(container, 'command')), ...list(at(container, 'args'))]
    .map(String)
    .filter((arg) => arg !== 'cloudflared');
  const flags = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split('=')[0] ?? '');
  const known = [
    'no-autoupdate',
    'metrics',
    'protocol',
    'edge-ip-version',
    'loglevel',
    'config',
    'token',
    'url',
    'retries',
    'post-quantum',
    'transport-loglevel',
  ];
  const unknown = flags.find((flag) => !known.includes(flag));
  if (unknown !== undefined) return { crash: { code: 1, log: unknownFlag(unknown) } };
  const token = envValue(view, namespace, container, 'TUNNEL_TOKEN');
  if (token === undefined)
    return {
      crash: {
        code: 255,
        log: [
          `${stamp} ERR You did not specify any valid additional argument to the cloudflared tunnel command.`,
          '',
          'If you are trying to run a Quick Tunnel then you need to explicitly pass the --url flag.',
        ],
      },
    };
  if (!validToken(token))
    return {
      crash: {
        code: 255,
        log: ['Provided Tunnel token is not valid.', 'See "cloudflared tunnel run --help".'],
      },
    };
  const metrics = args.join(' ').match(/--metrics[= ](\S+)/)?.[1] ?? '127.0.0.1:20241';
  const port =
    metrics.startsWith('127.') || metrics.startsWith('localhost')
      ? undefined
      : Number(metrics.split(':').at(-1));
  if (!inForce(view.world, 'tunnel-token-revoked', view.now))
    return { ports: port === undefined ? [] : [port] };
  return { crash: { code: 1, log: revoked(stamp) } };
};

/** What cloudflared prints when Cloudflare knows the tunnel but not its secret. */
const revoked = (stamp: string): readonly string[] => [
  `${stamp} INF Starting tunnel tunnelID=7f1c9d52-51a0-4a3e-9a1b-2b8f0e6a9c11`,
  `${stamp} INF Initial protocol quic`,
  `${stamp} ERR Register tunnel error from server side error="Unauthorized: Invalid tunnel secret" connIndex=0 event=0 ip=198.41.192.57`,
  `${stamp} ERR Serve tunnel error error="Unauthorized: Invalid tunnel secret" connIndex=0 event=0 ip=198.41.192.57`,
  `${stamp} INF no more connections active and exiting`,
  `${stamp} INF Tunnel server stopped`,
];

/** cloudflared's own words for an option that it does not have. */
const unknownFlag = (flag: string): readonly string[] => [
  `Incorrect Usage: flag provided but not defined: -${flag}`,
  '',
  'NAME:',
  '   cloudflared tunnel run - Proxy a local web server by running the given tunnel',
  '',
  'USAGE:',
  '   cloudflared tunnel [tunnel command options] run [subcommand options] [TUNNEL]',
  `flag provided but not defined: -${flag}`,
];

/** A tunnel token is base64 JSON with the account, the tunnel and its secret. */
export const validToken = (token: string): boolean => {
  const text = Buffer.from(token, 'base64').toString('utf8');
  return /"a":"[^"]+"/.test(text) && /"t":"[^"]+"/.test(text) && /"s":"[^"]+"/.test(text);
};
