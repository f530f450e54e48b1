import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import { shown, toolEnv, toolRunner } from '../../src/stage-kit/tool.ts';
import { WHOLE } from '../rig/folder.ts';

const dir = mkdtempSync(join(tmpdir(), 'orch-tool-'));
afterAll(() => rmSync(dir, WHOLE));

const run = toolRunner(dir, { PATH: process.env.PATH, PROXMOX_API_TOKEN: 'hidden', PLAIN: 'seen' });
const node = (code: string) => [process.execPath, '-e', code];
const failure = async (work: Promise<unknown>): Promise<StageFailure> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StageFailure);
  return error as StageFailure;
};

describe('a tool', () => {
  test('answers with code, stdout and stderr apart', async () => {
    const code = `process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3`;
    expect(await run(node(code), { timeoutMs: 10_000, ok: [3] })).toEqual({
      code: 3,
      stdout: 'out',
      stderr: 'err',
    });
  });

  test('whose answer is not wanted any more is ended, or never started', async () => {
    const stop = new AbortController();
    const slow = run(node(`console.log('up'); setInterval(() => {}, 1000)`), {
      timeoutMs: 60_000,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 50);
    expect((await failure(slow)).message).toMatch(/was given up$/);
    const late = run(['no-such-tool'], { timeoutMs: 9_000, signal: stop.signal });
    expect((await failure(late)).message).toBe('`no-such-tool` was given up');
  });

  test('that fails is quoted verbatim, stderr before stdout', async () => {
    const found = await failure(
      run(node(`console.log('table'); console.error('error: line 4'); process.exit(1)`), {
        timeoutMs: 10_000,
      }),
    );
    expect(found.evidence).toBe('error: line 4');
    expect(found.message).toContain('exited with 1');
    expect(found.exit).toBe(1);
    const silent = await failure(
      run(node(`console.log('only here'); process.exit(1)`), { timeoutMs: 10_000 }),
    );
    expect(silent.evidence).toBe('only here');
  });

  test('that is not installed is a failure of the environment, as a shell would say it', async () => {
    const found = await failure(run(['no-such-talosctl', 'version'], { timeoutMs: 10_000 }));
    expect(found.evidence).toBe('no-such-talosctl: executable file not found in $PATH');
    expect(found.exit).toBe(127);
  });

  test('that hangs is ended with its name and the time', async () => {
    const found = await failure(
      run(node(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`), { timeoutMs: 200 }),
    );
    expect(found.message).toContain('gave no answer in 0.2 s');
    expect(found.evidence).toContain('timed out after 0.2s');
  });

  test('that writes without end is ended at the bound', async () => {
    const found = await failure(
      run(
        node(
          `const b = Buffer.alloc(65536, 120); const w = () => { while (process.stderr.write(b)); }; process.stderr.on('drain', w); w()`,
        ),
        {
          timeoutMs: 20_000,
        },
      ),
    );
    expect(found.message).toContain('wrote more than 1048576 bytes to stderr');
  });

  test('gets its input by stdin, and an end of it', async () => {
    const echo = `process.stdin.pipe(process.stdout)`;
    expect((await run(node(echo), { timeoutMs: 10_000, input: 'kind: Secret' })).stdout).toBe('kind: Secret');
    expect((await run(node(echo), { timeoutMs: 10_000 })).stdout).toBe('');
  });

  test('may ignore a long input: its exit code is what counts', async () => {
    const found = await failure(
      run(node(`process.exit(4)`), { timeoutMs: 10_000, input: 'x'.repeat(4_000_000) }),
    );
    expect(found.message).toContain('exited with 4');
  });

  test('is given no shell', async () => {
    const file = join(dir, 'made');
    const { stdout } = await run(node(`console.log(process.argv[1])`).concat(`; touch ${file}`), {
      timeoutMs: 10_000,
    });
    expect(stdout.trim()).toBe(`; touch ${file}`);
    await failure(run(['cat', file], { timeoutMs: 10_000 }));
  });

  test('sees no credential and no pointer to another cluster', async () => {
    const { stdout } = await run(node(`console.log(JSON.stringify(Object.keys(process.env)))`), {
      timeoutMs: 10_000,
    });
    expect(JSON.parse(stdout)).toContain('PLAIN');
    expect(JSON.parse(stdout)).not.toContain('PROXMOX_API_TOKEN');
    expect(
      toolEnv({
        KUBECONFIG: 'k',
        TALOSCONFIG: 't',
        KUBECTL_EXTERNAL_DIFF: './x',
        OPENAI_API_KEY: 's',
        HOME: '/h',
      }),
    ).toEqual({ HOME: '/h' });
  });
});

test.each([
  [
    'kubectl --kubeconfig /s/k --request-timeout=15s apply --server-side -k cluster/infra',
    'kubectl apply -k cluster/infra',
  ],
  ['kubectl --kubeconfig /s/k --request-timeout=15s get nodes -o json', 'kubectl get nodes'],
  ['kubectl kustomize cluster/obs', 'kubectl kustomize cluster/obs'],
  [
    'talosctl gen config homelab https://192.168.1.151:6443 --with-secrets /s/x',
    'talosctl gen config homelab',
  ],
  [
    'talosctl machineconfig patch /s/render-Xy12/worker.yaml --patch @/s/p -o /s/o',
    'talosctl machineconfig patch',
  ],
  ['flux check --pre --kubeconfig /s/k', 'flux check'],
])('%s is named the same every night', (command, name) => {
  expect(shown(command.split(' '))).toBe(name);
});

test('a program without the right to run is an error of its own, not a missing one', async () => {
  const file = join(dir, 'not-executable');
  writeFileSync(file, 'text', { mode: 0o644 });
  const error = await run([file], { timeoutMs: 10_000 }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect((error as NodeJS.ErrnoException).code).toBe('EACCES');
});
