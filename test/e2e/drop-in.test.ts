import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Script } from '../../lab/model/script.ts';
import { startModelServer } from '../../lab/model/server.ts';
import { makeRepo, type TestRepo } from '../rig/repo.ts';
import { snapshot } from '../rig/snapshot.ts';

const MAP = ['--map', 'ai/context_map.yaml'];
const SIDE = 'ai/orchestrator-stage1';

const answer = (over: object): { reply: object } => ({
  reply: {
    kind: 'patch',
    summary: 'a small fix',
    edits: [],
    diff: null,
    commands: [],
    layer: null,
    suggestions: [],
    ...over,
  },
});

const edit = (path: string, search: string, replace: string) =>
  answer({ edits: [{ path, search, replace }] });

/** The drop-in repo with one line broken and committed, and a scripted model behind OPENAI_BASE_URL. */
const brokenRepo = async (path: string, from: string, to: string, script: Script) => {
  const server = await startModelServer({ script, requireKey: 'sk-test-drop-in' });
  const repo = await makeRepo({
    fixture: 'drop-in',
    env: {
      CTRL_IP: '192.0.2.51',
      OPENAI_API_KEY: 'sk-test-drop-in',
      OPENAI_BASE_URL: server.url,
      OPENAI_MODEL: 'strong',
    },
  });
  const text = readFileSync(join(repo.dir, path), 'utf8');
  expect(text).toContain(from);
  repo.write(path, text.replace(from, to));
  await repo.commit('the human breaks a line');
  return { repo, server };
};

const sideFile = (repo: TestRepo, path: string) => repo.git('show', `${SIDE}:${path}`);

describe('a bash repo under ai/', () => {
  it('runs as it is, and stays as it was', async () => {
    using repo = await makeRepo({ fixture: 'drop-in', env: { CTRL_IP: '192.0.2.51' } });
    const before = await snapshot(repo.dir);
    const ran = await repo.orch([...MAP, 'run', 'talos']);
    expect(ran.stderr).toContain('ai/context_map.yaml:35');
    expect(ran.stderr).toMatch(/kubectl get pods|pipe|`\|`/);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('green');
    expect(await snapshot(repo.dir)).toEqual(before);
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(readFileSync(join(repo.dir, 'state/stages/nodes.txt'), 'utf8')).toBe('192.0.2.51\n192.0.2.52\n');
  });

  it('names a missing variable of a command by file and line, and runs nothing', async () => {
    using repo = await makeRepo({ fixture: 'drop-in' });
    const ran = await repo.orch([...MAP, 'run', 'talos']);
    expect(ran.code).toBe(78);
    expect(ran.stderr).toMatch(/ai\/context_map\.yaml:25:\d+: .*CTRL_IP/);
  });

  it('a wrong flag: escalated with the case file that the map describes, fixed on the side branch', async () => {
    const { repo, server } = await brokenRepo('scripts/talos.sh', 'sort --unique', 'sort --uniq-lines', () =>
      edit('scripts/talos.sh', 'sort --uniq-lines', 'sort --unique'),
    );
    using _ = repo;
    const before = await snapshot(repo.dir);
    const ran = await repo.orch([...MAP, 'run', 'talos']);
    await server.close();
    expect(ran.code, ran.stderr).toBe(0);
    expect(server.requests).toHaveLength(1);
    const asked = JSON.stringify(server.requests[0]);
    expect(asked).toContain('the control plane comes first');
    expect(asked).toContain('Talos nodes and the control plane');
    expect(asked).not.toContain('Nightly, to the NAS');
    expect(await sideFile(repo, 'scripts/talos.sh')).toContain('sort --unique ');
    const log = await repo.git('log', '-1', '--format=%(trailers)', SIDE);
    expect(log).toMatch(/Orch-Stage: talos\nOrch-Fingerprint: [0-9a-f]{16}\nOrch-Source: escalation\n/);
    expect(log).toContain('Orch-Outcome: verified');
    const after = await snapshot(repo.dir);
    expect(after.files).toEqual(before.files);
    expect(after.index).toEqual(before.index);
  });

  it('a YAML typo: diagnostics first, then the patch', async () => {
    const { repo, server } = await brokenRepo(
      'config/machines.yaml',
      '  - name: talos-w-1',
      '  - nme: talos-w-1',
      ({ n }) =>
        n === 1
          ? answer({
              kind: 'diagnostics',
              commands: [
                ['cat', 'config/machines.yaml'],
                ['rm', '-rf', '/'],
              ],
            })
          : edit('config/machines.yaml', '  - nme: talos-w-1', '  - name: talos-w-1'),
    );
    using _ = repo;
    const ran = await repo.orch([...MAP, 'run', 'vms']);
    await server.close();
    expect(ran.code, ran.stderr).toBe(0);
    expect(server.requests).toHaveLength(2);
    const second = JSON.stringify(server.requests[1]);
    expect(second).toContain('address: 192.0.2.52');
    expect(second).toMatch(/refused: .{0,10}rm.{0,10} is not on the list/);
    expect(await sideFile(repo, 'config/machines.yaml')).toContain('- name: talos-w-1');
  });

  it('a missing variable of a script; a reply that touches a protected file is refused first', async () => {
    const { repo, server } = await brokenRepo(
      'config/common.env',
      'PUBLIC_DOMAIN=',
      'PUBLIC_DOMAN=',
      ({ n }) =>
        n === 1
          ? edit('ai/context_map.yaml', 'bash scripts/ingress.sh', 'true')
          : edit('config/common.env', 'PUBLIC_DOMAN=', 'PUBLIC_DOMAIN='),
    );
    using _ = repo;
    const ran = await repo.orch([...MAP, 'run', 'ingress']);
    await server.close();
    expect(ran.code, ran.stderr).toBe(0);
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[1])).toMatch(/protected/);
    expect((await repo.git('diff', '--name-only', 'main', SIDE)).trim()).toBe('config/common.env');
  });
});
