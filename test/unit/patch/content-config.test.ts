import { describe, expect, it } from 'vitest';
import { change, rulesOf } from './tree.ts';

const STAGES = `stages:
  - name: talos
    run: scripts/talos.sh
    probe:
      command: talosctl health --wait-timeout 5m
      expectReadyNodes: 3
      timeoutSeconds: 300
      enabled: true
  - name: apps
    run: scripts/apps.sh
    probe:
      command: kubectl -n blog rollout status deploy/blog --timeout=120s
      expectAvailable: 2
      timeoutSeconds: 180
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: blog
spec:
  replicas: 2
  template:
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: blog
          image: ghcr.io/example/blog:1.4.2
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet:
              path: /healthz
              port: 8080
            failureThreshold: 3
            periodSeconds: 10
`;

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: longhorn
spec:
  interval: 30m
  timeout: 5m
  install:
    remediation:
      retries: 3
  test:
    enable: true
  values:
    persistence:
      reclaimPolicy: Retain
`;

const RULES = `groups:
  - name: ups
    rules:
      - alert: UpsBattery
        expr: upsBattery < 50
        for: 5m
      - alert: UpsOffline
        expr: up{job="ups"} == 0
        for: 5m
`;

type Edit = readonly [name: string, file: string, from: string, to: string, rule?: string];

const REFUSED: readonly Edit[] = [
  ['probe does nothing', STAGES, 'talosctl health --wait-timeout 5m', "'true'"],
  ['probe runs :', STAGES, 'talosctl health --wait-timeout 5m', "':'"],
  ['probe echoes', STAGES, 'talosctl health --wait-timeout 5m', 'echo ok'],
  ['probe exits 0', STAGES, 'talosctl health --wait-timeout 5m', 'sh -c "exit 0"'],
  ['probe is another command', STAGES, 'talosctl health --wait-timeout 5m', 'ls /'],
  ['probe may fail', STAGES, '--wait-timeout 5m\n', '--wait-timeout 5m || true\n'],
  [
    'probe taken out',
    STAGES,
    '    probe:\n      command: talosctl health --wait-timeout 5m\n      expectReadyNodes: 3\n      timeoutSeconds: 300\n      enabled: true\n',
    '',
  ],
  [
    'probe emptied',
    STAGES,
    '    probe:\n      command: talosctl health --wait-timeout 5m\n      expectReadyNodes: 3\n      timeoutSeconds: 300\n      enabled: true\n',
    '    probe: {}\n',
  ],
  ['expects none', STAGES, 'expectReadyNodes: 3', 'expectReadyNodes: 0'],
  ['expects fewer', STAGES, 'expectReadyNodes: 3', 'expectReadyNodes: 1'],
  ['expectation taken out', STAGES, '      expectReadyNodes: 3\n', ''],
  ['switched off', STAGES, 'enabled: true', 'enabled: false'],
  ['waits for ever', STAGES, 'timeoutSeconds: 300', 'timeoutSeconds: 999999'],
  ['ignores errors', STAGES, 'expectReadyNodes: 3', 'expectReadyNodes: 3\n      ignoreErrors: true'],
  [
    'continues on error',
    STAGES,
    'run: scripts/talos.sh',
    'run: scripts/talos.sh\n    continue-on-error: true',
  ],
  ['readiness taken out', DEPLOYMENT, DEPLOYMENT.slice(DEPLOYMENT.indexOf('          readinessProbe')), ''],
  [
    'readiness only opens a port',
    DEPLOYMENT,
    '            httpGet:\n              path: /healthz\n              port: 8080\n',
    '            tcpSocket:\n              port: 8080\n',
  ],
  ['readiness never fails', DEPLOYMENT, 'failureThreshold: 3', 'failureThreshold: 1000'],
  [
    'readiness runs true',
    DEPLOYMENT,
    '            httpGet:\n              path: /healthz\n              port: 8080\n',
    '            exec:\n              command: ["true"]\n',
  ],
  ['scaled to nothing', DEPLOYMENT, 'replicas: 2', 'replicas: 0', 'destructive'],
  ['may run as root', DEPLOYMENT, 'runAsNonRoot: true', 'runAsNonRoot: false', 'privilege'],
  [
    'privileged',
    DEPLOYMENT,
    '          ports:',
    '          securityContext:\n            privileged: true\n          ports:',
    'privilege',
  ],
  [
    'on the host network',
    DEPLOYMENT,
    '      containers:',
    '      hostNetwork: true\n      containers:',
    'privilege',
  ],
  [
    'mounts the host',
    DEPLOYMENT,
    '      containers:',
    '      volumes:\n        - name: h\n          hostPath:\n            path: /\n      containers:',
    'privilege',
  ],
  ['suspended', RELEASE, '  interval: 30m', '  suspend: true\n  interval: 30m'],
  ['tests ignored', RELEASE, '    enable: true', '    enable: true\n    ignoreFailures: true'],
  ['tests taken out', RELEASE, '  test:\n    enable: true\n', ''],
  ['no waiting', RELEASE, '  install:\n', '  install:\n    disableWait: true\n'],
  ['volumes deleted', RELEASE, 'reclaimPolicy: Retain', 'reclaimPolicy: Delete', 'destructive'],
  [
    'alert taken out',
    RULES,
    '      - alert: UpsOffline\n        expr: up{job="ups"} == 0\n        for: 5m\n',
    '',
  ],
  ['alert that cannot fire', RULES, 'expr: upsBattery < 50', 'expr: vector(0) == 1'],
  [
    'alert after a week',
    RULES,
    'expr: upsBattery < 50\n        for: 5m',
    'expr: upsBattery < 50\n        for: 7d',
  ],
];

const FINE: readonly Edit[] = [
  ['a longer timeout', STAGES, 'timeoutSeconds: 300', 'timeoutSeconds: 600'],
  ['a stricter expectation', STAGES, 'expectAvailable: 2', 'expectAvailable: 3'],
  ['a longer rollout', STAGES, '--timeout=120s', '--timeout=300s'],
  ['an image', DEPLOYMENT, 'blog:1.4.2', 'blog:1.4.3'],
  ['the right path', DEPLOYMENT, 'path: /healthz', 'path: /health'],
  ['the right port', DEPLOYMENT, '              port: 8080\n', '              port: 80\n'],
  ['fewer replicas', DEPLOYMENT, 'replicas: 2', 'replicas: 1'],
  [
    'more patience',
    DEPLOYMENT,
    'failureThreshold: 3',
    'failureThreshold: 10\n            initialDelaySeconds: 30',
  ],
  [
    'a probe more',
    DEPLOYMENT,
    '          readinessProbe:',
    '          livenessProbe:\n            tcpSocket:\n              port: 8080\n          readinessProbe:',
  ],
  ['a longer interval', RELEASE, 'interval: 30m', 'interval: 12h'],
  ['more retries', RELEASE, 'retries: 3', 'retries: 5'],
  ['kept volumes', RELEASE, 'reclaimPolicy: Retain', 'reclaimPolicy: Retain\n      size: 10Gi'],
  [
    'an alert more',
    RULES,
    '      - alert: UpsOffline',
    '      - alert: UpsLoad\n        expr: upsLoad > 80\n        for: 10m\n      - alert: UpsOffline',
  ],
  [
    'resources',
    DEPLOYMENT,
    '          ports:',
    '          resources:\n            requests:\n              memory: 64Mi\n          ports:',
  ],
];

const judge = (edit: Edit): readonly string[] => {
  const [, file, from, to] = edit;
  expect(file.split(from).length).toBe(2);
  return rulesOf(
    change(
      'cluster/apps/x.yaml',
      file,
      file.replace(from, () => to),
    ),
  );
};

describe('a configuration that checks less or dares more', () => {
  it.each(REFUSED.map((edit) => ({ name: edit[0], edit })))('$name', ({ edit }) =>
    expect(judge(edit)).toContain(edit[4] ?? 'weakened-check'),
  );
});

describe('a configuration that is honestly changed', () => {
  it.each(FINE.map((edit) => ({ name: edit[0], edit })))('$name', ({ edit }) =>
    expect(judge(edit)).toEqual([]),
  );
});
