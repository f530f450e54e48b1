/** What counts as a check among commands, and when one version of a check is weaker than another. */

import { anyOf } from '../../expressions.ts';
import { isNoop, type Reading } from './readings.ts';
import type { Command } from './shell.ts';
import type { Hit } from './view.ts';

/** Says what checks less than before; without a line where the file as a whole does. */
export const weakened = (
  line: number | undefined,
  what: string,
  remedy = 'fix the cause and leave the checks as strict as they are',
): Hit => ({
  rule: 'weakened-check',
  ...(line === undefined ? {} : { line }),
  message: `${what}: ${remedy}`,
});

const NAMES =
  /^(?:verify|check|assert|validate|ensure|smoke|expect|probe|require|test|health|is|must)(?:[_-]\w[\w-]*)?$|[_-](?:verify|check|checks|health|healthy|healthcheck|ready|readiness|test|tests|probe|assert|validate|smoke)(?:\.\w+)?$|^(?:verify|check|healthcheck|smoke|validate|test|assert)[\w-]*\.(?:sh|py|[cm]?js|ts|bash|pl|rb)$|^(?:healthcheck|wait(?:for\w*|[_-][\w-]+)?)$/i;

/** Rows over `program arg arg …`: tools that fail when something is not as it should be. */
const isTool = anyOf([
  /^(?:\[|\[\[|test)(?: |$)/,
  /^talosctl\b.*\b(?:health|validate|etcd status|conformance)\b/,
  /^(?:kubectl|oc|k)\b.*\b(?:wait|rollout status|auth can-i|diff|cluster-info)\b/,
  /^(?:kubectl|oc|k)\b.*\bget\b/,
  /^(?:flux)\b.*\b(?:check|get|diff)\b/,
  /^(?:helm|helmfile)\b.*\b(?:test|lint|status|diff|verify)\b/,
  /^(?:cilium|hubble|istioctl|linkerd|velero|longhornctl|argocd|kubeadm|etcdctl|etcdutl)\b.*\b(?:status|check|health|verify|analyze|precheck|connectivity|wait|get)\b/,
  /^(?:(?:curl|wget)\b|https?(?= \S))/,
  /^(?:e?grep|fgrep|rg|cmp|diff|jq|yq)\b/,
  /^(?:ping|ping6|fping|dig|nslookup|host|getent|nc|ncat|nmap|openssl|mtr|traceroute|pg_isready|mysqladmin|redis-cli|showmount|rpcinfo)\b/,
  /^(?:kubeconform|kubeval|kube-score|conftest|opa|yamllint|shellcheck|promtool|amtool|terraform validate|terraform plan|tofu validate|trivy|cosign|gpg|sha\d*sum|md5sum|pluto|kyverno|datree|goss|bats|pytest|vitest|jest|npm test|make (?:test|check|verify))\b/,
  /^helm (?=(?:.* )?(?:upgrade|install)\b)(?:.* )?--(?:wait|atomic)\b/,
  /^(?:python[\d.]* -m (?:pytest|unittest)|node(?: --\S+)* --test|npm run (?:test|check|verify|lint)|npx (?:vitest|jest|mocha|playwright)|just (?:test|check|verify)|go (?:test|vet)|cargo test|ruff|tflint|ansible-lint|hadolint|kustomize build)\b/,
  /^(?:systemctl (?:is-\w+|status)|zpool status|smartctl|pvecm status|pvesh get|qm (?:status|agent)|ceph (?:health|status|-s))\b/,
]);

/** The reading of a command that is a check, or undefined: without keywords, wrappers and a timeout around it. */
export const asCheck = (readings: readonly Reading[]): Reading | undefined =>
  readings.find(({ program, text }) => NAMES.test(program) || isTool(text));

export const TIME_FLAG =
  /^--?(?:timeout|wait-timeout|request-timeout|max-time|connect-timeout|m|retry\S*|interval|poll-interval|w|W|kill-after|deadline)(?:=.*)?$/;

const SWALLOWS =
  /^(?:log(?!in$|out$)\w*|warn\w*|info|notice|debug|note|say|msg|message|continue|break|sleep|touch|cat|date|logger|print)$/;

/** `|| ready=3` gives what was to be measured; `|| count=0` and `|| failed=1` do not. */
const GIVES_VALUE = /^(?!\w*(?:fail|err|bad|miss|status)|(?:\w*_)?rc[_\d=])[a-z_]\w*=(?!0?$)/i;

/** Whether a command succeeds whatever was before it: it says something, waits, or does nothing. */
export const letsPass = ({ words, readings }: Command): boolean =>
  isNoop(words) ||
  words.every((word) => GIVES_VALUE.test(word)) ||
  readings.slice(0, 1).some(({ program }) => SWALLOWS.test(program));

/** Whether a command ends the script or the function well. */
export const isSuccess = ({ readings: [first] }: Command): boolean =>
  /^(?:exit|return)$/.test(first?.program ?? '') && Number(first!.args[0] ?? 0) === 0;

/** Whether what stands after `||` fails too: `exit 1`, `return 1`, `false`, `die …`; but not `echo no || exit 1`. */
export function failsAfter(commands: readonly Command[], from: number): boolean {
  return commands.slice(from).some(({ readings: [first], before }, i, rest) => {
    if (first === undefined || (before === '||' && i > 0 && letsPass(rest[i - 1]!))) return false;
    const { program, args } = first;
    if (program === 'exit' || program === 'return') return args[0] !== undefined && args[0] !== '0';
    return (
      program === 'false' ||
      /^(?:die|fail\w*|abort|panic|err(?:or)?_?exit|fatal|bail\w*|exit_\w+|kill)$/.test(program)
    );
  });
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** A time as tools write it (`90`, `1.5m`, `1h30m`, `200ms`) in seconds; undefined for anything else. */
export const seconds = (text = ''): number | undefined => {
  if (!/^\d+(?:\.\d+)?$|^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)([a-z]*)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit || 's']!, 0);
};

/** Longer waits are a common and honest fix; ten times longer, or for ever, is not. */
const MAX_STRETCH = 10;

export function stretched(old: number, fresh: number): boolean {
  return (fresh === 0 && old > 0) || fresh > Math.max(old * MAX_STRETCH, 60);
}
