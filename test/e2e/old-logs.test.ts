import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRepo } from '../rig/repo.ts';

const OLD = [
  'logs/fetch/fetch_20200101-000000_attempt1.log',
  'logs/fetch/fetch_20200102-000000_attempt1.log',
];

const repoWithOldLogs = async (settings = '') => {
  const repo = await makeRepo({
    files: { 'context_map.yaml': `${settings}stages:\n  fetch: { command: [node, -e, "0"] }\n` },
  });
  mkdirSync(join(repo.dir, 'logs/fetch'), { recursive: true });
  for (const file of OLD) writeFileSync(join(repo.dir, file), 'x\n');
  return repo;
};
const there = (dir: string) => OLD.map((file) => existsSync(join(dir, file)));

describe('a run and old logs', () => {
  it('removes those that are older than settings.keep_logs, and says so', async () => {
    using repo = await repoWithOldLogs();
    const ran = await repo.orch(['run', 'fetch', '--no-ai']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('removed 1 old log (settings.keep_logs)');
    expect(there(repo.dir)).toEqual([false, true]);
    expect((await repo.orch(['run', 'fetch', '--no-ai'])).stderr).toContain('removed 1 old log ');
    expect((await repo.orch(['run', 'fetch', '--no-ai'])).stderr).not.toContain('removed');
  });

  it('keeps them as long as the map says', async () => {
    using repo = await repoWithOldLogs('settings: { keep_logs: 36500d }\n');
    expect((await repo.orch(['run', 'fetch', '--no-ai'])).stderr).not.toContain('removed');
    expect(there(repo.dir)).toEqual([true, true]);
  });
});
