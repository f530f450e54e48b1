import { readFileSync } from 'node:fs';
import { expect, type TestContext, test } from 'vitest';
import { probeIsolation } from '../../../src/adapters/process/isolation.ts';
import { processTable } from '../../../src/adapters/process/table.ts';
import { PATH, rig, runs, until } from './rig.ts';

const isolation = await probeIsolation(PATH);

/** Each rule holds with and without a namespace; without bubblewrap the second half is skipped. */
const both = (name: string, body: (mode: 'auto' | 'group', ctx: TestContext) => Promise<void>): void => {
  test(`${name} (process group)`, (ctx) => body('group', ctx));
  test(`${name} (namespace)`, (ctx) => {
    if (isolation.kind === 'group')
      return ctx.skip('bubblewrap is not installed or may not make namespaces here');
    return body('auto', ctx);
  });
};

/** A process writes its pid as seen from outside: inside a namespace $$ is another number. */
const beat = (name: string): string => `while :; do echo x >> "$DIR/${name}"; sleep 0.05; done`;
const size = async (read: Promise<string>): Promise<number> => (await read).length;

/** True when nobody writes to the file any more. */
const silent = async (read: () => Promise<string>): Promise<boolean> => {
  const before = await size(read());
  await new Promise((resolve) => setTimeout(resolve, 300));
  return (await size(read())) === before;
};

both('a stage over its time gets TERM and may clean up', async (mode) => {
  await using r = await rig(mode);
  const exit = await r.sh(
    `trap 'kill $! 2>/dev/null; sleep 0.3; echo cleaned; exit 5' TERM; echo ready; sleep 60 & wait`,
    { timeoutMs: 500, graceMs: 20_000 },
  );
  expect(exit).toMatchObject({ outcome: 'timed_out', code: 5, tail: 'ready\ncleaned\n' });
});

both('a stage that ignores TERM is killed after the grace, with its children', async (mode) => {
  await using r = await rig(mode);
  const exit = await r.sh(`trap '' TERM; echo ready; ${beat('beat')}`, { timeoutMs: 300, graceMs: 300 });
  expect(exit.outcome).toBe('timed_out');
  expect(exit.tail).toBe('ready\n');
  expect(await silent(() => r.read('beat'))).toBe(true);
});

both('a grandchild in a session of its own that ignores TERM is killed too', async (mode, ctx) => {
  await using r = await rig(mode);
  const exit = await r.sh(
    `command -v setsid >/dev/null || exit 9; setsid sh -c 'trap "" TERM; ${beat('beat')}' & echo x >> beat; wait`,
    { timeoutMs: 500, graceMs: 300 },
  );
  if (exit.code === 9) ctx.skip('setsid is not installed');
  expect(exit.outcome).toBe('timed_out');
  expect(await silent(() => r.read('beat'))).toBe(true);
});

both('one that left the group and lost its parent is found by its mark', async (mode, ctx) => {
  await using r = await rig(mode);
  const exit = await r.sh(
    `command -v setsid >/dev/null || exit 9; (setsid sh -c 'trap "" TERM; ${beat('beat')}' &); echo x >> beat; sleep 60`,
    { timeoutMs: 500, graceMs: 300 },
  );
  if (exit.code === 9) ctx.skip('setsid is not installed');
  expect(exit.outcome).toBe('timed_out');
  expect(await silent(() => r.read('beat'))).toBe(true);
});

both(
  'a stage has ended when it exits, though a grandchild holds its output and fd 3; that one is ended',
  async (mode) => {
    await using r = await rig(mode);
    const exit = await r.sh(`echo x >> beat; (${beat('beat')}) & echo started; exit 3`);
    expect(exit).toMatchObject({ outcome: 'exited', code: 3, tail: 'started\n' });
    expect(await silent(() => r.read('beat'))).toBe(true);
  },
);

both('an abort interrupts', async (mode) => {
  await using r = await rig(mode);
  const stop = new AbortController();
  const running = r.sh(`trap 'echo stopping; exit 0' TERM; echo x > started; sleep 60 & wait`, {
    signal: stop.signal,
    graceMs: 20_000,
  });
  await until(() =>
    r.read('started').then(
      () => true,
      () => false,
    ),
  );
  stop.abort();
  expect(await running).toMatchObject({ outcome: 'interrupted', code: 0, tail: 'stopping\n' });
});

test('a bubblewrap that is slow to pass the exit code on is waited for', async (ctx) => {
  if (isolation.kind === 'group')
    return ctx.skip('bubblewrap is not installed or may not make namespaces here');
  await using r = await rig('auto');
  const stop = new AbortController();
  const running = r.sh(`trap 'sleep 0.2; exit 7' TERM; echo x > started; sleep 60 & wait`, {
    signal: stop.signal,
    graceMs: 20_000,
  });
  const began = () =>
    r.read('started').then(
      () => true,
      () => false,
    );
  await until(began);
  const { bwrap } = isolation;
  const outer = (await processTable()).find(
    ({ pid, ppid }) =>
      ppid === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(`${bwrap}\0`),
  );
  if (outer === undefined) throw new Error('bubblewrap is not a child of this process');
  process.kill(outer.pid, 'SIGSTOP');
  stop.abort();
  setTimeout(() => process.kill(outer.pid, 'SIGCONT'), 600);
  expect(await running).toMatchObject({ outcome: 'interrupted', code: 7 });
});

both('an abort before the start starts nothing', async (mode) => {
  await using r = await rig(mode);
  const exit = await r.sh('touch ran', { signal: AbortSignal.abort() });
  expect(exit).toMatchObject({ outcome: 'interrupted', code: null, logBytes: 0 });
  await expect(r.read('ran')).rejects.toMatchObject({ code: 'ENOENT' });
});

both('two stages side by side: ending one leaves the other alone', async (mode) => {
  await using r = await rig(mode);
  const other = r.sh('sleep 1.5; echo whole', { logPath: `${r.log}.2` });
  const exit = await r.sh('sleep 60', { timeoutMs: 200 });
  expect(exit.outcome).toBe('timed_out');
  expect(await other).toMatchObject({ outcome: 'exited', code: 0, tail: 'whole\n' });
});

both('a time limit beyond what a timer can hold is no limit', async (mode) => {
  await using r = await rig(mode);
  expect(await r.sh('sleep 0.2', { timeoutMs: 1e13 })).toMatchObject({ outcome: 'exited', code: 0 });
});

test('in a namespace: exit code, steps, working directory and arguments are as without', async (ctx) => {
  if (isolation.kind === 'group')
    return ctx.skip('bubblewrap is not installed or may not make namespaces here');
  await using r = await rig('auto');
  const exit = await r.sh(
    'pwd; echo $$; echo \'{"step":"s","index":0,"phase":"verify","outcome":"failed"}\' >&3; exit 4',
  );
  expect(exit).toMatchObject({ outcome: 'exited', code: 4, tail: `${r.dir}\n2\n` });
  expect(exit.steps).toEqual([{ step: 's', index: 0, phase: 'verify', outcome: 'failed' }]);
  expect(await r.sh('kill -KILL $$')).toMatchObject({ outcome: 'exited', code: 137 });
  expect((await r.run(['no-such-tool'])).outcome).toBe('not_found');
});

test('in a namespace nothing outlives a killed orch', async (ctx) => {
  if (isolation.kind === 'group')
    return ctx.skip('bubblewrap is not installed or may not make namespaces here');
  await using r = await rig('auto');
  const { spawn } = await import('node:child_process');
  const { isolated } = await import('../../../src/adapters/process/isolation.ts');
  const argv = isolated(isolation.bwrap, ['sh', '-c', beat('beat')]);
  const program = `require('child_process').spawn(${JSON.stringify(argv[0])}, ${JSON.stringify(argv.slice(1))}, {detached: true, stdio: ['ignore','ignore','ignore','ignore','pipe']}); setInterval(() => {}, 1000)`;
  const parent = spawn(process.execPath, ['-e', program], { env: { PATH, DIR: r.dir }, stdio: 'ignore' });
  await until(() =>
    r.read('beat').then(
      () => true,
      () => false,
    ),
  );
  parent.kill('SIGKILL');
  await until(() => parent.pid === undefined || !runs(parent.pid));
  expect(await silent(() => r.read('beat'))).toBe(true);
});
