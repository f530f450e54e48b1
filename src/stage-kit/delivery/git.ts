import { realpathSync } from 'node:fs';
import { failureMatches, StageFailure } from '../failure.ts';
import { together } from '../parallel.ts';
import type { ToolResult } from '../tool.ts';
import type { StageContext } from '../types.ts';

/** The commit that is delivered. */
export interface Head {
  readonly commit: string;
  readonly tree: string;
}

/** Every folder of manifests lies in it. */
export const MANIFESTS = 'cluster';

/** A push of a small repo takes seconds; a lost connection should not take the night. */
const PUSH_MS = 300_000;
const LOCAL_MS = 60_000;

/** They would make git work on another repo than the checkout: orch may have been started from a hook. */
const ELSEWHERE = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
];

/** Hooks off, no signing, nobody to ask. By environment, since a setting there wins over every config file. */
const gitEnv = (env: StageContext['env']): Record<string, string | undefined> => {
  const before = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  const settings = [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['push.gpgSign', 'false'],
  ];
  return {
    ...Object.fromEntries(ELSEWHERE.map((name) => [name, undefined])),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // No transport that runs a command (ext::).
    GIT_ALLOW_PROTOCOL: 'file:http:https:ssh',
    LC_ALL: 'C',
    GIT_CONFIG_COUNT: String(before + settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${before + index}`, key],
        [`GIT_CONFIG_VALUE_${before + index}`, value],
      ]),
    ),
  };
};

const git = (
  ctx: StageContext,
  args: readonly string[],
  options: { readonly timeoutMs?: number; readonly ok?: readonly number[] } = {},
): Promise<ToolResult> =>
  ctx.tool(['git', ...args], { timeoutMs: LOCAL_MS, ...options, env: gitEnv(ctx.env) });

/**
 * The commit of the checkout.
 * @throws StageFailure when the checkout is no repo of its own, or when manifests differ from that commit: Flux would
 * apply something else than what was checked here.
 */
export const headOf = async (ctx: StageContext): Promise<Head> => {
  const [place, status] = await together([
    () => git(ctx, ['rev-parse', '--show-toplevel', 'HEAD', 'HEAD^{tree}']),
    () => git(ctx, ['status', '--porcelain', '--untracked-files=all', '--', MANIFESTS]),
  ]);
  const [top = '', commit = '', tree = ''] = place.stdout.split('\n');
  // A worktree that lost its .git file would deliver the repo above it.
  if (realpathSync(top) !== realpathSync(ctx.root))
    throw new StageFailure(`the checkout ${ctx.root} is not the top of a git repository: git found ${top}`);
  const edits = status.stdout.trimEnd();
  if (edits !== '')
    throw new StageFailure(
      'Flux applies only what is committed: commit these edits, or set delivery.mode to apply',
      `manifests are not committed:\n${edits}`,
    );
  return { commit, tree };
};

/** Whether a commit has the content of `head`: a repair that is kept gets another id and the same content. */
export const isSame = async (ctx: StageContext, head: Head, commit: string): Promise<boolean> => {
  if (commit === head.commit) return true;
  const found = await git(ctx, ['rev-parse', '--verify', '--quiet', `${commit}^{tree}`], { ok: [0, 1, 128] });
  return found.code === 0 && found.stdout.trim() === head.tree;
};

/** The manifests that differ from a commit, `M cluster/apps/web.yaml`; none when git does not know the commit. */
export const changesSince = async (ctx: StageContext, head: Head, commit: string): Promise<string> => {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return '';
  const args = [
    'diff',
    '--name-status',
    '--no-renames',
    '--no-ext-diff',
    commit,
    head.commit,
    '--',
    MANIFESTS,
  ];
  const { code, stdout } = await git(ctx, args, { ok: [0, 128] });
  return code === 0 ? stdout.trimEnd().replaceAll('\t', ' ') : '';
};

/**
 * Puts a commit on the branch that Flux watches. That branch is orch's own: it is overwritten.
 * @param remote a git remote or URL; @param branch must lie under `orch/`.
 * @throws StageFailure with git's words.
 */
export const push = async (
  ctx: StageContext,
  { commit }: Head,
  remote: string,
  branch: string,
): Promise<void> => {
  // The schema says so, too. No other branch is ever overwritten, whatever reaches this function.
  if (!/^orch\/[A-Za-z0-9._/-]+$/.test(branch) || branch.includes('..'))
    throw new StageFailure(`orch pushes to branches under orch/ only, not to ${branch}`);
  const quiet = ['--quiet', '--no-verify', '--no-follow-tags', '--recurse-submodules=no'];
  const argv = ['push', ...quiet, remote, `+${commit}:refs/heads/${branch}`];
  try {
    await git(ctx, argv, { timeoutMs: PUSH_MS });
  } catch (error) {
    if (!failureMatches(error, /does not appear to be a git repository|repository '.*' not found/))
      throw error;
    const where = `delivery.remote (${ctx.where('delivery', 'remote')})`;
    throw new StageFailure(`${where} names no git repository that this user can see`, error.evidence);
  }
};
