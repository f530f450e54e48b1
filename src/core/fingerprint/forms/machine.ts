/** Hypervisor, operating system and provisioning tools: lines that say progress or success. */

/** Proxmox VE tasks (qm, pveam, storage migration). */
export const PROXMOX: readonly RegExp[] = [
  /^(?:transferred|transfer) \d[\d.]{0,12} [KMGT]?i?B of /,
  /^drive[ -]mirror\b/,
  /^drive-\w{1,20}: (?:transferred|Completed|mirror)/,
  /^UPID:[\w.-]{1,63}:[0-9A-F]{8}:/,
  /^Logical volume "[^"]{1,120}" (?:created|successfully removed)/,
  // qm start: what it does without
  /^(?:no efidisk configured! Using temporary|mdev instance '[^']{1,80}' already existed, using it)/,
  /^(?:generating cloud-init ISO|trying to acquire lock\.*|OK|TASK OK|progress \d|\d{1,3}%|create full clone|scsi\d{1,2}: successfully created|Formatting '|Using default stripesize|Wiping|WARNING: You have not turned on protection|Rounding up size|successfully created|update VM \d|starting|storing|status: |download(?:ing|ed)? (?:of )?\S{0,200}\s?(?:finished|\d|$))/,
];

/** Terraform and OpenTofu. */
export const TERRAFORM: readonly RegExp[] = [
  /^[\w.\-[\]"/ ]{1,300}: (?:Still (?:creating|destroying|modifying|reading)|Creating\.{3}|Destroying\.{3}|Modifying\.{3}|Reading\.{3}|Refreshing state|Creation complete|Destruction complete|Modifications complete|Read complete|Provisioning with|Refreshing\.{3}|Import prepared|Plan to)/,
  /^(?:Initializing|Terraform (?:has been|used the|will perform|has compared|v\d)|OpenTofu (?:has been|used|will|v\d)|Acquiring state lock|Releasing state lock|Plan: \d|Apply complete!|Changes to Outputs|Outputs:|- (?:Finding|Installing|Installed|Using|Reusing)\b|Note: Objects have changed|No changes\.|Refreshing state)/,
  /^(?:[-+~] (?:resource|data|create|destroy|update in-place)|# \S{1,200} (?:will be|must be|has been)|-\/\+ )/,
];

/** Ansible: results that are well or skipped, and what the play counts down. */
export const ANSIBLE: readonly RegExp[] = [
  /^(?:ok|changed|skipping|included|rescued): /,
  /^FAILED - RETRYING: /,
  /^(?:PLAY \[|PLAY RECAP|GATHERING FACTS|NO MORE HOSTS LEFT|META: |\[DEPRECATION WARNING\]|\[WARNING\]: (?:Platform|Skipping|provided hosts|No inventory|Invalid characters))/,
  /^\.{3}ignoring$/,
  // the end of a recap's row that a wrap cut
  /^(?:\d{1,6}\s{1,8})?(?:(?:failed|skipped|rescued|ignored)=\d{1,6}\s{0,8}){1,4}$/,
  // a recap row without failures; one with failures is an error line
  /^[\w.-]{1,200}\s{1,60}: ok=\d{1,6}\s{1,8}changed=\d{1,6}\s{1,8}unreachable=0\s{1,8}failed=0\b/,
];

/** PostgreSQL: checkpoints and recovery, once its time and pid are off. */
export const POSTGRES: readonly RegExp[] = [
  /^(?:checkpoint (?:starting|complete): |redo (?:starts|done) at |restartpoint (?:starting|complete): |database system is ready to accept)/,
];

/** init, kernel and system services. */
export const SYSTEM: readonly RegExp[] = [
  // systemd
  /^(?:Started|Starting|Stopped|Stopping|Reached target|Finished|Listening on|Created slice|Removed slice|Mounted|Mounting|Unmounted|Reloading|Reloaded|Activating|Set up|Found device|Startup finished|Queued start job|New session|Removed session|Session \S{1,20} logged out)\b(?!.{0,200}fail)/,
  /^\S{1,200}\.(?:service|timer|scope|mount|socket|slice): (?:Succeeded|Deactivated successfully|Consumed|Scheduled restart job)/,
  /^\(\w{1,32}\) CMD \(/,
  /^pam_unix\(\S{1,40}\): session (?:opened|closed)/,
  // kernel networking, once the kernel's own clock is off
  /^\w{1,16}: port \d{1,5}\(\w{1,32}\) entered \w{1,20} state/,
  /^(?:device \w{1,32} (?:entered|left) promiscuous mode|IPv6: ADDRCONF|audit: type=|TCP: request_sock)/,
  // the OOM killer's table of processes
  /^\[ {0,6}(?:\d{1,8}|pid) {0,2}\] {1,6}(?:\d{1,8}|uid) {1,6}/,
  /^Accepted publickey for /,
  /^Cloud-init v\. \S{1,40} (?:running|finished) /,
];
