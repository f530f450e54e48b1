import type { Message } from './message.ts';

/** Ingress, certificates, monitoring. */
export const EDGE: readonly Message[] = [
  {
    text: '2021-08-02T13:44:44Z ERR Register tunnel error from server side error="Unauthorized: Invalid tunnel secret" connIndex=0',
    class: 'credential',
    from: 'cloudflare/cloudflared#426',
    rule: 'cloudflare-token',
  },
  {
    text: '2023-10-09T00:47:28Z ERR Failed to serve quic connection error="Unauthorized: Failed to get tunnel" connIndex=0 event=0 ip=198.41.192.67',
    class: 'credential',
    from: 'homeassistant-apps/app-cloudflared#494',
  },
  {
    text: '2021-10-26T09:45:31Z ERR Register tunnel error from server side error="Unauthorized: Record for tunnel not found" connIndex=0',
    class: 'credential',
    from: 'cloudflare/cloudflared#496',
  },
  { text: 'Provided Tunnel token is not valid.', class: 'credential', from: 'facts/ingress.md' },
  {
    text: '{"success":false,"errors":[{"code":9106,"message":"Missing X-Auth-Key, X-Auth-Email or Authorization headers"}]}',
    class: 'credential',
    from: 'cloudflare/cloudflared#1119',
  },
  {
    text: 'failed to create tunnel: Create Tunnel API call failed: REST request failed: Post "https://api.example/client/v4/accounts/abc/tunnels": dial tcp: lookup api.example on [::1]:53: dial udp [::1]:53: connect: connection refused',
    class: 'transient',
    from: 'cloudflare/cloudflared#1119',
  },
  {
    text: '2026-10-25T06:05:09Z ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=3 event=0',
    class: 'transient',
    from: 'facts/ingress.md',
    rule: 'tunnel-dial',
  },
  {
    text: 'Error presenting challenge: Cloudflare API Error\n            Error: 9109: Invalid access token',
    class: 'credential',
    from: 'cert-manager/cert-manager#3013',
  },
  {
    text: 'E1108 02:27:46.484596       1 controller.go:131] cert-manager/controller/challenges "msg"="re-queuing item due to error processing" "error"="Cloudflare API Error \\n\\t Error: 6003: Invalid request headers<- 6103: Invalid format for X-Auth-Key header" "key"="ingress/web"',
    class: 'credential',
    from: 'cert-manager/cert-manager#2384',
  },
  {
    text: 'Failed to sign certificate request: unable to sign request: Cloudflare API Error code=10000 message=Authentication error',
    class: 'credential',
    from: 'cloudflare/origin-ca-issuer#107',
  },
  {
    text: 'Error determining zone_id: 6003 Invalid request headers. Please confirm that you have supplied valid Cloudflare API credentials.',
    class: 'credential',
    from: 'NginxProxyManager/nginx-proxy-manager#3599',
  },
  {
    text: 'E0618 04:49:34.248825       1 controller.go:196] certificates controller: Re-queuing item "default/web-tls" due to error processing: getting acme authorization failed: 429 urn:acme:error:rateLimited: Error creating new authz :: too many failed authorizations recently',
    class: 'environment',
    from: 'cert-manager/cert-manager#663',
    rule: 'acme-limit',
  },
  {
    text: 'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2025-07-02 04:04:50 UTC',
    class: 'environment',
    from: 'NginxProxyManager/nginx-proxy-manager#4616',
  },
  {
    text: 'E1108 02:27:46.484596       1 controller.go:131] cert-manager/controller/challenges "msg"="re-queuing item due to error processing" "error"="Could not find the start of authority" "key"="ingress/web"',
    class: 'repo',
    from: 'cert-manager/cert-manager#2257',
  },
  {
    text: 'Error: secret "cloudflared-token" not found',
    class: 'credential',
    from: 'facts/ingress.md',
    rule: 'secret-absent',
  },
  {
    text: '* error decoding \'exporters\': unknown type: "loki" for id: "loki" (valid values: [debug logging otlphttp])\n2024/03/25 15:40:33 collector server run finished with error: failed to get config: cannot unmarshal the configuration: 1 error(s) decoding:',
    class: 'repo',
    from: 'open-telemetry/opentelemetry-collector-releases#509',
  },
  {
    text: 'Error: failed to get config: cannot unmarshal the configuration: unknown receivers type "otlp" for "otlp" (valid values: [])',
    class: 'repo',
    from: 'open-telemetry/opentelemetry-collector#5605',
  },
  {
    text: "Error: failed to get config: cannot unmarshal the configuration: 1 error(s) decoding:\n* error decoding 'exporters': error reading configuration for \"loki/loki\": 1 error(s) decoding:\n* '' has invalid keys: labels",
    class: 'repo',
    from: 'odigos-io/odigos#878',
  },
  {
    text: 'Ingester not ready: waiting for 15s after being ready',
    class: 'transient',
    from: 'facts/obs.md',
    rule: 'server-error',
  },
  {
    text: '2020/06/05 17:54:35 [emerg] 1#1: chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)',
    class: 'repo',
    from: 'longhorn/longhorn#1459',
  },
];
