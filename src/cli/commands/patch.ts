import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { told } from '../../adapters/git/git.ts';
import { OrchError } from '../../core/exit.ts';
import { protectedBy, stagePolicy } from '../../core/patch/stage-policy.ts';
import type { ContextMap } from '../../core/workspace.ts';
import type { Context } from '../context.ts';
import { describeExplanation, explainPatch, explanationJson } from '../explain/patch.ts';
import { readWorkspaceMap } from '../map.ts';
import { readPolicy } from '../patch/policy.ts';
import { readProposal } from '../patch/proposal.ts';
import { applyPatch, checkPatch, describeVerdict, exitOf, OPEN_POLICY, verdictJson } from '../patch/run.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { rootOf } from '../root.ts';
import { oneStage } from '../stage-names.ts';

type Policy = typeof OPEN_POLICY;

/** The policy a patch by hand is judged by: a file's, a stage's of the map, or all files but the protected ones. */
const policyFor = async (root: string, context: Context, options: Given): Promise<Policy> => {
  if (options.policy !== undefined && options.stage !== undefined)
    throw new OrchError('usage', '--stage and --policy both say what is allowed', 'give one of the two');
  if (options.policy !== undefined) return readPolicy(resolve(context.dir, options.policy));
  const map: ContextMap | undefined =
    existsSync(join(root, context.map)) || options.stage !== undefined
      ? await readWorkspaceMap(root, context)
      : undefined;
  if (!map) return OPEN_POLICY;
  if (options.stage === undefined)
    return { ...OPEN_POLICY, protected: protectedBy(map), contentRules: map.settings.contentRules };
  oneStage(
    options.stage,
    map.stages.map((stage) => stage.name),
  );
  const spec = map.stages.find((stage) => stage.name === options.stage);
  return spec ? stagePolicy(map, spec) : OPEN_POLICY;
};

interface Given {
  readonly repo?: string;
  readonly policy?: string;
  readonly stage?: string;
  readonly acceptHeld?: boolean;
}

/** A file as it is named from where orch works (`-C`), or from the workspace's top folder, as orch itself names it; `-` stays. */
const fileIn = (dir: string, root: string, file: string): string => {
  if (file === '-') return file;
  const here = resolve(dir, file);
  return existsSync(here) || !existsSync(join(root, file)) ? here : join(root, file);
};

/** Said when the human's word was given and did not count. */
const NOT_HELD =
  '--accept-held takes only what content rules alone refuse, and only where they are set to hold (`settings.content_rules: hold` in the map, or `content_rules` of a policy file)';

const command =
  (applied: boolean): Action =>
  async (context, options, [named = '']) => {
    const given: Given = options;
    const root = rootOf(resolve(context.dir, given.repo ?? '.'));
    const policy = await policyFor(root, context, given);
    const file = fileIn(context.dir, root, named);
    const work = { repo: root, file, policy, env: context.env, acceptHeld: given.acceptHeld === true };
    const verdict = await (applied ? applyPatch(work) : checkPatch(work));
    context.out(context.json ? jsonText(verdictJson(verdict)) : `${describeVerdict(verdict, applied)}\n`);
    if (work.acceptHeld && !verdict.ok) context.err(`orch: ${NOT_HELD}\n`);
    return exitOf(verdict);
  };

/** `orch patch check FILE`: what the gate says of a patch or a model's reply. Exit 0 it would be applied, 77 refused. */
export const patchCheck = command(false);

/** `orch explain patch [FILE]`: how the text was read, section by section, and why the gate decides as it does. */
export const patchExplain: Action = async (context, options, [named = '-']) => {
  const given: Given = options;
  const repo = rootOf(resolve(context.dir, given.repo ?? '.'));
  const policy = await policyFor(repo, context, given);
  const proposal = await readProposal(fileIn(context.dir, repo, named), policy.maxPatchBytes);
  const explanation =
    'ok' in proposal
      ? { sections: [], verdict: proposal }
      : await told(explainPatch(proposal, { repo, policy, env: context.env }));
  context.out(
    context.json ? jsonText(explanationJson(explanation)) : `${describeExplanation(explanation)}\n`,
  );
  return exitOf(explanation.verdict);
};

/** `orch patch apply FILE`: the same, and the accepted result written to the checkout; `--accept-held`: also what only content rules refuse, where they hold. */
export const patchApply = command(true);
