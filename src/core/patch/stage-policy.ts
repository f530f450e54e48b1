import type { ContextMap, PatchPolicy, StageSpec } from '../workspace.ts';

/** What a patch for a stage may do: the map's word, nothing else. */
export const stagePolicy = (map: ContextMap, stage: StageSpec): PatchPolicy => ({
  allowedFiles: stage.files,
  newFilesUnder: stage.newFilesUnder,
  protected: map.protected,
  ...map.settings.patch,
  invariants: map.invariants,
});
