/** One suite for every row of the table: what an executor answers, keeps, and leaves behind. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedAnswer } from '../../lab/model/script.ts';
import { type ModelServer, startModelServer } from '../../lab/model/server.ts';
import { createExecutor, EXECUTORS } from '../../src/adapters/executors/index.ts';
import type { ExecutorSettings } from '../../src/core/workspace.ts';
import type { RepairAnswer } from '../../src/ports.ts';
import { repairRequest } from '../rig/agent-copy.ts';
import { WHOLE } from '../rig/folder.ts';

const FILES = { 'config/web.yaml': 'replicas: two\n', 'README.md': 'hello\n' };
const KEY = 'lab-executor-key';
type Behaviour = 'mends' | 'idle' | 'slow' | 'missing';
type Kind = Exclude<ExecutorSettings['kind'], 'none'>;

/** What an agent CLI does in its folder, as a program of its own. */
const PROGRAMS: Readonly<Record<Exclude<Behaviour, 'missing'>, string>> = {
  mends: `writeFileSync('config/web.yaml', 'replicas: 2\\n'); process.exit(3);`,
  idle: `console.error('I see nothing to do'); process.exit(0);`,
  slow: `writeFileSync('config/web.yaml', 'replicas: half'); spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' }); setInterval(() => {}, 1e6);`,
};
const MENDED: ScriptedAnswer = {
  reply: {
    kind: 'patch',
    summary: 'two is no number',
    edits: [{ path: 'config/web.yaml', search: 'replicas: two', replace: 'replicas: 2' }],
    diff: null,
    commands: [],
    layer: null,
    suggestions: [],
  },
};
const ANSWERS: Readonly<Record<Exclude<Behaviour, 'missing'>, ScriptedAnswer>> = {
  mends: MENDED,
  idle: { text: 'I see nothing to do.' },
  slow: { fault: 'stall-body' },
};

let home = '';
const servers: ModelServer[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'orch-executors-'));
  for (const [name, text] of Object.entries(PROGRAMS)) {
    const lines = [
      `#!${process.execPath}`,
      `const { writeFileSync } = require('node:fs');`,
      `const { spawn } = require('node:child_process');`,
      `writeFileSync(${JSON.stringify(home)} + '/seen-${name}.json', JSON.stringify({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd() }));`,
      `if (process.argv.includes('--json')) console.log(JSON.stringify({ type: 'turn.completed', usage: { input_tokens: 30, output_tokens: 12 } }));`,
      text,
    ];
    await writeFile(join(home, name), lines.join('\n'));
    await chmod(join(home, name), 0o755);
  }
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => rm(home, WHOLE));

const serve = async (answer: ScriptedAnswer): Promise<string> => {
  const server = await startModelServer({ script: () => answer, requireKey: KEY });
  servers.push(server);
  return server.url;
};

const SETTINGS: {
  readonly [K in Kind]: (behaviour: Behaviour, timeoutMs: number) => Promise<ExecutorSettings>;
} = {
  'openai-compatible': async (behaviour, timeoutMs) => {
    const baseUrl = behaviour === 'missing' ? 'http://127.0.0.1:1/v1' : await serve(ANSWERS[behaviour]);
    return {
      kind: 'openai-compatible',
      baseUrl,
      model: 'lab-small',
      keyEnv: 'LAB_KEY',
      timeoutMs,
      maxTokens: 2000,
    };
  },
  codex: async (behaviour, timeoutMs) => ({
    kind: 'codex',
    bin: join(home, behaviour),
    baseUrl: await serve({ text: 'for the list of models only' }),
    model: 'lab-small',
    keyEnv: 'LAB_KEY',
    timeoutMs,
  }),
  command: async (behaviour, timeoutMs) => ({
    kind: 'command',
    argv: [join(home, behaviour), '--flag'],
    timeoutMs,
  }),
};
const kinds = Object.keys(SETTINGS) as Kind[];

const repair = async (kind: Kind, behaviour: Behaviour, timeoutMs = 20_000, signal?: AbortSignal) => {
  const asked = repairRequest(FILES, signal === undefined ? {} : { signal });
  const executor = createExecutor(await SETTINGS[kind](behaviour, timeoutMs), {
    env: { ...process.env, LAB_KEY: KEY, PROXMOX_API_TOKEN: 'homelab-secret' },
    codexHome: join(home, 'codex-home'),
    graceMs: 200,
  });
  const answer = await executor.repair(asked.request);
  return { answer, ...asked, kind: executor.kind };
};

it('the suite has a row for every kind but none', () => {
  expect([...kinds, 'none'].sort()).toEqual(Object.keys(EXECUTORS).sort());
});

it('none is unavailable, always', async () => {
  const none = createExecutor({ kind: 'none' }, { env: {}, codexHome: '/nowhere' });
  const { request } = repairRequest(FILES);
  expect(await none.repair(request)).toEqual({ kind: 'unavailable', reason: 'no executor is configured' });
});

describe.each(kinds)('%s', (kind) => {
  const spent = (answer: RepairAnswer) => (answer.kind === 'unavailable' ? undefined : answer.spend);

  it('answers with a patch that mends the file, free of charge', async () => {
    const { answer, kept, left, kind: name } = await repair(kind, 'mends');
    expect(name).toBe(kind);
    expect(answer).toMatchObject({ kind: 'reply', reply: { kind: 'patch' } });
    if (answer.kind !== 'reply' || answer.reply.kind !== 'patch') return;
    const { proposal, summary } = answer.reply;
    const text = proposal.form === 'text' ? proposal.text : JSON.stringify(proposal.edits);
    expect(text).toContain('config/web.yaml');
    expect(text).toContain('replicas: 2');
    expect(summary.length).toBeGreaterThan(5);
    expect(spent(answer)).toMatchObject({ calls: 0, usd: 0 });
    expect(kept.size).toBeGreaterThanOrEqual(2);
    expect([...kept.values()].join()).not.toContain(KEY);
    expect(left()).toEqual([]);
  });

  it('that does nothing is unusable, with its own words', async () => {
    const { answer, left } = await repair(kind, 'idle');
    const reason =
      kind === 'openai-compatible' ? /no answer in the reply format/ : /no change \(exit code 0\)/;
    expect(answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(reason) });
    if (kind !== 'openai-compatible')
      expect(answer).toHaveProperty('reason', expect.stringContaining('nothing to do'));
    expect(left()).toEqual([]);
  });

  it('that does not end is stopped, and what it left half done is no answer', async () => {
    const { answer, left } = await repair(kind, 'slow', 700);
    expect(answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/within 0\.7 s/) });
    expect(left()).toEqual([]);
  });

  it('that is interrupted says so', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const { answer, left } = await repair(kind, 'slow', 20_000, stop.signal);
    expect(answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/interrupted/) });
    expect(left()).toEqual([]);
  });

  it('that is not there is unavailable and costs nothing', async () => {
    const { answer, left } = await repair(kind, 'missing');
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/.{20}/) });
    expect(left()).toEqual([]);
  });
});
