import type { Recorded } from '../../core/machine/events.ts';
import type { State } from '../../core/machine/state.ts';
import { stepText } from '../../core/step.ts';
import type { StepReport } from '../../core/types.ts';
import type { Reporter } from '../../ports.ts';
import type { Context } from '../context.ts';
import { eventLine } from './event-line.ts';
import { style } from './style.ts';
import { oneLine } from './table.ts';
import { duration, localClock } from './time.ts';

const TICK_MS = 1000;
const FALLBACK_COLUMNS = 80;
/** A line that wraps could not be taken back: these stay free, also for the `^C` that a terminal echoes. */
const ECHO_COLUMNS = 3;
const NOTE_WIDTH = 400;
const STEP_WORD = { started: '…', ok: 'ok', changed: 'applied', drift: 'drift', failed: 'failed' } as const;

export interface LiveReporter extends Reporter {
  /** Clears the live line and stops its clock. */
  close(): void;
}

/**
 * The story on stderr: one line an event and a changed step; on a TTY also a last line that
 * shows the step that is running and for how long. Without a TTY (cron) only whole lines.
 */
export const makeReporter = (context: Context): LiveReporter => {
  const s = style(context.colour);
  let live = '';
  let since = 0;
  const clear = () => {
    if (context.isTty && live) context.raw('stderr', '\r\u001b[2K');
  };
  const draw = () => {
    if (!context.isTty || !live) return;
    const took = duration(Date.now() - since);
    const room = (process.stderr.columns || FALLBACK_COLUMNS) - ECHO_COLUMNS - took.length - 1;
    const text = `${oneLine(live, room)} ${took}`;
    context.raw('stderr', `\r\u001b[2K${s.dim(text)}`);
  };
  const line = (text: string) => {
    clear();
    context.err(`${text}\n`);
    draw();
  };
  const timer = context.isTty ? setInterval(draw, TICK_MS) : undefined;
  timer?.unref();
  return {
    event(recorded: Recorded, state: State) {
      const text = eventLine(recorded, state, s);
      if (recorded.event.type === 'attempt_ended' || recorded.event.type === 'run_ended') {
        clear();
        live = '';
      }
      if (text) line(`${s.dim(localClock(recorded.at))} ${text}`);
    },
    step(stage: string, step: StepReport) {
      if (step.outcome === 'started') {
        live = `${stage}: ${step.step} (${step.phase})`;
        since = Date.now();
        draw();
        return;
      }
      // A step that was right already is no news; what was applied, drifted or failed is.
      if (step.outcome === 'ok') return;
      line(
        `         ${stage}: ${step.step}: ${STEP_WORD[step.outcome]}${stepText(step) ? ` (${oneLine(stepText(step), 90)})` : ''}`,
      );
    },
    note(text: string) {
      line(`         ${oneLine(text, NOTE_WIDTH)}`);
    },
    close() {
      clearInterval(timer);
      clear();
      live = '';
    },
  };
};
