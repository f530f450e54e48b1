import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../../adapters/process/capture.ts';
import type { ClusterConfig } from '../../stage-kit/cluster-config.ts';
import { StageFailure } from '../../stage-kit/failure.ts';
import { type LoadedCluster, loadCluster } from '../../stage-kit/load-cluster.ts';
import { type Answer, send } from '../../stage-kit/proxmox/request.ts';
import { type Context, childEnv } from '../context.ts';
import { packageRoot } from '../package-root.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { nodesCheck, remoteCheck } from './reach.ts';

const PROBE_MS = 5_000;
const TOOL_MS = 15_000;
/** Certificates and tokens are refused by a clock that is minutes off; half a minute is worth a word. */
const MAX_SKEW_S = 30;
const MAX_BYTES = 64 * 1024;

/** The cluster config, or what is wrong with it: file, line, key and what was expected. */
const configCheck = (root: string, context: Context): LoadedCluster | Check => {
  try {
    return loadCluster(root, context.env.ORCH_CLUSTER);
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    const detail = error.evidence === '' ? error.message : error.evidence.replaceAll('\n', '; ');
    return fail('cluster config', detail, 'mend the file; your editor knows config/cluster.schema.json');
  }
};

/** What the example makes up and every homelab has otherwise. */
const MADE_UP = /^\s*(?:endpoint|address|domains): /;
/** Names that are nobody's (RFC 2606), outside comments. */
const RESERVED = /^(?!\s*#)(?:(?!\s#).)*\bexample\.(?:com|net|org)\b/;

const linesWith = (text: string, what: RegExp): string =>
  text
    .split('\n')
    .flatMap((line, i) => (what.test(line) ? [i + 1] : []))
    .join(', ');

/** The example's addresses are nobody's: a run with them would write to whoever has them. */
const exampleCheck = (root: string, file: string): readonly Check[] => {
  const example = readFileSync(join(packageRoot, 'config', 'clusters', 'homelab.yaml'), 'utf8');
  const mine = readFileSync(join(root, file), 'utf8');
  if (mine.replace(/^name: .*$/m, 'name: homelab') === example) {
    const lines = linesWith(mine, MADE_UP);
    return [warn('example', `${file} is still the example: lines ${lines} are made up`, 'put in your own')];
  }
  const left = linesWith(mine, RESERVED);
  if (left === '') return [];
  return [warn('example', `${file} still has names of the example in lines ${left}`, 'put in your own')];
};

const clock = (date: string | undefined): Check => {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return warn('clock', 'Proxmox does not say what time it has', 'compare by hand');
  const skew = Math.round((Date.now() - theirs) / 1000);
  if (Math.abs(skew) <= MAX_SKEW_S) return ok('clock', 'agrees with Proxmox');
  const which = skew > 0 ? 'ahead of' : 'behind';
  return fail(
    'clock',
    `this machine is ${Math.abs(skew)} s ${which} Proxmox`,
    'let both follow a time server (chrony)',
  );
};

const judged = ({ status, reason, body, date }: Answer, endpoint: string): readonly Check[] => {
  if (status === 200) {
    const { data } = JSON.parse(body) as { data?: { version?: string } };
    return [ok('proxmox', `Proxmox VE ${data?.version ?? '?'} at ${endpoint} takes the token`), clock(date)];
  }
  const fix =
    status === 401
      ? 'make a new token in Proxmox (Datacenter, Permissions, API Tokens) and export it again'
      : 'look at pveproxy on that host: journalctl -u pveproxy';
  return [fail('proxmox', `${endpoint} answers ${status} ${reason}`, fix)];
};

/** Whether the API answers, takes the token, and has our time. Without a token nothing is asked. */
const proxmoxChecks = async (
  { proxmox }: ClusterConfig,
  root: string,
  context: Context,
): Promise<readonly Check[]> => {
  const token = (context.env[proxmox.token_env] ?? '').trim();
  const form = 'USER@REALM!TOKENID=UUID';
  if (token === '')
    return [
      fail(
        'credentials',
        `${proxmox.token_env} is not set`,
        `export ${proxmox.token_env}=${form} where cron sees it, too`,
      ),
    ];
  if (!/^[^\s@!=]+@[^\s@!=]+![^\s@!=]+=\S+$/.test(token))
    return [fail('credentials', `${proxmox.token_env} is no API token`, `it has the form ${form}`)];
  const set = ok('credentials', `${proxmox.token_env} is set`);
  const { endpoint, insecure, ca_file } = proxmox;
  const caFile = ca_file === undefined ? {} : { caFile: join(root, ca_file) };
  try {
    const answer = await send(
      { endpoint, token, insecure, timeoutMs: PROBE_MS, ...caFile },
      'GET',
      '/version',
    );
    return [set, ...judged(answer, endpoint)];
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    return [
      set,
      fail('proxmox', `${error.message}: ${error.evidence}`, 'is the host on, and the address right?'),
    ];
  }
};

const minor = (version: string): number => Number(version.replace(/^v/, '').split('.')[1]);

/** A tool that is there in a version that does not fit; that it is missing is told by another check. */
const fits = async (
  argv: readonly string[],
  context: Context,
  wanted: string,
  most: number,
): Promise<readonly Check[]> => {
  const ran = await capture(argv, {
    cwd: context.dir,
    env: childEnv(context.env),
    timeoutMs: TOOL_MS,
    maxBytes: MAX_BYTES,
  });
  const found = /v?\d+\.\d+\.\d+/.exec(`${ran.stdout}`)?.[0];
  if (ran.code !== 0 || found === undefined) return [];
  const [name = ''] = argv;
  if (Math.abs(minor(found) - minor(wanted)) <= most)
    return [ok(`${name} version`, `${found} fits ${wanted}`)];
  return [
    fail(
      `${name} version`,
      `${found}, but the config says ${wanted}`,
      `install ${name} ${wanted.split('.').slice(0, 2).join('.')}.x`,
    ),
  ];
};

/** Format of `secrets-backup.json` in the stages' state folder: which secrets a human said to have put away, and when. */
export interface SecretsBackup {
  readonly version: 1;
  /** Of secrets.yaml, hexadecimal. */
  readonly sha256: string;
  readonly at: string;
}

export const backupFile = (root: string): string => join(root, 'state', 'stages', 'secrets-backup.json');
export const secretsFile = (root: string): string => join(root, '.orch', 'secrets', 'secrets.yaml');
export const sha256Of = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');

/** The cluster's PKI exists once: whoever loses it has lost the cluster. */
const backupCheck = (root: string): readonly Check[] => {
  if (!existsSync(secretsFile(root))) return [];
  const name = 'secrets backup';
  const fix = `copy ${secretsFile(root)} to a safe place, then: orch doctor --secrets-backed-up`;
  if (!existsSync(backupFile(root)))
    return [warn(name, 'nobody has said that the cluster secrets are backed up', fix)];
  const { sha256, at } = JSON.parse(readFileSync(backupFile(root), 'utf8')) as SecretsBackup;
  if (sha256 === sha256Of(secretsFile(root))) return [ok(name, `said to be backed up on ${at.slice(0, 10)}`)];
  return [warn(name, `these are other secrets than those backed up on ${at.slice(0, 10)}`, fix)];
};

/** The API server, by the kubeconfig that stage talos keeps; nothing to say before there is one. */
const apiCheck = async (root: string, context: Context): Promise<readonly Check[]> => {
  const kubeconfig = join(root, '.orch', 'secrets', 'kubeconfig');
  if (!existsSync(kubeconfig)) return [];
  const argv = ['kubectl', '--kubeconfig', kubeconfig, '--request-timeout=5s', 'version', '-o', 'json'];
  const ran = await capture(argv, {
    cwd: context.dir,
    env: childEnv(context.env),
    timeoutMs: TOOL_MS,
    maxBytes: MAX_BYTES,
  });
  if (ran.outcome === 'not_found') return [];
  if (ran.code === 0) return [ok('kubernetes', 'the API server answers')];
  const said = `${ran.stderr}`.trim().split('\n').at(-1) ?? '';
  return [
    warn('kubernetes', `the API server does not answer: ${said}`, 'orch plan talos says what is wrong'),
  ];
};

/**
 * What the built-in stages depend on beyond this machine: a config without mistakes, Proxmox with this token and this
 * time, tools that fit the versions, a cluster and nodes that answer, a remote to deliver to, secrets that are backed up. All
 * asked at the same time.
 */
export const clusterChecks = async (root: string, context: Context): Promise<readonly Check[]> => {
  const loaded = configCheck(root, context);
  if ('result' in loaded) return [loaded, ...backupCheck(root)];
  const { config, file } = loaded;
  const { talos, flux, vms } = config;
  const found = await Promise.all([
    proxmoxChecks(config, root, context),
    fits(['talosctl', 'version', '--client', '--short'], context, talos.version, 0),
    // kubectl may be one minor older or newer than the API server (Kubernetes' version skew policy).
    fits(['kubectl', 'version', '--client'], context, `v${talos.kubernetes}`, 1),
    fits(['flux', 'version', '--client'], context, flux.version, 0),
    apiCheck(root, context),
    nodesCheck(config, root, context),
    remoteCheck(config, root, context),
  ]);
  const read = ok('cluster config', `${config.name}: ${vms.length} VMs`);
  return [read, ...exampleCheck(root, file), ...found.flat(), ...backupCheck(root)];
};
