import { describe, expect, it } from 'vitest';
import { parseGoYaml } from '../../lab/toolkit/go-yaml.ts';

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: longhorn
  namespace: longhorn-system
spec:
  interval: 1h
  timeout: 10m
  chart:
    spec:
      chart: longhorn
      version: 1.12.0
`;
const list = 'a:\n  - Cluster:\n     - Grafana:\n          href: x\n     - Whoami:\n          href: y\n';

describe("YAML errors in go-yaml's words", () => {
  // Each message was read from a real `kubectl kustomize` (1.32.4) on the same text.
  it.each([
    [
      'a line indented too little',
      release.replace('      version', '     version'),
      'yaml: line 9: did not find expected key',
    ],
    [
      'a line indented too much',
      release.replace('      chart: l', '       chart: l'),
      'yaml: line 9: did not find expected key',
    ],
    ['a missing colon', release.replace('timeout:', 'timeout'), "yaml: line 8: could not find expected ':'"],
    ['an open quote', release.replace('10m', '"10m'), 'yaml: line 8: found unexpected end of stream'],
    [
      'a tab',
      release.replace('  timeout', '\ttimeout'),
      'yaml: line 7: found a tab character that violates indentation',
    ],
    [
      'two colons',
      release.replace('1h', '1h: x'),
      'yaml: line 7: mapping values are not allowed in this context',
    ],
    [
      'an open bracket',
      release.replace('name: longhorn', 'name: [longhorn'),
      "yaml: line 3: did not find expected ',' or ']'",
    ],
    [
      'a reserved character',
      release.replace('name: longhorn', 'name: @longhorn'),
      'yaml: line 4: found character that cannot start any token',
    ],
    [
      'an item out of line',
      list.replace('     - Whoami', '      - Whoami'),
      "yaml: line 2: did not find expected '-' indicator",
    ],
    [
      'a key out of line at the top',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n data:\n  x: 1\n',
      'yaml: line 4: did not find expected key',
    ],
  ])('%s', (_what, text, error) => {
    expect(parseGoYaml(text)).toEqual({ ok: false, error });
  });

  it('reads what is right', () => {
    expect(parseGoYaml(`${list}---\n---\nb: 1\n`)).toEqual({
      ok: true,
      documents: [{ a: [{ Cluster: [{ Grafana: { href: 'x' } }, { Whoami: { href: 'y' } }] }] }, { b: 1 }],
    });
  });
});
