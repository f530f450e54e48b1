import type { State } from '../machine/state.ts';

/** A change that only content rules refuse, and that waits for the human's word. */
export interface HeldChange {
  /** Its diff, relative to the workspace. */
  readonly file: string;
  /** What the model says that it does. */
  readonly summary: string;
  /** What takes it. */
  readonly command: string;
}

/**
 * The held changes of a stage's present episode, oldest first, each once; none when the stage is green.
 * @param orch how commands name orch in this workspace.
 */
export const heldChanges = (state: State, stage: string, orch: string): readonly HeldChange[] => {
  const tried = (state.stages[stage]?.episode ?? []).flatMap(
    (fingerprint) => state.errors[`${stage}:${fingerprint}`]?.tried ?? [],
  );
  const held = new Map<string, HeldChange>();
  for (const { held: file, summary } of tried)
    if (file !== undefined && !held.has(file))
      held.set(file, {
        file,
        summary,
        command: `${orch} patch apply ${file} --stage ${stage} --accept-held`,
      });
  return [...held.values()];
};
