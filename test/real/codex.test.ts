/**
 * The codex executor with the real codex binary (`npm i @openai/codex`, some 200 MB) against the scripted model
 * server. Set ORCH_TEST_CODEX to its path, or have it on PATH; else the suite is skipped.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Script, ScriptedCall } from '../../lab/model/script.ts';
import { type ModelServer, startModelServer } from '../../lab/model/server.ts';
import { createExecutor } from '../../src/adapters/executors/index.ts';
import { repairRequest } from '../rig/agent-copy.ts';
import { WHOLE } from '../rig/folder.ts';

const onPath = (process.env.PATH ?? '')
  .split(delimiter)
  .map((dir) => join(dir, 'codex'))
  .find((path) => existsSync(path));
const codex = process.env.ORCH_TEST_CODEX ?? onPath;
const FILES = { 'config/web.yaml': 'replicas: two\n', 'README.md': 'hello\n' };
const PATCH =
  '*** Begin Patch\n*** Update File: config/web.yaml\n@@\n-replicas: two\n+replicas: 2\n*** End Patch';

const run = (cmd: string): { readonly calls: readonly ScriptedCall[] } => ({
  calls: [{ name: 'exec_command', arguments: { cmd } }],
});

describe.skipIf(codex === undefined)('real codex (skipped unless ORCH_TEST_CODEX or PATH has it)', () => {
  let home = '';
  let proxy: Server;
  const asked: string[] = [];
  const servers: ModelServer[] = [];
  let bin = '';

  beforeAll(async () => {
    home = await mkdtemp(join(homedir(), '.orch-test-codex-'));
    // Whoever codex would talk to beside its model shows up here.
    proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(502).end();
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', () => ready()));
    const at = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    bin = join(home, 'codex-behind-proxy');
    const script = `#!/bin/sh\nHTTP_PROXY=${at} HTTPS_PROXY=${at} ALL_PROXY=${at} exec "${codex}" "$@"\n`;
    await writeFile(bin, script, { mode: 0o755 });
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    await new Promise((closed) => proxy.close(closed));
    await rm(home, WHOLE);
  });

  const repair = async (script: Script, timeoutMs = 60_000, codexHome = join(home, 'codex')) => {
    const server = await startModelServer({ script, requireKey: 'lab-key' });
    servers.push(server);
    const request = repairRequest(FILES);
    const executor = createExecutor(
      { kind: 'codex', bin, baseUrl: server.url, model: 'lab-small', keyEnv: 'LAB_KEY', timeoutMs },
      { env: { ...process.env, LAB_KEY: 'lab-key', PROXMOX_API_TOKEN: 'homelab-secret' }, codexHome },
    );
    const answer = await executor.repair(request.request);
    return { answer, server, kept: request.kept, left: request.left() };
  };
  const diff = expect.stringMatching(/-replicas: two\n\+replicas: 2\n/);
  const mended = (summary: string) => ({
    kind: 'reply',
    reply: { kind: 'patch', summary, proposal: { form: 'text', text: diff }, suggestions: [] },
    spend: { calls: 0, tokens: expect.any(Number), usd: 0 },
  });

  it('edits with apply_patch, and every request passes the strict server', async () => {
    const { answer, server, left } = await repair(({ n }) =>
      n === 1 ? run(`apply_patch <<'EOF'\n${PATCH}\nEOF`) : { text: 'Two is no number.' },
    );
    expect(answer).toEqual(mended('Two is no number.'));
    expect(server.requests.map(({ api, stream, refused }) => [api, stream, refused])).toEqual([
      ['responses', true, undefined],
      ['responses', true, undefined],
    ]);
    expect(server.requests[0]?.text).toContain('unknown flag --foo');
    expect(left).toEqual([]);
  });

  it('edits with a shell command, in a sandbox that holds no keys', async () => {
    const outside = join(home, 'outside');
    const { answer, server } = await repair(({ n }) =>
      n === 1
        ? run(`sed -i.bak s/two/2/ config/web.yaml && rm config/web.yaml.bak; touch ${outside}; env`)
        : { text: 'Done.' },
    );
    expect(answer).toEqual(mended('Done.'));
    expect(existsSync(outside)).toBe(false);
    const seen = server.requests[1]?.text ?? '';
    expect(seen).toContain('PATH=');
    expect(seen).not.toMatch(/lab-key|homelab-secret/);
  });

  it('works from a home under the temp folder too', async () => {
    const temp = await mkdtemp('/tmp/orch-test-codex-');
    try {
      const { answer } = await repair(
        ({ n }) => (n === 1 ? run(`apply_patch <<'EOF'\n${PATCH}\nEOF`) : { text: 'Done.' }),
        60_000,
        join(temp, 'codex'),
      );
      expect(answer).toEqual(mended('Done.'));
    } finally {
      await rm(temp, WHOLE);
    }
  });

  it('that only talks is unusable, although it exits with 0', async () => {
    const { answer } = await repair(() => ({ text: 'I changed the number.' }));
    expect(answer).toMatchObject({
      kind: 'unusable',
      reason: 'codex made no change (exit code 0): I changed the number.',
    });
  });

  it.each([401, 404, 429, 500])('with a model that answers %i is unavailable', async (status) => {
    const { answer, server } = await repair(() => ({ status, body: { error: { message: 'no' } } }));
    expect(answer).toEqual({
      kind: 'unavailable',
      reason: expect.stringMatching(/^codex has no model: .{5}/),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('with a model that stalls is stopped at the timeout', async () => {
    const { answer, left } = await repair(() => ({ fault: 'stall-body' }), 4_000);
    expect(answer).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/within 4 s/) });
    expect(left).toEqual([]);
  });

  it('asked nobody but its model', () => {
    expect(asked).toEqual([]);
  });
});
