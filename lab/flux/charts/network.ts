import { type Chart, service, workload } from './chart.ts';

/** Envoy Gateway: its chart brings the Gateway API's CRDs. */
export const gatewayHelm: Chart = {
  name: 'gateway-helm',
  repository: 'oci://docker.io/envoyproxy/gateway-helm',
  versions: ['v1.6.3', 'v1.7.2', 'v1.8.0', 'v1.8.1', 'v1.8.2'],
  provides: 'gateway',
  render: (release) => [
    workload(release, {
      kind: 'Deployment',
      name: 'envoy-gateway',
      component: 'envoy-gateway',
      image: 'docker.io/envoyproxy/gateway:v1.8.2',
    }),
    service(release, 'envoy-gateway', 'envoy-gateway', 18000),
  ],
};
