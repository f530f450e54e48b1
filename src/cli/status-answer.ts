import type { State } from '../core/machine/state.ts';
import type { Context } from './context.ts';
import { quoted } from './make-context.ts';
import { jsonText } from './render/guard.ts';
import { renderStatus, statusJson } from './render/status.ts';
import { style } from './render/style.ts';

export type StatusContext = Pick<Context, 'json' | 'colour' | 'columns' | 'self'>;

/** How the next command reaches this workspace: a run by another map is gone on with by that map. */
const selfOf = (state: State, self: string): string =>
  state.mapFile === undefined || self.includes(' --map ') ? self : `${self} --map ${quoted(state.mapFile)}`;

/** What `orch status` prints for this state: the table, or JSON. `order` is the map's. */
export const statusAnswer = (state: State, order: readonly string[], context: StatusContext): string =>
  context.json
    ? jsonText(statusJson(state, order, selfOf(state, context.self)))
    : renderStatus(state, order, {
        now: Date.now(),
        style: style(context.colour),
        self: selfOf(state, context.self),
        columns: context.columns,
      });
