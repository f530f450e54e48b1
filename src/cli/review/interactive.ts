/** `orch review` on a terminal: one key each. */
import { page } from '../../adapters/process/pager.ts';
import { EXIT, OrchError } from '../../core/exit.ts';
import { type Context, childEnv } from '../context.ts';
import { guard } from '../render/guard.ts';
import { renderScreen, renderStory } from '../render/review.ts';
import { style } from '../render/style.ts';
import { stopSignal } from '../stop-signal.ts';
import { acceptGiven, chosen, type Desk, openDesk, rejectGiven } from './desk.ts';
import { type Keys, openKeys } from './keys.ts';
import { acceptedLine, rejectedLine } from './said.ts';
import { entriesOf, storyOf } from './story.ts';

/** The alternate screen without a cursor, and back (xterm's control sequences). */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const CLEAR = '\u001b[H\u001b[2J';
const CTRL_C = '\u0003';

interface View {
  readonly desk: Desk;
  readonly at: number;
  readonly said: string;
  readonly help: boolean;
}

type Turn = (context: Context, view: View, keys: Keys) => Promise<View>;

const inView = (at: number, count: number): number => Math.max(0, Math.min(at, count - 1));

const draw = (context: Context, { desk, at, said, help }: View): void => {
  const input = {
    entries: entriesOf(desk),
    side: desk.place.side,
    base: desk.pending.base.name,
    self: context.self,
    ...{ at, said, help },
  };
  const text = renderScreen(input, context.columns ?? 80, process.stdout.rows || 24, style(context.colour));
  context.raw('stdout', `${CLEAR}${guard(text, context.colour).replaceAll('\n', '\r\n')}`);
};

const move =
  (by: number): Turn =>
  async (_context, view) => ({
    ...view,
    at: inView(view.at + by, view.desk.pending.open.length),
    said: '',
  });

const diff: Turn = async (context, view, keys) => {
  const one = view.desk.pending.open[view.at];
  if (one === undefined) return view;
  const text = guard(renderStory(await storyOf(view.desk, one), style(context.colour)), context.colour);
  const shown = await keys.lend(async () => {
    context.raw('stdout', `${LEAVE}`);
    return page(text, childEnv(context.env), 'R');
  });
  context.raw('stdout', ENTER);
  const said = {
    shown: '',
    absent: 'The pager ($PAGER, else less) could not be started.',
  };
  return { ...view, said: typeof shown === 'string' ? said[shown] : shown.failed };
};

/** Does it, reads the desk anew, and keeps a refusal as something said. */
const decide = async (context: Context, view: View, work: () => Promise<string>): Promise<View> => {
  let said: string;
  try {
    said = await work();
  } catch (error) {
    if (!(error instanceof OrchError)) throw error;
    said = `${error.message}\n  next: ${error.next}`;
  }
  const desk = await openDesk(context);
  return { ...view, desk, said, at: inView(view.at, desk.pending.open.length) };
};

/** By its id: what a number means may have changed since the screen was drawn. */
const marked = ({ desk, at }: View, context: Context): string =>
  chosen(desk, String(at + 1), context.self).commit;

const accept: Turn = (context, view) =>
  decide(context, view, async () => acceptedLine(await acceptGiven(context, marked(view, context))));

const acceptAll: Turn = (context, view) =>
  decide(context, view, async () => acceptedLine(await acceptGiven(context, 'all')));

const reject: Turn = async (context, view, keys) => {
  if (view.desk.pending.open.length === 0) return view;
  draw(context, { ...view, said: 'Undo this change and never take it again? [y/N]' });
  if ((await keys.next()) !== 'y') return { ...view, said: 'Nothing was rejected.' };
  return decide(context, view, async () => rejectedLine(await rejectGiven(context, marked(view, context))));
};

const help: Turn = async (_context, view) => ({ ...view, help: !view.help, said: '' });

const TURNS: Readonly<Record<string, Turn>> = {
  n: move(1),
  j: move(1),
  '\u001b[B': move(1),
  '\u001bOB': move(1),
  p: move(-1),
  k: move(-1),
  '\u001b[A': move(-1),
  '\u001bOA': move(-1),
  d: diff,
  '\r': diff,
  a: accept,
  A: acceptAll,
  r: reject,
  '?': help,
};

const turns = async (context: Context, keys: Keys): Promise<number | undefined> => {
  let view: View = { desk: await openDesk(context), at: 0, said: '', help: false };
  for (;;) {
    draw(context, view);
    const key = await keys.next();
    if (key === undefined) return undefined;
    if (key === 'q') return EXIT.green;
    if (key === CTRL_C) return EXIT.interrupt;
    view = (await TURNS[key]?.(context, view, keys)) ?? view;
  }
};

/** Runs until q, Ctrl-C or a signal; the terminal is as before on every way out. Returns the exit code. */
export const interactive = async (context: Context): Promise<number> => {
  const stop = stopSignal(
    () => {},
    (name) => name === 'SIGINT' && keys.lent(),
  );
  const keys = openKeys(process.stdin, stop.signal);
  const leave = () => context.raw('stdout', LEAVE);
  process.on('exit', leave);
  context.raw('stdout', ENTER);
  try {
    const code = await turns(context, keys);
    // Without a signal the terminal itself is gone.
    return code ?? stop.exit() ?? EXIT.hangup;
  } finally {
    keys.dispose();
    process.off('exit', leave);
    leave();
    stop.dispose();
  }
};
