/** Any order of candidates, take-backs and keeps: worktree and side branch hold what a model of ten lines says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gitRepo } from '../rig/git-repo.ts';
import { edit, META, open, SIDE } from '../rig/night.ts';
import { snapshot } from '../rig/snapshot.ts';

const FILES = ['a.yaml', 'b dir/b.yaml', 'c.yaml'] as const;
type Content = Readonly<Record<string, string>>;
interface Change {
  readonly name: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The changes made in this order; undefined where one does not find what it changes. */
const made = (start: Content, changes: readonly Change[]): Content | undefined => {
  const now = new Map(Object.entries(start));
  for (const { file, before, after } of changes) {
    if (now.get(file) !== before) return undefined;
    now.set(file, after);
  }
  return Object.fromEntries(now);
};

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const), pick: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('takeBack' as const), pick: fc.nat(15) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('keep' as const), pick: fc.nat(15) }) },
);

it('a stack of candidates is what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
      using repo = gitRepo();
      repo.commit(Object.fromEntries(FILES.map((file) => [file, 'base\n'])));
      const before = snapshot(repo.root);
      const opened = await open(repo);
      const { dir } = await opened.prepare();
      let start: Content = Object.fromEntries(FILES.map((file) => [file, 'base\n']));
      let stack: readonly Change[] = [];
      const head = (): Content => made(start, stack) ?? {};
      for (const [at, { do: what, pick }] of steps.entries()) {
        const chosen = stack.filter((_, index) => ((pick >> index) & 1) === 1);
        const rest = stack.filter((change) => !chosen.includes(change));
        const names = chosen.map((change) => change.name);
        if (what === 'commit') {
          const file = FILES[pick] ?? FILES[0];
          const after = `step ${at}\n`;
          const { commit: name } = await opened.commit([edit(file, after)], META);
          stack = [...stack, { name, file, before: head()[file] ?? '', after }];
        } else if (what === 'takeBack') {
          if (made(start, rest) === undefined)
            await expect(opened.takeBack(names)).rejects.toThrow('from under');
          else {
            await opened.takeBack(names);
            stack = rest;
          }
        } else {
          const possible = chosen.length > 0 && made(start, [...chosen, ...rest]) !== undefined;
          expect(await opened.keep(names, 'progress')).toMatchObject({ kept: possible });
          if (possible) {
            start = made(start, chosen) ?? {};
            stack = rest;
          }
        }
        for (const file of FILES) expect(readFileSync(join(dir, file), 'utf8')).toBe(head()[file]);
      }
      const side = repo.git(['for-each-ref', `refs/heads/${SIDE}`]) === '' ? 'main' : SIDE;
      for (const file of FILES) expect(repo.git(['show', `${side}:${file}`])).toBe(start[file]);
      expect(repo.git(['status', '--porcelain'], dir)).toBe('');
      expect(snapshot(repo.root)).toEqual(before);
    }),
    { numRuns: Number(process.env.ORCH_TEST_RUNS ?? 5) },
  );
});
