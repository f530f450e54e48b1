import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { ESCALATION_MODEL, EXECUTOR_MODEL } from '../script.ts';

/** Where the lab's servers listen. */
export interface LabUrls {
  readonly proxmoxUrl: string;
  readonly factoryUrl: string;
  readonly modelUrl: string;
  readonly fast: boolean;
  /** Flux delivers, from this URL; without it orch applies. */
  readonly deliverFrom?: string;
}

/** How long stages wait in the lab, in real time: minutes of the world pass in seconds. */
const TIMING = {
  poll: '100ms',
  task: '60s',
  boot: '60s',
  install: '60s',
  bootstrap: '60s',
  nodes: '60s',
  rollout: '60s',
  // Everything is up when data is looked for: what is not there at once does not come.
  data: '3s',
  settle: '700ms',
} as const;

/** Changes values of a YAML file in place; comments and order stay. */
const setValues = (file: string, values: readonly (readonly [readonly string[], unknown])[]): void => {
  const document = parseDocument(readFileSync(file, 'utf8'));
  for (const [path, value] of values) document.setIn(path, value);
  writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
};

/** Points the workspace at the lab's servers: all that differs between the lab and real hardware. */
export const prepareWorkspace = (repo: string, urls: LabUrls): void => {
  const { proxmoxUrl, factoryUrl, modelUrl, fast, deliverFrom } = urls;
  setValues(join(repo, 'config', 'clusters', 'homelab.yaml'), [
    [['proxmox', 'endpoint'], proxmoxUrl],
    [['talos', 'factory'], factoryUrl],
    [['timing'], fast ? { ...TIMING, poll: '50ms', data: '2500ms', settle: '400ms' } : TIMING],
    ...(deliverFrom === undefined
      ? []
      : [[['delivery'], { mode: 'flux', url: deliverFrom, remote: 'origin' }] as const]),
  ]);
  setValues(join(repo, 'context_map.yaml'), [
    [
      ['settings', 'executor'],
      { kind: 'openai-compatible', base_url: modelUrl, model: EXECUTOR_MODEL, timeout: '20s' },
    ],
    [
      ['settings', 'escalation'],
      {
        api: 'responses',
        base_url: modelUrl,
        model: ESCALATION_MODEL,
        key_env: 'OPENAI_API_KEY',
        timeout: '20s',
      },
    ],
    [['settings', 'backoff'], fast ? ['300ms', '1s', '2s'] : ['1s', '2s', '4s']],
    [['settings', 'grace'], '2s'],
  ]);
};
