import { undo } from './answers.ts';
import { forHumans, line, repoFault, transient } from './common.ts';
import type { Fault } from './types.ts';

const parameters = [
  line(
    'cluster/ingress/routes/gateway.yaml',
    '    kind: EnvoyProxy\n    name: external\n',
    '    kind: EnvoyProxy\n    name: extrenal\n',
  ),
];
const port = [line('cluster/ingress/routes/whoami.yaml', '          port: 80\n', '          port: 8080\n')];
const argument = [
  line(
    'cluster/ingress/controller/cloudflared/deployment.yaml',
    '            - --edge-ip-version=4\n',
    '            - --edge-ip-versoin=4\n',
  ),
];

const parametersRef: Fault = {
  id: 'ingress-parameters-ref',
  stage: 'ingress',
  kind: 'repo',
  title: 'the GatewayClass points at an EnvoyProxy that does not exist (extrenal)',
  commit: 'ingress: name the proxy',
  plant: parameters,
  symptom: 'EnvoyProxy.gateway.envoyproxy.io "extrenal" not found',
  scenes: [
    {
      sees: '"extrenal" not found',
      executor: [undo('The EnvoyProxy is called external; the reference is misspelt.', parameters)],
      escalation: [undo('The EnvoyProxy is called external; the reference is misspelt.', parameters)],
    },
  ],
  expected: repoFault('executor', 1, 0, 1),
};

const routePort: Fault = {
  id: 'ingress-route-port',
  stage: 'ingress',
  kind: 'repo',
  title: 'a route points at a port that its service does not have',
  commit: 'whoami: route to the container port',
  plant: port,
  symptom: 'TCP Port 8080 not found on Service whoami/whoami',
  scenes: [
    {
      sees: 'TCP Port 8080 not found',
      executor: [undo('Routes name the port of the Service (80), not of the container.', port)],
      escalation: [undo('Routes name the port of the Service (80), not of the container.', port)],
    },
  ],
  expected: repoFault('executor', 1, 0, 1),
};

const tunnelArgument: Fault = {
  id: 'ingress-tunnel-argument',
  stage: 'ingress',
  kind: 'repo',
  title: 'cloudflared crashes on a misspelt option; the local model answers in prose, then is down',
  commit: 'cloudflared: IPv4 only',
  plant: argument,
  symptom: 'flag provided but not defined: -edge-ip-versoin',
  scenes: [
    {
      sees: 'flag provided but not defined: -edge-ip-versoin',
      executor: [
        { text: 'You should look at the arguments of cloudflared. One of them seems to be misspelt!' },
        { status: 503, body: { error: { message: 'model is loading', type: 'server_error' } } },
      ],
      escalation: [undo('The option is called --edge-ip-version.', argument)],
    },
  ],
  expected: repoFault('escalation', 2, 1, 1),
};

/** Faults of stage ingress. */
export const ingressFaults: readonly Fault[] = [
  parametersRef,
  routePort,
  tunnelArgument,
  transient(
    {
      id: 'ingress-api-timeout',
      stage: 'ingress',
      title: 'the API server is too slow for a TLS handshake, twice',
      symptom: 'net/http: TLS handshake timeout',
    },
    { condition: 'kube-tls-timeout', times: 2 },
  ),
  forHumans(
    {
      id: 'ingress-tunnel-token',
      stage: 'ingress',
      title: 'Cloudflare no longer takes the tunnel token',
      symptom: 'Unauthorized: Invalid tunnel secret',
    },
    'credential',
    { condition: 'tunnel-token-revoked' },
  ),
];
