import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { inTurn } from '../core/in-turn.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { StageFailure } from './failure.ts';
import type { LoadedCluster } from './load-cluster.ts';
import { type Proxmox, proxmoxClient } from './proxmox/client.ts';
import { toolRunner } from './tool.ts';
import type { StageContext } from './types.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Processes of one stage at the same time: each is a Go program with a TLS handshake to make. */
const TOOLS_AT_ONCE = 16;
/** Requests to Proxmox at the same time; pveproxy has three workers, and people use it too. */
const REQUESTS_AT_ONCE = 8;

/** One API call; long work is a task of its own that is polled. */
const API_TIMEOUT_MS = 30_000;

const folder = (env: Env, name: string, root: string, fallback: string): string => {
  const path = env[name] ?? join(root, fallback);
  if (!isAbsolute(path)) throw new StageFailure(`${name} must be an absolute path, it is ${path}`);
  // PKI and kubeconfig live here: nobody else reads them.
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
};

const makeProxmox = (
  cluster: ClusterConfig,
  root: string,
  env: Env,
  sleep: StageContext['sleep'],
): Proxmox => {
  const { endpoint, token_env, ca_file, insecure } = cluster.proxmox;
  const token = (env[token_env] ?? '').trim();
  if (token === '')
    throw new StageFailure(
      `the Proxmox API token is missing: set ${token_env}=USER@REALM!TOKENID=UUID`,
      `${token_env} is not set`,
    );
  if (!/^[^\s@!=]+@[^\s@!=]+![^\s@!=]+=\S+$/.test(token))
    throw new StageFailure(`${token_env} is no Proxmox API token: it has the form USER@REALM!TOKENID=UUID`);
  const caFile = ca_file === undefined ? {} : { caFile: isAbsolute(ca_file) ? ca_file : join(root, ca_file) };
  const transport = { endpoint, token, insecure, timeoutMs: API_TIMEOUT_MS, ...caFile };
  const client = proxmoxClient(transport, sleep, cluster.timing.poll);
  const turn = inTurn(REQUESTS_AT_ONCE);
  return { ...client, get: (path, params) => turn(() => client.get(path, params)) };
};

/**
 * Makes what the steps of a stage are given.
 * @param loaded the validated config; @param root absolute path of the checkout; @param env the stage's environment
 * (ORCH_SECRETS_DIR, ORCH_STATE_DIR, by default under `.orch` of the checkout); @param say a line for the human;
 * @param part the one part of the stage to work on.
 */
export const makeContext = (
  { config: cluster, where }: Pick<LoadedCluster, 'config' | 'where'>,
  root: string,
  env: Env,
  say: (line: string) => void,
  part?: string,
): StageContext => {
  const sleep = async (ms: number): Promise<void> => {
    await sleepFor(ms);
  };
  let proxmox: Proxmox | undefined;
  const turn = inTurn(TOOLS_AT_ONCE);
  const run = toolRunner(root, env);
  return {
    cluster,
    where,
    part,
    root,
    env,
    say,
    sleep,
    now: () => performance.now(),
    secretsDir: folder(env, 'ORCH_SECRETS_DIR', root, '.orch/secrets'),
    stateDir: folder(env, 'ORCH_STATE_DIR', root, '.orch/state'),
    tool: (argv, options) => turn(() => run(argv, options)),
    proxmox: () => {
      proxmox ??= makeProxmox(cluster, root, env, sleep);
      return proxmox;
    },
  };
};
