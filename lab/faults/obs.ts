import { diagnostics, patch, undo } from './answers.ts';
import { forHumans, line, repoFault, transient } from './common.ts';
import type { Fault } from './types.ts';

const LOKI = 'cluster/obs/logs/loki.yaml';
const ALLOY = 'cluster/obs/logs/alloy.yaml';

const schema = [line(LOKI, '      schemaConfig:\n', '      schema_config:\n')];
const mode = [line(LOKI, '    deploymentMode: Monolithic\n', '    deploymentMode: SingleBinary\n')];
const url = [line(ALLOY, 'http://loki.logging.svc:3100', 'http://loki.monitoring.svc:3100')];

const deploymentMode: Fault = {
  id: 'obs-deployment-mode',
  stage: 'obs',
  kind: 'repo',
  title: 'the Loki chart renamed its deployment mode',
  commit: 'loki: back to the values from the blog post',
  plant: mode,
  symptom: 'deploymentMode must be one of',
  scenes: [
    {
      sees: 'deploymentMode must be one of',
      executor: [undo('Since chart 12 the mode SingleBinary is called Monolithic.', mode)],
      escalation: [undo('Since chart 12 the mode SingleBinary is called Monolithic.', mode)],
    },
  ],
  expected: repoFault('executor', 1, 0, 1),
};

const schemaConfig: Fault = {
  id: 'obs-loki-schema',
  stage: 'obs',
  kind: 'repo',
  title: 'Loki gets no schema: the key is misspelt; the first two patches look elsewhere',
  commit: 'loki: snake case everywhere',
  plant: schema,
  symptom: 'You must provide a schema_config for Loki',
  scenes: [
    {
      sees: 'You must provide a schema_config for Loki',
      executor: [
        patch('The message asks for a schema; v12 is older and may be the default.', [
          line(LOKI, '            schema: v13\n', '            schema: v12\n'),
        ]),
        patch('Perhaps the date of the schema has to be in the past.', [
          line(LOKI, 'from: "2026-01-01"', 'from: "2024-04-01"'),
        ]),
      ],
      escalation: [undo('The chart reads loki.schemaConfig; schema_config is not a value of it.', schema)],
    },
  ],
  expected: repoFault('escalation', 2, 1, 1),
};

const alloyUrl: Fault = {
  id: 'obs-logs-lost',
  stage: 'obs',
  kind: 'repo',
  title: 'everything is up, but no log line reaches Loki; only the logs of Alloy tell why',
  commit: 'alloy: one namespace for all of monitoring',
  plant: url,
  symptom: 'Loki to receive a log line',
  scenes: [
    {
      sees: 'Loki to receive a log line',
      executor: [
        patch('Loki may need authentication switched on to accept logs.', [
          line(LOKI, '      auth_enabled: false\n', '      auth_enabled: true\n'),
        ]),
        patch('A smaller volume is ready sooner.', [line(LOKI, '      size: 20Gi\n', '      size: 10Gi\n')]),
      ],
      escalation: [
        diagnostics('Loki is ready and empty: does Alloy deliver? Its log says.', [
          ['kubectl', 'logs', 'daemonset/alloy', '-n', 'logging', '--tail=20'],
          ['kubectl', 'get', 'services', '-n', 'logging'],
        ]),
        undo('Alloy sends to loki.monitoring.svc, which does not exist: Loki is in namespace logging.', url, [
          'Alert when Loki receives nothing for an hour.',
        ]),
      ],
    },
  ],
  expected: repoFault('diagnostics', 2, 2, 1),
};

const chartGone: Fault = {
  id: 'obs-chart-gone',
  stage: 'obs',
  kind: 'repo',
  title: 'the repository has lost the Loki chart: nothing that anyone tries brings it back',
  commit: '',
  plant: [],
  world: { condition: 'loki-chart-gone' },
  symptom: "no 'loki' chart with version matching '18.13.1' found",
  scenes: [
    {
      sees: "no 'loki' chart with version matching",
      executor: [
        patch('The chart may still be at its old home.', [
          line(LOKI, '        name: grafana-community\n', '        name: grafana\n'),
        ]),
        patch('Look for new charts more often.', [
          line(LOKI, '      interval: 12h\n', '      interval: 5m\n'),
        ]),
      ],
      escalation: [
        patch('Let Flux package the chart anew at each revision.', [
          line(LOKI, '      interval: 12h\n', '      interval: 12h\n      reconcileStrategy: Revision\n'),
        ]),
        patch('Quote the version, so that nothing reads it as a number.', [
          line(LOKI, '      version: 18.13.1\n', '      version: "18.13.1"\n'),
        ]),
        patch('Reconcile the release more often.', [line(LOKI, '  interval: 1h\n', '  interval: 10m\n')]),
      ],
    },
  ],
  expected: repoFault('give_up', 2, 3, 0),
};

/** Faults of stage obs. */
export const obsFaults: readonly Fault[] = [
  deploymentMode,
  schemaConfig,
  alloyUrl,
  chartGone,
  transient(
    {
      id: 'obs-loki-warming-up',
      stage: 'obs',
      title: 'Loki takes longer than the stage waits before it is ready',
      symptom: 'Ingester not ready: waiting for 15s after being ready',
    },
    { condition: 'loki-not-ready', lastsMs: 3_000 },
  ),
  forHumans(
    {
      id: 'obs-storage-full',
      stage: 'obs',
      title: 'there is no room for the volumes of the monitoring stack',
      symptom: 'no space left on device',
    },
    'environment',
    { condition: 'storage-full' },
  ),
];
