import { parseGoYaml } from '../toolkit/go-yaml.ts';
import { rfc3339 } from '../world/clock.ts';
import type { Program } from './programs.ts';
import { envValue } from './references.ts';
import { at, find, list, text } from './view.ts';

/** gethomepage: reads YAML from /app/config, keeps its logs there, and answers only hosts that it was told. */
export const homepage: Program = (view, namespace, spec, container, since) => {
  const stamp = `[${rfc3339(since + 4000).replace('Z', '.218Z')}]`;
  const volumes = list(at(spec, 'volumes'));
  const uid = Number(
    at(container, 'securityContext', 'runAsUser') ?? at(spec, 'securityContext', 'runAsUser') ?? 0,
  );
  const group = Number(at(spec, 'securityContext', 'fsGroup') ?? 0);
  const groups = [
    Number(at(container, 'securityContext', 'runAsGroup') ?? at(spec, 'securityContext', 'runAsGroup') ?? 0),
    ...list(at(spec, 'securityContext', 'supplementalGroups')).map(Number),
  ];
  for (const mount of list(at(container, 'volumeMounts'))) {
    const volume = volumes.find((each) => at(each, 'name') === at(mount, 'name'));
    if (at(volume, 'persistentVolumeClaim') === undefined || uid === 0) continue;
    // A fresh volume belongs to root and to fsGroup; fsGroup is also added to the process's groups.
    if (group === 0 && !groups.includes(0)) {
      const path = `${text(at(mount, 'mountPath'))}/homepage.log`;
      return {
        crash: {
          code: 1,
          log: [
            `${stamp} info: homepage v1.4.6 starting, uid=${uid} gid=${groups[0]}`,
            `Error: EACCES: permission denied, open '${path}'`,
            '    at Object.openSync (node:fs:573:18)',
            '    at createLogger (file:///app/server.js:41:19)',
            '    at file:///app/server.js:122:16 {',
            '  errno: -13,',
            "  code: 'EACCES',",
            "  syscall: 'open',",
            `  path: '${path}'`,
            '}',
          ],
        },
      };
    }
  }
  for (const volume of volumes) {
    const name = text(at(volume, 'configMap', 'name'));
    const data =
      name === undefined ? undefined : at(find(view, 'ConfigMap', namespace, name)?.object, 'data');
    for (const [file, body] of Object.entries((data ?? {}) as Record<string, string>)) {
      const parsed = /\.ya?ml$/.test(file) ? parseGoYaml(body) : undefined;
      if (parsed && !parsed.ok)
        return {
          crash: {
            code: 1,
            log: [
              `${stamp} error: YAMLException: ${parsed.error.replace(/^yaml: /, '')} in /app/config/${file}`,
              '    at loadAll (/app/node_modules/js-yaml/lib/loader.js:1680:12)',
              `${stamp} error: failed to read /app/config/${file}, exiting`,
            ],
          },
        };
    }
  }
  const hosts = envValue(view, namespace, container, 'HOMEPAGE_ALLOWED_HOSTS');
  return hosts === undefined
    ? {
        unready: 'Readiness probe failed: HTTP probe failed with statuscode: 400',
        log: [
          `${stamp} error: Host validation failed for: 10.244.1.17:3000. Hint: Set the HOMEPAGE_ALLOWED_HOSTS environment variable to allow requests from this host / port.`,
        ],
      }
    : { ports: [Number(envValue(view, namespace, container, 'PORT') ?? 3000)] };
};
