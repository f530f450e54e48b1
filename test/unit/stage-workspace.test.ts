import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseMap } from '../../src/config/map.ts';
import { judgeCommand } from '../../src/core/command/judge.ts';
import { matchesGlob } from '../../src/core/patch/glob.ts';
import { stages } from '../../stages/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const map = parseMap({
  text: read('context_map.yaml'),
  path: 'context_map.yaml',
  env: {},
  builtins: stages,
  exists: (path) => existsSync(join(root, path)),
});
const tracked = execFileSync('git', ['ls-files', 'config', 'cluster', '*.md', '*.txt', '*.yaml'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');
const headings = [...read('master_memo.md').matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? '');

describe('the example workspace', () => {
  test('has a map without a warning, with the built-in stages in their order and needs', () => {
    expect(map.warnings).toEqual([]);
    expect(map.stages.map(({ name, needs }) => ({ name, needs }))).toEqual(
      stages.map(({ name, needs }) => ({ name, needs: [...needs] })),
    );
    for (const stage of map.stages) expect(stage.command).toBeUndefined();
  });

  test.each(map.stages)('lets stage $name change files that exist, none of them protected', (stage) => {
    expect(stage.files.length).toBeGreaterThan(0);
    for (const glob of stage.files) {
      const found = tracked.filter((path) => matchesGlob(glob, path));
      expect(found, `${glob} matches no file`).not.toEqual([]);
      for (const path of found)
        expect(
          map.protected.some((each) => matchesGlob(each, path)),
          path,
        ).toBe(false);
    }
    for (const folder of stage.newFilesUnder) expect(existsSync(join(root, folder))).toBe(true);
  });

  test.each(map.stages)('shows a model sections of the memo for stage $name', (stage) => {
    expect(stage.sections.length).toBeGreaterThan(1);
    for (const key of stage.sections) {
      const words = map.keywords[key] ?? [];
      const chosen = headings.filter((heading) =>
        words.some((word) => heading.toLowerCase().includes(word.toLowerCase())),
      );
      expect(chosen, `${key} selects nothing`).not.toEqual([]);
    }
    expect(stage.successCriteria.length).toBeGreaterThan(1);
  });

  test('has every section of its memo chosen by some key, but for the general ones', () => {
    const words = Object.values(map.keywords).flat();
    const left = headings.filter(
      (heading) => !words.some((word) => heading.toLowerCase().includes(word.toLowerCase())),
    );
    expect(left).toEqual(['Master memo: the example homelab', 'What is never done']);
  });

  test('asks only for diagnostics that the grammar allows', () => {
    const context = {
      kubeconfig: '/secrets/kubeconfig',
      talosconfig: '/secrets/talosconfig',
      nodes: map.settings.nodeAddresses,
      deniedNamespaces: map.settings.deniedNamespaces,
      readable: () => false,
    };
    const refused = map.stages.flatMap(({ name, diagnostics }) =>
      diagnostics
        .map((argv) => ({ stage: name, argv: argv.join(' '), verdict: judgeCommand(argv, context) }))
        .filter(({ verdict }) => verdict.class !== 'read')
        .map(({ stage, argv, verdict }) => `${stage}: ${argv}: ${verdict.reason}`),
    );
    expect(refused).toEqual([]);
  });

  test('protects what a human decides', () => {
    for (const path of [
      'context_map.yaml',
      'master_memo.md',
      'executor_instructions.md',
      'config/env/homelab.env',
      'stages/vms/api.ts',
      'src/cli/main.ts',
    ])
      expect(
        map.protected.some((glob) => matchesGlob(glob, path)),
        path,
      ).toBe(true);
  });
});
