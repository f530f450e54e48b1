/** A case as the engine would hand it over, small and complete. */
import type { CaseInput } from '../../src/core/casefile/casefile.ts';
import type { ErrorRecord } from '../../src/core/machine/state.ts';
import type { StageSpec } from '../../src/core/workspace.ts';

const stage: StageSpec = {
  name: 'apps',
  description: 'Applies the applications and waits for their rollouts',
  files: ['cluster/apps/**'],
  newFilesUnder: ['cluster/apps'],
  sections: ['apps', 'storage', 'ghosts'],
  successCriteria: ['Every rollout is complete', 'No container crashes'],
  diagnostics: [],
  refusedDiagnostics: [],
  timeoutMs: 600_000,
  needs: ['infra'],
  uses: [],
  env: {},
};

const record: ErrorRecord = {
  stage: 'apps',
  fingerprint: '0123456789abcdef',
  loose: 'fedcba9876543210',
  class: 'repo',
  rule: 'default',
  sentence: 'The stage failed for a reason that a change in the repo may mend.',
  check: 'Read the log.',
  summary: 'error: cluster/apps/web.yaml line 3: unknown field "spec.replica"',
  block: [
    'error: error validating "cluster/apps/web.yaml": unknown field "spec.replica"',
    'cluster/apps/web.yaml:3: strict decoding error',
  ],
  step: 'apply',
  stepIndex: 1,
  exitCode: 1,
  log: 'logs/apps/apps_20261120-230000_attempt1.log',
  firstSeen: '2026-11-20T23:00:00Z',
  lastSeen: '2026-11-20T23:10:00Z',
  total: 2,
  occurrences: 2,
  repairs: 1,
  calls: 0,
  diagnosed: false,
  replayed: false,
  reproduced: 'reproduced',
  tried: [
    {
      at: '2026-11-20T23:05:00Z',
      source: 'executor',
      outcome: 'taken_back',
      summary: 'Renamed the field to replicaCount.',
      detail: 'The same error came again.',
      paths: ['cluster/apps/web.yaml'],
    },
  ],
};

export const MEMO = `# The homelab
What it is.
## Applications
whoami and home.
### Rollouts
Wait for each.
## Storage: Longhorn and NFS
Two classes.
## Talos
\`\`\`bash
# storage is not a heading here
\`\`\`
`;

/** The case with parts of it changed. */
export const caseInput = (change: Partial<CaseInput> = {}): CaseInput => ({
  version: 'v1',
  stage,
  record,
  tail: 'kubectl apply -k cluster/apps\n\u001b[31merror:\u001b[0m unknown field "spec.replica"\nexit 1\n',
  memo: MEMO,
  keywords: { apps: ['Applications'], storage: ['Longhorn'] },
  instructions: 'Find the first error.\n',
  backlog: '- tracing\n',
  knownIssues: 'Volumes stay degraded for a while.\n',
  files: [
    { path: 'cluster/apps/kustomization.yaml', text: 'resources:\n  - web.yaml\n' },
    { path: 'cluster/apps/web.yaml', text: 'kind: Deployment\nspec:\n  replica: 2\n' },
  ],
  protected: ['master_memo.md'],
  limits: { maxFiles: 5, maxChangedLines: 60 },
  diagnostics: [],
  callsLeft: 2,
  maxTokens: 20_000,
  ...change,
});
