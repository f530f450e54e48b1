import { expect, test } from 'vitest';
import { type CaptureOptions, capture } from '../../../src/adapters/process/capture.ts';
import { folder, PATH } from './rig.ts';

const options = (more: Partial<CaptureOptions> = {}): CaptureOptions => ({
  cwd: '/',
  env: { PATH },
  timeoutMs: 60_000,
  maxBytes: 1_000,
  graceMs: 300,
  ...more,
});

const text = async (argv: readonly string[], more?: Partial<CaptureOptions>) => {
  const got = await capture(argv, options(more));
  return { ...got, stdout: got.stdout.toString('utf8'), stderr: got.stderr.toString('utf8') };
};

test('code, stdout and stderr apart', async () => {
  expect(await text(['sh', '-c', 'echo a; echo b >&2; exit 3'])).toEqual({
    outcome: 'exited',
    code: 3,
    signal: null,
    stdout: 'a\n',
    stderr: 'b\n',
    droppedBytes: 0,
    ms: expect.any(Number),
  });
});

test('merged, both come in order of arrival and share the limit', async () => {
  const script = 'echo a; sleep 0.1; echo b >&2; sleep 0.1; echo c';
  expect(await text(['sh', '-c', script], { merge: true })).toMatchObject({
    stdout: 'a\nb\nc\n',
    stderr: '',
  });
  expect(await text(['sh', '-c', script], { merge: true, maxBytes: 3 })).toMatchObject({
    stdout: 'a\nb',
    droppedBytes: 3,
  });
});

test('what does not fit is counted, and the command still ends by itself', async () => {
  const got = await text([process.execPath, '-e', 'process.stdout.write("x".repeat(5_000_000))']);
  expect(got).toMatchObject({ outcome: 'exited', code: 0, droppedBytes: 4_999_000 });
  expect(got.stdout).toBe('x'.repeat(1_000));
});

test('stdin is given; without it there is none; a command that does not read it is no error', async () => {
  expect(await text(['cat'], { stdin: 'in é' })).toMatchObject({ stdout: 'in é' });
  expect(await text(['cat'])).toMatchObject({ code: 0, stdout: '' });
  expect(await text(['true'], { stdin: 'x'.repeat(2_000_000) })).toMatchObject({
    outcome: 'exited',
    code: 0,
  });
});

test('the environment is the given one only', async () => {
  const got = await text([process.execPath, '-p', 'Object.keys(process.env).sort().join()'], {
    env: { PATH, A: '1' },
  });
  expect(got.stdout).toBe('A,PATH\n');
});

test('over its time: TERM, then KILL, also for children that hold the output', async () => {
  expect(await text(['sh', '-c', 'echo a; exec sleep 60'], { timeoutMs: 300 })).toMatchObject({
    outcome: 'timed_out',
    signal: 'SIGTERM',
    stdout: 'a\n',
  });
  expect(
    await text(['sh', '-c', 'trap "" TERM; echo a; sleep 60; sleep 60'], { timeoutMs: 300 }),
  ).toMatchObject({
    outcome: 'timed_out',
    signal: 'SIGKILL',
    stdout: 'a\n',
  });
});

test('an abort interrupts, before the start and in the middle', async () => {
  expect((await text(['sleep', '60'], { signal: AbortSignal.abort() })).outcome).toBe('interrupted');
  const stop = new AbortController();
  const running = text(['sleep', '60'], { signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  expect((await running).outcome).toBe('interrupted');
});

test('a grandchild that holds the pipe does not keep us', async () => {
  const got = await text(['sh', '-c', 'echo a; sleep 5 & exit 2'], { timeoutMs: 4_000 });
  expect(got).toMatchObject({ outcome: 'exited', code: 2, stdout: 'a\n' });
});

test('not found and not executable say which', async () => {
  await using f = await folder();
  expect(await text(['no-such-tool'])).toMatchObject({
    outcome: 'not_found',
    reason: 'no-such-tool was not found in any folder of PATH',
  });
  expect(await text([`${f.dir}/x`])).toMatchObject({
    outcome: 'not_found',
    reason: `${f.dir}/x does not exist`,
  });
  expect(await text([f.dir])).toMatchObject({
    outcome: 'not_found',
    reason: `${f.dir} is there but is not an executable file`,
  });
});

test('a missing folder, an empty argv and a NUL are errors of the caller', async () => {
  await expect(text(['true'], { cwd: '/no/such/folder' })).rejects.toThrow('/no/such/folder does not exist');
  await expect(text([])).rejects.toThrow('the argv is empty');
  await expect(text(['echo', 'a\0b'])).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
});
