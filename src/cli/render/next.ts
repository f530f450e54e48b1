import type { StageState, Status } from '../../core/machine/state.ts';

const NEXT: Record<Status, (stage: string) => string> = {
  idle: (stage) => `orch run ${stage}`,
  running: (stage) => `orch logs ${stage} -f`,
  green: () => '',
  failed: (stage) => `orch show ${stage}`,
  give_up: (stage) => `orch show ${stage}`,
};

/** The command a human would type next about this stage; empty when there is nothing to do. */
export const nextCommand = (name: string, stage: StageState | undefined): string =>
  stage?.paused ? `orch resume ${name}` : NEXT[stage?.status ?? 'idle'](name);
