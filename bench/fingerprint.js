// How fast a log gets its name: the tail of a 10 MB log in process, and throughput over text that must be read.
// Beside it Drain3 (a Python program; skipped with a word where it is not) and the common baseline: hash of the last 100 lines with every digit masked.
// Best of several runs each, since the machine may be shared. Prints one line per measure; `--json` prints one object. Seeded, so that two runs read the same text.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const TAIL = 256 * 1024;

let seed = 42;
const random = (n) => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed % n;
};

const FORMS = [
  () =>
    `[2026-0${1 + random(9)}-1${random(9)}T1${random(9)}:2${random(9)}:3${random(9)}Z] waiting for Talos API on 10.0.0.5${random(9)}:50000 (${random(60)}/60)`,
  () =>
    `10.0.0.5${random(9)}: user: warning: [2026-01-22T19:51:38.790735458Z]: [talos] service[kubelet](Running): Health check successful`,
  () =>
    `I0616 18:46:58.565941   8${random(9999)} request.go:697] Waited for 1.${random(999)}s due to client-side throttling, request: GET:https://10.0.0.50:6443/apis/apps/v1/namespaces/n${random(9)}/deployments`,
  () => `deployment "app-${random(50)}" successfully rolled out`,
  () =>
    `{"level":"info","ts":"2021-04-02T14:53:30.698Z","logger":"controller","msg":"applied in ${random(999)}ms","name":"app-${random(50)}"}`,
  () => `frobnicated ${random(1e6).toString(36)} into place, took ${random(999)}ms`,
];
const ERRORS = [
  'error: timed out waiting for the condition, retrying in 17s',
  'The connection to the server 10.0.0.50:6443 was refused - did you specify the right host or port?',
];

const logOf = (bytes, everyError) => {
  const lines = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    const line = n % everyError === 0 ? ERRORS[random(2)] : FORMS[random(FORMS.length)]();
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join('\n')}\n`;
};

const END = `+ talosctl apply-config -f controlplane.yaml --nodes 10.0.0.51
error applying new configuration: rpc error: code = InvalidArgument desc = configuration validation failed: 1 error occurred:
\t* static hostname is already set in v1alpha1 config
`;

const timeOf = (work, times) => {
  const took = [];
  for (let i = 0; i < times; i++) {
    const start = process.hrtime.bigint();
    work();
    took.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return Math.min(...took);
};

const baseline = (text) =>
  createHash('sha256').update(text.split('\n').slice(-100).join('\n').replace(/\d+/g, '#')).digest('hex');

const PEER_ROUNDS = 5;
/** Readings a round and side, the best counts: neither side is measured cold. */
const READINGS = 5;

/** Best MB/s of us and of Drain3 over the same text, round by round in turn; undefined, with the reason on stderr, where Drain3 is not. */
const besideDrain3 = (text, dir, work) => {
  const log = join(dir, 'peer.log');
  writeFileSync(log, text);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'orch-ci', 'drain3');
  const ours = [];
  const theirs = [];
  for (let round = 0; round < PEER_ROUNDS; round++) {
    ours.push(timeOf(work, READINGS));
    const ran = spawnSync('python3', [join(root, 'bench/peer-drain3.py'), log, String(READINGS)], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: cache },
    });
    if (ran.status !== 0) {
      const why = (ran.error?.message ?? ran.stderr).trim().split('\n').at(-1);
      console.error(
        `SKIPPED: Drain3, the peer, does not run here (${why}); python3 -m pip install --target ${cache} drain3`,
      );
      return undefined;
    }
    theirs.push(Math.min(...ran.stdout.trim().split('\n').map(Number)));
  }
  const rate = (times) => text.length / 1e6 / (Math.min(...times) / 1000);
  return { ours: rate(ours), theirs: rate(theirs) };
};

const dir = mkdtempSync(join(tmpdir(), 'orch-bench-'));
try {
  const outfile = join(dir, 'fingerprint.mjs');
  await build({
    entryPoints: [join(root, 'src/core/fingerprint/fingerprint.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { fingerprint } = await import(pathToFileURL(outfile).href);
  const name = (text) => fingerprint({ text, stage: 'talos', exitCode: 1, outcome: 'exited' });

  const big = logOf(10_000_000, 40) + END;
  const tail = big.slice(-TAIL);
  const first = timeOf(() => name(tail), 1);
  const results = {
    'first call, tail of a 10 MB log (ms)': first,
    'tail of a 10 MB log (ms)': timeOf(() => name(tail), 30),
    'whole 10 MB handed in (ms)': timeOf(() => name(big), 10),
  };
  // Text that must be read: nothing in it names an error, so that it is read to its start.
  const quiet = logOf(TAIL, 1e9);
  results['throughput over text that must be read (MB/s)'] = TAIL / 1000 / timeOf(() => name(quiet), 30);
  const wrapped = quiet.replace(/[^\n]{100}/g, '$&\n');
  results['the same, hard-wrapped (MB/s)'] = TAIL / 1000 / timeOf(() => name(wrapped), 10);
  const peer = besideDrain3(quiet, dir, () => name(quiet));
  if (peer !== undefined) {
    results['beside Drain3, same text in turn: ours (MB/s)'] = peer.ours;
    results['beside Drain3, same text in turn: Drain3 (MB/s)'] = peer.theirs;
    results['ours / Drain3'] = peer.ours / peer.theirs;
  }
  results['peak RSS with 10 MB logs in memory (MB)'] = process.resourceUsage().maxRSS / 1024;
  const line = 'x'.repeat(100_000_000);
  results['one line of 100 MB (ms)'] = timeOf(() => name(line), 3);
  results['baseline: digits masked in the last 100 lines (ms)'] = timeOf(() => baseline(tail), 30);
  results['peak RSS with the 100 MB line in memory (MB)'] = process.resourceUsage().maxRSS / 1024;
  if (process.argv.includes('--json')) console.log(JSON.stringify(results));
  else
    for (const [what, value] of Object.entries(results))
      console.log(`${value.toFixed(2).padStart(10)}  ${what}`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
