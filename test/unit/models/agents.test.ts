import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../../lab/model/server.ts';
import { readEvents } from '../../../src/adapters/executors/codex.ts';
import { createExecutor } from '../../../src/adapters/executors/index.ts';
import { OrchError } from '../../../src/core/exit.ts';
import type { ExecutorSettings } from '../../../src/core/workspace.ts';
import type { RepairRequest } from '../../../src/ports.ts';
import { repairRequest } from '../../rig/agent-copy.ts';
import { WHOLE } from '../../rig/folder.ts';

const ENV = {
  PATH: process.env.PATH,
  HOME: '/home/me',
  LC_ALL: 'C.UTF-8',
  OPENAI_API_KEY: 'paid-key',
  PROXMOX_API_TOKEN: 'homelab-secret',
  LAB_KEY: 'local-key',
};
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'orch-agents-'));
});
afterAll(() => rm(home, WHOLE));

const node = (program: string, timeoutMs = 20_000): ExecutorSettings => ({
  kind: 'command',
  argv: [process.execPath, '-e', program],
  timeoutMs,
});

const repair = async (settings: ExecutorSettings, rest: Partial<RepairRequest> = {}) => {
  const asked = repairRequest({ 'a.txt': 'one\n' }, rest);
  const executor = createExecutor(settings, { env: ENV, codexHome: join(home, 'codex'), graceMs: 100 });
  return { ...asked, answer: await executor.repair(asked.request) };
};

/** A program that notes its argv, env, cwd and the bundle in `file`. */
const noting = (file: string) =>
  `const fs = require('node:fs'); fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify({ argv: process.argv.slice(1), env: process.env, cwd: fs.realpathSync('.'), mode: fs.statSync(process.env.ORCH_CONTEXT).mode & 0o777, context: fs.readFileSync(process.env.ORCH_CONTEXT, 'utf8') }));`;

describe('command', () => {
  it('gets the bundle last and by name, its allowed files, the copy as folder, and no secrets', async () => {
    const file = join(home, 'noted.json');
    const { request, kept } = await repair(node(noting(file)));
    const seen = JSON.parse(await readFile(file, 'utf8'));
    expect(seen.argv).toEqual([seen.env.ORCH_CONTEXT]);
    expect(seen.context).toBe(request.context);
    expect(seen.mode).toBe(0o600);
    expect(existsSync(seen.env.ORCH_CONTEXT)).toBe(false);
    expect(seen.env.ORCH_ALLOWED_FILES).toBe('stages/**\nconfig/web.yaml');
    expect(seen.cwd).toContain('orch-agent-copy-');
    expect(
      Object.keys(seen.env)
        .filter((name) => !/^(__|npm_)/.test(name))
        .sort(),
    ).toEqual(['HOME', 'LC_ALL', 'ORCH_ALLOWED_FILES', 'ORCH_CONTEXT', 'PATH'].sort());
    expect([...kept.keys()]).toEqual(['agent-stdout.txt', 'agent-stderr.txt', 'agent.diff']);
  });

  it('its diff is the proposal, new files too, whatever its exit code', async () => {
    const program = `const fs = require('node:fs'); fs.writeFileSync('a.txt', 'two\\n'); fs.writeFileSync('b.txt', 'new\\n'); process.exit(9)`;
    const { answer, kept } = await repair(node(program));
    expect(answer).toMatchObject({ kind: 'reply', reply: { kind: 'patch', proposal: { form: 'text' } } });
    expect(kept.get('agent.diff')).toMatch(/-one\n\+two[\s\S]*b\/b\.txt[\s\S]*\+new/);
  });

  it('at the timeout its children end with it', async () => {
    const file = join(home, 'pid');
    const child = `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)`;
    const program = `process.on('SIGTERM', () => {}); require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'ignore' }); setInterval(() => {}, 1e6)`;
    const { answer } = await repair(node(program, 1_000));
    expect(answer).toMatchObject({
      kind: 'unusable',
      reason: expect.stringMatching(/did not end within 1 s/),
    });
    const pid = Number(await readFile(file, 'utf8'));
    let alive = true;
    while (alive) {
      try {
        // A zombie that waits for its reaper still has a pid; its state says so.
        process.kill(pid, 0);
        alive =
          process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
        await new Promise((next) => setTimeout(next, 20));
      } catch (error) {
        expect(['ESRCH', 'ENOENT']).toContain((error as NodeJS.ErrnoException).code);
        alive = false;
      }
    }
    expect(alive).toBe(false);
  });

  it('a copy that cannot be compared any more is unusable, any other trouble is thrown', async () => {
    const broken = (error: Error) =>
      repair(node(''), {
        scratch: async () => ({
          dir: home,
          diff: async () => {
            throw error;
          },
          remove: async () => {},
        }),
      });
    const gone = await broken(
      new OrchError('refused', 'The agent removed its working copy.', 'See its log.'),
    );
    expect(gone.answer).toMatchObject({ kind: 'unusable', reason: 'The agent removed its working copy.' });
    await expect(broken(new Error('disk'))).rejects.toThrow('disk');
    await expect(broken(new OrchError('unavailable', 'git is gone', 'Install it.'))).rejects.toThrow(
      'git is gone',
    );
  });
});

describe('codex', () => {
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer({ script: () => ({ text: '' }), requireKey: 'local-key' });
  });
  afterAll(() => server.close());

  const codex = async (file: string, context?: string) => {
    const bin = join(home, 'codex-stand-in');
    await writeFile(bin, `#!${process.execPath}\n${noting(file).replace('slice(1)', 'slice(2)')}`, {
      mode: 0o755,
    });
    const settings: ExecutorSettings = {
      kind: 'codex',
      bin,
      baseUrl: server.url,
      model: 'lab-small',
      keyEnv: 'LAB_KEY',
      timeoutMs: 20_000,
    };
    const asked = await repair(settings, context === undefined ? {} : { context });
    return { ...asked, seen: JSON.parse(await readFile(file, 'utf8')) };
  };

  it('is started without the user config, in a private home, with a provider of its own', async () => {
    const { seen, request } = await codex(join(home, 'codex.json'));
    const argv: string[] = seen.argv;
    expect(argv.slice(0, 5)).toEqual([
      'exec',
      '--json',
      '--ephemeral',
      '--ignore-user-config',
      '--skip-git-repo-check',
    ]);
    expect(argv[argv.indexOf('-C') + 1]).toContain('orch-agent-copy-');
    expect(argv[argv.indexOf('-s') + 1]).toBe('workspace-write');
    expect(argv).toContain(`model_providers.orch.base_url="${server.url}"`);
    expect(argv).toContain('model_providers.orch.wire_api="responses"');
    expect(argv).toContain('model_providers.orch.env_key="ORCH_MODEL_KEY"');
    expect(argv.at(-2)).toBe('--');
    expect(argv.at(-1)).toContain(request.context);
    expect(seen.env).toMatchObject({ CODEX_HOME: join(home, 'codex'), ORCH_MODEL_KEY: 'local-key' });
    expect(seen.env).not.toHaveProperty('OPENAI_API_KEY');
    expect(seen.env).not.toHaveProperty('PROXMOX_API_TOKEN');
    expect((await stat(join(home, 'codex'))).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['nothing listens', 'http://127.0.0.1:1/v1', ENV, /cannot be reached: nothing listens there/],
    [
      'the key is wrong',
      undefined,
      { ...ENV, LAB_KEY: 'other' },
      /refused the key \(401; the key in LAB_KEY\)/,
    ],
    ['the key is missing', undefined, { ...ENV, LAB_KEY: '' }, /refused the key/],
  ])('is not started when %s', async (_name, baseUrl, env, reason) => {
    const executor = createExecutor(
      {
        kind: 'codex',
        bin: '/nowhere',
        baseUrl: baseUrl ?? server.url,
        model: 'm',
        keyEnv: 'LAB_KEY',
        timeoutMs: 9,
      },
      { env, codexHome: join(home, 'never') },
    );
    const scratch = async () => {
      throw new Error('no copy is wanted');
    };
    const answer = await executor.repair({ ...repairRequest({}).request, scratch });
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(reason) });
  });

  it('reads a bundle from its file that is too long for an argument', async () => {
    const { seen } = await codex(join(home, 'codex-long.json'), `# Case\n${'é'.repeat(60_000)}`);
    expect(seen.argv.at(-1)).toContain(`Read the case file first, all of it: ${seen.env.ORCH_CONTEXT}`);
    expect(seen.argv.at(-1).length).toBeLessThan(5000);
  });

  it('that got no answer from its model is unavailable, not idle', async () => {
    const bin = join(home, 'codex-without-model');
    const event = { type: 'turn.failed', error: { message: 'unexpected status 429' } };
    await writeFile(bin, `#!${process.execPath}\nconsole.log('${JSON.stringify(event)}'); process.exit(1);`, {
      mode: 0o755,
    });
    const answer = await repair({
      kind: 'codex',
      bin,
      baseUrl: server.url,
      model: 'm',
      keyEnv: 'LAB_KEY',
      timeoutMs: 20_000,
    });
    expect(answer.answer).toEqual({
      kind: 'unavailable',
      reason: 'codex has no model: unexpected status 429',
    });
  });

  it('its events tell the tokens and the last word', () => {
    const lines = [
      '{"type":"thread.started","thread_id":"1"}',
      '{"type":"item.completed","item":{"type":"agent_message","text":"I changed the flag."}}',
      '{"type":"item.completed","item":{"type":"file_change"}}',
      '{"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":80,"output_tokens":20}}',
      '{"type":"turn.comp',
    ];
    expect(readEvents(lines.join('\n'))).toEqual({ tokens: 120, lastWord: 'I changed the flag.' });
    const failed = '{"type":"turn.failed","error":{"message":"status 401"}}';
    const notice = '{"type":"item.completed","item":{"type":"error","message":"no metadata"}}';
    const none = { tokens: 0, lastWord: 'status 401', noModel: 'status 401' };
    expect(readEvents(`${notice}\n${failed}`)).toEqual(none);
    const spent = '{"type":"turn.completed","usage":{"input_tokens":5,"output_tokens":1}}';
    expect(readEvents(`${spent}\n${failed}`)).toEqual({ tokens: 6, lastWord: 'status 401' });
    const work = '{"type":"item.completed","item":{"type":"file_change"}}';
    expect(readEvents(`${work}\n${failed}`)).toEqual({ tokens: 0, lastWord: 'status 401' });
  });
});
