import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addCommands } from '../../src/cli/commands.ts';
import { expectTidy, repoWith } from '../rig/cli.ts';
import { packageRoot } from '../rig/repo.ts';

/** Every command as words, from the real definitions. */
const commands = (): readonly (readonly string[])[] => {
  const orch = new Command('orch');
  addCommands(orch, () => async () => {});
  return orch.commands.flatMap((one) => [
    [one.name()],
    ...one.commands.map((below) => [one.name(), below.name()]),
  ]);
};

describe('help', () => {
  it('--help of every command: exit 0, on stdout, whole sentences', async () => {
    using repo = await repoWith({ fetch: '0' });
    const all = commands();
    expect(all.length).toBeGreaterThan(25);
    for (let i = 0; i < all.length; i += 4)
      await Promise.all(
        all.slice(i, i + 4).map(async (words) => {
          const ran = await repo.orch([...words, '--help']);
          expect(ran.code, words.join(' ')).toBe(0);
          expect(ran.stderr).toBe('');
          expect(ran.stdout).toContain(`Usage: orch ${words.join(' ')}`);
          expectTidy(ran);
        }),
      );
  });

  it('the examples are command lines that orch takes', async () => {
    using repo = await repoWith({ talos: '0', vms: '0', infra: '0', apps: '0' });
    const { stdout } = await repo.orch(['run', '--help']);
    const lines = stdout.split('Examples:\n')[1]?.trimEnd().split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const [words = ''] = line.trim().split(/ {3,}/);
      expect((await repo.orch(words.split(' ').slice(1))).code, words).toBe(0);
    }
  });

  it('orch alone prints the help on stderr and is wrong usage (64); orch help is an answer', async () => {
    using repo = await repoWith({ fetch: '0' });
    const alone = await repo.orch([]);
    expect(alone).toMatchObject({ code: 64, stdout: '' });
    expect(alone.stderr).toMatch(/^Usage: orch /);
    const help = await repo.orch(['help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toBe(alone.stderr);
    for (const group of ['explain', 'patch', 'lab']) expect((await repo.orch([group])).code).toBe(64);
  });

  it('--version is the package’s', async () => {
    using repo = await repoWith({ fetch: '0' });
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    for (const flag of ['--version', '-V'])
      expect(await repo.orch([flag])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('an option that wants a value and gets none (64)', async () => {
    using repo = await repoWith({ fetch: '0' });
    for (const args of [['-C'], ['run', '--from'], ['status', '--json', '-x']]) {
      const ran = await repo.orch(args);
      expect(ran.code).toBe(64);
      expect(ran.stderr).toMatch(/^error: /);
    }
  });
});

describe('completion', () => {
  it('bash: a clean script that completes commands, options, and this workspace’s stages', async () => {
    using repo = await repoWith({ fetch: '0', build: '0' });
    const script = join(repo.dir, '..', 'orch.bash');
    writeFileSync(script, (await repo.orch(['completion', 'bash'])).stdout);
    const bash = (code: string) =>
      spawnSync('bash', ['-c', code], { cwd: repo.dir, env: repo.env, encoding: 'utf8' });
    expect(bash(`bash -n '${script}'`)).toMatchObject({ status: 0, stderr: '' });
    const complete = (...words: string[]): string[] => {
      const ran = bash(`orch() { '${process.execPath}' '${join(packageRoot, 'bin/orch.js')}' "$@"; }
        source '${script}'
        COMP_WORDS=(orch ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
        _orch; printf '%s\\n' "\${COMPREPLY[@]}"`);
      expect(ran.stderr).toBe('');
      return ran.stdout.split('\n').filter((word) => word !== '');
    };
    expect(complete('st')).toEqual(['stage', 'status']);
    expect(complete('explain', 'f')).toEqual(['fingerprint']);
    expect(complete('run', '')).toEqual(['all', 'fetch', 'build']);
    expect(complete('show', '')).toEqual(['fetch', 'build']);
    expect(complete('-C', '.', 'logs', 'b')).toEqual(['build']);
    expect(complete('run', '--fa')).toEqual(['--fail-fast']);
    expect(complete('')).not.toContain('serve');
    expect(complete('lab', '')).not.toContain('serve');
  });

  it('fish and zsh are made from the same commands; another shell is refused', async () => {
    using repo = await repoWith({ fetch: '0' });
    for (const shell of ['fish', 'zsh']) {
      const { code, stdout } = await repo.orch(['completion', shell]);
      expect(code).toBe(0);
      for (const [name] of commands()) expect(stdout).toContain(name);
    }
    expect(await repo.orch(['completion', 'tcsh'])).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/bash, zsh or fish/),
    });
  });
});
