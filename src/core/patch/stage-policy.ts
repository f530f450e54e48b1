import type { ContextMap, StageSpec } from '../workspace.ts';
import type { GatePolicy } from './types.ts';

/** What no patch may touch by the map's word: its protected files, and what the stages' checks run. A patch that may change its check is not checked. */
export const protectedBy = ({ protected: files, stages }: ContextMap): readonly string[] => [
  ...files,
  ...stages
    .flatMap(({ check = [] }) => check)
    .filter((word) => /^[^-/].*[./]/.test(word))
    .map((word) => word.replace(/^\.\//, '')),
];

/** What a patch for a stage may do: the map's word, nothing else. */
export const stagePolicy = (map: ContextMap, stage: StageSpec): GatePolicy => ({
  allowedFiles: stage.files,
  newFilesUnder: stage.newFilesUnder,
  protected: protectedBy(map),
  ...map.settings.patch,
  invariants: map.invariants,
  contentRules: map.settings.contentRules,
});
