import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectTidy, repoWith } from '../rig/cli.ts';

it.each([
  ['fixes.jsonl', 'not json\n', /fixes\.jsonl is corrupt at line 1/],
  ['rejected.jsonl', '[1]\n', /rejected\.jsonl is corrupt at line 1/],
])(
  'state/%s that nobody can read ends a run before it begins, and doctor says so',
  async (name, text, why) => {
    using repo = await repoWith({
      broken: "console.error('error: config/site.yaml: line 1: bad');process.exit(1)",
      after: "require('fs').writeFileSync(process.env.ORCH_STATE_DIR+'/ran','')",
    });
    mkdirSync(join(repo.dir, 'state'));
    writeFileSync(join(repo.dir, 'state', name), text);
    const ran = join(repo.dir, '.orch', 'state', 'ran');
    const refused = await repo.orch(['run', 'all']);
    expectTidy(refused);
    expect([refused.code, refused.stdout]).toEqual([74, '']);
    expect(refused.stderr).toMatch(why);
    expect(existsSync(ran)).toBe(false);
    expect((await repo.orch(['status'])).stdout).not.toContain('interrupted');
    expect((await repo.orch(['doctor'])).stdout).toMatch(why);
    // Nobody asks the memory there.
    expect((await repo.orch(['run', 'after', '--no-ai'])).code).toBe(0);
  },
);

it('a folder in the place of state/fixes.jsonl is told as what is in the way, not as a full disk', async () => {
  using repo = await repoWith({ broken: 'process.exit(1)' });
  mkdirSync(join(repo.dir, 'state', 'fixes.jsonl'), { recursive: true });
  const refused = await repo.orch(['run', 'all']);
  expect([refused.code, refused.stderr]).toEqual([
    74,
    expect.stringMatching(
      /cannot read \S+fixes\.jsonl: EISDIR.*\n {2}next: make \S+ a file that this user may read/,
    ),
  ]);
});
