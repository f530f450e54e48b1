import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/core/classify/classify.ts';
import { fingerprint } from '../../../src/core/fingerprint/fingerprint.ts';

const judge = (text: string) => {
  const ended = { text, stage: 'infra', exitCode: 1, outcome: 'exited' } as const;
  const { block } = fingerprint(ended);
  const argv = ['node', '/x/bin/orch.js', 'stage', 'infra'];
  return classify({ ...ended, block, tail: text, argv });
};

const PUSH = 'step delivery failed: `git push` exited with 128';
const ACCESS =
  'fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.';
const GONE =
  'step delivery failed: delivery.remote (config/clusters/homelab.yaml:52 (delivery.remote)) names no git repository that this user can see';
const HEAD = 'orch/candidate@sha1:9a795851b6480dc6c33fec67275446b5c98ea4eb';

describe('what delivery ends with', () => {
  // git 2.39, source-controller and kustomize-controller word the first lines; the last line is ours.
  it.each([
    [
      'credential',
      `fatal: could not read Username for 'https://git.lan': terminal prompts disabled\n${PUSH}`,
    ],
    ['credential', `git@git.lan: Permission denied (publickey).\n${ACCESS}\n${PUSH}`],
    ['environment', `Host key verification failed.\n${ACCESS}\n${PUSH}`],
    ['environment', `fatal: 'origin' does not appear to be a git repository\n${ACCESS}\n${GONE}`],
    [
      'environment',
      `remote: Repository not found.\nfatal: repository 'https://git.lan/a/' not found\n${GONE}`,
    ],
    [
      'environment',
      `fatal: unable to access 'https://git.lan/a.git/': Could not resolve host: git.lan\n${PUSH}`,
    ],
    [
      'environment',
      `remote: You are not allowed to force push code to a protected branch on this project.\nTo https://git.lan/a.git\n ! [remote rejected] 9a79 -> orch/candidate (pre-receive hook declined)\nerror: failed to push some refs to 'https://git.lan/a.git'\nstep delivery failed: \`git push\` exited with 1`,
    ],
    [
      'credential',
      'GitRepository/flux-system/orch: AuthenticationFailed: failed to get secret \'flux-system/deploy\': secrets "deploy" not found\nstep delivery failed: it does not recover: GitRepository flux-system/orch (AuthenticationFailed)',
    ],
    [
      'environment',
      `GitRepository/flux-system/orch has nothing, not ${HEAD}: does delivery.url name the repository that delivery.remote pushes to?\nstep delivery failed: it does not recover: Flux to fetch ${HEAD}`,
    ],
    [
      'environment',
      'Kustomization/flux-system/orch-apps is suspended: Flux applies nothing until somebody resumes it\nstep manifests failed: it does not recover: Kustomization flux-system/orch-apps (suspended)',
    ],
    [
      'environment',
      'Kustomization flux-system/apps applies the same manifests as orch (path ./cluster/apps)\nstep delivery failed: Flux would undo what orch applies: flux-system/apps (config/clusters/homelab.yaml:52 (delivery))',
    ],
    [
      'environment',
      'Flux manifest checksum mismatch: found 8f1d, expected 77aa\nit is made by: flux install --export --version=v2.9.4 | sha256sum\nstep flux failed: the manifest of Flux v2.9.4 is not the one that was installed from here before: look at both before flux.sha256 is changed',
    ],
    [
      'environment',
      'manifests are not committed:\n M cluster/apps/home/deployment.yaml\nstep manifests failed: Flux applies only what is committed: commit these edits, or set delivery.mode to apply',
    ],
    [
      'transient',
      'Kustomization/flux-system/orch-apps: ReconciliationFailed: ConfigMap/home/x dry-run failed: etcdserver: leader changed\nstep manifests failed: it does not recover: Kustomization flux-system/orch-apps (ReconciliationFailed)',
    ],
    [
      'repo',
      'Kustomization/flux-system/orch-infra: ReconciliationFailed: HelmRelease/nfs-provisioner/nfs dry-run failed: no matches for kind "HelmRelease" in version "helm.toolkit.fluxcd.io/v2beta2"\nstep manifests failed: it does not recover: Kustomization flux-system/orch-infra (ReconciliationFailed)',
    ],
    [
      'repo',
      "Kustomization/flux-system/orch-apps: BuildFailed: kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'x.yaml': open /tmp/kustomization-1203/cluster/apps/x.yaml: no such file or directory'\nstep manifests failed: it does not recover: Kustomization flux-system/orch-apps (BuildFailed)",
    ],
  ])('%s: %s', (kind, text) => {
    expect(judge(text).class).toBe(kind);
  });

  it('is the same error whichever commit was delivered and wherever Flux unpacked it', () => {
    const at = (commit: string, folder: number) =>
      fingerprint({
        text: `Kustomization/flux-system/orch-apps: BuildFailed: kustomize build failed: open /tmp/kustomization-${folder}/cluster/apps/x.yaml: no such file or directory\nstep manifests failed: not ready after 15 min: Kustomization orch-apps to apply orch/candidate@sha1:${commit}`,
        stage: 'apps',
        exitCode: 1,
        outcome: 'exited',
      }).hash;
    expect(at('9a795851b6480dc6c33fec67275446b5c98ea4eb', 1_203_456_789)).toBe(
      at('6d89bf1d42996220252e2a49df44b07b5484a0c0', 3_405_691_582),
    );
  });
});
