/** Pairs made by rule, for what the history of one repo does not hold: twins, tabs, odd bytes, lines that look like marks. */
import type { Chance } from './chance.ts';
import type { Pair } from './pairs.ts';

type Make = (chance: Chance) => Omit<Pair, 'id'>;

const one = (path: string, before: string, after: string): Omit<Pair, 'id'> => ({
  before: { [path]: before },
  after: { [path]: after },
});

const services = (
  n: number,
  replicas: (i: number) => number,
  extra: (i: number) => string = () => '',
): string =>
  Array.from(
    { length: n },
    (_, i) =>
      `  - name: svc-${i}\n    image: registry.local/app:1.4\n    replicas: ${replicas(i)}\n    ports:\n      - containerPort: 8080\n        protocol: TCP\n${extra(i)}    resources:\n      limits:\n        cpu: 500m\n        memory: 256Mi\n`,
  ).join('');

const twins: Make = (chance) => {
  const n = 4 + chance.below(4);
  const k = chance.below(n);
  const head = 'services:\n';
  return one(
    'cluster/apps/services.yaml',
    head + services(n, () => 2),
    head + services(n, (i) => (i === k ? 3 : 2)),
  );
};

const allTwins: Make = (chance) => {
  const text = services(3 + chance.below(3), () => 2);
  return one('cluster/apps/all.yaml', text, text.replaceAll('containerPort: 8080', 'containerPort: 9090'));
};

const twinsInsert: Make = (chance) => {
  const n = 4 + chance.below(4);
  const k = chance.below(n);
  const probe = '    readinessProbe:\n      httpGet:\n        path: /healthz\n';
  return one(
    'cluster/apps/list.yaml',
    services(n, () => 2),
    services(
      n,
      () => 2,
      (i) => (i === k ? probe : ''),
    ),
  );
};

const makefile: Make = (chance) => {
  const targets = ['build', 'test', 'lint', 'image', 'push', 'clean'];
  const body = (k: number): string =>
    `SHELL := /bin/bash\n.PHONY: ${targets.join(' ')}\n\n${targets
      .map(
        (t, i) =>
          `${t}: deps\n\t@echo "${t}"\n\t./scripts/${t}.sh${i === k ? ' --strict' : ''}\n${i === k ? '\t@touch .done\n' : ''}`,
      )
      .join('\n')}`;
  return one('Makefile', body(-1), body(chance.below(targets.length)));
};

const python: Make = (chance) => {
  const names = ['load', 'save', 'check', 'drain'];
  const body = (k: number): string =>
    `"""Tools for nodes."""\nimport json\nimport sys\n\n\n${names
      .map(
        (f, i) =>
          `def ${f}(path, retries=3):\n    for attempt in range(retries):\n        try:\n            with open(path) as handle:\n                ${i === k ? `data = json.load(handle)\n                return ${f}_one(data)` : `return ${f}_one(handle)`}\n        except OSError as error:\n            print(f"${f}: {error}", file=sys.stderr)\n    return None\n\n`,
      )
      .join('\n')}if __name__ == "__main__":\n    sys.exit(0 if load(sys.argv[1]) else 1)\n`;
  return one('scripts/nodes.py', body(-1), body(chance.below(names.length)));
};

const sql: Make = (chance) => {
  const k = chance.below(3);
  const table = (i: number, fixed: boolean): string =>
    `-- table ${i} of the ledger\nCREATE TABLE t${i} (\n  id INTEGER PRIMARY KEY,\n${fixed ? `  name TEXT NOT NULL\n` : `  -- old name, kept\n  name TEXT\n`});\n\n`;
  const body = (fix: number): string => [0, 1, 2].map((i) => table(i, i === fix)).join('');
  return one('scripts/schema.sql', body(-1), body(k));
};

const marks: Make = () =>
  one(
    'docs/merge.md',
    '# Merging\n\nA conflict looks so:\n\n```text\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n```\n\nThen run\n\n```sh\ngit add -A\ngit commit\n```\n\nDone.\n',
    '# Merging\n\nA conflict looks so:\n\n```text\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n```\n\nThen look, and run\n\n```sh\ngit add -u\ngit commit\n```\n\nDone.\n',
  );

const documents: Make = (chance) => {
  const kinds = ['Namespace', 'Service', 'Deployment', 'ConfigMap', 'Secret'];
  const k = chance.below(kinds.length);
  const body = (drop: number): string =>
    kinds
      .filter((_, i) => i !== drop)
      .map(
        (kind, i) =>
          `---\napiVersion: v1\nkind: ${kind}\nmetadata:\n  name: demo-${kind.toLowerCase()}\n  labels:\n    app: demo\n    order: "${kind.length + i * 0}"\n`,
      )
      .join('');
  return one('cluster/apps/demo.yaml', body(-1), body(k));
};

const foreign: Make = (chance) => {
  const words = ['Größe', 'naïve café', '日本語のメモ', 'emoji 🚀 fertig', 'Ελληνικά', 'Zażółć gęślą jaźń'];
  const body = (k: number): string =>
    `# Notizen\n\n${words.map((w, i) => `## ${i + 1}. ${w}\n\nText über „${w}“ – Teil ${i}${i === k ? ', geändert – ✓' : ''}.\nZweite Zeile.\n`).join('\n')}`;
  return one('docs/notizen.md', body(-1), body(chance.below(words.length)));
};

const newScript: Make = () => ({
  before: { 'scripts/run.sh': '#!/bin/sh\nset -eu\n\necho start\n./scripts/one.sh\necho done\n' },
  after: {
    'scripts/run.sh': '#!/bin/sh\nset -eu\n\necho start\n./scripts/one.sh\n./scripts/two.sh\necho done\n',
    'scripts/two.sh': '#!/bin/sh\nset -eu\n\n# second step\nfor n in 1 2 3; do\n  echo "$n"\ndone\n',
  },
});

const moved: Make = (chance) => {
  const body = (port: number): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: ${port}\n      targetPort: 8080\n`;
  const changed = chance.below(2) === 0;
  return {
    before: { 'cluster/apps/web.yaml': body(80) },
    after: { 'cluster/apps/web/service.yaml': body(changed ? 443 : 80) },
    renames: { 'cluster/apps/web/service.yaml': 'cluster/apps/web.yaml' },
  };
};

const dropped: Make = () => ({
  before: {
    'scripts/old.sh': '#!/bin/sh\necho old\n',
    'scripts/main.sh': '#!/bin/sh\n. ./old.sh\necho main\n',
  },
  after: { 'scripts/main.sh': '#!/bin/sh\necho main\n' },
});

const list: Make = () => ({
  before: { 'docs/list.txt': 'alpha\nbeta  \ngamma\ndelta\nepsilon\nzeta\n', 'docs/other.txt': 'one\ntwo\n' },
  after: {
    'docs/list.txt': 'alpha\nbeta  \ngamma\nnew\ndelta\nepsilon\nzeta\n',
    'docs/other.txt': 'one\ntwo\n',
  },
});

const yamlComments: Make = (chance) => {
  const k = chance.below(5);
  const body = (fix: number): string =>
    `# values of the chart\n${[0, 1, 2, 3, 4].map((i) => `\nsection${i}:\n  # how many\n  count: ${i === fix ? 7 : 1}\n  enabled: true\n  args:\n    - --flag-${i}\n    - --verbose\n`).join('')}`;
  return one('cluster/apps/values.yaml', body(-1), body(k));
};

const odd: Make = () => ({
  before: {
    'docs/a file.md': 'one\ntwo\nthree\n',
    'app/b/config.yaml': 'a: 1\nb: 2\nc: 3\n',
    'b/config.yaml': 'a: 1\nb: 2\nc: 3\n',
  },
  after: {
    'docs/a file.md': 'one\n2\nthree\n',
    'app/b/config.yaml': 'a: 1\nb: 20\nc: 3\n',
    'b/config.yaml': 'a: 1\nb: 2\nc: 3\n',
  },
});

export const MAKES: Readonly<Record<string, Make>> = {
  twins,
  allTwins,
  twinsInsert,
  makefile,
  python,
  sql,
  marks,
  documents,
  foreign,
  newScript,
  moved,
  dropped,
  list,
  yamlComments,
  odd,
};

export const madePairs = (chance: Chance, each: number): readonly Pair[] =>
  Object.entries(MAKES).flatMap(([name, make]) =>
    Array.from({ length: each }, (_, i) => ({ id: `made-${name}-${i}`, ...make(chance) })),
  );

const map = (texts: Readonly<Record<string, string>>, f: (text: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, f(text)]));

/** The same pair with other bytes: line ends, a mark at the start, no final newline. */
export const VARIANTS: Readonly<Record<string, (pair: Pair) => Pair>> = {
  crlf: (pair) => {
    const f = (texts: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(texts).map(([path, text]) => [
          path,
          pair.before[pair.renames?.[path] ?? path] === undefined ? text : text.replaceAll('\n', '\r\n'),
        ]),
      );
    return { ...pair, id: `${pair.id}~crlf`, before: f(pair.before), after: f(pair.after) };
  },
  bom: (pair) => {
    const mark = (text: string): string => `\ufeff${text}`;
    const after = Object.fromEntries(
      Object.entries(pair.after).map(([path, text]) => [
        path,
        pair.before[pair.renames?.[path] ?? path] === undefined ? text : mark(text),
      ]),
    );
    return { ...pair, id: `${pair.id}~bom`, before: map(pair.before, mark), after };
  },
  open: (pair) => {
    const cut = (text: string): string =>
      text.endsWith('\n') && text.trim() !== '' ? text.slice(0, -1) : text;
    return { ...pair, id: `${pair.id}~open`, before: map(pair.before, cut), after: map(pair.after, cut) };
  },
};
