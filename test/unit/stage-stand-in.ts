import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeContext } from '../../src/stage-kit/context.ts';
import { parseClusterConfig } from '../../src/stage-kit/load-cluster.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';
import { WHOLE } from '../rig/folder.ts';

/** What a stand-in program answers to command lines that match. The last rule that matches wins. */
export interface Rule {
  /** Regular expression over the arguments, joined by blanks. */
  readonly argv: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  /** Written to the first absolute path among the arguments. */
  readonly writes?: string;
  /** Answer only once a command line that matches this was run. */
  readonly after?: string;
  /** Answer only this many times; for programs that are not run in parallel. */
  readonly times?: number;
}

const PROGRAM = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const { join, basename } = require('node:path');
const dir = join(__dirname, '..');
const name = basename(process.argv[1]);
const line = process.argv.slice(2).join(' ');
appendFileSync(join(dir, 'calls'), JSON.stringify([name, ...process.argv.slice(2)]) + '\\n');
const file = join(dir, name + '.json');
const rules = JSON.parse(readFileSync(file, 'utf8'));
const past = readFileSync(join(dir, 'calls'), 'utf8').split('\\n').slice(0, -1).map((each) => JSON.parse(each).join(' '));
const rule = rules.findLast((each) => new RegExp(each.argv).test(line) && each.times !== 0 && (!each.after || past.some((one) => new RegExp(each.after).test(one))));
if (!rule) { process.stderr.write('stand-in ' + name + ' does not know: ' + line + '\\n'); process.exit(97); }
if (rule.times > 0) { rule.times -= 1; writeFileSync(file, JSON.stringify(rules)); }
if (rule.writes !== undefined) writeFileSync(process.argv.slice(2).find((each) => each.startsWith('/')), rule.writes);
process.stdout.write(rule.stdout ?? '');
process.stderr.write(rule.stderr ?? '');
process.exitCode = rule.code ?? 0;
`;

export interface StandIn extends Disposable {
  readonly dir: string;
  readonly ctx: StageContext;
  readonly said: string[];
  readonly env: Readonly<Record<string, string>>;
  /** Sets what a program answers from now on. */
  answer(program: string, rules: readonly Rule[]): void;
  /** All command lines so far, each as one string. */
  calls(): string[];
  forget(): void;
}

const FAST =
  'timing: {poll: 5ms, task: 2s, boot: 2s, install: 2s, bootstrap: 2s, nodes: 2s, rollout: 2s, data: 2s, settle: 40ms}';

/** The text of the example cluster config with fast timing. */
export const fastConfig = (): string => {
  const text = readFileSync(new URL('../../config/clusters/homelab.yaml', import.meta.url), 'utf8');
  return text.replace(/^timing:[\s\S]*$/m, `${FAST}\n`);
};

/** A temp folder with programs first on PATH that answer by rules, and a stage context that uses them. */
export const standIn = (programs: readonly string[], env: Record<string, string> = {}): StandIn => {
  const dir = mkdtempSync(join(tmpdir(), 'orch-stage-'));
  mkdirSync(join(dir, 'bin'));
  for (const program of programs) {
    const path = join(dir, 'bin', program);
    // The shebang names this very node: PATH holds nothing else.
    writeFileSync(path, `#!${process.execPath}\n${PROGRAM}`);
    chmodSync(path, 0o755);
    writeFileSync(join(dir, `${program}.json`), '[]');
  }
  const parsed = parseClusterConfig(fastConfig());
  if (!('config' in parsed)) throw new Error(JSON.stringify(parsed.mistakes));
  const said: string[] = [];
  const stageEnv = {
    PATH: join(dir, 'bin'),
    ORCH_SECRETS_DIR: join(dir, 'secrets'),
    ORCH_STATE_DIR: join(dir, 'state'),
    ...env,
  };
  const callsFile = join(dir, 'calls');
  return {
    dir,
    said,
    env: stageEnv,
    ctx: makeContext({ config: parsed.config, where: (...path) => path.join('.') }, dir, stageEnv, (line) =>
      said.push(line),
    ),
    answer: (program, rules) => writeFileSync(join(dir, `${program}.json`), JSON.stringify(rules)),
    calls: () =>
      existsSync(callsFile)
        ? readFileSync(callsFile, 'utf8')
            .trim()
            .split('\n')
            .map((line) => (JSON.parse(line) as string[]).join(' '))
        : [],
    forget: () => rmSync(callsFile, { force: true }),
    [Symbol.dispose]: () => rmSync(dir, WHOLE),
  };
};
