import { anyOf } from '../expressions.ts';
import { CONTAINERS, PACKAGES, TRANSFER } from './forms/build.ts';
import { ADVICE, CLOSERS, GENERAL, WAITING } from './forms/general.ts';
import { FLUX, KUBE, TALOS } from './forms/kube.ts';
import { ANSIBLE, POSTGRES, PROXMOX, SYSTEM, TERRAFORM } from './forms/machine.ts';
import type { Kind, Parsed } from './line.ts';

const isChatter = anyOf(
  KUBE,
  FLUX,
  TALOS,
  PROXMOX,
  TERRAFORM,
  ANSIBLE,
  SYSTEM,
  POSTGRES,
  PACKAGES,
  CONTAINERS,
  TRANSFER,
  GENERAL,
);
const isWaiting = anyOf(WAITING);
const isCloser = anyOf(CLOSERS);
const isAdvice = anyOf(ADVICE);

/** Words by which tools say that something is wrong. */
const isWrong = anyOf([
  /\b(?:\w{0,40}errors?|err|fatal|panic(?:ked)?|fail(?:ed|ure|ures|s|ing)?|\w{0,40}exception|traceback|denied|forbidden|unauthori[sz]ed|invalid|unavailable|not (?:found|ready|healthy|available|allowed|supported|defined|permitted|authorized|running|implemented|valid|exist|registered|set)|no such|no matches|no space|no route|cannot|can't|can not|unable|couldn't|could not|did not|does not|doesn't|refused|refuses|refusing|rejected|timed?[ -]?out|exceed(?:ed|s)|missing|unknown|unrecogni[sz]ed|unsupported|unexpected|conflicts?|already (?:exists|in use|running|taken|locked|been (?:taken|bootstrapped|registered|reserved|declared|defined))|mismatch(?:ed)?|corrupt(?:ed)?|insufficient|aborted|killed|crash(?:ed|loop\w*)?|oomkilled|unhealthy|expired|undefined|unreachable|undeclared|stalled|degraded|has no|must (?:be|not|have|specify|contain)|should (?:not|be|have)|needs an?|(?:is|are|was|were|will) not|(?:is|are|was|were|wo)n't|no [\w -]{1,40} (?:found|configured|available|defined|set)|False|too (?:many|large|long|old|small)|required|deadline|out of (?:memory|range|disk|date)|locked|unbound|unable|violat\w+|ErrImagePull|ImagePullBackOff|CrashLoopBackOff|Back-off|reset by peer|connection (?:unexpectedly )?(?:closed|reset|aborted)|broken pipe|EOF|segfault|core dumped|disallowed|lost|unexpectedly|hang|hung|stuck|unresponsive|not responding|aborting|duplicate|incompatible|deprecated and|malformed|dependency problems|ambiguous|illegal|bad|ignored)\b|[✗✘❌]|\bERR!/i,
]);

/** The same in capitals and codes: errno names, HTTP reasons. */
const isWrongCode = anyOf([
  /\bE(?:[A-Z]{5,15}|PERM|NOENT|IO|BADF|ACCES|EXIST|ISDIR|INVAL|NOSPC|ROFS|PIPE|FAULT|LOOP)\b|\b[45]\d\d [A-Z][a-z]|^curl: \(\d{1,3}\)/,
]);

/** Where the words above say the opposite. */
const isNotWrong = anyOf([
  /\b(?:0|no|without(?: any)?) (?:errors?|failures?|failed|problems?|warnings?|unavailable)\b|\b(?:errors?|failed|failures?|unreachable)[=:]\s?0\b|\bignore[-_]errors?|--ignore-|\bon[-_]error\b|\berror(?:s)? (?:handler|handling|page)\b/i,
]);

/**
 * A tool's own promise to try again. Controllers' `next try in` is no promise that it will help and is not here, nor is
 * what etcd's client says when it has given up: `retrying of unary invoker failed`.
 */
const isRetry = anyOf([
  /\bretrying\b(?! of unary invoker failed)|\bwill retry\b|\bwill be retried\b|[(,;] ?retry(?:\s?\d{1,4}|\s?in|=)|\bretry \d{1,4}\/\d{1,4}|\bretries left\b|\battempt \d{1,4}(?:\/| of )\d{1,4}\b|\battempt #?\d{1,4} failed|\btrying again\b|\bretry attempt\b/i,
]);

/** Complaints that the other end was not reached or went away: net, TLS, DNS, gRPC and HTTP gateways. */
const isLink = anyOf([
  /\bconnection (?:refused|reset|timed out|closed|aborted|lost)\b|\bconnect(?:ion)? (?:to the server )?.{0,120}was refused\b|\bi\/o timeout\b|\bhandshake timeout\b|\btimed? ?out\b|\bno route to host\b|\bhost is down\b|\bnetwork is (?:unreachable|down)\b|\btemporary failure\b|\bserver misbehaving\b|\bunexpected EOF\b|: EOF$|\bbroken pipe\b|\bno recent network activity\b|\bdeadline exceeded\b|\bTLS connect error\b|tls_process_server|\bE(?:CONN(?:RESET|REFUSED|ABORTED)|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|PIPE)\b|\bsocket hang up\b|\bempty reply from server\b|\bcould not resolve host\b|\bbad gateway\b|\bservice unavailable\b|\bgateway time-?out\b/i,
]);

/** Steps by their tool's form. */
const isStep = anyOf([
  /^(?:starting migration of |TASK \[|RUNNING HANDLER \[|updating (?:"[\w-]{1,60}"|kubelet) to version "|► |\[auth\] \S{1,200}:pull,push token for |Unable to find image '|[\w.:@-]{1,128}: Pulling from |Job for \S{1,120} failed|STEP \d{1,4}(?:\/\d{1,4})?: |\[[\w./ -]{1,60}\d{1,3}\/\d{1,3}\] (?:RUN|COPY|FROM|ADD|WORKDIR) |--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d-- {2})/,
]);

/** What scripts run only to pass the time or to talk. */
const isIdle = anyOf([
  /^(?:sleep|echo|printf|true|:|date|wait|set|export|local|test|\[|\[\[|cd|pwd|tee|trap|source|\.) ?/,
]);

/** Binaries whose bare command lines scripts and docs echo; a word or flag must follow, and no sign of trouble. */
const isBareCommand = anyOf([
  /^(?:sudo )?(?:\/\S{1,120}\/)?(?:kubectl|talosctl|flux|helm|helmfile|kustomize|terraform|tofu|ansible(?:-playbook)?|qm|pvesh|pveam|pvesm|git|curl|wget|docker|podman|npm|pnpm|yarn|make|ssh|scp|rsync|apt(?:-get)?|systemctl|cloudflared|cilium|argocd|sops|age|talhelper|talm|kubeadm|k3s|etcdctl|velero|packer|jq|yq|go|cargo|pip3?|python3?|node) (?:-{1,2}[\w-]+|[a-z][\w-]*)(?: |$)/,
]);

/** go-task's `task: [name] cmd`, `+ cmd`, `++ 12:00:01.123 cmd`, `$ cmd`, `# cmd` of a root prompt is not told from a comment and left out. */
const TRACE =
  /^(?:task: \[[^\]]{1,80}\] |\++ (?:\d\d:\d\d:\d\d(?:\.\d{1,9})? )?|\$ |> \$ |\[command\])(?=\S)/;

/** The command in an echoed line; undefined when the line is none, '' when it only passes the time. */
export const commandOf = (text: string): string | undefined => {
  const trace = TRACE.exec(text);
  if (trace !== null) {
    const command = text.slice(trace[0].length);
    return isIdle(command) ? '' : command;
  }
  const last = /^cd \S{1,300} && (.+)$/.exec(text)?.[1] ?? text;
  return isBareCommand(last) && !/: |\b(?:failed|error|not found|required|is|was|has)\b/.test(last)
    ? last
    : undefined;
};

/** What a tool calls final is no link that may come back: Ansible, logrus, Go's panic, Kubernetes' events. */
const isFinal = anyOf([
  /^(?:(?:[\dsmhd]{2,12}(?: \(x\d{1,6} over [\dsmhd]{2,12}\))?\s{1,20})?Warning\s{1,40}[A-Z]\w{2,40}\s|(?:fatal|failed): \[|FATAL\b|panic: )|\blevel=(?:fatal|panic)\b|"level":\s?"(?:fatal|panic)"/,
]);

const wrongKind = (message: string): Kind => {
  if (isFinal(message)) return 'error';
  if (isRetry(message)) return 'retry';
  return isLink(message) ? 'link' : 'error';
};

/**
 * What one line is.
 * @param text the cleaned line (for shell traces, which have no logger's prefix); @param parsed its parts.
 */
export const kindOf = (text: string, parsed: Parsed): Kind => {
  const message = parsed.message.trim();
  if (message === '') return text.trim() === '' ? 'blank' : 'chatter';
  const command = commandOf(text.trim());
  if (command !== undefined && (command === '' || isChatter(message))) return 'chatter';
  if (command !== undefined) return 'command';
  if (isCloser(message)) return 'closer';
  if (isAdvice(message)) return 'plain';
  if (isStep(message)) return /^Job for/.test(message) ? 'error' : 'step';
  if (isChatter(message)) return 'chatter';
  const wrong = (isWrong(message) || isWrongCode(message)) && !isNotWrong(message);
  if (isWaiting(message)) return wrong && parsed.level === 'error' ? 'link' : 'wait';
  const level = jsonLevel(message) ?? parsed.level;
  const quiet = level === 'info' || level === 'debug';
  // A quiet level that carries no error is a tool thinking aloud.
  if (wrong && (!quiet || /\berr(?:or)?"?\s?[=:]|\bfailed\b/i.test(message))) return wrongKind(message);
  if (level === 'error') return 'error';
  return quiet ? 'chatter' : 'plain';
};

/** The level inside a JSON or logfmt line. */
const jsonLevel = (message: string): 'info' | 'debug' | 'error' | undefined => {
  const word = /(?:"(?:level|lvl|severity)"\s*:\s*"?|\b(?:level|lvl|severity)=)(\w{1,10})/i.exec(
    message,
  )?.[1];
  if (word === undefined) return undefined;
  if (/^(?:info|notice|inf|i)$/i.test(word)) return 'info';
  if (/^(?:debug|trace|dbg)$/i.test(word)) return 'debug';
  return /^(?:err|error|fatal|panic|crit)/i.test(word) ? 'error' : undefined;
};
