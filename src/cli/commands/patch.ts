import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stagePolicy } from '../../core/patch/stage-policy.ts';
import type { ContextMap } from '../../core/workspace.ts';
import type { Context } from '../context.ts';
import { readWorkspaceMap } from '../map.ts';
import { readPolicy } from '../patch/policy.ts';
import { applyPatch, checkPatch, describeVerdict, exitOf, OPEN_POLICY, verdictJson } from '../patch/run.ts';
import type { Action } from '../program.ts';
import { rootOf } from '../root.ts';
import { chosenStages } from '../stage-names.ts';

type Policy = typeof OPEN_POLICY;

/** The policy a patch by hand is judged by: a file's, a stage's of the map, or all files but the protected ones. */
const policyFor = async (
  root: string,
  context: Context,
  options: { policy?: string; stage?: string },
): Promise<Policy> => {
  if (options.policy !== undefined) return readPolicy(options.policy);
  const map: ContextMap | undefined =
    existsSync(join(root, context.map)) || options.stage !== undefined
      ? await readWorkspaceMap(root, context)
      : undefined;
  if (!map) return OPEN_POLICY;
  if (options.stage === undefined) return { ...OPEN_POLICY, protected: map.protected };
  chosenStages(
    [options.stage],
    map.stages.map((stage) => stage.name),
  );
  const spec = map.stages.find((stage) => stage.name === options.stage);
  return spec ? stagePolicy(map, spec) : OPEN_POLICY;
};

const command =
  (applied: boolean): Action =>
  async (context, options, [file = '']) => {
    const given = options as { repo?: string; policy?: string; stage?: string };
    const root = rootOf(given.repo ?? context.dir);
    const policy = await policyFor(root, context, given);
    const work = { repo: root, file, policy, env: context.env };
    const verdict = await (applied ? applyPatch(work) : checkPatch(work));
    context.out(
      context.json
        ? `${JSON.stringify(verdictJson(verdict), null, 2)}\n`
        : `${describeVerdict(verdict, applied)}\n`,
    );
    return exitOf(verdict);
  };

/** `orch patch check FILE`: what the gate says of a patch or a model's reply. Exit 0 it would be applied, 77 refused. */
export const patchCheck = command(false);

/** `orch patch apply FILE`: the same, and the accepted result written to the checkout. */
export const patchApply = command(true);
