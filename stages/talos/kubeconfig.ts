import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Finding, Seen, StageContext, Step } from '../../src/stage-kit/types.ts';
import { firstControlPlane, paths, target } from './paths.ts';

const TIMEOUT_MS = 60_000;
/** talosctl issues it for a year; renewed well before. */
const RENEW_BEFORE_MS = 30 * 24 * 3_600_000;

interface Kubeconfig {
  readonly users?: readonly { readonly user?: { readonly 'client-certificate-data'?: string } }[];
}

const expiresSoon = (file: string): boolean => {
  const { users = [] } = parse(readFileSync(file, 'utf8')) as Kubeconfig;
  return users.some(({ user }) => {
    const data = user?.['client-certificate-data'];
    if (data === undefined) return false;
    const { validTo } = new X509Certificate(Buffer.from(data, 'base64'));
    return Date.parse(validTo) - Date.now() < RENEW_BEFORE_MS;
  });
};

const askServer = (ctx: StageContext) =>
  ctx.tool(
    ['kubectl', '--kubeconfig', paths(ctx).kubeconfig, '--request-timeout=15s', 'version', '-o', 'json'],
    {
      timeoutMs: TIMEOUT_MS,
      ok: [0, 1],
    },
  );

const observe = async (ctx: StageContext): Promise<Seen> => {
  const { code, stdout } = await askServer(ctx);
  const { serverVersion } =
    code === 0 ? (JSON.parse(stdout) as { serverVersion?: { gitVersion: string } }) : {};
  if (serverVersion === undefined) return { state: 'waiting', for: 'the Kubernetes API server' };
  return { state: 'ready', detail: `Kubernetes ${serverVersion.gitVersion} answers` };
};

const check = async (ctx: StageContext): Promise<Finding> => {
  const file = paths(ctx).kubeconfig;
  const effect = 'fetches a kubeconfig and waits for the API server';
  if (!existsSync(file)) return { state: 'drift', detail: 'there is no kubeconfig', effect };
  if (expiresSoon(file)) return { state: 'drift', detail: 'the kubeconfig expires within 30 days', effect };
  const seen = await observe(ctx);
  if (seen.state === 'ready') return { state: 'ok', detail: seen.detail };
  return { state: 'drift', detail: 'the API server does not answer by this kubeconfig', effect };
};

/** An admin kubeconfig that works, in the secrets folder and never in ~/.kube/config. */
export const kubeconfig: Step = {
  name: 'kubeconfig',
  check,
  apply: async (ctx) => {
    const file = paths(ctx).kubeconfig;
    const argv = ['talosctl', 'kubeconfig', file, '--merge=false', '--force'];
    await ctx.tool([...argv, ...target(ctx, firstControlPlane(ctx.cluster))], { timeoutMs: TIMEOUT_MS });
    chmodSync(file, 0o600);
  },
  verify: (ctx) => ({
    deadlineMs: ctx.cluster.timing.nodes,
    observe: () => observe(ctx),
    evidence: async () => (await askServer(ctx)).stderr.trim(),
  }),
};
