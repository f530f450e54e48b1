/** What counts as a check among commands, and when one version of a check is weaker than another. */

import { anyOf } from '../../expressions.ts';
import { isNoop, type Reading } from './readings.ts';
import type { Command } from './shell.ts';
import type { Hit, LogicalLine } from './view.ts';

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
  /^(?:verify|check|assert|validate|ensure|smoke|expect|probe|require|test|health|is|must)(?:[_-]\w[\w-]*)?$|[_-](?:verify|check|checks|health|healthy|healthcheck|ready|readiness|test|tests|probe|assert|validate|smoke)(?:\.\w+)?$|^(?:verify|check|healthcheck|smoke|validate|test|assert)[\w-]*\.(?:sh|py|js|ts|bash)$|^(?:healthcheck|wait(?:for\w*|[_-][\w-]+)?)$/i;

/** Rows over `program arg arg …`: tools that fail when something is not as it should be. */
const isTool = anyOf([
  /^(?:\[|\[\[|test)(?: |$)/,
  /^talosctl\b.*\b(?:health|validate|etcd status|conformance)\b/,
  /^(?:kubectl|oc|k)\b.*\b(?:wait|rollout status|auth can-i|diff|cluster-info)\b/,
  /^(?:kubectl|oc|k)\b.*\bget\b/,
  /^(?:flux)\b.*\b(?:check|get|diff)\b/,
  /^(?:helm|helmfile)\b.*\b(?:test|lint|status|diff|verify)\b/,
  /^(?:cilium|hubble|istioctl|linkerd|velero|longhornctl|argocd|kubeadm|etcdctl|etcdutl)\b.*\b(?:status|check|health|verify|analyze|precheck|connectivity|wait|get)\b/,
  /^(?:curl|wget|http|https)\b/,
  /^(?:e?grep|fgrep|rg|cmp|diff|jq|yq)\b/,
  /^(?:ping|ping6|fping|dig|nslookup|host|getent|nc|ncat|nmap|openssl|mtr|traceroute|pg_isready|mysqladmin|redis-cli|showmount|rpcinfo)\b/,
  /^(?:kubeconform|kubeval|kube-score|conftest|opa|yamllint|shellcheck|promtool|amtool|terraform validate|terraform plan|tofu validate|trivy|cosign|gpg|sha\d*sum|md5sum|pluto|kyverno|datree|goss|bats|pytest|vitest|jest|npm test|make (?:test|check|verify))\b/,
  /^(?:systemctl (?:is-\w+|status)|zpool status|smartctl|pvecm status|pvesh get|qm (?:status|agent)|ceph (?:health|status|-s))\b/,
]);

/** The reading of a command that is a check, or undefined: without keywords, wrappers and a timeout around it. */
export const asCheck = (readings: readonly Reading[]): Reading | undefined =>
  readings.find(({ program, text }) => NAMES.test(program) || isTool(text));

const TIME_FLAG =
  /^--?(?:timeout|wait-timeout|request-timeout|max-time|connect-timeout|m|retry\S*|interval|poll-interval|w|W|kill-after|deadline)(?:=.*)?$/;

/** Programs whose words are the condition: what is a time or a file elsewhere is a part of it here. */
const ASSERTION = /^(?:\[|\[\[|test|e?grep|fgrep|rg|jq|yq|cmp|diff)$/;

/** Stays equal when only numbers, times and their flags, and redirections differ. */
function keyOf(words: readonly string[]): string {
  const program = words[0]!;
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    if (TIME_FLAG.test(words[i]!) && !ASSERTION.test(program)) {
      if (!words[i]!.includes('=') && seconds(words[i + 1]) !== undefined) i++;
      continue;
    }
    const redirected = /^[\d&]*>>?&?(.*)/.exec(words[i]!)?.[1];
    if (redirected !== undefined && program !== '[[') {
      if (redirected === '') i++;
      continue;
    }
    out.push(words[i]!.replace(/\d+(?:\.\d+)*[smhd]?/g, '#'));
  }
  return out.join(' ');
}

export interface Check {
  /** The words from the program on. */
  readonly words: readonly string[];
  readonly key: string;
  readonly line: number;
  /** Its failure ends something: not asked in a condition, not swallowed, not sent to the background. */
  readonly binding: boolean;
}

const LEADS = /^(?:if|elif|while|until|!)$/;

const SWALLOWS =
  /^(?:log(?!in$|out$)\w*|warn\w*|info|notice|debug|note|say|msg|message|continue|break|sleep|touch|cat|date|logger|print)$/;

/** Whether a command succeeds whatever was before it: it says something, waits, or does nothing. */
export const letsPass = ({ words, readings }: Command): boolean =>
  isNoop(words) || readings.slice(0, 1).some(({ program }) => SWALLOWS.test(program));

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

/** What runs or skips its neighbour by a variable or a constant: `[ "$X" ] || verify`, `false && verify`. */
const ASKS_NOTHING: ReadonlySet<string | undefined> = new Set(['[', '[[', 'test', 'true', 'false', ':']);

function isBinding(line: LogicalLine, at: number, following: readonly LogicalLine[]): boolean {
  const command = line.commands[at]!;
  if (command.after === '&') return false;
  const depends = command.before === '&&' || command.before === '||';
  if (
    depends &&
    line.commands.slice(at - 1, at).some(({ readings: [first] }) => ASKS_NOTHING.has(first?.program))
  )
    return false;
  const conditional = LEADS.test(command.words[0]!);
  if (!conditional && command.after !== '||') return true;
  if (failsAfter(line.commands, at + 1)) return true;
  // A condition binds when its branch fails within the next lines.
  return conditional && following.some((next) => failsAfter(next.commands, 0));
}

/** Every check of a file, in order. */
export function checksOf(lines: readonly LogicalLine[]): readonly Check[] {
  const out: Check[] = [];
  for (const [i, line] of lines.entries()) {
    for (const [at, command] of line.commands.entries()) {
      const check = asCheck(command.readings);
      if (check === undefined) continue;
      const words = [check.program, ...check.args];
      const binding = isBinding(line, at, lines.slice(i + 1, i + 9));
      out.push({ words, key: keyOf(words), line: line.line, binding });
    }
  }
  return out;
}

/** A time as tools write it (`90`, `1.5m`, `200ms`) in seconds; undefined for anything else. */
export const seconds = (text = ''): number | undefined => {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  if (found === null) return undefined;
  return Number(found[1]) * { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }[found[2] ?? 's']!;
};

/** The times a command waits, by flag; NaN, which nothing stretches, for a flag with anything else. */
function times(words: readonly string[]): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [i, word] of words.entries()) {
    if (!TIME_FLAG.test(word)) continue;
    const [flag, value = words[i + 1]] = word.split('=');
    out.set(flag!, seconds(value) ?? Number.NaN);
  }
  return out;
}

/** Longer waits are a common and honest fix; ten times longer, or for ever, is not. */
const MAX_STRETCH = 10;

export function stretched(old: number, fresh: number): boolean {
  return (fresh === 0 && old > 0) || fresh > Math.max(old * MAX_STRETCH, 60);
}

/** Whether curl fails on an error status; `--fail-early` alone does not make it (curl(1)). */
const curlFails = (words: readonly string[]): boolean =>
  words.some(
    (word) => /^-[A-Za-z]*f[A-Za-z]*$/.test(word) || word === '--fail' || word === '--fail-with-body',
  );

/** Why `fresh` asks less than `old` although it is the same command; undefined when it does not. */
export function weaker(old: Check, fresh: Check): string | undefined {
  if (old.binding && !fresh.binding) return 'its failure no longer stops anything';
  const oldTimes = times(old.words);
  for (const [flag, time] of times(fresh.words)) {
    const was = oldTimes.get(flag) ?? Number.NaN;
    if (stretched(was, time)) return `its ${flag} goes from ${was} s to ${time} s`;
  }
  const program = old.words[0]!;
  if (program === 'curl' && curlFails(old.words) && !curlFails(fresh.words))
    return 'curl no longer fails on an error status (-f)';
  const here = /\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1)/;
  if (fresh.words.some((word) => here.test(word)) && !old.words.some((word) => here.test(word)))
    return 'it asks this machine in place of the real one';
  if (!ASSERTION.test(program)) {
    const condition = (words: readonly string[]): string =>
      words
        .filter((word, i) => word.startsWith('--for=') || words[i - 1] === '--for')
        .map((word) => word.replace('--for=', ''))
        .join();
    return condition(old.words) === condition(fresh.words) ? undefined : 'it waits for another condition';
  }
  if (old.key !== fresh.key) return 'its condition was rewritten';
  // The key is the same, so each number stands where it stood.
  return fresh.words.some((word, i) => Number(word) < Number(old.words[i])) ? 'it expects less' : undefined;
}
