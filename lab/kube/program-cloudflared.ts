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
  if (unknown !== undefined)
    return {
      crash: {
        code: 1,
        log: [
          `Incorrect Usage: flag provided but not defined: -${unknown}`,
          '',
          'NAME:',
          '   cloudflared tunnel run - Proxy a local web server by running the given tunnel',
          '',
          'USAGE:',
          '   cloudflared tunnel [tunnel command options] run [subcommand options] [TUNNEL]',
          `flag provided but not defined: -${unknown}`,
        ],
      },
    };
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
  const protocol = args.join(' ').match(/--protocol[= ](\S+)/)?.[1] ?? 'auto';
  const metrics = args.join(' ').match(/--metrics[= ](\S+)/)?.[1] ?? '127.0.0.1:20241';
  const port =
    metrics.startsWith('127.') || metrics.startsWith('localhost')
      ? undefined
      : Number(metrics.split(':').at(-1));
  if (!inForce(view.world, 'tunnel-edge-blocked')) return { ports: port === undefined ? [] : [port] };
  const edge =
    protocol === 'http2'
      ? 'DialContext error: dial tcp 198.41.192.57:7844: i/o timeout'
      : 'failed to dial to edge with quic: timeout: no recent network activity';
  return {
    ports: port === undefined ? [] : [port],
    unready: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
    log: [
      `${stamp} INF Starting tunnel tunnelID=7f1c9d52-51a0-4a3e-9a1b-2b8f0e6a9c11`,
      `${stamp} INF Initial protocol ${protocol === 'auto' ? 'quic' : protocol}`,
      `${stamp} ERR Unable to establish connection with Cloudflare edge error="${edge}" connIndex=0 event=0 ip=198.41.192.57`,
      `${stamp} ERR Serve tunnel error error="${edge}" connIndex=0 event=0 ip=198.41.192.57`,
      `${stamp} INF Retrying connection in up to 8s connIndex=0 event=0 ip=198.41.192.57`,
    ],
  };
};

/** A tunnel token is base64 JSON with the account, the tunnel and its secret. */
export const validToken = (token: string): boolean => {
  const text = Buffer.from(token, 'base64').toString('utf8');
  return /"a":"[^"]+"/.test(text) && /"t":"[^"]+"/.test(text) && /"s":"[^"]+"/.test(text);
};
