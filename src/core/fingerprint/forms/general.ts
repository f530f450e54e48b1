/** Forms that no single tool owns. */

/** Progress, success and decoration of scripts, CI runners and service logs. */
export const GENERAL: readonly RegExp[] = [
  // rules and banners
  /^[\s=\-_*#~+.:|─━═╌┄▔▁<>]{3,}$/,
  // a runner's own heads: ==> stage x: start, ::group::, ##[group], Run …
  /^(?:==> (?!.{0,200}(?:error|fail))|::(?:group|endgroup|debug|notice)|##\[(?:group|endgroup|section|command)\]|Run \S)/i,
  // `step 4: ok (8355 ms)`, `checking x ... ok`, `[ OK ]`
  /^(?:step|phase|task|check|test|stage)\s?[\w.-]{0,40}:? (?:ok|done|passed|completed?|succeeded|started)(?= |$|,|\.)/i,
  /(?:\.{3}|…|:)\s?(?:ok|done|yes|succeeded|success|complete|passed|found|skipped)\.?$/i,
  /^\[\s?(?:ok|done|info|debug|skip|pass)\s?\]/i,
  /^make(?:\[\d{1,3}\])?: (?:Entering|Leaving) directory /,
  // `waiting for X (12/60)`, dots, counters alone
  /^(?:\.+|[\d.]+ ?(?:%|[kKMGT]?i?B?(?:\/s)?)?|\[?\d{1,6}\/\d{1,6}\]?)$/,
  /^(?:info|debug|trace|notice|hint|tip)\s?[:|-] /i,
  // service logs that start, stop, register, sync
  /^(?:starting|started|stopping|stopped|initiali[sz]ing|initiali[sz]ed|listening|registered|connected|connecting|loaded|loading|created|creating|updated|updating|synced|syncing|reconciled|reconciling|successfully|using|checking|verifying|downloading|downloaded|extracting|installing|installed|cleaning|finished|completed|done|running|generating|generated|preparing|fetching|pulling|pushing|copying|retrieving|removing|removed|deleting|uploading|uploaded|archiving|restoring|restored|saving|saved|closing|shutting down|tearing down|resolving|scaling|applying|applied|checked|verified|validating|validated|building|built|mounting|unmounting|establish(?:ed|ing))\b(?!.{0,400}(?:fail|error|denied|refused|timed out|not found|unable|cannot|invalid|corrupt|uncleanly|exceed|mismatch|unauthorized|forbidden))/i,
  // web servers' access logs: requests that went well
  /^\S{1,80} \S{1,80} \S{1,80} (?:\[[^\]]{1,60}\] )?"[A-Z]{3,10} [^"]{1,2000}" [123]\d\d\b/,
  // cloudflared, external-dns: their word for success
  /^(?:Registered tunnel connection|Updated to new configuration|All records are already up to date|Generated Connector ID|Initial protocol|Autoupdate|Settings: |Version \d|GOOS: )/,
];

/** Waiting in words: part of the name only when the error speaks of the same thing, or when nothing else was said. */
export const WAITING: readonly RegExp[] = [
  /^(?:still )?waiting (?:for|on|until)\b/i,
  /^[◎◰◳◲◱] waiting\b/,
  // etcd's discovery: found 1 peer(s), waiting for 2 more
  /^found \d{1,4} peer\(s\), waiting for \d/,
  /^(?:retrying|polling|sleeping)\b(?!.{0,20}error)/i,
  /\bis not (?:yet )?(?:ready|available|healthy|running)\b.{0,80}(?:waiting|yet|\.{3})$/i,
];

/** Says only that something before it failed; its text still counts, but it is not what went wrong. */
export const CLOSERS: readonly RegExp[] = [
  // runners: orch's bash ancestor, GitHub Actions, GitLab, Azure, make, npm scripts, docker
  /^exit(?:ed)?(?: with)?(?: code| status)?:? \d{1,3}\.?$/i,
  /^(?:Error: )?Process completed with exit code \d{1,3}/,
  /^(?:ERROR: )?Job failed: exit (?:code|status) \d{1,3}/,
  /^(?:Bash exited with code|The process '.{1,200}' failed with exit code|command terminated with exit code|script returned exit code|exit status) /,
  /^make(?:\[\d{1,3}\])?: \*\*\* /,
  /^(?:Error: )?Rollout status check failed/,
  // Ansible's recap of a host that failed
  /^[\w.-]{1,200}\s{1,60}: ok=\d{1,6}\s/,
  // go-task, vzdump sum up
  /^task: Failed to run task "/,
  /^(?:TASK ERROR: )?job errors$/,
  // flux bootstrap sums up
  /^✗ bootstrap failed with \d{1,4} /,
  // talosctl, kubectl and cobra print usage and this
  /^(?:, error: exit status|See '.{1,80} --help'|Run '.{1,80} --help'|Use ".{1,80} --help")/,
  /^(?:stage|step|script|task) \S{1,60} failed\b.{0,60}$/i,
];

/** What a tool tells people to do about an error. It holds words of trouble and names none. */
export const ADVICE: readonly RegExp[] = [
  // kubectl, helm: server-side apply, CRDs
  /^(?:See https?:|Please review the fields|are the ways you can|\* (?:If you (?:do not )?intend|You may co-own)|command with the `--force-conflicts`|manifest to remove references|current managers|value; in this case|stop managing the field|ensure CRDs are installed)/,
  // git over ssh
  /^(?:Please make sure you have the correct access|and the repository exists)/,
  // npm
  /^npm (?:ERR!|error)(?:\s*$| (?:404 Note that|404 tarball|404\s*$|A complete log|A full log|network (?:This is|In most|If you are|'proxy'|\s*$)|\s{2,}\/|If you |This is probably|There is likely|Not found|Get|or )|\s{3,})/,
  // terraform 0.11 and later
  /^(?:Terraform does not automatically|Instead, your Terraform|any resources that successfully|above and apply again|The given plan file|You can correct this by|For more information)/,
  // systemctl, kubeadm, docker, pip, curl
  /^(?:See "systemctl|\[preflight\] If you know|Error response: see|Note: |More details here|To learn more|Hint:|hint:|Did you (?:mean|specify)|Try '|Learn more|Check the|If (?:you|this)|Please )/,
];
