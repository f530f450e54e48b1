/** Lines by which Kubernetes tools say that all is well or that they wait. Each is anchored on the message. */
export const KUBE: readonly RegExp[] = [
  // kubectl apply/create/delete/patch/label: TYPE[.GROUP]/NAME VERB
  /^[a-z][\w.-]{0,120}\/[\w.:-]{1,253} (?:created|configured|unchanged|deleted|patched|labeled|annotated|replaced|scaled|restarted|rolled back|serverside-applied|pruned|evicted|condition met|cordoned|uncordoned|drained|tainted|approved|not labeled|exposed|force deleted)\b/,
  // kubectl delete prints the kind and a quoted name
  /^[a-z][\w.-]{0,120} "[^"]{1,253}" (?:deleted|force deleted|created|cordoned|drained)\b/,
  // kubectl rollout status
  /^(?:deployment|daemon set|daemonset|statefulset|partitioned roll out|statefulset rolling update)\b.{0,200} (?:successfully rolled out|complete|roll out complete)/,
  // kubectl apply on objects that were made by `create`
  /^Warning: resource \S{1,300} is missing the kubectl\.kubernetes\.io\/last-applied-configuration annotation/,
  // kubectl: API deprecations, pod security warnings (they do not fail the command)
  /^(?:W\d{4} .{0,80}\] )?Warning: .{0,200}(?:is deprecated|unavailable in v\d|would violate PodSecurity|deprecated since|unknown field "(?:metadata\.)?(?:creationTimestamp|status))/,
  // client-go's rate limiter
  /^Waited (?:for|before sending request|\d)/,
  /^(?:Throttling request took|\d[\w.]{0,20}s due to client-side throttling)/,
  // client-go discovery cache: printed up to five times before the real error, and when the API server blinks
  /^"?(?:couldn't get (?:current server API group list|resource list for)|Unhandled Error)/,
  // kubectl/flux/talosctl get tables: NAME READY STATUS RESTARTS AGE, and rows that are well
  /^(?:NAME|NAMESPACE|NODE)\s{2,60}[A-Z]/,
  /^(?:[\w.-]{1,63}\s{2,60})?[\w.-]{1,253}\s{2,60}\d{1,4}\/\d{1,4}\s{2,60}(?:Running|Completed|Succeeded|ContainerCreating|PodInitializing|Init:\d)/,
  /^[\w.-]{1,253}\s{2,60}Ready(?:,SchedulingDisabled)?\s{2,60}/,
  // kubectl describe/get events: rows of type Normal, and the table's head
  /^(?:Events:|Type\s{2,60}Reason\s{2,60}|----\s{2,60}----)/,
  /^Normal\s{2,60}(?!error\b)\w{3,60}\s/,
  /^(?:\d{1,6}[smhd]){1,3}(?: \(x\d{1,6} over [\dsmhd]{1,12}\))?\s{2,60}Normal\s/,
  // helm: success and repository traffic
  /^(?:Hang tight while|Update Complete|\.{3}Successfully got|Successfully got an update|Saving \d{1,4} charts|Downloading \S{1,80} from repo|Deleting outdated charts|Release "[^"]{1,80}" (?:has been upgraded|does not exist. Installing)|Happy Helming|NAME: |LAST DEPLOYED: |NAMESPACE: |STATUS: deployed|REVISION: |TEST SUITE: |NOTES:|"\S{1,80}" (?:has been added|already exists with the same configuration))/,
  /^(?:creating|Patch|Looks like there are no changes|created a new|checking|preparing|performing|updating status|Starting delete|beginning wait|getting history|building history|reading|dry run)\b.{0,120}(?:resource|release|upgrade|chart|history|update)/i,
  // helm upgrade --debug
  /^\w{1,40}\.go:\d{1,5}: (?:\d{4}-\S{1,40} \S{1,40} )?\[debug\] (?:creating|Created|beginning wait|getting|preparing|performing|Starting|Original|checking|CHART|SERVER|setting|updating|Looks like|Deleting|"|uninstall|Watching for|Add\/Modify|\S{1,120}: Jobs active|Ignoring delete|hook)/i,
  // kubeadm phases that went well
  /^\[(?:init|certs|kubeconfig|kubelet-start|control-plane|etcd|upload-config|upload-certs|mark-control-plane|bootstrap-token|addons|kubelet-finalize|apiclient|join|wait-control-plane|kubelet-check|upgrade|reset|download-certs|check-etcd|api-check)[^\]]{0,40}\] (?!.{0,200}(?:fail|error|unable|timed out|isn't running|not healthy))/,
  /^\[preflight\] (?:Running|Pulling|This might|You can also|Reading|FYI)/,
  // cilium status: its picture's counts
  /^(?:Cluster Pods: {1,40}\d|Image versions {1,40}\S|(?:DaemonSet|Deployment) {1,40}\S{1,80} {1,40}Desired: )/,
  // CNI, k3s, minikube and kind progress
  /^(?:[•✓✅🐳🔎🌟🏄📦🔥👍💾] ?|\[INFO\] {1,3})/u,
];

/** Flux's own marks: ✔ done, ► doing (a step), ◎ waiting. ✗ is a failure. */
export const FLUX: readonly RegExp[] = [/^[✔✓] /, /^(?:◎|⏳) /];

/** Talos: talosctl's progress and the node's console. */
export const TALOS: readonly RegExp[] = [
  // talosctl upgrade/reboot/bootstrap spinners
  /^[◰◳◲◱◐◓◑◒⠁-⣿] ?(?!waiting\b)\S/,
  /^watching nodes: \[/,
  // talosctl upgrade-k8s: what it found before it began
  /^(?:automatically detected the lowest Kubernetes version|discovered (?:controlplane|worker) nodes|checking for removed Kubernetes) /,
  // the same for each node: `* 10.0.0.5: task: stopAllPods action: START`
  /^\* \S{1,80}: (?:sequence|phase|task): \S{1,80} action: (?:START|STOP)\b/,
  /^(?:generating PKI and tokens|created \S{1,200}|Created \S{1,200}\.(?:yaml|talosconfig)|Applied configuration (?:without|with) a reboot|No changes\.?|Staged)/,
  // talosctl health: `waiting for X: OK` and dots
  /^(?:[◰◳◲◱] ?)?waiting for .{1,160}: (?:OK|\.\.\.)$/,
  // talosctl service: NODE SERVICE STATE HEALTH LAST CHANGE LAST EVENT
  /^[\w.:-]{1,80}\s{2,60}[\w-]{1,60}\s{2,60}(?:Running|Finished|Waiting)\s{2,60}(?:OK|\?)\s{2,60}/,
  // node console: services, phases, tasks, links, addresses, etcd
  /^\[talos\] (?:service\[[\w.-]{1,80}\]\((?:Running|Finished|Preparing|Starting|Pre|Waiting|Stopping|Skipped|Initialized)\): (?!.{0,40}(?:fail|(?<!without )error))|phase \S{1,60} \((?!.{0,200}fail)|task \S{1,60} \((?!.{0,200}fail)|(?:created|assigned|removed|setting|enabled|hello|adjusting|new|node identity|node watch|reconfigured|controller starting|hostname|machine is running|diagnostics|synchronized|kubeprism|adding|apiserver|update|rendered|started|booting|kubelet)\b(?!.{0,200}(?:fail|error)))/,
  /^(?:eth|ens|enp|eno|bond|veth|cni|lxc|cali|br-|vmbr|tap|fwpr|fwln)\w{0,20}: (?:link|Link|renamed|entered|NIC|port|left)/,
];
