import type { StageState, Status } from '../../core/machine/state.ts';

const NEXT: Record<Status, (stage: string) => string> = {
  idle: (stage) => `run ${stage}`,
  running: (stage) => `logs ${stage} -f`,
  green: () => '',
  failed: (stage) => `show ${stage}`,
  give_up: (stage) => `show ${stage}`,
};

/** The command a human would type next about this stage; empty when there is nothing to do. `self`: how it names orch. */
export const nextCommand = (name: string, stage: StageState | undefined, self: string): string => {
  const rest = stage?.paused ? `resume ${name}` : NEXT[stage?.status ?? 'idle'](name);
  return rest === '' ? '' : `${self} ${rest}`;
};
