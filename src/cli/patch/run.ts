/** `orch patch check|apply`: the gate by hand, on a file that holds anyone's patch. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gitEnvironment, gitIn } from '../../adapters/git/git.ts';
import { judgeProposal } from '../../adapters/git/judge.ts';
import { loadTree } from '../../adapters/git/tree.ts';
import { EXIT, OrchError } from '../../core/exit.ts';
import { refusal } from '../../core/patch/reasons.ts';
import type { GatePolicy, Verdict } from '../../core/patch/types.ts';
import { decodeUtf8Strict, fromBytes } from '../../core/patch/utf8.ts';
import { readBytes } from '../read-input.ts';
import { applyToWorkTree } from './apply.ts';

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
  readonly env: Readonly<Record<string, string | undefined>>;
}

const readAnswer = async (path: string): Promise<Uint8Array> => {
  if (path === '-') return readBytes();
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    throw new OrchError(
      'usage',
      `The patch file ${path} cannot be read: ${message}.`,
      'Name a readable file.',
    );
  }
};

/** The text of a file, or of standard input for `-`; undefined when it is not UTF-8. Throws OrchError `usage`. */
export const readProposal = async (file: string): Promise<string | undefined> =>
  decodeUtf8Strict(fromBytes(await readAnswer(file)));

export const NOT_UTF8 = refusal([
  { rule: 'not-utf8', message: 'the answer is not UTF-8: no text patch can be read from it' },
]);

/** Judges the patch in a file against a commit; changes nothing but git objects. */
export const checkPatch = async (command: PatchCommand): Promise<Verdict> => {
  const text = await readProposal(command.file);
  if (text === undefined) return NOT_UTF8;
  const repo = resolve(command.repo);
  return judgeProposal(repo, command.commit ?? 'HEAD', { form: 'text', text }, command.policy, {
    env: gitEnvironment(command.env),
  });
};

/**
 * Judges the patch in a file and, when it is accepted, writes its result into the work tree.
 * Index, branches and commits stay as they are.
 * @throws OrchError `refused` when a touched file has uncommitted edits.
 */
export const applyPatch = async (command: PatchCommand): Promise<Verdict> => {
  const verdict = await checkPatch(command);
  if (!verdict.ok) return verdict;
  const repo = resolve(command.repo);
  const git = gitIn(repo, gitEnvironment(command.env));
  const top = (await git(['rev-parse', '--show-toplevel'])).text.replace(/\n$/, '');
  const tree = await loadTree(
    git,
    command.commit ?? 'HEAD',
    verdict.files.map((file) => file.path),
  );
  await applyToWorkTree(top, verdict.files, (path) => tree.read(path));
  return verdict;
};

/** The answer for people: a line for each file, or the reason. */
export const describeVerdict = (verdict: Verdict, applied: boolean): string => {
  if (!verdict.ok) {
    const reasons = verdict.violations.map(
      (v) => `  ${v.rule}: ${[v.path, v.line].filter((part) => part !== undefined).join(':')} ${v.message}`,
    );
    const held = verdict.held === undefined ? '' : ' (held: only content rules were hit)';
    return [`refused${held}, nothing was changed`, ...reasons].join('\n');
  }
  const files = verdict.files.map((file) => `  ${file.op} ${file.path}`);
  return [`${applied ? 'applied' : 'accepted'}, ${verdict.changedLines} changed lines`, ...files].join('\n');
};

/** The verdict as JSON data, without bytes. */
export const verdictJson = (verdict: Verdict): unknown =>
  verdict.ok
    ? {
        ok: true,
        changedLines: verdict.changedLines,
        files: verdict.files.map(({ path, op, mode }) => ({ path, op, mode })),
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
