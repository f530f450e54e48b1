import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StageFailure } from '../failure.ts';
import type { ToolOptions, ToolResult } from '../tool.ts';
import type { StageContext } from '../types.ts';

/** One request may take 15 s; an apply of a whole folder is many requests. */
const TIMEOUT_MS = 120_000;

/** The admin kubeconfig that stage talos makes; the only one any stage uses. */
export const kubeconfigPath = (ctx: StageContext): string => join(ctx.secretsDir, 'kubeconfig');

/**
 * Runs kubectl against our cluster; never by KUBECONFIG, which silently falls back to localhost when it is wrong.
 * @param args after the global flags; @param options accepted exit codes, stdin.
 */
export const kubectl = (
  ctx: StageContext,
  args: readonly string[],
  options: Partial<ToolOptions> = {},
): Promise<ToolResult> =>
  ctx.tool(['kubectl', '--kubeconfig', kubeconfigPath(ctx), '--request-timeout=15s', ...args], {
    timeoutMs: TIMEOUT_MS,
    ...options,
  });

/** @returns the parsed answer of a `get ... -o json`. */
export const kubeJson = async <T>(ctx: StageContext, args: readonly string[]): Promise<T> => {
  const { stdout } = await kubectl(ctx, args);
  return JSON.parse(stdout) as T;
};

/** @returns what the API server proxies from a service or pod (GET), as text. */
export const kubeRaw = async (ctx: StageContext, path: string): Promise<string> =>
  (await kubectl(ctx, ['get', '--raw', path])).stdout;

/**
 * First step of every stage that works on Kubernetes: the API server answers.
 * @throws StageFailure with kubectl's words; a kubeconfig that was never made names the stage that makes it.
 */
export const demandCluster = async (ctx: StageContext): Promise<string> => {
  try {
    const { serverVersion } = await kubeJson<{ serverVersion?: { gitVersion?: string } }>(ctx, [
      'version',
      '-o',
      'json',
    ]);
    return `Kubernetes ${serverVersion?.gitVersion ?? '(version unknown)'} answers`;
  } catch (error) {
    if (!(error instanceof StageFailure) || existsSync(kubeconfigPath(ctx))) throw error;
    throw new StageFailure('there is no kubeconfig yet: stage talos makes it', error.evidence, error.exit);
  }
};
