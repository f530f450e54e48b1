/** orch on a real terminal. tmux is the terminal; without it the suite is skipped. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NO_MODELS } from '../rig/cli.ts';
import { makeRepo, packageRoot, type TestRepo } from '../rig/repo.ts';
import { hasTmux, openTerminal } from '../rig/terminal.ts';

/** Reports a step with a long name, waits until the test lets it go on, and ends green. */
const STAGE = `
const { existsSync, writeSync } = require('node:fs');
const say = (outcome) => writeSync(Number(process.env.ORCH_STEP_FD), JSON.stringify(
  { step: 'wait-for-${'a-long-name-'.repeat(6)}', index: 0, phase: 'apply', outcome, ms: 1 }) + '\\n');
say('started');
const timer = setInterval(() => {
  if (!existsSync(process.env.ORCH_STATE_DIR + '/go')) return;
  clearInterval(timer);
  say('changed');
}, 25);
`;
const ORCH = `'${process.execPath}' '${join(packageRoot, 'bin/orch.js')}'`;

const make = () =>
  makeRepo({
    files: {
      'context_map.yaml': `${NO_MODELS}stages:\n  site: { command: [node, stage.cjs], files: [x] }\n`,
      'stage.cjs': STAGE,
    },
  });
const letGo = (repo: TestRepo) => writeFileSync(join(repo.dir, 'state/stages/go'), '');
const open = (repo: TestRepo, columns: number) =>
  openTerminal({ cwd: repo.dir, env: repo.env, columns, socket: join(repo.dir, '..', 'tmux') });
/** The lines that look like the live line: the step, its phase, and a running time. */
const LIVE = /^site: wait-for.*$/gm;

describe.skipIf(!hasTmux)('on a terminal (skipped unless tmux is on PATH)', () => {
  it.each([60, 120])(
    'orch run on %d columns: one live line that counts, and none left behind',
    async (columns) => {
      using repo = await make();
      using terminal = open(repo, columns);
      terminal.type(`${ORCH} run all; echo "exit $?"`);
      const first = await terminal.sees(LIVE);
      expect(first.match(LIVE)).toHaveLength(1);
      const seconds = (screen: string) => /(\d+\.\d) s$/m.exec(screen.match(LIVE)?.at(-1) ?? '')?.[1];
      if (columns === 120) {
        const before = seconds(first);
        while (seconds(terminal.screen()) === before) await sleep(50);
      } else await sleep(2500);
      expect(terminal.screen().match(LIVE)).toHaveLength(1);
      letGo(repo);
      await terminal.sees(/exit 0/);
      const all = terminal.screen(true);
      expect(all.match(LIVE)).toBeNull();
      expect(all).toMatch(/\d\d:\d\d:\d\d site: running/);
      expect(all).toMatch(/site: wait-for-.*: applied/s);
      expect(all).toMatch(/Nothing needs you\./);
    },
  );

  it('Ctrl-C once: ends cleanly with 130, the state says interrupted, the next run goes on', async () => {
    using repo = await make();
    using terminal = open(repo, 100);
    terminal.type(`${ORCH} run all; echo "exit $?"`);
    await terminal.sees(LIVE);
    terminal.press('C-c');
    const screen = await terminal.sees(/exit \d/);
    expect(screen).toMatch(/exit 130/);
    expect(screen).toMatch(/SIGINT: stopping/);
    expect(screen).toMatch(/site: interrupted/);
    expect(screen.match(LIVE)).toBeNull();
    const status = JSON.parse(readFileSync(join(repo.dir, 'state/stage_status.json'), 'utf8'));
    expect(status.run.outcome).toBe('interrupted');
    expect(existsSync(join(repo.dir, 'state/lock'))).toBe(false);
    letGo(repo);
    terminal.type(`clear; ${ORCH} run all; echo "exit $?"`);
    await terminal.sees(/exit 0/);
  });

  it('orch status --watch redraws in place, also where the table is taller than before', async () => {
    using repo = await make();
    using terminal = open(repo, 60);
    terminal.type(`clear; ${ORCH} status --watch; echo "exit $?"`);
    await terminal.sees(/site +idle/);
    const run = repo.startOrch(['run', 'all']);
    const running = await terminal.sees(/site +running/);
    expect(running.match(/^stage /gm)).toHaveLength(1);
    expect(running).not.toMatch(/idle/);
    letGo(repo);
    expect((await run.done).code).toBe(0);
    const green = await terminal.sees(/site +green/);
    expect(green.match(/^stage /gm)).toHaveLength(1);
    expect(green).not.toMatch(/running/);
    terminal.press('C-c');
    expect(await terminal.sees(/exit \d/)).toMatch(/exit 130/);
    expect(terminal.screen(true)).not.toMatch(/Error|at .*\.js/);
  });

  it('a log with escape sequences is text on the screen, and its bytes in a file', async () => {
    using repo = await make();
    const evil = '\u001b]0;owned\u0007\u001b[2Jone\u001b[5;5H\u001b[8mtwo\u001b[0m\n';
    repo.write('stage.cjs', `console.log(${JSON.stringify(evil)}); require('node:fs')`);
    await repo.commit('a loud stage');
    await repo.orch(['run', 'all']);
    using terminal = open(repo, 100);
    terminal.type(`clear; echo before; ${ORCH} logs site; ${ORCH} logs site > ../copy; echo "exit $?"`);
    const screen = await terminal.sees(/exit 0/);
    expect(screen).toMatch(/before\n.*\.log\nonetwo\n/);
    expect(readFileSync(join(repo.dir, '../copy'), 'utf8')).toBe(`${evil}\n`);
  });
});
