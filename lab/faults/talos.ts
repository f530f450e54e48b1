import { undo } from './answers.ts';
import { forHumans, line, repoFault, transient } from './common.ts';
import type { Fault } from './types.ts';

const CONFIG = 'config/clusters/homelab.yaml';
const sysctl = [line('config/talos/all.yaml', '  sysctls:\n', '  sysctl:\n')];
const disk = [line(CONFIG, '  install_disk: /dev/sda\n', '  install_disk: /dev/nvme0n1\n')];

const unknownKey: Fault = {
  id: 'talos-unknown-key',
  stage: 'talos',
  kind: 'repo',
  title: 'a key of the Talos patch is misspelt (sysctl instead of sysctls)',
  commit: 'talos: tune vm.max_map_count',
  plant: sysctl,
  symptom: 'unknown keys found during decoding',
  scenes: [
    {
      sees: 'unknown keys found during decoding',
      executor: [undo('Talos calls this key sysctls; sysctl is unknown to its decoder.', sysctl)],
      escalation: [undo('Talos calls this key sysctls; sysctl is unknown to its decoder.', sysctl)],
    },
  ],
  expected: repoFault('executor', 1, 0, 1),
};

const installDisk: Fault = {
  id: 'talos-install-disk',
  stage: 'talos',
  kind: 'repo',
  title: 'Talos is to be installed on a disk that the VMs do not have',
  commit: 'talos: install on NVMe',
  plant: disk,
  symptom: 'install disk "/dev/nvme0n1" not found',
  scenes: [
    {
      sees: 'not found, writable disks',
      executor: [undo('The machines have one disk, /dev/sda (virtio-scsi); install there.', disk)],
      escalation: [undo('The machines have one disk, /dev/sda (virtio-scsi); install there.', disk)],
    },
  ],
  expected: repoFault('executor', 1, 0, 1),
};

/** Faults of stage talos. */
export const talosFaults: readonly Fault[] = [
  unknownKey,
  installDisk,
  transient(
    {
      id: 'talos-apply-timeout',
      stage: 'talos',
      title: 'the Talos API of a machine does not answer twice while its configuration is applied',
      symptom: 'i/o timeout',
    },
    { condition: 'talos-apply-unavailable', times: 4 },
  ),
  forHumans(
    {
      id: 'talos-foreign-node',
      stage: 'talos',
      title: 'one machine already belongs to another Talos cluster',
      symptom: 'tls: certificate required',
    },
    'credential',
    { condition: 'talos-foreign-node' },
  ),
];
