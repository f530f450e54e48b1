/** `orch patch check|apply`: the gate by hand, on a file that holds anyone's patch. */
import { resolve } from 'node:path';
import { gitEnvironment, gitIn, told } from '../../adapters/git/git.ts';
import { judgeProposal } from '../../adapters/git/judge.ts';
import { loadTree } from '../../adapters/git/tree.ts';
import { EXIT } from '../../core/exit.ts';
import type { GatePolicy, Verdict, Violation } from '../../core/patch/types.ts';
import { applyToWorkTree } from './apply.ts';
import { readProposal } from './proposal.ts';

/** The gate by hand without a policy: any tracked file, new files next to others, and all built-in rules. */
export const OPEN_POLICY: GatePolicy = {
  allowedFiles: ['**'],
  newFilesUnder: [],
  protected: [],
  maxFiles: 20,
  maxChangedLines: 2000,
  maxPatchBytes: 400_000,
};

export interface PatchCommand {
  readonly repo: string;
  readonly file: string;
  readonly policy: GatePolicy;
  /** The commit to judge against; HEAD when absent. */
  readonly commit?: string;
  /** The human's word: what only content rules hold back is applied. */
  readonly acceptHeld?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the gate says, and against which content rules the human had it applied all the same. */
export type Answer = Verdict & { readonly against?: readonly Violation[] };

/** Judges the patch in a file against a commit; changes nothing but git objects. */
export const checkPatch = async (command: PatchCommand): Promise<Verdict> => {
  const proposal = await readProposal(command.file, command.policy.maxPatchBytes);
  if ('ok' in proposal) return proposal;
  const repo = resolve(command.repo);
  return told(
    judgeProposal(repo, command.commit ?? 'HEAD', proposal, command.policy, {
      env: gitEnvironment(command.env),
    }),
  );
};

/**
 * Judges the patch in a file and, when it is accepted, writes its result into the work tree.
 * Index, branches and commits stay as they are.
 * @throws OrchError `refused` when a touched file has uncommitted edits.
 */
export const applyPatch = async (command: PatchCommand): Promise<Answer> => {
  const judged = await checkPatch(command);
  const verdict = judged.ok ? judged : command.acceptHeld ? judged.held : undefined;
  if (verdict === undefined) return judged;
  const repo = resolve(command.repo);
  const git = gitIn(repo, gitEnvironment(command.env));
  const paths = verdict.files.map((file) => file.path);
  const top = (await told(git(['rev-parse', '--show-toplevel']))).text.replace(/\n$/, '');
  const tree = await told(loadTree(git, command.commit ?? 'HEAD', paths));
  await applyToWorkTree(top, verdict.files, (path) => tree.read(path));
  return judged.ok ? verdict : { ...verdict, against: judged.violations };
};

/** One indented line for each reason. */
export const reasons = (violations: readonly Violation[]): string[] =>
  violations.map(({ rule, path, line, message }) => {
    const where = [path, line].filter((part) => part !== undefined).join(':');
    return `  ${rule}: ${where === '' ? '' : `${where} `}${message}`;
  });

/** The answer for people: a line for each file, or the reason. */
export const describeVerdict = (verdict: Answer, applied: boolean): string => {
  if (!verdict.ok) {
    const held =
      verdict.held === undefined
        ? ''
        : ' (held: only content rules were hit; orch patch apply --accept-held takes it)';
    return [`refused${held}, nothing was changed`, ...reasons(verdict.violations)].join('\n');
  }
  const files = verdict.files.map((file) => `  ${file.op} ${file.path}`);
  const { against } = verdict;
  return [
    `${applied ? 'applied' : 'accepted'}${against ? ' by your word' : ''}, ${verdict.changedLines} changed lines`,
    ...files,
    ...(against ? ['against the content rules:', ...reasons(against)] : []),
  ].join('\n');
};

/** The verdict as JSON data, without bytes. */
export const verdictJson = (verdict: Answer): unknown =>
  verdict.ok
    ? {
        ok: true,
        changedLines: verdict.changedLines,
        files: verdict.files.map(({ path, op, mode }) => ({ path, op, mode })),
        ...(verdict.against ? { against: verdict.against } : {}),
      }
    : {
        ok: false,
        held: verdict.held !== undefined,
        human: verdict.human,
        model: verdict.model,
        violations: verdict.violations,
      };

/** The exit code of a verdict. */
export const exitOf = (verdict: Verdict): number => (verdict.ok ? EXIT.green : EXIT.refused);
