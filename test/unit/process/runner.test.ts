import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rig } from './rig.ts';

test('a stage that ends well: code 0, its output in the log and nothing else', async () => {
  await using r = await rig();
  const exit = await r.sh('echo out; echo err >&2');
  expect(exit).toEqual({
    outcome: 'exited',
    code: 0,
    signal: null,
    ms: expect.any(Number),
    steps: [],
    tail: 'out\nerr\n',
    logBytes: 8,
  });
  expect(await readFile(r.log, 'utf8')).toBe('out\nerr\n');
});

test('the log is readable for its owner only, and its folder is made', async () => {
  await using r = await rig();
  const logPath = join(r.dir, 'a', 'b', 'c.log');
  await r.sh('echo hi', { logPath });
  expect((await stat(logPath)).mode & 0o777).toBe(0o600);
});

test('an exit code is reported as it is', async () => {
  await using r = await rig();
  expect(await r.sh('exit 7')).toMatchObject({
    outcome: 'exited',
    code: 7,
    signal: null,
    logBytes: 0,
    tail: '',
  });
});

test('a stage killed by a signal says which', async () => {
  await using r = await rig();
  expect(await r.sh('kill -SEGV $$')).toMatchObject({ outcome: 'signalled', code: null, signal: 'SIGSEGV' });
});

test('stdin is at its end at once', async () => {
  await using r = await rig();
  expect(await r.sh('cat; echo "read: $?"')).toMatchObject({ code: 0, tail: 'read: 0\n' });
});

test('the child sees the given environment and the marks of orch, and nothing of ours', async () => {
  await using r = await rig();
  const { tail } = await r.node('console.log(JSON.stringify(process.env))');
  expect(Object.keys(JSON.parse(tail)).sort()).toEqual(
    ['DIR', 'ORCH_ATTEMPT_ID', 'ORCH_RUN_ID', 'ORCH_STEP_FD', 'ORCH_WORKSPACE', 'PATH'].sort(),
  );
  expect(JSON.parse(tail)).toMatchObject({ ORCH_RUN_ID: 'run-1', ORCH_STEP_FD: '3', ORCH_WORKSPACE: r.dir });
});

test('arguments reach the command unread by any shell', async () => {
  await using r = await rig();
  const argv = ['$(id)', '`id`', 'a  b', '*', '; true', '\u00e9\n'];
  const { tail } = await r.run([
    process.execPath,
    '-p',
    'JSON.stringify(process.argv.slice(1))',
    '--',
    ...argv,
  ]);
  expect(JSON.parse(tail)).toEqual(argv);
});

test('a second attempt on the same log adds to it, and its tail is its own', async () => {
  await using r = await rig();
  await r.sh('echo first');
  expect(await r.sh('echo second')).toMatchObject({ tail: 'second\n', logBytes: 7 });
  expect(await readFile(r.log, 'utf8')).toBe('first\nsecond\n');
});

test('the tail is the last 256 KiB, from the beginning of a line', async () => {
  await using r = await rig();
  const exit = await r.node(
    'for (let i = 0; i < 60000; i++) process.stdout.write("line " + i + " " + "x".repeat(20) + "\\n")',
  );
  const lines = exit.tail.trimEnd().split('\n');
  expect(exit.logBytes).toBeGreaterThan(1_000_000);
  expect(exit.tail.length).toBeLessThanOrEqual(256 * 1024);
  expect(exit.tail.length).toBeGreaterThan(256 * 1024 - 100);
  expect(lines.every((line) => /^line \d+ x{20}$/.test(line))).toBe(true);
  expect(lines.at(-1)).toMatch(/^line 59999 /);
});

test('one endless line: its end is the tail, not broken within a character', async () => {
  await using r = await rig();
  const exit = await r.node(
    'for (let i = 0; i < 400; i++) process.stdout.write("\u00e9".repeat(1000)); process.exitCode = 1',
  );
  expect(exit.logBytes).toBe(800_000);
  expect(exit.tail).toMatch(/^\u00e9+$/);
  expect(Buffer.byteLength(exit.tail)).toBe(256 * 1024);
});

test('binary output is decoded lossily and kept as it was in the log', async () => {
  await using r = await rig();
  const exit = await r.node('process.stdout.write(Buffer.from([0, 255, 254, 10, 65, 10]))');
  expect(exit.tail).toBe('\0\uFFFD\uFFFD\nA\n');
  expect([...(await readFile(r.log))]).toEqual([0, 255, 254, 10, 65, 10]);
});

test('a command that is nowhere on PATH: not found, with the name, and an empty log', async () => {
  await using r = await rig();
  expect(await r.run(['no-such-tool', 'x'])).toMatchObject({
    outcome: 'not_found',
    code: null,
    tail: 'no-such-tool was not found in any folder of PATH',
    logBytes: 0,
  });
  expect(await readFile(r.log, 'utf8')).toBe('');
});

test('a script without the executable bit, a folder, a missing script, a missing interpreter: each says which', async () => {
  await using r = await rig();
  await r.file('plain.sh', '#!/bin/sh\n', 0o644);
  await r.file('odd.sh', '#!/no/such/interpreter -x\n', 0o755);
  const tails = [];
  for (const name of ['./plain.sh', './logs', './absent.sh', './odd.sh', '']) {
    const exit = await r.run([name]);
    expect(exit.outcome).toBe('not_found');
    tails.push(exit.tail);
  }
  expect(tails).toEqual([
    './plain.sh is there but is not an executable file',
    './logs is there but is not an executable file',
    `./absent.sh does not exist (looked in ${r.dir})`,
    './odd.sh asks for the interpreter /no/such/interpreter, which does not exist',
    'the command is empty',
  ]);
});

test('a relative command is looked up in the working directory', async () => {
  await using r = await rig();
  await r.file('ok.sh', '#!/bin/sh\necho ran\n', 0o755);
  expect(await r.run(['./ok.sh'])).toMatchObject({ code: 0, tail: 'ran\n' });
});

test('a missing working directory is an error that names it', async () => {
  await using r = await rig();
  const cwd = join(r.dir, 'absent');
  await expect(r.sh('true', { cwd })).rejects.toMatchObject({
    name: 'OrchError',
    exit: 'config',
    message: `the working directory ${cwd} does not exist`,
  });
});

test('a log that cannot be written is an error that names it', async () => {
  await using r = await rig();
  await r.file('taken', '');
  const logPath = join(r.dir, 'taken', 'x.log');
  await expect(r.sh('true', { logPath })).rejects.toMatchObject({
    name: 'OrchError',
    exit: 'state',
    message: expect.stringContaining(logPath),
  });
});
