/** The rules about paths and operations. Data comes from the policy; nothing here looks at content. */
import { firstMatch } from './glob.ts';
import { fold, isGitDir, newNameProblem } from './names.ts';
import { ALWAYS_PROTECTED, STATE_DIRS } from './protected.ts';
import type { Op } from './resolve.ts';
import type { GatePolicy, Tree, Violation } from './types.ts';

type Found = Omit<Violation, 'path' | 'line'> | undefined;

const parents = (path: string): string[] => {
  const out: string[] = [];
  for (let i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) out.push(path.slice(0, i));
  return out;
};

function protectedProblem(path: string, policy: GatePolicy): Found {
  if (path.split('/').some(isGitDir))
    return { rule: 'git-dir', message: 'nothing inside .git may be touched' };
  const folded = fold(path);
  const full = policy.builtinProtection !== 'exact';
  const dirs = [...(full ? STATE_DIRS : []), ...(policy.stateDirs ?? [])];
  const state = dirs.find((dir) => {
    const name = fold(dir.replace(/\/+$/, ''));
    return folded === name || folded.startsWith(`${name}/`);
  });
  if (state !== undefined)
    return {
      rule: 'state',
      message: `${state.replace(/\/+$/, '')}/ holds run-time state and is never part of a fix`,
    };
  const hit = policy.protected.find(
    (glob) => firstMatch([glob, `${glob}/**`], path) ?? firstMatch([fold(glob), `${fold(glob)}/**`], folded),
  );
  if (hit !== undefined) return { rule: 'protected', message: `it is protected by the workspace (${hit})` };
  const builtin = full ? firstMatch(ALWAYS_PROTECTED, folded) : undefined;
  return builtin === undefined
    ? undefined
    : {
        rule: 'protected',
        message: `it is always protected (${builtin}): it would change what runs or who decides`,
      };
}

/** Why a path is protected, for commands that would write to it; undefined when it is not, or is no repo path. */
export const protectedReason = (path: string, policy: GatePolicy): string | undefined =>
  /^(?:\/|~|\$|\.\.)/.test(path) ? undefined : protectedProblem(path, policy)?.message;

/** Symlinks, submodules and files on the way: writing through them would land somewhere else. */
function treeProblem(path: string, tree: Tree): Found {
  for (const parent of parents(path)) {
    const mode = tree.entries.get(parent);
    if (mode === '120000') return { rule: 'symlink', message: `${parent} is a symlink: name the real path` };
    if (mode === '160000')
      return { rule: 'submodule', message: `${parent} is a submodule: it is not ours to change` };
    if (mode !== undefined) return { rule: 'path', message: `${parent} is a file, not a folder` };
  }
  const mode = tree.entries.get(path);
  if (mode === '120000') return { rule: 'symlink', message: 'it is a symlink, and links are not changed' };
  if (mode === '160000')
    return { rule: 'submodule', message: 'it is a submodule, and submodules are not changed' };
  return undefined;
}

const under = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));

function scopeProblem(path: string, adding: boolean, policy: GatePolicy): Found {
  if (firstMatch(policy.allowedFiles, path) !== undefined) return undefined;
  if (adding && under(path, policy.newFilesUnder)) return undefined;
  const where =
    policy.newFilesUnder.length > 0 ? `; new files only under ${policy.newFilesUnder.join(', ')}` : '';
  return {
    rule: 'scope',
    message: `it is not among the files this stage may change (${policy.allowedFiles.slice(0, 12).join(', ') || 'none'})${where}`,
  };
}

/** A name that some file system, or an eye, would take for another that is there already. */
function twinProblem(path: string, tree: Tree): Found {
  const wanted = new Map([...parents(path), path].map((part) => [fold(part), part]));
  for (const entry of tree.entries.keys()) {
    for (const known of [...parents(entry), entry]) {
      const mine = wanted.get(fold(known));
      if (mine !== undefined && mine !== known)
        return {
          rule: 'twin-name',
          message: `it differs from ${known} only by case or look: write the name as it stands in the tree`,
        };
    }
  }
  return undefined;
}

function addProblem(path: string, tree: Tree, policy: GatePolicy): Found {
  if (policy.allowNewFiles === false) return { rule: 'new-file', message: 'new files are not allowed here' };
  const named = newNameProblem(path);
  if (named !== undefined) return { rule: 'twin-name', message: `${named}: choose a plain name` };
  if (tree.entries.has(path))
    return {
      rule: 'exists',
      message: 'the patch adds this file but it exists already: send a change of it instead',
    };
  const top = path.split('/')[0]!;
  const folder = [...tree.entries.keys()].some((entry) => entry.startsWith(`${path}/`));
  if (folder) return { rule: 'exists', message: 'a folder of this name exists' };
  if (
    policy.allowNewTopLevel !== true &&
    ![...tree.entries.keys()].some((entry) => entry.startsWith(`${top}/`))
  )
    return { rule: 'top-level', message: 'new entries at the top of the repo are not allowed' };
  return twinProblem(path, tree);
}

function modeProblem(op: Op, policy: GatePolicy): Found {
  const { asksMode } = op;
  if (asksMode === undefined) return undefined;
  if (asksMode === '120000')
    return { rule: 'symlink', message: 'the patch makes a symlink: links are never made' };
  if (asksMode === '160000')
    return { rule: 'submodule', message: 'the patch makes a submodule: these are never made' };
  if (!/^100(?:644|755)$/.test(asksMode))
    return { rule: 'mode', message: `mode ${asksMode} is none git knows` };
  return policy.allowModeChange === true
    ? undefined
    : {
        rule: 'mode',
        message:
          'the patch changes the executable bit: leave modes as they are (run a new script with `bash FILE`)',
      };
}

const missing = (path: string, tree: Tree): Found => {
  if (tree.entries.has(path)) return undefined;
  const name = path.split('/').at(-1)!;
  const like = [...tree.entries.keys()].filter((entry) => entry.split('/').at(-1) === name).slice(0, 3);
  const hint = like.length > 0 ? `; there is ${like.join(', ')}` : '';
  return { rule: 'no-file', message: `no such file is tracked${hint}` };
};

/** What is wrong with one operation; the first reason per path, worst first. */
export function judgeOp(op: Op, tree: Tree, policy: GatePolicy): readonly Violation[] {
  const out: Violation[] = [];
  const found = (path: string, problem: Found): boolean => {
    if (problem !== undefined) out.push({ ...problem, path, line: op.no });
    return problem !== undefined;
  };
  const adding = op.kind === 'add' || op.kind === 'rename';
  const old = op.kind === 'rename' ? op.from! : op.kind === 'add' ? undefined : op.path;
  if (old !== undefined) {
    void (
      found(old, protectedProblem(old, policy)) ||
      found(old, treeProblem(old, tree)) ||
      found(old, scopeProblem(old, !tree.entries.has(old), policy)) ||
      found(old, missing(old, tree))
    );
  }
  if (adding) {
    void (
      found(op.path, protectedProblem(op.path, policy)) ||
      found(op.path, treeProblem(op.path, tree)) ||
      found(op.path, addProblem(op.path, tree, policy)) ||
      found(op.path, scopeProblem(op.path, true, policy))
    );
  }
  if (op.kind === 'delete' && policy.allowDelete !== true)
    found(op.path, { rule: 'delete', message: 'deleting files is not allowed' });
  if (op.kind === 'rename' && policy.allowRename !== true)
    found(op.path, { rule: 'rename', message: 'renaming files is not allowed' });
  found(op.path, modeProblem(op, policy));
  return out;
}
