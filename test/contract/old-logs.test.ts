import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { removeOldLogs } from '../../src/adapters/old-logs.ts';
import { WHOLE } from '../rig/folder.ts';

const BEFORE = '2026-08-22T00:00:00.000Z';
const tops: string[] = [];
afterEach(() => {
  for (const top of tops.splice(0)) rmSync(top, WHOLE);
});

/** A workspace with these files in `logs`. */
const workspace = (...files: readonly string[]): string => {
  const top = mkdtempSync(join(tmpdir(), 'orch-old-logs-'));
  tops.push(top);
  for (const file of files) {
    mkdirSync(join(top, 'logs', file, '..'), { recursive: true });
    writeFileSync(join(top, 'logs', file), 'x\n');
  }
  return top;
};
const left = (top: string, stage: string): readonly string[] => readdirSync(join(top, 'logs', stage)).sort();

describe('old logs', () => {
  it('go by the time in their name; the newest of a stage stays however old it is', async () => {
    const top = workspace(
      'apps/apps_20260821-235959_attempt1.log',
      'apps/apps_20260822-000000_attempt1.log',
      'apps/apps_20260820-120000_attempt0.log',
      'apps/apps_20260820-110000_only-whoami.log',
      'vms/vms_20250101-000000_attempt1.log',
      'vms/vms_20250102-000000_attempt10.log',
    );
    expect(await removeOldLogs(top, BEFORE)).toBe(4);
    expect(left(top, 'apps')).toEqual(['apps_20260822-000000_attempt1.log']);
    expect(left(top, 'vms')).toEqual(['vms_20250102-000000_attempt10.log']);
    expect(await removeOldLogs(top, BEFORE)).toBe(0);
  });

  it('what orch did not name, folders and links stay', async () => {
    const kept = ['apps/notes.log', 'apps/apps_20250101-000000_attempt1.log.gz', 'events.jsonl'];
    const top = workspace(
      ...kept,
      'apps/apps_20260901-000000_attempt1.log',
      'diagnostics/apps_20250101-000000/out.txt',
    );
    const elsewhere = workspace('x/x_20250101-000000_attempt1.log', 'x/x_20250102-000000_attempt1.log');
    symlinkSync(join(elsewhere, 'logs/x'), join(top, 'logs/linked'));
    symlinkSync('notes.log', join(top, 'logs/apps/apps_20250101-000000_attempt2.log'));
    expect(await removeOldLogs(top, BEFORE)).toBe(0);
    expect(left(elsewhere, 'x')).toHaveLength(2);
    expect(left(top, 'apps')).toHaveLength(4);
  });

  it('none at all', async () => {
    expect(await removeOldLogs(workspace(), BEFORE)).toBe(0);
  });

  it('a folder that is none is said with its path', async () => {
    const top = workspace();
    writeFileSync(join(top, 'logs'), '');
    await expect(removeOldLogs(top, BEFORE)).rejects.toThrow(/cannot list the logs .*logs: ENOTDIR/);
  });
});
