// Prints what orch costs beside bare node, as ratios within one run: `npm run bench [name…]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const orch = fileURLToPath(new URL('../bin/orch.js', import.meta.url));

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const timed = (argv, cwd, expected) => {
  const began = process.hrtime.bigint();
  const ran = spawnSync(argv[0], argv.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (ran.status !== expected)
    throw new Error(`${argv.join(' ')} exited ${ran.status}, expected ${expected}: ${ran.stderr}`);
  return ms;
};

/** Interleaved, so that a noisy machine is noisy for all of them alike. */
const measure = (programs, cwd) => {
  const times = programs.map(() => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, { argv, exit }] of programs.entries()) times[i].push(timed(argv, cwd, exit));
  return times.map(median);
};

const MAP = `settings: { executor: { kind: none }, escalation: { enabled: false } }
stages:
  noop: { command: ['true'] }
  broken: { command: ['false'], needs: [] }
`;

const commandLine = () => {
  const dir = mkdtempSync(join(tmpdir(), 'orch-bench-'));
  try {
    writeFileSync(join(dir, 'context_map.yaml'), MAP);
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-qm', 'bench'],
    ])
      timed(['git', ...args], dir, 0);
    const node = process.execPath;
    timed([node, orch, 'run', 'noop'], dir, 0);
    timed([node, orch, 'run', 'broken', '--no-ai'], dir, 1);
    const [bare, status, noop, broken] = measure(
      [
        { argv: [node, '-e', '0'], exit: 0 },
        { argv: [node, orch, 'status'], exit: 0 },
        { argv: [node, orch, 'run', 'noop'], exit: 0 },
        { argv: [node, orch, 'run', 'broken', '--no-ai'], exit: 1 },
      ],
      dir,
    );
    const row = (what, ms, base, goal) =>
      console.log(
        `${what.padEnd(52)} ${ms.toFixed(0).padStart(5)} ms  ${(ms / base).toFixed(2).padStart(5)} × bare node  (goal ≤ ${goal})`,
      );
    console.log(
      `node -e 0 (baseline, median of ${ROUNDS}) ${bare.toFixed(0).padStart(20)} ms   Node ${process.versions.node}`,
    );
    row('orch status', status, bare, '1.25');
    row('orch run of one no-op command stage', noop, bare, '3');
    // `true` and `false` cost the same: what a failing run costs more is the failure's naming, counting and telling.
    row('a failing attempt, beyond its child', broken - noop, bare, '1.5');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

// Flags (`--nodes=3,30,300`) go to the benches.
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const here = fileURLToPath(new URL('.', import.meta.url));
if (wanted.length === 0 || wanted.includes('cli')) commandLine();
for (const file of readdirSync(here)
  .filter((name) => name.endsWith('.js') && name !== 'run.js' && name !== 'load.js')
  .sort()) {
  const name = file.slice(0, -3);
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  const ran = spawnSync(process.execPath, [join(here, file), ...flags], { stdio: 'inherit' });
  if (ran.status !== 0) process.exitCode = 1;
}
