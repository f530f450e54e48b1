import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectTidy } from '../rig/cli.ts';
import { makeRepo, type TestRepo } from '../rig/repo.ts';

/** No tool of a cluster is on this PATH: only what orch itself needs. */
const bare = async (): Promise<TestRepo> => {
  const repo = await makeRepo({});
  const bin = join(repo.dir, '..', 'bin');
  mkdirSync(bin);
  for (const [name, path] of [
    ['git', onPath('git')],
    ['node', process.execPath],
  ] as const)
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${path}' "$@"\n`, { mode: 0o755 });
  repo.env.PATH = bin;
  return repo;
};

const onPath = (name: string): string => {
  const file = (process.env.PATH ?? '')
    .split(':')
    .map((dir) => join(dir, name))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name} is not on PATH`);
  return file;
};

describe('orch init', () => {
  it('gives the cluster the name that is asked for, in its file, in the map and in what comes next', async () => {
    using repo = await makeRepo({});
    const ran = await repo.orch(['init', '--cluster', 'attic']);
    expect(ran.stdout).toMatch(/Next: edit config\/clusters\/attic\.yaml/);
    const read = (path: string) => readFileSync(join(repo.dir, path), 'utf8');
    expect(read('config/clusters/attic.yaml')).toMatch(/^name: attic$/m);
    expect(existsSync(join(repo.dir, 'config/clusters/homelab.yaml'))).toBe(false);
    expect(read('context_map.yaml')).toContain('files: [config/clusters/attic.yaml');
    expect(read('context_map.yaml')).not.toContain('clusters/homelab.yaml');
    await repo.commit('orch: workspace');
    expect((await repo.orch(['doctor'])).stdout).toMatch(
      /^warn +example .*attic\.yaml is still the example/m,
    );
    const bad = await repo.orch(['init', '--cluster', '../attic']);
    expect([bad.code, bad.stderr]).toEqual([64, expect.stringContaining('--cluster ../attic is no name')]);
  });

  it('into an empty repo: the map parses, and doctor and plan say clearly what is missing', async () => {
    using repo = await bare();
    const ran = await repo.orch(['init']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/^wrote context_map\.yaml$/m);
    expect(ran.stdout).toMatch(/Next: edit config\/clusters\/homelab\.yaml.*then orch doctor\n$/);
    const status = await repo.orch(['status']);
    expect(status.stdout).toMatch(/^vms +idle +orch run vms$/m);

    const early = await repo.orch(['doctor']);
    expect(early.code).toBe(1);
    expect(early.stdout).toMatch(/^FAIL +base +context_map\.yaml .*not committed.* → +git add/m);
    await repo.commit('orch: workspace');
    const doctor = await repo.orch(['doctor']);
    expectTidy(doctor);
    expect(doctor.code).toBe(1);
    for (const tool of ['talosctl', 'kubectl', 'flux'])
      expect(doctor.stdout).toMatch(new RegExp(`^FAIL +${tool} +not found on PATH +→ +install`, 'm'));
    expect(doctor.stdout).toMatch(/^FAIL +credentials +PROXMOX_API_TOKEN is not set +→ +export/m);
    expect(doctor.stdout).toMatch(/^warn +escalation +OPENAI_API_KEY is not set/m);
    expect(doctor.stdout).toMatch(/^warn +example +config\/clusters\/homelab\.yaml is still the example/m);
    expect(doctor.stdout).toMatch(/^ok +base /m);
    expect(doctor.stdout).toMatch(/^4 things to mend before a run\.$/m);

    const plan = await repo.orch(['plan', 'vms', 'talos']);
    expect(plan.code).toBe(1);
    expect(plan.stdout).toMatch(/^vms: failed\n(.*\n)*? {2}.*PROXMOX_API_TOKEN/m);
    expect(plan.stdout).toMatch(/^talos: failed\n(.*\n)*? {2}.*talosctl/m);
    expect(plan.stdout).toMatch(/The checks of vms, talos failed\. Next: orch doctor/);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  it('never overwrites, finds the repo from a sub-folder, and takes the repo’s own branch as base', async () => {
    using repo = await makeRepo({
      files: { 'backlog.md': 'mine\n', 'config/clusters/homelab.yaml': 'mine: 1\n', 'a/b/c.txt': '' },
    });
    await repo.git('branch', '-m', 'trunk');
    const ran = await repo.orch(['-C', 'a/b', 'init', '--json']);
    const { written, kept } = JSON.parse(ran.stdout);
    expect(kept.sort()).toEqual(['backlog.md', 'config/clusters/homelab.yaml']);
    expect(written).toContain('context_map.yaml');
    for (const path of written) expect(statSync(join(repo.dir, path)).isFile()).toBe(true);
    expect(readFileSync(join(repo.dir, 'backlog.md'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(repo.dir, 'context_map.yaml'), 'utf8')).toMatch(/^ {2}base: "trunk"$/m);
    await repo.commit('orch: workspace');
    const checks = JSON.parse((await repo.orch(['doctor', '--json'])).stdout).checks;
    expect(checks).toContainEqual(expect.objectContaining({ name: 'base', result: 'ok' }));
    const again = await repo.orch(['init']);
    expect(again.stdout).toMatch(/^kept {2}context_map\.yaml \(it was there\)$/m);
    expect(again.stdout).toMatch(/Nothing was missing\. Next: orch doctor\n$/);
    expect(again.stdout).not.toMatch(/^wrote/m);
  });

  it('something in the way, and no repo at all', async () => {
    using repo = await makeRepo({ files: { cluster: 'a file' } });
    const ran = await repo.orch(['init']);
    expect(ran.code).toBe(78);
    expect(ran.stderr).toMatch(/cannot make the folder .*cluster.*in the way\n {2}next: /);
    const none = await repo.orch(['-C', '..', 'init']);
    expect(none.code).toBe(78);
    expect(none.stderr).toMatch(/not inside a git repository/);
  });
});
