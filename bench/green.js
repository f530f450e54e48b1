// A no-change `orch run all` in a converged lab, beside the slowest chain of its own checks and beside as many no-op
// tasks in Ansible: `node bench/run.js green --nodes=3,30,300` (default 3).
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load.js';

const ROUNDS = 3;
const packageRoot = fileURLToPath(new URL('..', import.meta.url));
const orch = join(packageRoot, 'bin', 'orch.js');
const { makeFolder, labEnv, startServers, callsFile, stages } = await load('bench/entry-green.ts');

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

/** Runs a program while the lab's server, which lives in this process, answers it. */
const timed = (argv, env, cwd) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(argv[0], argv.slice(1), { env, cwd, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    let out = '';
    let first;
    let last;
    let said = '';
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (out += part));
    child.stdio[3].on('data', (part) => {
      first ??= performance.now();
      last = performance.now();
      said += part;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${argv.join(' ')} exited ${code}:\n${out}`));
      const lines = said.split('\n').filter((line) => line !== '');
      const reports = lines.map((line) => JSON.parse(line));
      resolve({
        ms: performance.now() - began,
        // From the first step's start to the last one's end: what the checks took, without starting node.
        span: first === undefined ? 0 : last - first,
        steps: reports.filter(({ outcome }) => outcome !== 'started').map(({ step }) => step),
      });
    });
  });

/** The longest way through the stages by their needs, each as long as its checks take. */
const chainOf = (spans) => {
  const lengths = new Map();
  for (const { name, needs } of stages)
    lengths.set(name, spans.get(name) + Math.max(0, ...needs.map((need) => lengths.get(need) ?? 0)));
  return Math.max(...lengths.values());
};

const PLAY = (tasks, module) =>
  `- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n${Array.from({ length: tasks }, (_, at) => `    - name: no-op ${at}\n      ${module}\n`).join('')}`;

const ansible = async (dir, tasks) => {
  if (spawnSync('ansible-playbook', ['--version'], { stdio: 'ignore' }).error) return undefined;
  const file = join(dir, 'play.yaml');
  writeFileSync(file, PLAY(tasks, 'ansible.builtin.ping:'));
  const env = { PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8', ANSIBLE_NOCOLOR: '1' };
  return (await timed(['ansible-playbook', '-i', 'localhost,', file], env, dir)).ms;
};

const measure = async (nodes) => {
  const top = mkdtempSync(join(tmpdir(), 'orch-green-'));
  const lab = makeFolder(join(top, 'lab'), { seed: 1, fast: true });
  const server = await startServers(lab, { seed: 1, fast: true, faults: [], packageRoot, nodes });
  try {
    const env = labEnv(lab, server.secrets, process.env);
    const node = process.execPath;
    const run = [node, orch, '-C', lab.repo, 'run', 'all'];
    const built = await timed(run, env, top);
    const lookCount = () => readFileSync(callsFile(lab.dir), 'utf8').match(/"kind":"(tool|http)"/g).length;
    const nights = [];
    const together = [];
    const alone = [];
    let checks = 0;
    const look = (name, more = {}) => {
      const argv = [node, orch, '-C', lab.repo, 'stage', name, '--plan'];
      return timed(argv, { ...env, ORCH_STEP_FD: '3', ...more }, lab.repo);
    };
    let looks = 0;
    // Interleaved, so that a noisy machine is noisy for all alike.
    for (let round = 0; round < ROUNDS; round++) {
      const before = lookCount();
      nights.push((await timed(run, env, top)).ms);
      looks = lookCount() - before;
      const [byStage, byStep] = [new Map(), new Map()];
      checks = 0;
      for (const { name } of stages) {
        const { span, steps } = await look(name);
        byStage.set(name, span);
        checks += steps.length;
        let sum = 0;
        for (const step of steps) sum += (await look(name, { ORCH_ONLY_STEP: step })).span;
        byStep.set(name, sum);
      }
      together.push(chainOf(byStage));
      alone.push(chainOf(byStep));
    }
    const night = median(nights);
    const beside = (ms, what, goal) =>
      console.log(`  ${what.padEnd(62)} ${seconds(ms)}   run = ${(night / ms).toFixed(2)} × ${goal}`);
    console.log(
      `${nodes} nodes: ${checks} checks by ${looks} calls and requests; built in ${seconds(built.ms)}`,
    );
    console.log(`  ${`orch run all, nothing to do (median of ${ROUNDS})`.padEnd(62)} ${seconds(night)}`);
    beside(median(alone), 'slowest chain of its checks, each check alone', '(goal ≤ 1.3)');
    beside(median(together), 'the same, the checks of a stage together', '');
    const other = await ansible(top, checks);
    if (other === undefined) console.log('  Ansible: skipped: no ansible (apt-get install ansible-core)');
    else beside(other, `Ansible, ${checks} no-op tasks (ping, local)`, '(goal ≤ 0.2)');
  } finally {
    await server.close();
    rmSync(top, { recursive: true, force: true });
  }
};

const given = process.argv.find((word) => word.startsWith('--nodes='))?.slice('--nodes='.length) ?? '3';
for (const nodes of given.split(',').map(Number)) await measure(nodes);
