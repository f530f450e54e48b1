// How much memory `orch run` takes while a stage writes 2 GB without a newline and then fails (so it is named, too).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BYTES = 2 * 1024 ** 3;
const LOOK_MS = 20;
const orch = fileURLToPath(new URL('../bin/orch.js', import.meta.url));

const MAP = `settings: { executor: { kind: none }, escalation: { enabled: false }, limits: { reproduce_under: 0s } }
stages:
  big: { command: [sh, -c, "head -c ${BYTES} /dev/zero | tr '\\\\0' x; exit 3"] }
`;

/** Peak resident memory so far, in MB: Linux keeps the high-water mark, elsewhere the present value is asked for. */
const residentMb = (pid) => {
  if (process.platform === 'linux') {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) / 1000 : 0;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1000;
};

const dir = mkdtempSync(join(tmpdir(), 'orch-bench-'));
try {
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < 1.2 * BYTES) {
    console.log(`skipped: ${dir} has less than ${((1.2 * BYTES) / 1e9).toFixed(1)} GB free`);
  } else {
    writeFileSync(join(dir, 'context_map.yaml'), MAP);
    const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      [...identity, 'commit', '-qm', 'bench'],
    ])
      execFileSync('git', args, { cwd: dir });
    const child = spawn(process.execPath, [orch, '-C', dir, 'run', 'all'], { stdio: 'ignore' });
    let peak = 0;
    const timer = setInterval(() => {
      try {
        peak = Math.max(peak, residentMb(child.pid));
      } catch (error) {
        // Between the last look and the exit event the process may be gone.
        if (child.exitCode === null && error.code !== 'ENOENT') throw error;
      }
    }, LOOK_MS);
    const code = await new Promise((ended) => child.on('exit', ended));
    clearInterval(timer);
    console.log(
      `a 2 GB log without a newline, then exit 3: orch ends with ${code}, peak RSS ${peak.toFixed(0)} MB  (goal ≤ 120)`,
    );
    if (code !== 2 || peak === 0 || peak > 120) process.exitCode = 1;
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
