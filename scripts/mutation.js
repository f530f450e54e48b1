// Mutation testing of one folder of the pure core: node scripts/mutation.js src/core/machine
// Prints the survivors and the score; docs/mutation.md says how to read them. Needs the npm registry the first time.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// No dependency of orch: installed beside the repo's own versions in a cache of its own.
const stryker = { '@stryker-mutator/core': '9.6.1', '@stryker-mutator/vitest-runner': '9.6.1' };

/** Folder of src/core → the tests that are there for it. Tests that start children see no mutant, so they are left out. */
const suites = {
  // Its random worlds take 12 s a mutant; test/rig/machine-check.ts plays 150 of them.
  machine: ['test/unit/machine*.test.ts', 'test/mutation/machine-check.test.ts'],
  patch: ['test/unit/patch/*.test.ts', 'test/property/patch.test.ts'],
  fingerprint: [
    'test/unit/fingerprint/*.test.ts',
    'test/unit/classify/messages.test.ts',
    'test/property/{fingerprint,recurrence}.test.ts',
  ],
  classify: ['test/unit/classify/*.test.ts', 'test/unit/stage-classes.test.ts'],
  redact: ['test/unit/redact/*.test.ts', 'test/property/redact.test.ts', 'test/unit/models/casefile.test.ts'],
  command: ['test/unit/command/*.test.ts', 'test/property/command.test.ts'],
  reply: ['test/unit/models/{reply,saved}.test.ts', 'test/property/reply.test.ts'],
  casefile: ['test/unit/models/casefile.test.ts', 'test/property/casefile.test.ts'],
};

const usage = `Usage: node scripts/mutation.js <folder or file of src/core …> [options]
  --concurrency N   mutants tried at the same time (default 2)
  --unit            without test/property: quicker, and never a higher score
  --tests A,B       only these test files (globs): quicker, and never a higher score
  --static          also mutants of code that runs once on import (tables, regular expressions): slow
  --without A,B     kinds of mutation to leave out (StringLiteral, Regex, …)
Folders: ${Object.keys(suites).join(', ')}`;

const stop = (code, message) => {
  console.error(message);
  process.exit(code);
};

/** The command line → what to mutate, with which tests and how; ends with 64 when it makes no sense. */
const asked = () => {
  const options = {
    concurrency: { type: 'string', default: '2' },
    static: { type: 'boolean', default: false },
    unit: { type: 'boolean', default: false },
    tests: { type: 'string', default: '' },
    without: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  };
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    stop(64, `${error.message}\n${usage}`);
  }
  const { values, positionals } = parsed;
  if (values.help) stop(0, usage);
  const concurrency = Number(values.concurrency);
  if (positionals.length === 0 || !Number.isInteger(concurrency) || concurrency < 1) stop(64, usage);
  const what = positionals.map((path) => relative(root, resolve(path)).split(sep).join('/'));
  const suite = what.flatMap((path) => {
    const [src, core, folder] = path.split('/');
    if (src !== 'src' || core !== 'core' || !Object.hasOwn(suites, folder) || !existsSync(join(root, path)))
      stop(64, `${path} is no folder or file of src/core that has a suite here.\n${usage}`);
    return suites[folder].filter((tests) => !values.unit || !tests.startsWith('test/property/'));
  });
  const list = (text) => text.split(',').filter((name) => name !== '');
  const [without, tests] = [list(values.without), list(values.tests)];
  const ignoreStatic = !values.static;
  return { what, suite: tests.length > 0 ? tests : [...new Set(suite)], concurrency, without, ignoreStatic };
};

/** Installs Stryker with the repo's own versions of everything else; returns that node_modules. */
const install = () => {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = {
    private: true,
    type: 'module',
    dependencies: { ...own.dependencies, ...own.devDependencies, ...stryker },
  };
  const text = JSON.stringify(wanted, null, 2);
  const id = createHash('sha256').update(`${text} ${process.platform}-${process.arch}`).digest('hex');
  const cache = join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'orch-mutation',
    id.slice(0, 12),
  );
  const modules = join(cache, 'node_modules');
  const done = join(cache, 'installed');
  if (existsSync(done)) return modules;
  console.error(`installing Stryker into ${cache} …`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), text);
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', args, { cwd: cache, stdio: ['ignore', 2, 2] });
  if (npm.status !== 0)
    stop(69, `npm install failed in ${cache}. It needs the npm registry; mend that and run this again.`);
  writeFileSync(done, '');
  return modules;
};

/** The core check of scripts/mutants.js as a test. */
const machineCheck = `import { it } from 'vitest';
import { checkMachine } from '../rig/machine-check.ts';

it('every row, every refusal, 150 worlds', checkMachine);
`;

/**
 * One import of the modules for all test files, and the quick examples before the properties (`unit` after `property`
 * in the alphabet): both make a mutant several times cheaper, and neither changes what is found.
 */
const vitestConfig = (include) => `import { BaseSequencer } from 'vitest/node';

class UnitFirst extends BaseSequencer {
  async sort(files) {
    return [...files].sort((a, b) => (a.moduleId < b.moduleId ? 1 : -1));
  }
}

export default {
  test: {
    include: ${JSON.stringify(include)},
    isolate: false,
    reporters: [{}],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: UnitFirst },
  },
};
`;

const leftBehind = new Set(['.git', 'node_modules', 'dist', '.orch', 'state', 'logs', 'escalations']);

/** A copy to mutate. No tsconfig.json: Stryker would read it with TypeScript's old API, which version 7 does not have. */
const copy = (to, modules, { what, suite, concurrency, without, ignoreStatic }) => {
  cpSync(root, to, {
    recursive: true,
    filter: (from) => {
      const path = relative(root, from);
      return !leftBehind.has(path) && !path.endsWith('tsconfig.json');
    },
  });
  mkdirSync(join(to, 'test', 'mutation'));
  writeFileSync(join(to, 'test', 'mutation', 'machine-check.test.ts'), machineCheck);
  symlinkSync(modules, join(to, 'node_modules'));
  writeFileSync(join(to, 'vitest.mutation.config.js'), vitestConfig(suite));
  const config = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutation.config.js', related: false },
    mutate: what.map((path) => (statSync(join(root, path)).isDirectory() ? `${path}/**/*.ts` : path)),
    mutator: { excludedMutations: without },
    ignoreStatic,
    inPlace: true,
    concurrency,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: 'mutation.json' },
    allowConsoleColors: false,
    allowEmpty: false,
    timeoutMS: 6_000,
  };
  writeFileSync(join(to, 'stryker.config.json'), JSON.stringify(config, null, 2));
};

/** Mutants tried → counts. The score counts what no test reached as alive, and leaves out what was not tried. */
const score = (mutants) => {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const dead = count('Killed', 'Timeout');
  const alive = count('Survived', 'NoCoverage');
  const broken = count('CompileError', 'RuntimeError');
  const percent = dead + alive === 0 ? '–' : `${((100 * dead) / (dead + alive)).toFixed(1)} %`;
  return { dead, alive, unreached: count('NoCoverage'), ignored: count('Ignored'), broken, percent };
};

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** The source text that a mutant stood in for, on one line. */
const original = (source, { start, end }) => {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return oneLine(lines.join('\n'));
};

const print = (report) => {
  const rows = [];
  const all = [];
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    all.push(...mutants);
    const { dead, alive, percent } = score(mutants);
    rows.push(
      `${percent.padStart(8)}  ${String(dead).padStart(4)} of ${String(dead + alive).padEnd(4)}  ${file}`,
    );
    const living = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    for (const { location, mutatorName, replacement, status } of living) {
      const at = `${file}:${location.start.line}:${location.start.column}`;
      const unreached = status === 'NoCoverage' ? ' (no test runs this)' : '';
      console.log(
        `${at} ${mutatorName}${unreached}\n  - ${original(source, location)}\n  + ${oneLine(replacement)}`,
      );
    }
  }
  console.log(`\n${rows.join('\n')}`);
  const { dead, alive, unreached, ignored, broken, percent } = score(all);
  console.log(
    `\n${percent} killed: ${dead} of ${dead + alive} (${unreached} of them not run by any test); not tried: ${ignored} left out, ${broken} that do not compile`,
  );
};

const job = asked();
const modules = install();
const temp = mkdtempSync(join(tmpdir(), 'orch-mutation-'));
let code = 70;
try {
  copy(temp, modules, job);
  const bin = join(modules, '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const child = spawn(process.execPath, [bin, 'run', 'stryker.config.json'], {
    cwd: temp,
    stdio: ['ignore', 2, 2],
  });
  // A signal ends Stryker, and the copy is removed then.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [status] = await once(child, 'exit');
  const report = join(temp, 'mutation.json');
  if (existsSync(report)) print(JSON.parse(readFileSync(report, 'utf8')));
  else console.error('Stryker made no report; its words are above.');
  code = existsSync(report) ? (status ?? 70) : 70;
} finally {
  // After Ctrl-C a worker of Stryker may still write its last file.
  rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
process.exitCode = code;
