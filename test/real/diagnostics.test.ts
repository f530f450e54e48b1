/** What a model may ask for, with the real programs; and what it may not, before any program starts. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeDiagnostics } from '../../src/adapters/diagnostics.ts';
import { judgeCommand } from '../../src/core/command/judge.ts';
import { readerObjects } from '../../stages/talos/reader.ts';
import { tempFolder } from '../rig/folder.ts';
import { packageRoot } from '../rig/repo.ts';
import { ALLOWED } from '../unit/command/allowed.ts';
import { context, words } from '../unit/command/context.ts';
import { ACT, NEVER } from '../unit/command/refused.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { realCrds } from './crds.ts';
import { put } from './stand-ins.ts';
import { missingTools, realBin, skipNote } from './tools.ts';

const missing = missingTools(['etcd', 'kube-apiserver', 'kubectl', 'kwok', 'talosctl', 'kube-scheduler']);

interface Map {
  readonly stages: Readonly<Record<string, { readonly diagnostics: readonly (readonly string[])[] }>>;
}
const mapped = Object.values(
  (parse(readFileSync(join(packageRoot, 'context_map.yaml'), 'utf8')) as Map).stages,
).flatMap(({ diagnostics }) => diagnostics);
const asked = [...ALLOWED.map(([line]) => words(line)), ...mapped];
const of = (program: string) => asked.filter(([first]) => first === program).map((argv) => argv.join(' '));

/** What each program says when it does not know a flag, a subcommand or an argument. */
const MISUSED =
  /unknown (?:flag|shorthand|command)|flag needs an argument|invalid argument|must specify|accepts .* arg|Usage:|unable to parse|doesn't have a resource type "(?:pods|nodes|helmreleases|kustomizations)"/;

describe.skipIf(missing.length > 0)(`diagnostics with the real tools${skipNote(missing)}`, () => {
  let plane: ControlPlane;
  const folder = tempFolder();
  const kubeconfig = join(folder.path, 'kubeconfig');
  const talosconfig = join(folder.path, 'talosconfig');
  // Nothing but loopback is ever spoken to: the addresses of the examples become this machine's.
  const here = { ...context, kubeconfig, talosconfig, nodes: ['127.0.0.1', '192.168.1.151'] };
  const runs = (line: string): readonly string[] => {
    const verdict = judgeCommand(
      words(line.replaceAll(/\b(?:10\.0\.0|192\.168\.1)\.\d+/g, '127.0.0.1')),
      here,
    );
    expect(verdict.class, `${line}: ${verdict.reason}`).toBe('read');
    return verdict.argv;
  };
  const run = ([program = '', ...args]: readonly string[]) =>
    spawnSync(join(realBin, program), args, {
      encoding: 'utf8',
      env: { HOME: folder.path, PATH: realBin },
      timeout: 20_000,
    });

  beforeAll(async () => {
    plane = await startControlPlane(['talos-cp-1']);
    for (const definition of realCrds()) await put(plane.api, definition);
    writeFileSync(kubeconfig, plane.kubeconfig(plane.port), { mode: 0o600 });
    const made = run(['talosctl', 'gen', 'config', 'real', 'https://127.0.0.1:6443', '-o', folder.path]);
    expect(made.status, made.stderr).toBe(0);
    // As stage talos does (stages/talos/talosconfig.ts).
    for (const what of ['endpoint', 'node'])
      expect(run(['talosctl', 'config', what, '127.0.0.1', '--talosconfig', talosconfig]).status).toBe(0);
  });
  afterAll(async () => {
    await plane?.[Symbol.asyncDispose]();
    folder.remove();
  });

  it.each(of('kubectl'))('%s: kubectl knows every word of it', (line) => {
    const { status, stderr } = run(runs(line));
    expect(stderr).not.toMatch(MISUSED);
    // Nothing runs here but the API server: what is asked for may be absent, and a pod has no kubelet to ask.
    if (status !== 0)
      expect(stderr).toMatch(
        /NotFound|not found|Metrics API not available|no (?:rolebindings|pods)|doesn't have a resource type/,
      );
  });

  it.each(of('talosctl').filter((line) => !line.includes('health')))(
    '%s: talosctl knows every word of it, and fails only for want of a node',
    (line) => {
      const { stderr, stdout } = run(runs(line));
      expect(stderr).not.toMatch(MISUSED);
      expect(`${stdout}${stderr}`).toMatch(/connection refused|Unavailable|Current context|deadline/i);
    },
  );

  it('the reader that stage talos makes may look at what the allow list names, and at no Secret', async () => {
    const admin = ['kubectl', '--kubeconfig', kubeconfig];
    for (const object of readerObjects()) {
      const made = spawnSync(
        join(realBin, 'kubectl'),
        [...admin.slice(1), 'apply', '--server-side', '-f', '-'],
        {
          input: JSON.stringify(object),
          encoding: 'utf8',
        },
      );
      expect(made.status, made.stderr).toBe(0);
    }
    const token = run([...admin, 'create', 'token', 'orch-reader', '-n', 'kube-system', '--duration=24h']);
    expect(token.status, token.stderr).toBe(0);
    const text = JSON.parse(readFileSync(kubeconfig, 'utf8')) as { users: unknown };
    const reader = join(folder.path, 'reader.kubeconfig');
    writeFileSync(
      reader,
      JSON.stringify({ ...text, users: [{ name: 'user', user: { token: token.stdout.trim() } }] }),
      { mode: 0o600 },
    );
    const may = (...args: string[]) => run(['kubectl', '--kubeconfig', reader, ...args]);
    for (const type of [
      'pods',
      'nodes',
      'events',
      'persistentvolumes',
      'storageclasses',
      'crds',
      'helmreleases',
      'gateways',
    ])
      expect(may('get', type, '-A').status, type).toBe(0);
    for (const refused of [
      ['get', 'secrets', '-A'],
      ['get', 'secret', 'x', '-n', 'kube-system'],
      ['delete', 'ns', 'default'],
      ['create', 'token', 'orch-reader', '-n', 'kube-system'],
      ['auth', 'can-i', 'create', 'pods/exec'],
    ])
      expect(may(...refused), refused.join(' ')).toMatchObject({ status: 1 });
  });

  it('nothing starts for any command that is refused', async () => {
    const bin = join(folder.path, 'bin');
    const fired = join(folder.path, 'fired');
    mkdirSync(bin);
    mkdirSync(fired);
    const programs = new Set([
      ...[...NEVER, ...ACT].map((line) => words(line)[0] ?? ''),
      'sh',
      'bash',
      'env',
    ]);
    for (const name of [...programs].filter((each) => /^[a-z][\w-]*$/.test(each)))
      writeFileSync(join(bin, name), `#!/bin/sh\n: > '${fired}/${name}'\n`, { mode: 0o755 });
    expect(existsSync(join(bin, 'kubectl'))).toBe(true);
    const diagnostics = makeDiagnostics({
      redact: (text) => ({ text, found: [] }),
      context: here,
      cwd: folder.path,
      env: { PATH: bin },
    });
    for (const line of [...NEVER, ...ACT]) {
      const [answer] = await diagnostics.run('apps', [words(line)]);
      expect(answer?.output, line).toMatch(/^refused: /);
    }
    expect(readdirSync(fired)).toEqual([]);
    // The tripwire works: what is allowed does fire it.
    await diagnostics.run('apps', [['kubectl', 'get', 'pods']]);
    expect(readdirSync(fired)).toEqual(['kubectl']);
  });
});
