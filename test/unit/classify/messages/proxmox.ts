import type { Message } from './message.ts';

export const PROXMOX: readonly Message[] = [
  {
    text: '==> proxmox-iso.talos: Error creating VM: error creating VM: 403 Permission check failed, error status: {"data":null}',
    class: 'credential',
    from: 'c0depool/c0depool-iac#2',
    rule: 'proxmox-privilege',
  },
  {
    text: '{"message":"Permission check failed (/vms/101, VM.Allocate)\\n","data":null}',
    class: 'credential',
    from: 'facts/vms.md',
  },
  {
    text: "Error: 500 can't lock file '/var/lock/qemu-server/lock-104.conf' - got timeout",
    class: 'transient',
    from: 'Telmate/terraform-provider-proxmox#173',
    rule: 'proxmox-busy',
  },
  {
    text: "Error: Received an HTTP 500 response - Reason: can't lock file '/run/lock/lxc/pve-config-105.lock' - got timeout",
    class: 'transient',
    from: 'danitso/terraform-provider-proxmox#40',
  },
  {
    text: "Error: error updating VM: received an HTTP 500 response - Reason: can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout",
    class: 'transient',
    from: 'bpg/terraform-provider-proxmox#995',
  },
  {
    text: 'Error: Failed to retrieve authentication response',
    class: 'credential',
    from: 'danitso/terraform-provider-proxmox#21',
    rule: 'proxmox-login',
  },
  {
    text: 'Error: Received an HTTP 401 response - Reason: No ticket',
    class: 'credential',
    from: 'danitso/terraform-provider-proxmox#82',
  },
  { text: '│ Error: 401 No ticket', class: 'credential', from: 'Telmate/terraform-provider-proxmox#142' },
  {
    text: "│ Error: 501 no such file '/api/access/users'",
    class: 'repo',
    from: 'khanh-ph/proxmox-kubernetes#98',
  },
  {
    text: "Error: 500 storage 'nas-2' is not available on node 'pve1'",
    class: 'repo',
    from: 'Telmate/terraform-provider-proxmox#788',
  },
  {
    text: "Error: error updating VM: received an HTTP 500 response - Reason: can't allocate space in iscsi storage",
    class: 'environment',
    from: 'bpg/terraform-provider-proxmox#2050',
    rule: 'disk-full',
  },
  {
    text: '400 Bad Request: {"data":null,"errors":{"[287].size":"property is missing and it is not optional"}}',
    class: 'repo',
    from: 'ansible/ansible#24139',
  },
  {
    text: '{"data":null,"errors":{"scsi0":"invalid format - format error"},"message":"Parameter verification failed.\\n"}',
    class: 'repo',
    from: 'facts/vms.md',
  },
  {
    text: '{"data":null,"message":"Configuration file \'nodes/pve/qemu-server/101.conf\' does not exist\\n"}',
    class: 'repo',
    from: 'facts/vms.md',
    stage: 'vms',
  },
  {
    text: '{"data":null,"message":"Configuration file \'nodes/pve/qemu-server/101.conf\' does not exist\\n"}',
    class: 'prerequisite',
    from: 'facts/vms.md',
    stage: 'talos',
    reopen: 'vms',
    rule: 'vm-absent',
  },
  {
    text: 'VM 101 is not running',
    class: 'prerequisite',
    from: 'facts/vms.md',
    stage: 'talos',
    reopen: 'vms',
  },
  {
    text: "unable to create VM 101 - VM 101 already exists on node 'pve'",
    class: 'repo',
    from: 'facts/vms.md',
  },
  { text: 'VM is locked (backup)', class: 'transient', from: 'facts/vms.md' },
  { text: 'VM is locked (create)', class: 'environment', from: 'facts/vms.md', rule: 'vm-half-made' },
  { text: 'QEMU guest agent is not running', class: 'transient', from: 'facts/vms.md' },
  { text: 'No QEMU guest agent configured', class: 'repo', from: 'facts/vms.md' },
  {
    text: 'Error: 596 tls_process_server_certificate: certificate verify failed',
    class: 'transient',
    from: 'facts/vms.md',
  },
  { text: 'invalid token value!', class: 'credential', from: 'facts/vms.md' },
  {
    text: 'Error: 500 lvcreate \'pve/vm-111-disk-0\' error:   Volume group "pve" has insufficient free space (2560 extents): 5120 required.',
    class: 'environment',
    from: 'Telmate/terraform-provider-proxmox#174',
  },
  {
    text: 'Error: 500 lvcreate \'pve/vm-111-disk-0\' error:   Logical Volume "vm-111-disk-0" already exists in volume group "pve"',
    class: 'repo',
    from: 'Telmate/terraform-provider-proxmox#174',
  },
  {
    text: "│ Error: volume 'flash:1062/vm-1062-disk-0.raw' does not exist",
    class: 'repo',
    from: 'Telmate/terraform-provider-proxmox#1519',
  },
  {
    text: "kvm: -device nec-usb-xhci,id=xhci,bus=pcie.1,addr=0x1b: Bus 'pcie.1' not found\nTASK ERROR: start failed: QEMU exited with code 1",
    class: 'repo',
    from: 'pimox/pimox7#171',
  },
  {
    text: "* proxmox_vm_qemu.node: Vm 'talos-template' not found",
    class: 'repo',
    from: 'Telmate/terraform-provider-proxmox#20',
  },
];
