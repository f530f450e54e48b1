/** `orch review` on a real terminal, by its keys. tmux is the terminal; without it the suite is skipped. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openRepo } from '../../src/adapters/git/repo.ts';
import { NO_MODELS } from '../rig/cli.ts';
import { edit, META, SIDE } from '../rig/night.ts';
import { makeRepo, packageRoot, type TestRepo } from '../rig/repo.ts';
import { hasTmux, openTerminal } from '../rig/terminal.ts';

const ORCH = `'${process.execPath}' '${join(packageRoot, 'bin/orch.js')}'`;

/** A repo whose side branch holds one kept repair of each of these files. */
const withRepairs = async (...names: readonly string[]): Promise<TestRepo> => {
  const repo = await makeRepo({
    files: {
      'context_map.yaml': `${NO_MODELS}stages:\n  talos: { command: [node, x], files: [config/**] }\n`,
      ...Object.fromEntries(names.map((name) => [`config/${name}`, 'was: 1\n'])),
    },
  });
  const env = repo.env;
  for (const name of names) {
    const opened = await openRepo({ root: repo.dir, sideBranch: SIDE, link: [], env });
    await opened.prepare();
    const meta = { ...META, subject: `talos: mend ${name}`, body: `For: error in ${name}` };
    const made = await opened.commit([edit(`config/${name}`, 'is: 2\n')], meta);
    await opened.keep([made.commit], 'verified');
  }
  return repo;
};
const open = (repo: TestRepo) =>
  openTerminal({
    cwd: repo.dir,
    env: { ...repo.env, PAGER: 'less' },
    columns: 110,
    rows: 24,
    socket: join(repo.dir, '..', 'tmux'),
  });

describe.skipIf(!hasTmux)('orch review on a terminal (skipped unless tmux is on PATH)', () => {
  it('next, diff, reject with a question, accept all, quit; the terminal is as before', async () => {
    using repo = await withRepairs('a', 'b', 'c');
    using terminal = open(repo);
    terminal.type(`echo before; ${ORCH} review; echo "exit $?"`);
    expect(await terminal.sees(/> +1 +talos +error in c/)).toMatch(/orch review: 3 on .*, base main/);
    terminal.press('n');
    await terminal.sees(/> +2 +talos +error in b/);
    terminal.press('Down');
    await terminal.sees(/> +3 +talos +error in a/);
    terminal.press('p', '?');
    await terminal.sees(/> +2 (.|\n)*A takes all/);
    terminal.press('d');
    await terminal.sees(/2\. talos: mend b(.|\n)*\+is: 2/);
    terminal.press('q');
    await terminal.sees(/> +2 +talos +error in b/);
    terminal.press('r');
    await terminal.sees(/Undo this change.*\[y\/N\]/);
    terminal.press('n');
    await terminal.sees(/Nothing was rejected\./);
    terminal.press('r');
    await terminal.sees(/Undo this change.*\[y\/N\]/);
    terminal.press('y');
    const left = await terminal.sees(/Rejected: talos: mend b/);
    expect(left).toMatch(/orch review: 2 on/);
    terminal.press('A');
    await terminal.sees(/Accepted: 2 commits; main moved forward(.|\n)*n\/↓/);
    terminal.press('q');
    const screen = await terminal.sees(/exit \d/);
    expect(screen).toMatch(/before\nexit 0/);
    expect(screen).not.toContain('orch review:');
    terminal.type('cat config/*; stty -a');
    const after = await terminal.sees(/ -?icanon /);
    expect(after).toMatch(/is: 2\nwas: 1\nis: 2\n/);
    expect(after).toMatch(/ icanon (.|\n)* echo /);
  });

  it('Ctrl-C in the pager is the pager’s, from the list and from orch review show', async () => {
    using repo = await withRepairs('a');
    using terminal = open(repo);
    terminal.type(`${ORCH} review; echo "exit $?"`);
    await terminal.sees(/> +1 +talos/);
    terminal.press('d');
    await terminal.sees(/\+is: 2/);
    terminal.press('C-c');
    // less throws away what was typed before it has taken the signal.
    await sleep(500);
    terminal.press('q');
    await terminal.sees(/> +1 +talos/);
    terminal.press('q');
    await terminal.sees(/exit 0/);
    terminal.type(`clear; PAGER='less -+F' ${ORCH} review show 1; echo "shown $?"`);
    await terminal.sees(/\+is: 2/);
    terminal.press('C-c');
    // less throws away what was typed before it has taken the signal.
    await sleep(500);
    terminal.press('q');
    expect(await terminal.sees(/shown \d+/)).toMatch(/shown 0/);
    terminal.type('stty -a');
    expect(await terminal.sees(/ -?icanon /)).toMatch(/ icanon (.|\n)* echo /);
  });

  it('a pager that fails is told, from the list and from orch review show', async () => {
    using repo = await withRepairs('a');
    using terminal = open(repo);
    terminal.type(`export PAGER='sh nowhere'; clear; ${ORCH} review show 1; echo "shown $?"`);
    expect(await terminal.sees(/shown 0/)).toMatch(
      /The pager \(sh nowhere\) ended with exit code \d+\.\n {2}next: PAGER=cat/,
    );
    terminal.type(`${ORCH} review; echo "exit $?"`);
    await terminal.sees(/> +1 +talos/);
    terminal.press('d');
    await terminal.sees(/The pager \(sh nowhere\) ended with exit code/);
    terminal.press('q');
    await terminal.sees(/exit 0/);
  });

  it.each([
    ['Ctrl-C', 'C-c', 130],
    ['q', 'q', 0],
  ])('%s at any place leaves a terminal that echoes', async (_name, key, code) => {
    using repo = await withRepairs('a');
    using terminal = open(repo);
    terminal.type(`${ORCH} review; echo "exit $?"`);
    await terminal.sees(/> +1 +talos/);
    repo.write('config/a', 'half an edit\n');
    terminal.press('a');
    await terminal.sees(/not committed: config\/a(.|\n)*git stash/);
    terminal.press(key);
    expect(await terminal.sees(/exit \d+/)).toMatch(new RegExp(`exit ${code}`));
    terminal.type('stty -a');
    expect(await terminal.sees(/ -?icanon /)).toMatch(/ icanon (.|\n)* echo /);
  });
});
