import { at, list, text } from './view.ts';

/** Talos enforces the baseline profile where a namespace does not say otherwise. */
export const DEFAULT_LEVEL = 'baseline';

/**
 * Why Pod Security admission refuses a pod at this level, in its own words; undefined when it may run.
 * Only the rules that homelab workloads meet: privileged containers, host paths, host namespaces.
 */
export const podSecurity = (level: string, spec: unknown): string | undefined => {
  if (level === 'privileged') return undefined;
  const violations: string[] = [];
  const host = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => at(spec, key) === true);
  if (host.length > 0) violations.push(`host namespaces (${host.map((key) => `${key}=true`).join(', ')})`);
  const paths = list(at(spec, 'volumes'))
    .filter((volume) => at(volume, 'hostPath') !== undefined)
    .map((volume) => `"${text(at(volume, 'name'))}"`);
  if (paths.length > 0)
    violations.push(`hostPath volumes (volume${paths.length > 1 ? 's' : ''} ${paths.join(', ')})`);
  const privileged = [...list(at(spec, 'initContainers')), ...list(at(spec, 'containers'))]
    .filter((container) => at(container, 'securityContext', 'privileged') === true)
    .map((container) => `"${text(at(container, 'name'))}"`);
  if (privileged.length > 0)
    violations.push(
      `privileged (container${privileged.length > 1 ? 's' : ''} ${privileged.join(', ')} must not set securityContext.privileged=true)`,
    );
  return violations.length > 0
    ? `violates PodSecurity "${level}:latest": ${violations.join(', ')}`
    : undefined;
};
