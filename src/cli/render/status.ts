import type { StageState, State, Status } from '../../core/machine/state.ts';
import { nextCommand } from './next.ts';
import type { Style } from './style.ts';
import { oneLine, table } from './table.ts';
import { ago } from './time.ts';

const WORD: Record<Status, string> = {
  idle: 'idle',
  running: 'running',
  green: 'green',
  failed: 'failed',
  give_up: 'gave up',
};

const PAINT: Record<string, keyof Style> = {
  green: 'green',
  failed: 'red',
  'gave up': 'red',
  running: 'yellow',
};

const word = (stage: StageState | undefined): string => {
  const status = WORD[stage?.status ?? 'idle'];
  if (stage?.paused) return `${status} (paused)`;
  return stage?.phase && stage.phase !== 'stage' ? `${status} (${stage.phase})` : status;
};

/** The error's own line, or why nothing was attempted. */
export const errorLine = (state: State, name: string): string => {
  const stage = state.stages[name];
  const record = stage?.error === undefined ? undefined : state.errors[`${name}:${stage.error}`];
  return record?.givenUp ?? record?.summary ?? stage?.reason ?? '';
};

const ERROR_WIDTH = 70;

/** The status table for people. `now` in milliseconds since the epoch; `order` is the map's. */
export const renderStatus = (state: State, order: readonly string[], now: number, style: Style): string => {
  const rows = order.map((name) => {
    const stage = state.stages[name];
    return [
      name,
      word(stage),
      stage ? ago(stage.since, now) : '',
      stage ? String(stage.attempts) : '',
      stage ? oneLine(errorLine(state, name), ERROR_WIDTH) : '',
      nextCommand(name, stage),
    ];
  });
  return table([['stage', 'status', 'since', 'attempts', 'error', 'next'], ...rows], (text, row, column) => {
    if (row === 0) return style.dim(text);
    const colour = column === 1 ? PAINT[text.split(' (')[0] ?? ''] : undefined;
    return colour ? style[colour](text) : text;
  });
};

/** The same for machines: stable keys, nothing cut. */
export const statusJson = (state: State, order: readonly string[]): unknown => ({
  version: 1,
  serial: state.serial,
  ...(state.run
    ? {
        run: {
          id: state.run.id,
          startedAt: state.run.startedAt,
          endedAt: state.run.endedAt,
          outcome: state.run.outcome,
        },
      }
    : {}),
  stages: order.map((name) => {
    const stage = state.stages[name];
    return {
      stage: name,
      status: stage?.status ?? 'idle',
      ...(stage?.phase ? { phase: stage.phase } : {}),
      paused: stage?.paused === true,
      since: stage?.since ?? null,
      attempts: stage?.attempts ?? 0,
      error: stage?.error ?? null,
      reason: errorLine(state, name) || null,
      log: stage?.log ?? null,
      next: nextCommand(name, stage) || null,
    };
  }),
});
