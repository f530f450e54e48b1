/** What the grammar lets run, run: git and the file tools take every word of it, as it was rebuilt. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeCommand } from '../../src/core/command/judge.ts';
import { tempFolder } from '../rig/folder.ts';
import { ALLOWED } from '../unit/command/allowed.ts';
import { context, words } from '../unit/command/context.ts';

const folder = tempFolder();
const env = {
  PATH: process.env.PATH,
  LC_ALL: 'C',
  HOME: folder.path,
  GIT_CONFIG_NOSYSTEM: '1',
  API_TOKEN: 'hunter2hunter2',
};
const run = ([program = '', ...args]: readonly string[]) =>
  spawnSync(program, args, { cwd: folder.path, env, encoding: 'utf8', timeout: 20_000 });
const git = (...args: readonly string[]): void => {
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.invalid', '-c', 'init.defaultBranch=main'];
  const { status, stderr } = run(['git', ...who, ...args]);
  expect(status, stderr).toBe(0);
};
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder.path, name)), { recursive: true });
  writeFileSync(join(folder.path, name), text);
};

beforeAll(() => {
  write('config/talos.yaml', 'machine:\n  install:\n    disk: /dev/sda\n    wipe: false\ncluster: {}\n');
  write('cluster/apps/web.yaml', 'kind: Deployment\n');
  write('data.json', '{"nodes":[{"name":"ctrl-1"}]}\n');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  for (const tag of ['v1.0', 'v1.2.0']) git('tag', tag);
  git('branch', 'ai/x');
  write('README.md', `a\n-x\n${'line\n'.repeat(40)}`);
  git('add', '-A');
  git('commit', '-qm', 'second');
});
afterAll(() => folder.remove());

const there = (program: string): boolean => run([program, '--version']).error === undefined;

describe.each(['git', 'cat', 'head', 'tail', 'grep', 'ls', 'stat', 'wc', 'jq'])('%s', (program) => {
  test('takes every command that the grammar lets through', (ctx) => {
    if (!there(program)) return ctx.skip(`${program} is not installed`);
    const lines = ALLOWED.map(([line]) => line).filter((line) => words(line)[0] === program);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const { status, stderr } = run(judgeCommand(words(line), context).argv);
      expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' });
    }
  });
});

test('a jq that takes a blank after "$" gives the environment away: what reaches for it is refused', (ctx) => {
  if (!there('jq')) return ctx.skip('jq is not installed');
  const filters = ['$ENV.API_TOKEN', '$ ENV.API_TOKEN', 'env.API_TOKEN', '"\\($  ENV.API_TOKEN)"'];
  const leaks = filters.filter((filter) =>
    run(['jq', filter, 'data.json']).stdout.includes('hunter2hunter2'),
  );
  expect(leaks).toContain('$ENV.API_TOKEN');
  for (const filter of filters)
    expect(judgeCommand(['jq', filter, 'data.json'], context).class, filter).toBe('never');
});
