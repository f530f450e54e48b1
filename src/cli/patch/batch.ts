/** The batch mode of the gate: one `repo<TAB>patch<TAB>policy` a line in, one `<exit code> text` a line out. */
import { EXIT, OrchError } from '../../core/exit.ts';
import { readPolicy } from './policy.ts';
import { applyPatch, describeVerdict, exitOf } from './run.ts';

export interface BatchAnswer {
  readonly code: number;
  readonly text: string;
}

/** Applies one patch file to one repo under one policy file; trouble that ends the command is an answer too. */
export const answerOne = async (
  repo: string,
  file: string,
  policyFile: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<BatchAnswer> => {
  try {
    const policy = await readPolicy(policyFile);
    const verdict = await applyPatch({ repo, file, policy, env });
    return { code: exitOf(verdict), text: describeVerdict(verdict, true) };
  } catch (error) {
    if (!(error instanceof OrchError)) throw error;
    return { code: EXIT[error.exit], text: `${error.message} ${error.next}` };
  }
};

/** Answers one line of a batch. */
export const answerLine = async (
  line: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> => {
  const [repo, file, policy] = line.split('\t');
  if (repo === undefined || file === undefined || policy === undefined)
    return `${EXIT.usage} a line is repo, patch file and policy file, separated by tabs`;
  const { code, text } = await answerOne(repo, file, policy, env);
  return `${code} ${text.replace(/\s+/g, ' ')}`;
};
