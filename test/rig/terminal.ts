import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

export interface Terminal extends Disposable {
  /** Types a line and Enter. */
  type(line: string): void;
  /** Presses keys by tmux's names, for example C-c. */
  press(...keys: string[]): void;
  /** The screen as it stands, without blank lines at the end; `history` with what scrolled away. */
  screen(history?: boolean): string;
  /** Resolves with the first screen that matches. */
  sees(pattern: RegExp): Promise<string>;
}

/** A shell in a real terminal of this size, in a tmux server of its own. Its prompt is `$ `. */
export const openTerminal = (options: {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  readonly rows?: number;
  /** Path of the server's socket, in a folder that the test removes. */
  readonly socket: string;
}): Terminal => {
  const { cwd, columns, rows = 40, socket } = options;
  // No history: written while the folder is being removed, it would stay.
  const env = { ...options.env, PS1: '$ ', TERM: 'screen', HISTFILE: '', LESSHISTFILE: '-' };
  const tmux = (...args: string[]): string => {
    const ran = spawnSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { cwd, env, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`tmux ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  };
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'bash', '--noprofile', '--norc', '-i');
  const screen = (history = false) =>
    tmux('capture-pane', '-p', ...(history ? ['-S', '-'] : [])).replace(/\s+$/, '');
  return {
    type: (line) => void tmux('send-keys', line, 'Enter'),
    press: (...keys) => void tmux('send-keys', ...keys),
    screen,
    sees: async (pattern) => {
      for (;;) {
        const now = screen();
        if (pattern.test(now)) return now;
        await sleep(50);
      }
    },
    [Symbol.dispose]: () => void spawnSync('tmux', ['-S', socket, 'kill-server']),
  };
};
