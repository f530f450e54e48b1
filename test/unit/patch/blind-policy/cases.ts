/** The blind set: rows of the YAML files beside this one as proposals over a made-up homelab. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTwoFilesPatch } from 'diff';
import { parse } from 'yaml';
import { gate } from '../../../../src/core/patch/gate.ts';
import type { GatePolicy, Proposal, Tree, Verdict } from '../../../../src/core/patch/types.ts';
import { filled } from './forms.ts';

interface Change {
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly new?: string;
  readonly text?: string;
}

interface Row extends Change {
  readonly why?: string;
  readonly edits?: readonly Change[];
  readonly adds?: string;
  readonly changes?: string;
  readonly of?: string;
  readonly patch?: string;
  readonly after?: Readonly<Record<string, string>>;
  readonly swap?: Change;
}

export interface Case {
  readonly category: string;
  readonly name: string;
  readonly text: string;
  /** What an accepted patch must leave; undefined where only a refusal is right. */
  readonly after: Readonly<Record<string, string>> | undefined;
}

const load = (name: string): unknown =>
  parse(readFileSync(fileURLToPath(new URL(`./${name}.yaml`, import.meta.url)), 'utf8'));

const FILES: Readonly<Record<string, string>> = Object.assign(
  {},
  ...['repo-scripts', 'repo-cluster', 'repo-machines', 'repo-more'].map(load),
);

/** The made-up homelab as a commit's tree, with a link to a file, one to a folder and a submodule. */
export const TREE: Tree = {
  entries: new Map([
    ...Object.keys(FILES).map((path): [string, string] => [
      path,
      path.startsWith('stages/') && !path.includes('/lib/') ? '100755' : '100644',
    ]),
    ['docs/current', '120000'],
    ['stages/latest', '120000'],
    ['vendor/charts', '160000'],
  ]),
  read: (path) => (path in FILES ? new TextEncoder().encode(FILES[path]) : undefined),
};

export const POLICY: GatePolicy = {
  allowedFiles: [
    ...[
      'stages/10-vms/*',
      'stages/20-talos/*',
      'stages/30-infra/*',
      'stages/40-apps/*',
      'stages/lib/*',
      'scripts/*',
    ],
    ...['config/*', 'cluster/**', 'talos/*', 'terraform/main.tf', 'ansible/site.yml'],
    ...['ci/pipeline.yaml', 'docker/*', 'docs/*', 'tools/*', 'tests/*', 'Makefile', 'justfile'],
  ],
  newFilesUnder: ['cluster/', 'tools/', 'docs/', 'talos/', 'stages/40-apps/'],
  protected: ['README.md', 'Master_Memo.md', 'context_map.yaml', 'stages/90-final/**', 'vendor/**'],
  maxFiles: 6,
  maxChangedLines: 200,
  maxPatchBytes: 200_000,
};

function changed(change: Change): { path: string; before: string | undefined; after: string } {
  if (change.new !== undefined)
    return { path: change.new, before: undefined, after: filled(change.text ?? '') };
  const path = change.at!;
  const before = FILES[path];
  const parts = before?.split(change.from!) ?? [];
  if (parts.length !== 2)
    throw new Error(`${path}: ${JSON.stringify(change.from)} stands ${parts.length - 1} times`);
  return { path, before, after: parts.join(filled(change.to!)) };
}

function diffOf({ path, before, after }: ReturnType<typeof changed>): string {
  const old = before === undefined ? '/dev/null' : `a/${path}`;
  const head = `diff --git a/${path} b/${path}\n${before === undefined ? 'new file mode 100644\n' : ''}`;
  const body = createTwoFilesPatch(old, `b/${path}`, before ?? '', after, undefined, undefined, {
    context: 3,
  });
  return `${head}${body.replace(/^=+\n/, '')}`;
}

function named(row: Row): Pick<Case, 'text' | 'after'> {
  const path = row.adds ?? row.changes!;
  if (row.adds !== undefined)
    return {
      text: `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+hello\n`,
      after: { [path]: 'hello\n' },
    };
  const target = row.of ?? path;
  const before = FILES[target] ?? '';
  const first = before.split('\n')[0]!;
  return {
    text: `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1,2 @@\n+more\n ${first}\n`,
    after: { [target]: `more\n${before}` },
  };
}

function proposed(row: Row): Pick<Case, 'text' | 'after'> {
  if (row.adds !== undefined || row.changes !== undefined) return named(row);
  if (row.patch !== undefined) {
    const swap = row.swap === undefined ? undefined : changed(row.swap);
    return { text: row.patch, after: swap === undefined ? row.after : { [swap.path]: swap.after } };
  }
  const changes = (row.edits ?? [row]).map(changed);
  return {
    text: changes.map(diffOf).join(''),
    after: Object.fromEntries(changes.map(({ path, after }) => [path, after])),
  };
}

/** The cases of one YAML file, in its order. */
export const casesOf = (file: string): readonly Case[] =>
  Object.entries(load(file) as Record<string, readonly Row[]>).flatMap(([category, rows]) =>
    rows.map((row) => ({
      category,
      name: row.why ?? JSON.stringify(row.adds ?? row.changes),
      ...proposed(row),
    })),
  );

/** The gate's word on one case. */
export const judged = (one: Case): Verdict => {
  const proposal: Proposal = { form: 'text', text: one.text };
  return gate(proposal, TREE, POLICY);
};

/** True when the verdict is the files that the honest case means, no more and no less. */
export const exactly = (one: Case, verdict: Verdict): boolean =>
  verdict.ok &&
  one.after !== undefined &&
  verdict.files.length === Object.keys(one.after).length &&
  verdict.files.every((file) => new TextDecoder().decode(file.bytes) === one.after?.[file.path]);
