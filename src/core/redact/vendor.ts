/** Secrets that say by their form whose they are. Prefixes and lengths as the vendors document them. */
import type { Pass } from './pass.ts';

type Rule = readonly [kind: string, pattern: RegExp, keep?: (match: string) => boolean];

const END = '(?![A-Za-z0-9_-])';
const START = '(?<![A-Za-z0-9_-])';
const rule = (kind: string, body: string, flags = ''): Rule => [
  kind,
  new RegExp(START + body + END, `g${flags}`),
];

const RULES: readonly Rule[] = [
  // Forges.
  rule('github', '(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255})'),
  rule('gitlab', 'gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt|ffct)-[A-Za-z0-9_.-]{16,255}'),
  rule('atlassian', 'AT(?:ATT|BB|CTT)[A-Za-z0-9_=-]{20,255}'),
  rule('npm', 'npm_[A-Za-z0-9]{30,64}'),
  rule('pypi', 'pypi-[A-Za-z0-9_-]{16,255}'),
  rule('docker', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,64}'),
  // Models.
  rule('model-api', 'sk-(?:ant|or|proj|svcacct|admin|lf|None)-[A-Za-z0-9_-]{12,255}'),
  rule('model-api', 'sk-[A-Za-z0-9_]{20,255}'),
  rule('model-api', '(?:hf_|gsk_|xai-|r8_|nvapi-|pplx-|tvly-|fw_|tgp_v1_)[A-Za-z0-9_-]{20,128}'),
  // Clouds.
  rule('aws', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}'),
  rule('google', 'AIza[A-Za-z0-9_-]{35}'),
  rule('google', '(?:ya29\\.|GOCSPX-|1//0)[A-Za-z0-9_-]{20,512}'),
  rule('digitalocean', 'do[opr]_v1_[0-9a-f]{32,128}'),
  rule('cloudflare', 'v1\\.0-[0-9a-f]{16,64}-[0-9a-f]{64,256}'),
  rule('cloudflare', 'cf(?:ut|at|k)_[A-Za-z0-9_-]{30,128}'),
  // A tunnel's token is base64 of {"a": account, "t": tunnel, "s": secret}.
  rule('cloudflare', 'eyJhIjoi[A-Za-z0-9+/_-]{16,600}={0,2}'),
  rule('hetzner', 'hcloud_[A-Za-z0-9]{32,128}'),
  rule('vault', 'hv[sbr]\\.[A-Za-z0-9_-]{20,512}'),
  rule('terraform', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{40,128}'),
  rule('tailscale', 'tskey-[a-z]{2,12}-[A-Za-z0-9-]{10,128}'),
  rule('databricks', 'dapi[0-9a-f]{32}'),
  rule('doppler', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{20,128}'),
  rule('onepassword', '(?:ops_eyJ[A-Za-z0-9_-]{30,2000}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{5,11}-){3,6}[A-Z0-9]{5})'),
  rule('supabase', 'sbp_[0-9a-f]{40}'),
  rule('planetscale', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{20,128}'),
  rule('sentry', 'sntry[su]_[A-Za-z0-9+/=_-]{30,512}'),
  rule('newrelic', 'NRAK-[A-Z0-9]{27}'),
  rule('fly', '(?:FlyV1 )?fm[12][ar]?_[A-Za-z0-9+/=,_-]{40,2000}'),
  // Payment, mail, chat.
  rule('stripe', '(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9+/=]{16,255}'),
  rule('shopify', 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}'),
  rule('sendgrid', 'SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,64}'),
  rule('mailgun', 'key-[0-9a-f]{32}'),
  rule('twilio', 'SK[0-9a-f]{32}'),
  rule('slack', 'xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,255}'),
  rule('slack', 'xapp-\\d-[A-Z0-9]+-\\d+-[a-f0-9]{32,}'),
  rule('telegram', '(?:bot)?\\d{8,10}:AA[A-Za-z0-9_-]{32,36}'),
  rule('discord', '[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}'),
  rule('linear', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,64}'),
  rule('notion', '(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43})'),
  rule('plex', 'claim-[A-Za-z0-9_-]{20}'),
  rule('ntfy', 'tk_[a-z0-9]{29}'),
  rule('grafana', 'gl(?:sa|c)_[A-Za-z0-9+/=_]{24,512}'),
  [
    'webhook',
    /https?:\/\/(?:hooks\.slack\.com\/[a-z]+|(?:[a-z]+\.)?discord(?:app)?\.com\/api(?:\/v\d+)?\/webhooks|[a-z0-9-]+\.webhook\.office\.com\/webhookb2|chat\.googleapis\.com\/v1\/spaces|api\.telegram\.org\/bot\d+|hc-ping\.com|maker\.ifttt\.com\/trigger)[^\s"'<>«»\\]{8,500}/g,
  ],
  // The homelab itself.
  rule('age', 'AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20,2400}', 'i'),
  ['proxmox', /(?<=\bP(?:VE|BS|MG)APIToken[=: ]\s{0,2}[^\s=:]{1,80}[=:])[0-9A-Za-z-]{8,64}/g],
  [
    'proxmox',
    /(?<=[\w.+-]{1,60}@[\w-]{1,30}![\w.-]{1,60}(?:\s?[=:]\s?|\s))[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi,
  ],
  ['proxmox', /(?<=\bvalue["']?\s{0,16}[│|:]\s{0,4}["']?)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi],
  [
    'proxmox',
    /(?<![A-Za-z0-9])P(?:VE|BS|MG|VEVNC)(?::|%3A)[^\s:%"';]{1,80}(?::|%3A|%40)[^\s"';,«»]{20,700}/g,
  ],
  ['proxmox', /(?<![0-9A-Za-z])[0-9A-F]{8}:[A-Za-z0-9+/]{27,64}={0,2}(?![A-Za-z0-9+/])/g],
  [
    'bootstrap-token',
    /(?<![A-Za-z0-9.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![A-Za-z0-9.-])/g,
    (match) => !/\d/.test(match) || /^\d+\.\d+$/.test(match),
  ],
  rule('k3s', 'K10[0-9a-f]{64}::[a-z]+:[A-Za-z0-9._-]{8,128}'),
  rule('swarm', 'SWMTKN-1-[a-z0-9]{40,60}-[a-z0-9]{20,30}'),
  // General forms.
  rule('jwt', 'eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{4,8000}(?:\\.[A-Za-z0-9_-]{0,2000}){0,3}'),
  rule('jwt', 'eyJ(?:hbGci|0eXAi|raWQi|lbmMi|hbGc6)[A-Za-z0-9_-]{20,4000}'),
  [
    'password-hash',
    /(?<![\w$])\$(?:1|2[abxy]|5|6|7|y|gy|apr1|sha1|md5|argon2i?d?|pbkdf2[\w-]*|scrypt)\$[A-Za-z0-9./$=,+-]{12,300}/g,
  ],
  ['password-hash', /\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{20,200}={0,2}/g],
  [
    'private-key',
    /(?<=Private-Lines: \d{1,4}\r?\n)[A-Za-z0-9+/=]{1,80}(?:\r?\n[A-Za-z0-9+/=]{1,80}(?![\w-])){0,199}/g,
  ],
];

/** Replaces what has a vendor's form, wherever it stands. */
export const vendor: Pass = (text, mark) => {
  let result = text;
  for (const [kind, pattern, keep] of RULES)
    result = result.replace(pattern, (match) => (keep?.(match) === true ? match : mark(kind)));
  return result;
};
