import type { ErrorRecord, StageState, State } from '../../core/machine/state.ts';
import { nextCommand } from './next.ts';
import { STATUS_WORD } from './status-word.ts';
import type { Style } from './style.ts';
import { oneLine, table, widthOf } from './table.ts';
import { ago } from './time.ts';

const PAINT: Record<string, keyof Style> = {
  green: 'green',
  failed: 'red',
  'gave up': 'red',
  running: 'yellow',
};

const HEAD = ['stage', 'status', 'since', 'attempts', 'error', 'next'];

const word = (stage: StageState | undefined): string => {
  const status = STATUS_WORD[stage?.status ?? 'idle'];
  if (stage?.paused) return `${status} (paused)`;
  return stage?.phase && stage.phase !== 'stage' ? `${status} (${stage.phase})` : status;
};

/** The error's own line, or why nothing was attempted. */
const errorLine = (state: State, name: string): string => {
  const stage = state.stages[name];
  return recordOf(state, name)?.summary ?? stage?.reason ?? '';
};

const recordOf = (state: State, name: string): ErrorRecord | undefined => {
  const error = state.stages[name]?.error;
  return error === undefined ? undefined : state.errors[`${name}:${error}`];
};

const ERROR_WIDTH = 70;
/** Below this an error's line says too little: it gets a line of its own. */
const LEAST_ERROR_WIDTH = 24;
const ERROR = 4;
/** A notice holds a command, which is never cut; no stage writes a longer one. */
const NOTICE_WIDTH = 500;

export interface StatusView {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly style: Style;
  /** How the next command names orch. */
  readonly self: string;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

const cells = (state: State, name: string, now: number, self: string): readonly string[] => {
  const stage = state.stages[name];
  return [
    name,
    word(stage),
    stage ? ago(stage.since, now) : '',
    stage ? String(stage.attempts) : '',
    stage ? oneLine(errorLine(state, name), ERROR_WIDTH) : '',
    nextCommand(name, stage, self),
  ];
};

/** For a narrow terminal: the error and the next command below their stage. A command is never cut. */
const stacked = (
  rows: readonly (readonly string[])[],
  columns: number,
  paint: Parameters<typeof table>[1],
): string => {
  const lines = table(
    rows.map((row) => row.slice(0, ERROR)),
    paint,
  ).split('\n');
  return rows
    .map((row, i) => {
      const [error = '', next = ''] = i === 0 ? [] : row.slice(ERROR);
      return [
        lines[i],
        ...(error === '' ? [] : [`  ${oneLine(error, columns - 2)}`]),
        ...(next === '' ? [] : [`  next: ${next}`]),
      ]
        .map((line) => `${line}\n`)
        .join('');
    })
    .join('');
};

/** What the stages last had to say to the human, a line each, below the table. */
const forYou = (state: State, order: readonly string[]): string =>
  order
    .flatMap((name) => (state.stages[name]?.notices ?? []).map((line) => `for you: ${name}: ${line}`))
    .map((line) => `${oneLine(line, NOTICE_WIDTH)}\n`)
    .join('');

/** The status for people: the table, then what is for the human; `order` is the map's. */
export const renderStatus = (state: State, order: readonly string[], view: StatusView): string =>
  statusTable(state, order, view) + forYou(state, order);

/** As wide as the terminal allows. */
const statusTable = (state: State, order: readonly string[], view: StatusView): string => {
  const { now, style, columns } = view;
  const rows = [HEAD, ...order.map((name) => cells(state, name, now, view.self))];
  const paint = (text: string, row: number, column: number): string => {
    if (row === 0) return style.dim(text);
    const colour = column === 1 ? PAINT[text.split(' (')[0] ?? ''] : undefined;
    return colour ? style[colour](text) : text;
  };
  const whole = table(rows, paint);
  const over = columns === undefined ? 0 : widthOf(whole) - columns;
  if (columns === undefined || over <= 0) return whole;
  const longest = Math.max(...rows.map((row) => row[ERROR]?.length ?? 0));
  const room = longest - over;
  if (room < LEAST_ERROR_WIDTH) return stacked(rows, columns, paint);
  return table(
    rows.map((row) => row.map((cell, column) => (column === ERROR ? oneLine(cell, room) : cell))),
    paint,
  );
};

/** The same for machines: stable keys, nothing cut. */
export const statusJson = (state: State, order: readonly string[], self: string): unknown => ({
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
      summary: recordOf(state, name)?.summary ?? null,
      reason: recordOf(state, name)?.givenUp ?? (errorLine(state, name) || null),
      notices: stage?.notices ?? [],
      log: stage?.log ?? null,
      next: nextCommand(name, stage, self) || null,
    };
  }),
});
