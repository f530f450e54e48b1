/** Each kind of file that no patch may touch, by the rule that says so, and the nearest names that are free. */
import { describe, expect, it } from 'vitest';
import { protectedReason } from '../../../src/core/patch/policy.ts';
import { ALWAYS_PROTECTED, STATE_DIRS } from '../../../src/core/patch/protected.ts';
import { rows } from './hits.ts';
import { POLICY } from './tree.ts';

const reason = (path: string): string | undefined => protectedReason(path, POLICY);

/** A path and the glob that holds it. */
const HELD: readonly (readonly [path: string, glob: string])[] = rows(`
.gitattributes **/.gitattributes
a/b/.gitattributes **/.gitattributes
a/.gitmodules **/.gitmodules
a/.gitignore **/.gitignore
.gitconfig **/.gitconfig
.git-blame-ignore-revs **/.git-blame-ignore-revs
.githooks/a **/.githooks/**
a/.githooks/b/c **/.githooks/**
.husky/pre-push **/.husky/**
a/hooks/pre-commit **/hooks/pre-*
hooks/post-merge **/hooks/post-*
.pre-commit-config.yaml **/.pre-commit-config.yaml
.pre-commit-hooks.yaml **/.pre-commit-hooks.yaml
lefthook.yml **/lefthook.y*ml
a/lefthook.yaml **/lefthook.y*ml
.lefthook.yml **/.lefthook.y*ml
.envrc **/.envrc
.direnv/a **/.direnv/**
.mise.toml **/.mise.toml
mise.toml **/mise.toml
.mise/tasks/a **/.mise/**
.tool-versions **/.tool-versions
a/.npmrc **/.npmrc
.yarnrc **/.yarnrc
.yarnrc.yml **/.yarnrc.yml
.pnpmfile.cjs **/.pnpmfile.cjs
a/package.json **/package.json
package-lock.json **/package-lock.json
pnpm-lock.yaml **/pnpm-lock.yaml
yarn.lock **/yarn.lock
.github/workflows/a.yaml **/.github/**
.GitHub/CODEOWNERS **/.github/**
.gitlab/a **/.gitlab/**
.gitlab-ci.yml **/.gitlab-ci.y*ml
.gitea/a **/.gitea/**
.forgejo/a **/.forgejo/**
.circleci/config.yml **/.circleci/**
.woodpecker/a.yaml **/.woodpecker/**
.woodpecker.yml **/.woodpecker.y*ml
.drone.yml **/.drone.y*ml
.travis.yml **/.travis.yml
.ci/run **/.ci/**
Jenkinsfile **/jenkinsfile
azure-pipelines.yml **/azure-pipelines.y*ml
.vscode/tasks.json **/.vscode/**
.idea/a **/.idea/**
.devcontainer/a **/.devcontainer/**
.devcontainer.json **/.devcontainer.json
.editorconfig **/.editorconfig
.vimrc **/.vimrc
.exrc **/.exrc
.dir-locals.el **/.dir-locals.el
.bashrc **/.bashrc
.bash_profile **/.bash_profile
.profile **/.profile
.zshrc **/.zshrc
.sops.yaml **/.sops.y*ml
a/x.sops.yaml **/*.sops.y*ml
x.sops.yml **/*.sops.y*ml
x.sops.json **/*.sops.json
.lfsconfig **/.lfsconfig
a/sitecustomize.py **/sitecustomize.py
usercustomize.py **/usercustomize.py
a/b.pth **/*.pth
.python-version **/.python-version
.terraformrc **/.terraformrc
.terraform/a **/.terraform/**
.cargo/config.toml **/.cargo/config*
.cargo/config **/.cargo/config*
pnpm-workspace.yaml **/pnpm-workspace.yaml
node_modules/a/b.js **/node_modules/**
a/b.service **/*.service
a/b.timer **/*.timer
a/.env **/.env
.env.local **/.env.local
a/kubeconfig **/kubeconfig
talosconfig **/talosconfig
id_rsa.pub **/id_rsa*
id_ed25519 **/id_ed25519*
.ssh/config **/.ssh/**
a/authorized_keys **/authorized_keys
etc/sudoers **/sudoers
etc/sudoers.d/me **/sudoers.d/**
etc/crontab **/crontab
etc/cron.d/a **/cron.d/**
renovate.json **/renovate.json*
renovate.json5 **/renovate.json*
docs/CODEOWNERS **/codeowners
.claude/settings.json .claude/**
.codex/a .codex/**
AGENTS.md **/agents.md
a/Claude.md **/claude.md
.cursorrules **/.cursorrules
.cursor/rules/a **/.cursor/**
context_map.yaml context_map.y*ml
context_map.yml context_map.y*ml
Master_Memo.md master_memo.md
Executor_Instructions.md executor_instructions.md
Backlog.md backlog.md
issues.txt issues.txt
`).map((row) => row.split(' ') as [string, string]);

describe('always protected', () => {
  it.each(HELD)('%s by %s', (path, glob) =>
    expect(reason(path)).toBe(`it is always protected (${glob}): it would change what runs or who decides`),
  );
  it('each rule has its example here; the data of orch is run-time state as well', () => {
    const shown = new Set([...HELD.map(([, glob]) => glob), '.orch/**']);
    expect(ALWAYS_PROTECTED.filter((glob) => !shown.has(glob))).toEqual([]);
    expect(ALWAYS_PROTECTED).toContain('.orch/**');
  });
  it.each(['state', 'logs', 'escalations', '.orch'])('the run-time state in %s', (dir) => {
    const state = `${dir}/ holds run-time state and is never part of a fix`;
    expect(reason(dir)).toBe(state);
    expect(reason(`${dir}/a/b`)).toBe(state);
    expect(reason(`a/${dir}/b`)).toBeUndefined();
    expect(reason(`${dir}x/b`)).toBeUndefined();
    expect(STATE_DIRS).toContain(dir);
  });
});

describe('free, by a name that is near', () => {
  it.each(
    rows(`
a.gitignore
gitignore
.gitignore.md
githooks/a
hooks/precommit
hooks/a/pre-x/b
lefthook.toml
mytalosconfig
kubeconfig.md
package.json5
my-package.json
a/yarn.lock.md
github/workflows/a.yaml
jenkinsfile/a
x.sops
sops.yaml
x.sops.yaml.md
a.pth.md
b.service.md
services/a
service
.env.example
environment
.cargo/a
id_dsa
ssh/config
cron.daily/a
renovate.yaml
agents.mdx
a/.claude/b
a/.codex/b
a/context_map.yaml
context_map.json
docs/master_memo.md
docs/backlog.md
docs/issues.txt
sub/executor_instructions.md
profile
mise/a
`),
  )('%s', (path) => expect(reason(path)).toBeUndefined());
  it.each(['/a/.envrc', '~/.bashrc', '$HOME/.ssh/config', '../.envrc', '${A}/.envrc'])(
    '%s is no path of the repo',
    (path) => expect(reason(path)).toBeUndefined(),
  );
  it.each(['a/~/.bashrc', 'a/../.envrc', 'a$/.envrc'])('%s is one', (path) =>
    expect(reason(path)).toMatch(/^it is always protected/),
  );
});
