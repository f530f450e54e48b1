/** More rights than before: for pods, for users, for processes. Sources: Kubernetes Pod Security Standards, RBAC, Talos. */

import { firstOf } from '../../expressions.ts';
import { grantsUnder, openedPolicies, rootImage } from './privilege-places.ts';
import type { FileView, Hit } from './view.ts';

const KEY = String.raw`(?:^|[\s{,"'])`;
const on = String.raw`["']?\s*[:=]\s*["']?(?:true|yes|on|1|enabled)\b`;
const off = String.raw`["']?\s*[:=]\s*["']?(?:false|no|off|0|disabled)\b`;

/** Rows over added lines of configuration. */
const settings = firstOf<readonly [RegExp, string]>([
  [
    new RegExp(
      `${KEY}(?:privileged|hostNetwork|hostPID|hostIPC|allowPrivilegeEscalation|shareProcessNamespace|hostUsers)${on}`,
    ),
    'a pod gets the rights of its node',
  ],
  [
    new RegExp(`${KEY}(?:runAsNonRoot|readOnlyRootFilesystem)${off}`),
    'a pod may run as root or change its image',
  ],
  [new RegExp(`${KEY}(?:runAsUser|runAsGroup|fsGroup)["']?\\s*:\\s*["']?0\\b`), 'a pod runs as root'],
  [new RegExp(`${KEY}hostPath["']?\\s*:`), 'a pod mounts a folder of its node'],
  [
    new RegExp(
      `${KEY}(?:procMount["']?\\s*:\\s*["']?Unmasked|type["']?\\s*:\\s*["']?Unconfined)\\b|apparmor\\S*:\\s*["']?unconfined|seccomp\\S*:\\s*["']?unconfined`,
      'i',
    ),
    'confinement is taken away',
  ],
  [/(?:docker|containerd|crio|podman)\.sock\b/, 'the container engine is handed to a pod'],
  [
    /(?:^\s*-\s*["']?|\badd["']?\s*:.*)\b(?:CAP_)?(?:SYS_ADMIN|SYS_PTRACE|SYS_MODULE|SYS_RAWIO|DAC_OVERRIDE|DAC_READ_SEARCH|NET_ADMIN|NET_RAW|BPF|SYSLOG|SETUID|SETGID|SETFCAP|SYS_BOOT|SYS_TIME|MAC_ADMIN)\b/,
    'a strong capability is added',
  ],
  [/\badd["']?\s*:\s*\[[^\]]*\bALL\b/, 'all capabilities are added'],
  [
    /\broleRef["']?\s*:\s*\{.*\bname["']?\s*:\s*["']?(?:admin|edit)["']?\s*[,}]/,
    'rights over others are granted',
  ],
  [/\banonymous["']?\s*:\s*\{.*\benabled["']?\s*:\s*["']?true\b/, 'anyone is let in'],
  [/\bcluster-admin\b/, 'rights over the whole cluster are granted'],
  [
    /\bsystem:(?:anonymous|unauthenticated|masters|authenticated|serviceaccounts)\b/,
    'rights go to everyone or to the superuser group',
  ],
  [/(?:verbs|resources|apiGroups|nonResourceURLs)["']?\s*:\s*\[[^\]]*["']\*["']/, 'a role covers everything'],
  [/verbs["']?\s*:\s*\[[^\]]*\b(?:escalate|bind|impersonate)\b/, 'a role may raise rights'],
  [
    /resources["']?\s*:\s*\[[^\]]*\b(?:secrets|pods\/(?:exec|attach|ephemeralcontainers)|nodes\/proxy|serviceaccounts\/token|certificatesigningrequests\/approval)\b/,
    'a role reads secrets or enters pods',
  ],
  [/^\s*["']?enforce["']?\s*:\s*["']?privileged\b/, 'admission accepts privileged pods'],
  [/\bno_root_squash\b|(?:\*|\b0\.0\.0\.0\/0)\((?:[\w=]+,)*rw\b/, 'a share is opened to root or to everyone'],
  [
    /NODE_TLS_REJECT_UNAUTHORIZED\b["'\])]*\s*[:=]\s*["']?0|\brejectUnauthorized\s*:\s*false|_create_unverified_context|\bverify\s*=\s*False\b|\bCERT_NONE\b|\bcheck_hostname\s*=\s*False|\bPYTHONHTTPSVERIFY\s*=\s*["']?0|\bGIT_SSL_NO_VERIFY\s*=\s*["']?(?:1|true)/,
    'checking who one talks to is turned off',
  ],
  [
    /pod-security\.kubernetes\.io\/(?:enforce|warn|audit)["']?\s*[:=]\s*["']?privileged/,
    'the namespace accepts privileged pods',
  ],
  [
    /\banonymous-auth\b["']?\s*[:=]\s*["']?true|\bauthorization-mode\b["']?\s*[:=]\s*["']?\S*AlwaysAllow|\binsecure-port\b|AlwaysAdmit|\benable-admission-plugins\b["']?\s*[:=]\s*["']{2}/,
    'the API server lets anyone in',
  ],
  [
    /\bdisable-admission-plugins\b|\bfailurePolicy["']?\s*:\s*["']?Ignore\b|validationFailureAction["']?\s*:\s*["']?audit\b/i,
    'an admission check is taken away',
  ],
  [
    new RegExp(
      `${KEY}(?:insecure-?_?skip-?_?(?:tls-?_?)?verify|insecureSkipVerify|insecureSkipTLSVerify|insecure_?skip_?verify|tls_?skip_?verify|skipTLSVerify|allowInsecure\\w*|allow_?unauthenticated|disable_?auth\\w*|skip_?auth\\w*|allow_?anonymous)${on}`,
      'i',
    ),
    'checking who one talks to is turned off',
  ],
  [
    new RegExp(
      `${KEY}(?:verify_?ssl|ssl_?verify|validate_certs|tls_?verify|verify_?tls|verifyPeer|rbac|requireAuth\\w*|auth_?enabled|enable_?auth)${off}`,
      'i',
    ),
    'checking who one talks to is turned off',
  ],
  [
    /^\s*PermitRootLogin\s+yes|^\s*PasswordAuthentication\s+yes|^\s*PermitEmptyPasswords\s+yes|StrictHostKeyChecking[= ]+["']?no\b|UserKnownHostsFile[= ]\/dev\/null/i,
    'SSH is opened',
  ],
  [/NOPASSWD|^\s*\S+\s+ALL=\(ALL/, 'sudo without a password is granted'],
  [/authorized_keys|ssh-(?:rsa|ed25519|dss) AAAA|ecdsa-sha2-\S+ AAAA/, 'an SSH key is let in'],
  [/\bos:(?:admin|operator|impersonator)\b/, 'Talos API rights are granted'],
  [
    /^\s*-?\s*(?:kubernetesTalosAPIAccess|allowedKubernetesNamespaces|allowedRoles)\s*:/,
    'Talos API access from pods is granted',
  ],
  [
    new RegExp(`${KEY}(?:apidCheckExtKeyUsage|diskQuotaSupport|rbac)${off}`),
    'a Talos safeguard is turned off',
  ],
]);

/** Rows over `program arg arg …`. */
const commandRow = firstOf<readonly [RegExp, string]>([
  [
    /^(?:kubectl|oc|k)\b.*\bcreate (?:cluster)?rolebinding\b.*--(?:clusterrole|role)[= ](?:cluster-admin|admin|edit)\b/,
    'grants rights',
  ],
  [
    /^(?:kubectl|oc|k)\b.* --(?:insecure-skip-tls-verify\b|as(?:-group)?[= ])/,
    'acts without checks or as somebody else',
  ],
  [/^(?:kubectl|oc|k)\b.*\blabel\b.*pod-security\S*=privileged/, 'lets privileged pods in'],
  [/^(?:kubectl|oc|k)\b.*\bdebug\b.*(?:--profile[= ]sysadmin|node\/)/, 'opens a shell on a node'],
  [
    /^chmod\b.* (?:-\S+ )*(?:0?[0-7]{2}[2367]|[ugoa]*\+[rwx]*s|0?[2467][0-7]{3}|(?:\S*,)?[ug]*[oa][ugoa]*[+=][rxX]*w\S*)\b/,
    'opens files to everyone or raises rights',
  ],
  [
    /^(?:setcap|setenforce 0|usermod\b.*(?:sudo|wheel|docker|root|adm\b)|gpasswd|visudo|adduser\b.*sudo|useradd|pveum)\b/,
    'raises rights',
  ],
  [
    /^(?:docker|podman|nerdctl)\b.*(?:--privileged|--cap-add|--pid[= ]host|--net(?:work)?[= ]host|-v \/:|--security-opt\S* \S*(?:unconfined|disable))/,
    'runs a container with the rights of the host',
  ],
  [
    /^(?:curl|wget)\b.*(?: -\w*k\w*\b|--insecure\b|--no-check-certificate\b)/,
    'does not check whom it talks to',
  ],
  [
    /^(?:ssh|scp|sftp|rsync|ansible\S*)\b.*StrictHostKeyChecking[= ](?:no|off)/,
    'does not check whom it talks to',
  ],
  [
    /^(?:git|npm|pip3?|helm|terraform)\b.*(?:sslVerify[= ]false|strict-ssl[= ]false|--trusted-host|--insecure-skip-tls-verify)/,
    'does not check whom it talks to',
  ],
  [/^ssh-copy-id\b/, 'lets an SSH key in'],
  [/^nsenter\b.*(?:-t ?1\b|--target[= ]1\b)/, 'enters the node from a pod'],
  [
    /^(?:aa-teardown|aa-disable|aa-complain|apparmor_parser -R|sysctl\b.*(?:kernel\.(?:unprivileged|yama|kptr|dmesg)\S*=0|randomize_va_space=0))/,
    'takes confinement away',
  ],
]);

/** Safeguards whose removal counts like the grant itself. */
const GUARDS: readonly (readonly [RegExp, string])[] = [
  [/^\s*-?\s*kind:\s*(?:Cluster|Cilium\w*)?NetworkPolicy\b/, 'a network policy is removed'],
  [
    /^\s*-?\s*kind:\s*(?:PodDisruptionBudget|ValidatingAdmissionPolicy\w*|ValidatingWebhookConfiguration|ClusterPolicy|ResourceQuota|LimitRange)\b/,
    'a guarding object is removed',
  ],
  [/^\s*-?\s*(?:securityContext|seccompProfile|podSecurityContext):/, 'a security context is removed'],
  [
    /^\s*-?\s*(?:runAsNonRoot|readOnlyRootFilesystem):\s*true\b|^\s*-?\s*allowPrivilegeEscalation:\s*false\b/,
    'a pod restriction is removed',
  ],
  [/^\s*["']?enforce["']?\s*:\s*["']?(?:baseline|restricted)/, 'pod security is lowered'],
  [/^\s*-?\s*(?:drop):/, 'dropped capabilities come back'],
  [/pod-security\.kubernetes\.io\/enforce:\s*["']?(?:restricted|baseline)/, 'pod security is lowered'],
];

function removedGuards(view: FileView): Hit[] {
  const count = (lines: readonly string[], pattern: RegExp): number =>
    lines.filter((line) => pattern.test(line)).length;
  return GUARDS.filter(([pattern]) => count(view.after, pattern) < count(view.before, pattern)).map(
    ([, message]) => ({
      rule: 'privilege',
      message: `${message}: rights are only widened by a human`,
    }),
  );
}

/** Every newly written line that widens rights, and every safeguard taken away. */
export function privilegeHits(view: FileView): readonly Hit[] {
  if (view.kind === 'doc') return [];
  const known = new Set(view.before.map((line) => line.trim()));
  const hits: Hit[] = [
    ...grantsUnder(view),
    ...removedGuards(view),
    ...openedPolicies(view),
    ...rootImage(view),
  ];
  for (const { text, line } of view.added) {
    if (/^\s*(?:#|\/\/)/.test(text) || known.has(text.trim())) continue;
    const row = settings(text);
    if (row !== undefined)
      hits.push({ rule: 'privilege', line, message: `${row[1]}: rights are only widened by a human` });
  }
  for (const { line, commands } of view.newLogical) {
    const row = commands
      .flatMap(({ readings }) => readings)
      .map(({ text }) => commandRow(text))
      .find((one) => one !== undefined);
    if (row !== undefined)
      hits.push({
        rule: 'privilege',
        line,
        message: `a command ${row[1]}: rights are only widened by a human`,
      });
  }
  return hits;
}
