import { patch, undo } from './answers.ts';
import { forHumans, line, repoFault, transient } from './common.ts';
import type { Fault } from './types.ts';

const CONFIG = 'config/clusters/homelab.yaml';
const bridge = [line(CONFIG, '  bridge: vmbr0\n', '  bridge: vmbr1\n')];
const cores = [
  line(CONFIG, '    role: controlplane\n    cores: 2\n', '    role: controlplane\n    cores: 24\n'),
];
const coresTo = (from: number, to: number) => [
  line(CONFIG, `    role: controlplane\n    cores: ${from}\n`, `    role: controlplane\n    cores: ${to}\n`),
];

const bridgeTypo: Fault = {
  id: 'vms-bridge-typo',
  stage: 'vms',
  kind: 'repo',
  title: 'the config names a bridge that the Proxmox host does not have (vmbr1)',
  commit: 'Move the cluster to the lab bridge',
  plant: bridge,
  symptom: 'vmbr1',
  scenes: [
    {
      sees: 'vmbr1',
      executor: [undo('The host has only the bridge vmbr0; the config says vmbr1.', bridge)],
      escalation: [undo('The host has only the bridge vmbr0; the config says vmbr1.', bridge)],
    },
  ],
  expected: repoFault('executor', 1, 0, 1),
};

const tooManyCores: Fault = {
  id: 'vms-too-many-cores',
  stage: 'vms',
  kind: 'repo',
  title: 'the control plane asks for more cores than the host has; the first two patches guess wrong',
  commit: 'Give the control plane more cores',
  plant: cores,
  symptom: 'MAX 8 vcpus allowed per VM on this node',
  scenes: [
    {
      sees: 'vcpus allowed per VM on this node',
      // A rejected patch is taken back, so each guess starts from the planted line.
      executor: [
        patch('24 cores are too many for one VM; 16 is a common maximum.', coresTo(24, 16)),
        patch('16 was still too many; halve it less boldly.', coresTo(24, 12)),
      ],
      escalation: [
        patch(
          'The node allows 8 vCPUs per VM and the memo gives the control plane 2 cores.',
          coresTo(24, 2),
          ['Let the config check refuse more cores than the node has before anything is created.'],
        ),
      ],
    },
  ],
  expected: repoFault('escalation', 2, 1, 1),
};

/** Faults of stage vms. */
export const vmsFaults: readonly Fault[] = [
  bridgeTypo,
  tooManyCores,
  transient(
    {
      id: 'vms-factory-unavailable',
      stage: 'vms',
      title: 'the image factory answers 503 twice while the ISO is fetched',
      symptom: '503 Service Unavailable',
    },
    { condition: 'factory-unavailable', times: 2 },
  ),
  forHumans(
    {
      id: 'vms-token-revoked',
      stage: 'vms',
      title: 'the Proxmox API token was revoked',
      symptom: 'invalid token value!',
    },
    'credential',
    { condition: 'proxmox-token-revoked' },
  ),
  forHumans(
    {
      id: 'vms-storage-offline',
      stage: 'vms',
      title: 'the storage for the disks is offline',
      symptom: 'local-lvm',
    },
    'environment',
    { condition: 'storage-offline' },
  ),
];
