import type { ContextMap, StageSpec } from '../workspace.ts';
import type { GatePolicy } from './types.ts';

/** What a patch for a stage may do: the map's word, nothing else. */
export const stagePolicy = (map: ContextMap, stage: StageSpec): GatePolicy => ({
  allowedFiles: stage.files,
  newFilesUnder: stage.newFilesUnder,
  protected: map.protected,
  ...map.settings.patch,
  invariants: map.invariants,
  contentRules: map.settings.contentRules,
});
