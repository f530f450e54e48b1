/** `orch explain patch`: how a patch was read and why it was judged as it was, step by step. */

import { gitEnvironment, gitIn } from '../../adapters/git/git.ts';
import { commitToJudge, judgeProposal } from '../../adapters/git/judge.ts';
import { loadTree } from '../../adapters/git/tree.ts';
import { touchedPaths } from '../../core/patch/gate.ts';
import { parseProposal } from '../../core/patch/parse.ts';
import { resolveSection } from '../../core/patch/resolve.ts';
import type { GatePolicy, Proposal, Verdict } from '../../core/patch/types.ts';
import { reasons, verdictJson } from '../patch/run.ts';

export interface Explanation {
  /** unified, codex, blocks, whole or edits; absent when the text could not be read as a patch. */
  readonly format?: string;
  /** One line for each file section: what it does, to which file, in how many parts. */
  readonly sections: readonly string[];
  readonly verdict: Verdict;
}

export interface ExplainOptions {
  readonly repo: string;
  readonly policy: GatePolicy;
  readonly commit?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Explains one proposal; changes nothing.
 * @throws OrchError `usage` when the commit does not exist.
 */
export const explainPatch = async (proposal: Proposal, options: ExplainOptions): Promise<Explanation> => {
  const env = gitEnvironment(options.env);
  const git = gitIn(options.repo, env);
  const commit = await commitToJudge(git, options.repo, options.commit ?? 'HEAD');
  const verdict = await judgeProposal(options.repo, commit, proposal, options.policy, { env });
  const parsed = parseProposal(proposal);
  if ('rule' in parsed) return { sections: [], verdict };
  const tree = await loadTree(git, commit, touchedPaths(proposal));
  const sections = parsed.sections.map((section) => {
    const op = resolveSection(section, tree);
    if ('rule' in op) return `line ${section.no}: ${op.rule}: ${op.message}`;
    const { body } = op;
    const parts =
      body.kind === 'hunks'
        ? `${body.hunks.length} hunk${body.hunks.length === 1 ? '' : 's'}`
        : body.kind === 'whole'
          ? `${body.lines.length} lines`
          : `${body.replacements.length} edits`;
    return `line ${op.no}: ${op.kind} ${op.from === undefined ? '' : `${op.from} -> `}${op.path} (${parts})`;
  });
  return { format: parsed.format, sections, verdict };
};

/** The explanation for people. */
export const describeExplanation = (explanation: Explanation): string => {
  const { format, sections, verdict } = explanation;
  const end = verdict.ok
    ? [`accepted: ${verdict.files.length} file(s), ${verdict.changedLines} changed lines`]
    : ['refused:', ...reasons(verdict.violations), '', 'told to the model:', `  ${verdict.model}`];
  return [`read as: ${format ?? 'no patch'}`, ...sections.map((line) => `  ${line}`), ...end].join('\n');
};

/** The explanation as JSON data. */
export const explanationJson = (explanation: Explanation): unknown => ({
  format: explanation.format ?? null,
  sections: explanation.sections,
  verdict: verdictJson(explanation.verdict),
});
