import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRepo, packageRoot, start } from '../rig/repo.ts';

const MAP = `settings: { executor: { kind: none }, escalation: { enabled: false } }
stages:
  fetch: { command: [node, -e, "0"] }
  build: { command: [node, -e, "process.exit(1)"] }
`;

/** What every message of this kind must have: the code, what happened, and the next step. */
const expectTrouble = (
  ran: { code: number | null; stderr: string },
  code: number,
  what: RegExp,
  next = /next: \S/,
) => {
  expect(ran.stderr).toMatch(what);
  expect(ran.stderr).toMatch(next);
  expect(ran.code).toBe(code);
};

describe('bad input', () => {
  it('an unknown stage: did you mean (64)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP } });
    expectTrouble(await repo.orch(['run', 'buidl']), 64, /`buidl` is not a stage.*did you mean `build`/);
    expectTrouble(await repo.orch(['reset', 'fetsh']), 64, /did you mean `fetch`/);
    expectTrouble(await repo.orch(['logs', 'nothing-like-it']), 64, /is not a stage/, /fetch, build/);
  });

  it('a bare repo is told as one, and what lies around it is not taken for it (78)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP, 'a.txt': 'a\n' } });
    await repo.git('clone', '--quiet', '--bare', '.', 'bare.git');
    repo.write('p.diff', '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+b\n');
    for (const args of [
      ['patch', 'apply', 'p.diff', '--repo', 'bare.git'],
      ['-C', 'bare.git', 'status'],
      ['-C', 'bare.git/refs', 'review'],
    ])
      expectTrouble(await repo.orch(args), 78, /bare\.git is a bare git repository/, /next: .*git clone/);
    expect(await repo.git('diff')).toBe('');
  });

  it('an unknown command or option (64)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP } });
    const command = await repo.orch(['stauts']);
    expect(command.stderr).toMatch(/unknown command.*\n?.*Did you mean status/i);
    expect(command.code).toBe(64);
    const option = await repo.orch(['run', 'fetch', '--no-io']);
    expect(option.stderr).toMatch(/unknown option/);
    expect(option.code).toBe(64);
    for (const time of ['0', 'soon'])
      expectTrouble(await repo.orch(['run', 'fetch', '--deadline', time]), 64, /--deadline (?:0|soon) is no/);
  });

  it.each([
    ['a tab', 'stages:\n\tfetch: {}\n', /context_map\.yaml:2:1: this is not valid YAML/],
    [
      'a wrong type',
      'stages:\n  fetch:\n    command: [true]\n',
      /context_map\.yaml:3:\d+: stages\.fetch\.command/,
    ],
    [
      'a wrong duration',
      `${MAP}  slow: { command: [x], timeout: soon }\n`,
      /context_map\.yaml:5:\d+: .*expected a duration/,
    ],
    [
      'a mistyped key',
      'protected_file: [a]\nstages: {}\n',
      /context_map\.yaml:1:1: unknown key.*did you mean `protected_files`/,
    ],
    ['no stages', 'stages: {}\n', /names no stages/],
    [
      'a stage that is nothing',
      'stages:\n  fetch: {}\n',
      /context_map\.yaml:2:3: stage `fetch` has no `command:`/,
    ],
    [
      'a need that comes later',
      'stages:\n  a: {command: [x], needs: [b]}\n  b: {command: [x]}\n',
      /not an earlier stage/,
    ],
    [
      'a command for a shell',
      'stages:\n  a:\n    command: make all && echo done\n',
      /context_map\.yaml:3:\d+/,
    ],
    ['a list', '- a\n', /expected a mapping/],
    ['nothing', '', /expected a mapping/],
  ])('a map with %s (78)', async (_name, map, what) => {
    using repo = await makeRepo({ files: { 'context_map.yaml': map } });
    expectTrouble(await repo.orch(['run', 'all']), 78, what);
  });

  it('a value of the environment out of its range (78)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP } });
    expectTrouble(await repo.orch(['run', 'all'], { API_CALL_BUDGET: 'many' }), 78, /API_CALL_BUDGET=many/);
  });

  it('a missing map, and one that is not committed (78)', async () => {
    using repo = await makeRepo({ files: { 'README.md': 'x' } });
    expectTrouble(await repo.orch(['run', 'all']), 78, /no context_map\.yaml/, /orch init/);
    repo.write('context_map.yaml', MAP);
    expectTrouble(await repo.orch(['run', 'all']), 78, /context_map\.yaml.*not committed/s, /commit/);
  });

  it('not a git repo, and one without commits (78)', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'orch-nogit-'));
    const env = { PATH: process.env.PATH, HOME: dir, GIT_CEILING_DIRECTORIES: tmpdir() };
    const orch = (...args: string[]) =>
      start([process.execPath, join(packageRoot, 'bin/orch.js'), '-C', dir, ...args], dir, env).done;
    expectTrouble(await orch('run', 'all'), 78, /is not in a git repository/);
    expectTrouble(await orch('status'), 78, /not inside a git repository/);
    await start(['git', 'init', '-q', '-b', 'main', dir], dir, env).done;
    writeFileSync(join(dir, 'context_map.yaml'), MAP);
    expectTrouble(await orch('run', 'all'), 78, /commit/);
    rmSync(dir, { recursive: true });
  });

  it.skipIf(process.getuid?.() === 0)('a state folder that cannot be written (74)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP } });
    await repo.orch(['run', 'fetch']);
    chmodSync(join(repo.dir, 'state'), 0o500);
    expectTrouble(await repo.orch(['run', 'fetch']), 74, /state/);
    chmodSync(join(repo.dir, 'state'), 0o700);
  });

  it('a state folder that is a file (74)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP } });
    writeFileSync(join(repo.dir, 'state'), 'in the way');
    expectTrouble(await repo.orch(['run', 'fetch']), 74, /state/);
  });

  it('a corrupt errors.json stops everything, says where and how to recover, and the recovery works (74)', async () => {
    using repo = await makeRepo({ files: { 'context_map.yaml': MAP } });
    expect((await repo.orch(['run', 'build', '--no-ai'])).code).toBe(1);
    const before = JSON.parse((await repo.orch(['status', '--json'])).stdout);
    const file = join(repo.dir, 'state', 'errors.json');
    writeFileSync(file, '{"version": 1, "serial": 4, "errors": {');
    const ran = await repo.orch(['run', 'build', '--no-ai']);
    expectTrouble(ran, 74, /errors\.json/, /mv|move/);
    expectTrouble(await repo.orch(['status']), 74, /errors\.json/, /mv|move/);
    rmSync(file);
    expect(JSON.parse((await repo.orch(['status', '--json'])).stdout)).toEqual(before);
  });
});
