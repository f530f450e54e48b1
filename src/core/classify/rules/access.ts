import type { Rule } from '../rule.ts';

/** Who one is, and whether one may: no patch of the repo helps, and no retry. */
export const ACCESS: readonly Rule[] = [
  {
    // Proxmox VE: HTTP 401 with the reason in the status line; Telmate and bpg providers quote it
    name: 'proxmox-login',
    class: 'credential',
    form: /\b401 (?:No ticket|authentication failure|invalid token value|permission denied)|Reason: No ticket|failed to retrieve authentication response|invalid token value!?|no tokenid specified/i,
    sentence: 'Proxmox does not accept the login or API token.',
    check:
      'check the API token (user@realm!id and secret) and whether it has expired: pveum user token list USER',
  },
  {
    // Proxmox VE: HTTP 403; the privilege is named in the reason
    name: 'proxmox-privilege',
    class: 'credential',
    form: /Permission check failed(?: \(([^)]{1,80})\))?|403 Forbidden.{0,40}(?:\/api2\/|pve)/i,
    sentence: 'The Proxmox user or token lacks a privilege ($1).',
    check:
      'grant it to the token itself (privilege separation gives tokens their own rights): pveum acl modify',
  },
  {
    // client-go, talosctl, curl, git, Go net/http and OpenSSL: a server whose certificate nobody here vouches for
    name: 'unknown-authority',
    class: 'credential',
    form: /x509: certificate signed by unknown authority|unable to get local issuer certificate|self[- ]signed certificate(?: in certificate chain)?|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF|certificate is not trusted|tls: unknown certificate authority|bad certificate/i,
    sentence: 'The server presents a certificate that the credentials at hand do not trust.',
    check: 'check that kubeconfig, talosconfig or CA file belong to this cluster and not to an earlier one',
  },
  {
    // Go crypto/x509, OpenSSL
    name: 'certificate-expired',
    class: 'credential',
    form: /certificate has expired(?: or is not yet valid)?|CERT_HAS_EXPIRED|x509: .{0,60}expired|certificate is not yet valid/i,
    sentence: 'A certificate has expired or is not yet valid.',
    check: 'renew it, and check the clock of both machines',
  },
  {
    // kubectl: the API server does not know the client
    name: 'kubernetes-login',
    class: 'credential',
    form: /You must be logged in to the server|the server has asked for the client to provide credentials|error: unable to upgrade connection: Unauthorized|Unable to authenticate the request|^error: .{0,200}: Unauthorized$|getting credentials: exec/i,
    unless: /executable .{0,80} not found/,
    sentence: 'The Kubernetes API server does not accept the credentials in the kubeconfig.',
    check: 'fetch a new kubeconfig (talosctl kubeconfig) and try: kubectl auth whoami',
  },
  {
    // Kubernetes RBAC; pod security, quotas and admission say `forbidden` too and are the repo's
    name: 'kubernetes-rbac',
    class: 'credential',
    form: /forbidden: User "([^"]{1,120})" cannot (\w{1,30}) resource "([^"]{1,80})"|is attempting to grant RBAC permissions not currently held/,
    sentence: 'Kubernetes user "$1" may not $2 $3.',
    check: 'use an admin kubeconfig for this stage, or grant the role',
  },
  {
    // talosctl: os:reader talosconfig, or a maintenance-mode call with a certificate
    name: 'talos-role',
    class: 'credential',
    form: /code = PermissionDenied desc = (?:not authorized|no permission)|code = Unauthenticated/i,
    sentence: 'The talosconfig in use lacks the role for this call.',
    check: 'talosctl config info: the call may need os:admin',
  },
  {
    // cloudflared and Cloudflare's API (codes 6003, 6103, 9103, 9106, 9109, 10000), cert-manager and external-dns quote them
    name: 'cloudflare-token',
    class: 'credential',
    form: /Invalid tunnel secret|Provided Tunnel token is not valid|Unauthorized: (?:Failed to get tunnel|Record for tunnel not found|Tunnel not found)|\b(?:6003|6103|9103|9106|9109)\b.{0,40}(?:Invalid|Missing|Unknown|Authentication)|(?:code=|Error: |\()10000\)?:?.{0,20}Authentication error|Missing X-Auth-Key|Invalid access token/i,
    sentence: 'Cloudflare does not accept the token or tunnel secret.',
    check: 'check that the token is valid and belongs to this account and tunnel: GET /user/tokens/verify',
  },
  {
    // sops and kustomize-controller
    name: 'sops-key',
    class: 'credential',
    form: /no identity matched any of the recipients|no master key was able to decrypt|Failed to get the data key required to decrypt|failed to load age identities|age: no identities specified|Error getting data key|gpg: decryption failed|decryption secret error: Secret "[^"]{1,120}" not found/,
    sentence: "The key that decrypts the repo's secrets is missing or is another one.",
    check: 'check the age key file here and secret sops-age in the cluster against .sops.yaml',
  },
  {
    // kubelet, kustomize- and helm-controller: what is named like a credential is not in git and comes from a human
    name: 'secret-absent',
    class: 'credential',
    form: /\b[Ss]ecrets? "([^"]{0,100}(?:token|cred|auth|passw|api-?key|age|cert|pull|login)[^"]{0,60})" not found/,
    sentence: 'Secret "$1" does not exist in the cluster.',
    check: 'create it (it holds a credential, so it is not in git), then run the stage again',
  },
  {
    // ssh, and git and ansible over it
    name: 'ssh-key',
    class: 'credential',
    form: /Permission denied \((?:publickey|password|gssapi|keyboard)[^)]{0,120}\)|Too many authentication failures|Load key "[^"]{1,200}": /i,
    sentence: 'The SSH server does not accept the key or password.',
    check: "check the key, the user name and the server's authorized_keys: ssh -v HOST true",
  },
  {
    // git over HTTPS, flux bootstrap, source-controller
    name: 'git-login',
    class: 'credential',
    form: /fatal: Authentication failed for|authentication required|could not read Username for|Invalid username or (?:password|token)|Support for password authentication was removed|Bad credentials/i,
    unless: /pull(?:ing)? (?:and unpack )?image/i,
    sentence: 'The git server does not accept the credentials.',
    check: 'check the token or deploy key and its write access',
  },
  {
    // curl --fail, npm, registries, generic HTTP clients
    name: 'http-401-403',
    class: 'credential',
    form: /returned error: 40[13]\b|\bE40[13]\b|\b401 Unauthorized\b|\bunauthorized: (?:authentication|incorrect|invalid)|\bstatus(?: code)?:? 401\b|\b403 Forbidden\b|HTTP(?:\/\d(?:\.\d)?)? 40[13]\b/i,
    sentence: 'A server refuses the credentials (HTTP 401 or 403).',
    check: 'check the token or login for the server named in the log, and its expiry',
  },
  {
    // JWT and OAuth clients, cloud CLIs
    name: 'token-expired',
    class: 'credential',
    form: /\b(?:token|session|credentials?|login|password)\b.{0,30}\b(?:has|have|is|are)? ?expired|ExpiredToken|invalid_grant|oauth2: (?:cannot fetch token|token expired)/i,
    sentence: 'A token or login has expired.',
    check: 'log in again or renew the token',
  },
  {
    // orch's talos stage: the machine trusts another CA than the secrets that we hold
    name: 'talos-foreign',
    class: 'credential',
    form: /already has a config that is not ours/,
    sentence: 'A machine is configured with Talos secrets that are not this cluster\u2019s.',
    check:
      'restore this cluster\u2019s Talos secrets from the backup, or reset that machine yourself; orch never resets one',
  },
  {
    // a shell's `set -u`, and orch's own stages: the variable that should carry a credential is empty
    name: 'credential-unset',
    class: 'credential',
    form: /\b([A-Z][A-Z0-9_]{0,60}(?:TOKEN|API_KEY|SECRET|PASSWORD|PASSWD|CREDENTIALS?)[A-Z0-9_]{0,20})(?: is not set\b|: unbound variable|: parameter (?:null or )?not set)/,
    sentence: '$1 is not set, so a login is missing.',
    check: 'export $1 where the run starts (cron has its own environment)',
  },
];
