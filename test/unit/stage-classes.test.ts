import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseMap } from '../../src/config/map.ts';
import { classify } from '../../src/core/classify/classify.ts';
import { fingerprint } from '../../src/core/fingerprint/fingerprint.ts';
import { stages } from '../../stages/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { classes } = parseMap({
  text: readFileSync(join(root, 'context_map.yaml'), 'utf8'),
  path: 'context_map.yaml',
  env: {},
  builtins: stages,
  exists: (path) => existsSync(join(root, path)),
});

/** A failure as the log of a stage ends with it. */
const named = (stage: string, text: string, exitCode = 1) => {
  const outcome = 'exited' as const;
  const { hash, block } = fingerprint({ text, stage, exitCode, outcome });
  const { class: kind, reopen } = classify({
    block,
    tail: text,
    stage,
    exitCode,
    outcome,
    argv: ['orch', 'stage', stage],
    rules: classes,
  });
  return { hash, kind, reopen };
};

describe('what the stages print is classed as it should be', () => {
  test.each([
    [
      'credential',
      'vms',
      'PROXMOX_API_TOKEN is not set\nstep api failed: the Proxmox API token is missing: set PROXMOX_API_TOKEN=USER@REALM!TOKENID=UUID',
    ],
    [
      'credential',
      'vms',
      'GET /version: 401 invalid token value\nstep api failed: Proxmox refused GET /version',
    ],
    [
      'credential',
      'vms',
      'Permission check failed (/vms/101, VM.Allocate)\nstep api failed: the Proxmox API token lacks privileges',
    ],
    [
      'transient',
      'vms',
      'GET /api2/json/version: connect ECONNREFUSED 127.0.0.1:8006\nstep api failed: Proxmox at https://x:8006 could not be asked',
    ],
    [
      'environment',
      'vms',
      'GET /api2/json/version: getaddrinfo ENOTFOUND pve.lan\nstep api failed: Proxmox at https://pve.lan:8006 could not be asked',
    ],
    [
      'repo',
      'vms',
      "bridge 'vmbr9' does not exist\nstep api failed: proxmox.bridge: node pve has no bridge vmbr9, it has vmbr0",
    ],
    [
      'repo',
      'vms',
      'config/clusters/homelab.yaml:34:13: vms.0.memory: expected a number of MiB, such as 4096, found "8G"\nstage vms failed: config/clusters/homelab.yaml has a mistake',
    ],
    [
      'environment',
      'talos',
      'talosctl: executable file not found in $PATH\nstep tools failed: talosctl is not installed or not on PATH (needed for `talosctl version`)',
    ],
    [
      'environment',
      'talos',
      'talosctl version v1.12.1 does not match talos.version v1.13.9\nstep tools failed: talosctl is v1.12.1, the config wants Talos v1.13.9: install talosctl v1.13.x',
    ],
    [
      'repo',
      'talos',
      'unknown keys found during decoding:\nmachine:\n    kublet: {}\nstep configs failed: `talosctl gen config homelab` exited with 1',
    ],
    [
      'repo',
      'talos',
      'talos-cp-1: install disk "/dev/vda" not found, writable disks: /dev/sda\nstep install failed: talos.install_disk: talos-cp-1 has no disk /dev/vda to install on',
    ],
    [
      'prerequisite',
      'infra',
      'error: stat /x/secrets/kubeconfig: no such file or directory\nstep cluster failed: there is no kubeconfig yet: stage talos makes it',
    ],
    [
      'repo',
      'infra',
      "HelmRelease/longhorn-system/longhorn: SourceNotReady: HelmChart 'flux-system/longhorn-system-longhorn' is not ready: invalid chart reference: failed to get chart version for remote reference: no 'longhorn' chart with version matching '1.99.0' found\nstep releases failed: it does not recover: HelmRelease longhorn-system/longhorn (SourceNotReady)",
    ],
    [
      'repo',
      'apps',
      "Warning Failed pod/home-7c9d8f6b5-x2k4p in home: Error: couldn't find key HOSTS in ConfigMap home/home-config\nstep workloads failed: it does not recover: pods of home/home (CreateContainerConfigError of container home)",
    ],
    [
      'credential',
      'ingress',
      'secret "tunnel-token" not found in namespace cloudflared; CLOUDFLARE_TUNNEL_TOKEN is not set\nstep secrets failed: Secret cloudflared/tunnel-token does not exist',
    ],
    [
      'credential',
      'ingress',
      '--- last log lines of cloudflared/cloudflared-a cloudflared\nProvided Tunnel token is not valid.\nstep workloads failed: it does not recover: pods of cloudflared/cloudflared (CrashLoopBackOff of container cloudflared)',
    ],
    [
      'repo',
      'ingress',
      'gateway envoy-gateway-system/external: gatewayClassName "envoi" not found, GatewayClasses: envoy\nstep gateway failed: it does not recover: gateway envoy-gateway-system/external to have a GatewayClass',
    ],
    [
      'repo',
      'obs',
      'Error from server (NotFound): services "grafana" not found\nstep grafana failed: it does not recover: grafana to answer',
    ],
  ])('%s in %s: %s', (kind, stage, text) => {
    expect(named(stage, text).kind).toBe(kind);
  });

  test('a missing kubeconfig names the stage to run again', () => {
    expect(
      named(
        'obs',
        'error: stat /x/secrets/kubeconfig: no such file or directory\nstep cluster failed: there is no kubeconfig yet',
      ).reopen,
    ).toBe('talos');
  });
});

test('the same failure of another pod, another night, has the same name, another failure has not', () => {
  const crash = (hash: string, pod: string, wait: string, word = 'schema v13 is required') =>
    named(
      'obs',
      `Warning BackOff pod/loki-${hash}-${pod} in logging: Back-off restarting failed container
pod logging/loki-${hash}-${pod} container loki: CrashLoopBackOff: back-off ${wait} restarting failed container=loki
--- last log lines of logging/loki-${hash}-${pod} loki
level=error ts=2026-11-2${pod.length}T00:19:34.218Z caller=main.go:70 msg="validating config" err="CONFIG ERROR: ${word}"
step workloads failed: it does not recover: pods of logging/loki (CrashLoopBackOff of container loki)`,
    ).hash;
  expect(crash('7c9d8f6b5', 'x2k4p', '40s')).toBe(crash('5d4f6c7b98', 'bq7zt', '2m40s'));
  expect(crash('7c9d8f6b5', 'x2k4p', '40s')).not.toBe(
    crash('7c9d8f6b5', 'x2k4p', '40s', 'unknown field "storage_confg"'),
  );
});
