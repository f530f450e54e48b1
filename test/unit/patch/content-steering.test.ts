import { describe, expect, it } from 'vitest';
import { change, POLICY, rulesOf } from './tree.ts';

const BEFORE = '#!/usr/bin/env bash\nset -euo pipefail\nbootstrap\nverify\n';
const policy = { ...POLICY, protected: ['Master_Memo.md', 'scripts/verify-*.sh'], stateDirs: ['run/'] };
const withLine = (line: string): readonly string[] =>
  rulesOf(change('scripts/talos.sh', BEFORE, BEFORE.replace('bootstrap\n', `bootstrap\n${line}\n`), policy));

describe('commands that would change what a patch may not', () => {
  it.each([
    ': > state/errors.json',
    'echo "{}" > ./state/errors.json',
    'echo ok >> logs/talos.log',
    '> run/done',
    'sed -i s/3/0/ scripts/verify-talos.sh',
    'echo open > Master_Memo.md',
    'chmod -x scripts/verify-talos.sh',
    'cp x "$PWD/state/errors.json"',
    'rm -f escalations/x',
    'touch .git/hooks/pre-commit',
    'tee .github/workflows/x.yaml < x',
    'mv cluster/secret.sops.yaml /tmp/',
    'echo "* * * * * root x" > /etc/cron.d/x',
    'echo x >> ~/.bashrc',
    'yq -i ".a=1" context_map.yaml',
  ])('%s', (line) => expect(withLine(line)).toContain('writes-protected'));

  it.each(['orch reset all', 'orch review accept all', 'orch --json run talos'])('%s', (line) =>
    expect(withLine(line)).toContain('steers-orch'),
  );

  it.each([
    'cat Master_Memo.md',
    'sed s/3/0/ scripts/verify-talos.sh',
    'cp scripts/verify-talos.sh /tmp/x',
    'echo hi > "$OUT/log"',
    'talosctl kubeconfig > "$ORCH_STATE_DIR/kubeconfig"',
    'kubectl get nodes > /dev/null 2>&1',
    'orch status',
    'mkdir -p build && echo x > build/x',
  ])('allowed: %s', (line) => expect(withLine(line)).toEqual([]));
});
