/** One workspace with real git, real stage processes and a real (scripted) model server, run by the engine itself. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from '../../lab/model/script.ts';
import { startModelServer } from '../../lab/model/server.ts';
import { openCases } from '../../src/adapters/cases.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createEscalation } from '../../src/adapters/escalation.ts';
import { createExecutor } from '../../src/adapters/executors/index.ts';
import { openFixes } from '../../src/adapters/fixes.ts';
import { openRepo } from '../../src/adapters/git/repo.ts';
import { makeStageRunner } from '../../src/adapters/process/runner.ts';
import { openRejections } from '../../src/adapters/rejections.ts';
import { openStore } from '../../src/adapters/store/store.ts';
import { parseMap } from '../../src/config/map.ts';
import type { Recorded } from '../../src/core/machine/events.ts';
import type { State } from '../../src/core/machine/state.ts';
import { replyFromSaved } from '../../src/core/reply/saved.ts';
import { runLoop } from '../../src/engine/loop.ts';
import type { EnginePorts, RunInput } from '../../src/engine/ports.ts';
import { gitRepo } from './git-repo.ts';

/**
 * Fails with the error that config/a.yaml asks for, unless it says `want: ok`; notes each start. With `stepone` or
 * `steptwo` it reports steps on fd 3 and fails at the first or the second of them.
 */
const STAGE = `
const { readFileSync, appendFileSync, writeSync } = require('node:fs');
const want = /^want: (\\w+)/m.exec(readFileSync('config/a.yaml', 'utf8'))[1];
appendFileSync(process.env.ORCH_STATE_DIR + '/starts', want + ' ' + (process.env.ORCH_ONLY_STEP ?? '') + '\\n');
const report = (step, index, outcome) =>
  writeSync(3, JSON.stringify({ step, index, phase: 'apply', outcome }) + '\\n');
if (want.startsWith('step')) {
  report('one', 0, want === 'stepone' ? 'failed' : 'ok');
  if (want === 'steptwo') report('two', 1, 'failed');
}
if (want === 'hang') setInterval(() => {}, 1000);
else if (want === 'blip') { console.error('dial tcp 127.0.0.1:6443: connect: connection refused'); process.exitCode = 1; }
else if (want !== 'ok') { console.error('Error: config/a.yaml: field ' + want + ' is not known'); process.exitCode = 1; }
`;
/** The executor: writes what fix.txt beside it says, or changes nothing. */
const EXECUTOR = `
const { readFileSync, writeFileSync, existsSync } = require('node:fs');
const file = process.argv[2];
if (existsSync(file)) writeFileSync('config/a.yaml', 'want: ' + readFileSync(file, 'utf8') + '\\n');
`;

export interface Bench {
  readonly repo: ReturnType<typeof gitRepo>;
  readonly events: Recorded[];
  readonly notes: string[];
  readonly requests: { readonly text: string }[];
  /** What the human writes and commits in config/a.yaml. */
  want(word: string): void;
  /** What the executor will write; undefined: it changes nothing. */
  executorWrites(word: string): void;
  run(changes?: {
    ports?: Partial<EnginePorts>;
    input?: Partial<RunInput>;
    ai?: boolean;
    executor?: string;
  }): Promise<State>;
  starts(): string[];
  side(): string;
  file(path: string): string;
  remove(): Promise<void>;
}

const edit = (search: string, replace: string) => ({ path: 'config/a.yaml', search, replace });

/** A reply of the schema that patches config/a.yaml. */
export const patchReply = (from: string, to: string, suggestions: readonly string[] = []) => ({
  reply: {
    kind: 'patch',
    summary: `say ${to}`,
    edits: [edit(`want: ${from}`, `want: ${to}`)],
    diff: null,
    commands: [],
    layer: null,
    suggestions,
  },
});

export const bench = async (script: Script, settings = ''): Promise<Bench> => {
  const repo = gitRepo();
  const server = await startModelServer({ script });
  const fix = join(repo.home, 'fix.txt');
  const executor = join(repo.home, 'executor.cjs');
  writeFileSync(executor, EXECUTOR);
  const mapText = `
settings:
  grace: 1s
  isolation: group
  executor: { kind: command, command: [node, ${executor}, ${fix}] }
  escalation: { enabled: true, api: responses, base_url: "${server.url}", model: strong }
${settings}
stages:
  site: { command: [node, stage.cjs], files: [config/a.yaml], success_criteria: [it says ok] }
`;
  repo.commit({ 'stage.cjs': STAGE, 'config/a.yaml': 'want: ok\n', 'context_map.yaml': mapText });
  const stateDir = join(repo.home, 'kept');
  mkdirSync(stateDir);
  const events: Recorded[] = [];
  const notes: string[] = [];
  let id = 0;
  const run: Bench['run'] = async (changes = {}) => {
    id += 1;
    const map = parseMap({
      text: mapText,
      path: 'context_map.yaml',
      env: {},
      builtins: [],
      exists: () => false,
    });
    const opened = await openRepo({
      root: repo.root,
      sideBranch: map.settings.sideBranch,
      link: [],
      env: repo.env,
    });
    const ports: EnginePorts = {
      clock: systemClock,
      store: openStore({ root: repo.root, clock: systemClock, warn: (text) => notes.push(text) }),
      runner: makeStageRunner({ workspace: repo.root, path: repo.env.PATH, isolation: 'group' }),
      repo: opened,
      executor: createExecutor(map.settings.executor, {
        env: repo.env,
        codexHome: join(repo.home, 'codex'),
        graceMs: 100,
      }),
      escalation: createEscalation(map.settings.escalation, {}),
      diagnostics: {
        run: async (_, commands) =>
          commands.map((argv) => ({
            argv,
            verdict: { class: 'read', reason: 'a test', argv },
            code: 0,
            output: 'the diagnosis',
            ms: 1,
          })),
      },
      cases: openCases(repo.root),
      fixes: openFixes(repo.root),
      rejections: openRejections(repo.root),
      reporter: {
        event: (recorded) => void events.push(recorded),
        step: () => {},
        note: (text) => void notes.push(text),
      },
      redact: (text) => ({ text: text.replaceAll('hunter2', '«redacted»'), found: [] }),
      savedReply: async (text) => replyFromSaved(text, map.settings.escalation),
      ...changes.ports,
    };
    return runLoop(ports, {
      id: `run${id}`,
      map,
      plan: [{ name: 'site', needs: [] }],
      limits: { ...map.settings.limits, backoffMs: [1] },
      options: {
        ai: changes.ai ?? true,
        here: false,
        failFast: false,
        executor: changes.executor ?? 'command',
        escalation: true,
      },
      actor: 'human',
      night: 'n1',
      base: await opened.baseCommit(),
      env: repo.env,
      orchArgv: [process.execPath],
      root: repo.root,
      secretsDir: stateDir,
      stateDir,
      ...changes.input,
    });
  };
  return {
    repo,
    events,
    notes,
    requests: server.requests,
    want: (word) => void repo.commit({ 'config/a.yaml': `want: ${word}\n` }),
    executorWrites: (word) => writeFileSync(fix, word),
    run,
    starts: () =>
      readFileSync(join(stateDir, 'starts'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    side: () => repo.git(['show', 'ai/orchestrator-stage1:config/a.yaml']),
    file: (path) => readFileSync(join(repo.root, path), 'utf8'),
    remove: async () => {
      await server.close();
      repo[Symbol.dispose]();
    },
  };
};
