import type { Rule } from '../rule.ts';

/** How manifests get into the cluster: git remotes, Flux, and orch's own delivery. None of it is in a manifest. */
export const DELIVERY: readonly Rule[] = [
  {
    // git push: a protected branch, a hook of the server, a quota
    name: 'push-refused',
    class: 'environment',
    form: /\[remote rejected\]|error: failed to push some refs to/,
    sentence: 'The git server refused the push.',
    check:
      'allow overwriting the branch that the log names on the server; orch overwrites only branches under orch/',
  },
  {
    // orch's delivery step; of any other git command a wrong URL may stand in the repo
    name: 'git-remote',
    class: 'environment',
    form: /delivery\.remote \(.{0,200}\) names no git repository/,
    sentence: 'There is no git repository at delivery.remote, or this user may not see it.',
    check: 'git ls-remote with the value of delivery.remote, as the user that runs orch',
  },
  {
    // source-controller: the Secret that a GitRepository names
    name: 'git-secret',
    class: 'credential',
    form: /AuthenticationFailed: failed to get secret '([^']{1,120})'/,
    sentence: 'Flux has no Secret $1 to fetch with.',
    check: 'make it by hand (it holds a credential, so it is not in git), then run the stage again',
  },
  {
    // orch's delivery step
    name: 'two-deliveries',
    class: 'environment',
    form: /Flux would undo what orch applies/,
    sentence: 'Flux applies the same manifests as orch; they would undo each other.',
    check: 'remove or suspend what the log names, or choose delivery.mode flux; orch deletes nothing',
  },
  {
    name: 'flux-suspended',
    class: 'environment',
    form: /((?:GitRepository|Kustomization)\/[\w.-]{1,63}\/[\w.-]{1,253}) is suspended: Flux applies nothing/,
    sentence: 'Somebody has suspended $1.',
    check: 'resume it: flux resume (kustomization or source git) NAME -n flux-system',
  },
  {
    name: 'flux-elsewhere',
    class: 'environment',
    form: /does delivery\.url name the repository that delivery\.remote pushes to/,
    sentence: 'Flux does not fetch what orch pushes.',
    check:
      'compare delivery.url and delivery.remote in the cluster config; does something else push to this branch?',
  },
  {
    name: 'flux-checksum',
    class: 'environment',
    form: /Flux manifest checksum mismatch/,
    sentence: 'The manifest of Flux is not the one that is pinned.',
    check: 'compare both manifests; if the new one is right, set flux.sha256 to its sum',
  },
  {
    name: 'not-committed',
    class: 'environment',
    form: /Flux applies only what is committed/,
    sentence: 'Manifests of the checkout are not committed, so Flux cannot see them.',
    check: 'git status; commit them, or set delivery.mode to apply',
  },
];
