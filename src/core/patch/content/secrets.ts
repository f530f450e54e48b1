/** Secret values written into the repo. Forms come from the vendors' documentation of their tokens. */
import { firstOf } from '../../expressions.ts';
import type { FileView, Hit } from './view.ts';

const form = firstOf<readonly [RegExp, string]>([
  [/\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})/, 'a GitHub token'],
  [/\bglpat-[\w-]{18,}|\bgl(?:dt|rt|ptt|ft|soat)-[\w-]{18,}/, 'a GitLab token'],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/, 'an AWS key'],
  [/\bxox[abeoprs]-[\w-]{10,}|\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/, 'a Slack token'],
  [/\bsk-(?:proj-|ant-|live-|svcacct-|or-)?[\w-]{20,}/, 'an API key'],
  [/\b(?:sk|rk|pk)_(?:live|test)_\w{16,}/, 'a Stripe key'],
  [/\bAIza[\w-]{35}\b|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/, 'a Google key'],
  [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/\bAGE-SECRET-KEY-1[A-Z0-9]{20,}|\bAGE-PLUGIN-[A-Z0-9-]{20,}/i, 'an age key'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/, 'a JSON web token'],
  [/\bPVE(?:API|Auth)?(?:Token|Cookie)\s*[=:]\s*\S*[!:]\S*[0-9a-f]{8}-[0-9a-f]{4}-/i, 'a Proxmox token'],
  [/\bhv[sbr]\.[\w-]{20,}|\bs\.[A-Za-z0-9]{24}\b/, 'a Vault token'],
  [
    /\bdckr_pat_[\w-]{20,}|\bnpm_[A-Za-z0-9]{36}|\bpypi-[\w-]{40,}|\bdop_v1_[0-9a-f]{40,}|\btskey-[\w-]{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bATATT3[\w-]{20,}|\bnfp_\w{30,}|\blin_api_\w{30,}|\bshpat_\w{20,}|\bNRAK-\w{20,}|\bdapi[0-9a-f]{32}|\bpul-[0-9a-f]{30,}|\bglsa_\w{30,}|\bglc_\w{30,}/,
    'a service token',
  ],
  [
    /:\/\/[^\s/:@"'${}<>]*:(?!(?:pass(?:word|wd)?|secret|token|user|pw|changeme|\*+)@)[^\s/@"'${}<>]{3,}@[\w.-]+/,
    'an address with a password',
  ],
  [/["']auth["']\s*:\s*["'][A-Za-z0-9+/]{16,}={0,2}["']/, 'a login of a registry'],
  [/\bclient-key-data["']?\s*:\s*["']?[A-Za-z0-9+/]{40,}/, 'a key of a kubeconfig'],
  [/\bLS0tLS1CRUdJTiB[\w+/=]{20,}/, 'a PEM file in base64'],
  [/\b\d{8,10}:AA[\w-]{30,}\b/, 'a Telegram token'],
  [/\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/\S+/, 'a Discord webhook'],
]);

/** A secret name with what is assigned to it: the name, then the rest of the line. */
const ASSIGNMENT =
  /(?:^|[^A-Za-z])([\w.-]*?(?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|private|auth|encryption|signing)[_-]?key|secret[_-]key|credentials?|connection[_-]?string|dsn|psk|salt|cookie))["']?\s*(?::=|\?=|[:=])\s*(.*)$/i;

/** Names and values that speak of a secret kept elsewhere; `secretKey` is the name of a field of one, `secret_key` is a key. */
const REFERENCE =
  /(?:secret|token|password|passwd|credential)s?(?:[_-]?(?:name|ref|file|path|from|store|class|provider|url|id|ttl|audience)|key)|existing-?secret|external-?secret/i;

/** Values that stand for something else. */
const PLACEHOLDER =
  /^(?:$|\$|\{\{|\{%|<|%|\*+$|\[|\{|&|\*\w|!|#|\||>|ENC\[|op:\/\/|vault:|ref\+|bws:|sops:|env\.|os\.|process\.|config\.|var\.|local\.|data\.|module\.|null\b|~$|none\b|true\b|false\b|yes\b|no\b|on\b|off\b|\d{1,5}$|x{3,}|\.{3}|_+$|-+$|change[-_ ]?me|replace|your|example|dummy|placeholder|redacted|set[-_ ]?me|todo|fixme|insert|fill|unset|optional|string\b|random|generated)/i;

function plainValue(raw: string): string {
  return /^(["'])((?:\\.|(?!\1)[^\\])*)\1/.exec(raw)?.[2] ?? raw.split(/\s/)[0]!.replace(/[,;]$/, '');
}

/** Whether a value looks made to be secret: long enough, no path, no host, no plain word. */
function looksSecret(value: string): boolean {
  if (value.length < 6 || PLACEHOLDER.test(value)) return false;
  const place = /^(?:\.{0,2}\/|~\/|https?:\/\/[^@]*$|[\w.-]+\/[\w./-]+$)/.test(value);
  const noise =
    value.length >= 24 &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /\d/.test(value) &&
    !value.includes('.');
  if (place && !noise) return false;
  if (/\$\{?\w|\$\(|\{\{/.test(value)) return false;
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  return mixed || value.length >= 16 || /[!@#$%^&*+=]/.test(value);
}

/** Whether a secret name gets a value in clear, anywhere in the line. */
function assigned(text: string): boolean {
  const found = ASSIGNMENT.exec(text);
  if (found === null) return false;
  const value = plainValue(found[2]!);
  return (looksSecret(value) && !REFERENCE.test(`${found[1]} ${value}`)) || assigned(found[2]!);
}

/** Secrets as arguments: `curl -u`, `sshpass -p`, bearer headers; and decrypted files written to disk. */
const ARGUMENTS =
  /\bcurl\b.*\s(?:-\w*u|--user)[ =]?["']?[^\s"'$:]+:[^\s"'$]{3,}|\b(?:sshpass|mysql|mysqldump|mariadb)\b.*\s-p\s?["']?[^\s"'$-][^\s"'$]{3,}|\b(?:Bearer|Basic)\s+[A-Za-z0-9+/_=-]{16,}|\bsops\b[^|;]*(?:\s-d\b|--decrypt|\sdecrypt\b)[^|;]*(?:\s-i\b|--in-place|--output\b|>(?!\s*(?:\/dev\/null|["']?(?:\/tmp|\$))))|\bkubectl\b[^|;]*\bget\s+secrets?\b[^|;]*>(?!\s*(?:\/dev\/null|&|["']?(?:\/tmp|\$)))/;

const ENV_NAME = /(?:^|[\s{"'-])name["']?\s*:\s*["']?([\w.-]+)/;
const ENV_VALUE = /(?:^|[\s{,"'-])value["']?\s*:\s*(.+?)\}?\s*$/;

/** `name: DB_PASSWORD` with `value: …` beside it, as containers take their environment. */
function environmentSecret(view: FileView, line: number, text: string): boolean {
  const value = ENV_VALUE.exec(text)?.[1];
  if (value === undefined) return false;
  // An item that begins with its value has its name below it.
  const near = view.after[/^\s*-/.test(text) ? line : line - 2] ?? '';
  const name = (ENV_NAME.exec(text) ?? ENV_NAME.exec(near))?.[1];
  return name !== undefined && assigned(`${name}: ${value}`);
}

/** `password: |` above a line of one word. */
function blockSecret(view: FileView, line: number, text: string): boolean {
  const name = /^\s*[^\s#].*:\s+(?=[|>][-+\d]*\s*$)/.exec(view.after[line - 2] ?? '')?.[0];
  const value = text.trim();
  return name !== undefined && /^\S+$/.test(value) && assigned(name + value);
}

/** `variable "pve_password" {` above a `default = "…"` (Terraform). */
function variableSecret(view: FileView, line: number, text: string): boolean {
  const value = /^\s*default\s*=\s*(.+)/.exec(text)?.[1];
  if (value === undefined) return false;
  const name = view.after
    .slice(Math.max(0, line - 7), line - 1)
    .map((one) => /^\s*variable\s+"([^"]+)"/.exec(one)?.[1])
    .findLast((one) => one !== undefined);
  return name !== undefined && assigned(`${name}: ${value}`);
}

const SECRET_KIND = /^\s*["']?kind["']?\s*:\s*["']?Secret["']?\s*,?\s*(?:#.*)?$/;

/** Which lines stand in a document of `kind: Secret`, above or below that line. */
function linesOfSecrets(lines: readonly string[]): readonly boolean[] {
  let count = 0;
  const documents = lines.map((line) => (line.startsWith('---') ? ++count : count));
  const secrets = new Set(documents.filter((_, i) => SECRET_KIND.test(lines[i]!)));
  return documents.map((document) => secrets.has(document));
}

/** `data:` or `stringData:` with what stands behind it: nothing, a remark, a tag, or all of it in braces. */
const DATA = /^\s*["']?(?:stringData|data)["']?\s*:\s*(.*)$/;
/** One value of a flow map, with the end of its name. */
const FLOW_VALUE = /[\w.-]["']?\s*:\s*("[^"]*"|'[^']*'|[^\s,}]+)/g;

const isClear = (value: string): boolean => !PLACEHOLDER.test(plainValue(value));

/** Whether a flow map (not a template) holds a value in clear. */
const plainFlow = (text: string): boolean =>
  /^\{(?!\{)/.test(text) && [...text.matchAll(FLOW_VALUE)].some(([, value]) => isClear(value!));

/** Whether a line under `data:` holds a value in clear: `name: value`, or a line of a block of text. */
function plainSecretLine(text: string): boolean {
  const value = /^\s*[^\s:#]+\s*:\s*(.+)/.exec(text)?.[1];
  if (value === undefined) return !/^\s*#/.test(text);
  return isClear(value) || /^[|>]/.test(value);
}

/** Values under `data:`/`stringData:` in a `kind: Secret` document: none may be plain. */
function secretObjects(view: FileView): Hit[] {
  if (view.kind !== 'yaml' && view.kind !== 'json') return [];
  const added = new Set(view.added.map((line) => line.line));
  const inSecret = linesOfSecrets(view.after);
  const hits: Hit[] = [];
  let depth = -1;
  for (const [i, text] of view.after.entries()) {
    const indent = text.search(/\S/);
    if (indent < 0) continue;
    if (indent <= depth) depth = -1;
    const rest = depth < 0 ? DATA.exec(text)?.[1] : undefined;
    const clear = rest === undefined ? depth >= 0 && plainSecretLine(text) : plainFlow(rest);
    if (rest !== undefined) depth = indent;
    if (clear && added.has(i + 1) && inSecret[i])
      hits.push({
        rule: 'secret',
        line: i + 1,
        message: 'a value of a Secret is written in clear: reference a sealed one instead',
      });
  }
  return hits;
}

/** Values that were encrypted and no longer are. */
function decrypted(view: FileView): Hit[] {
  const before = view.before.filter((line) => /\bENC\[/.test(line)).length;
  const after = view.after.filter((line) => /\bENC\[/.test(line)).length;
  const line = view.added.find(({ text }) => !/\bENC\[/.test(text))?.line;
  return after < before
    ? [
        {
          rule: 'secret',
          ...(line === undefined ? {} : { line }),
          message: 'an encrypted value is taken out or written in clear',
        },
      ]
    : [];
}

/** What kind of token stands in the line; one that says of itself that it is an example is none. */
const tokenIn = (text: string): string | undefined =>
  form(text, ([pattern]) => {
    const [token] = text.slice(text.search(pattern)).split(/\s/);
    return !/EXAMPLE|x{8,}|\.\.\.|<[\w-]+>/.test(token!);
  })?.[1];

const leaks = (view: FileView, line: number, text: string): boolean =>
  assigned(text) ||
  (view.kind === 'yaml' && (environmentSecret(view, line, text) || blockSecret(view, line, text))) ||
  (view.kind === 'code' && variableSecret(view, line, text)) ||
  (view.kind !== 'doc' && ARGUMENTS.test(text));

/** Every added line that holds a secret in clear. The value itself is never repeated. */
export function secretHits(view: FileView): readonly Hit[] {
  const known = new Set(view.before.map((line) => line.trim()));
  const hits: Hit[] = [...secretObjects(view), ...decrypted(view)];
  for (const { text, line } of view.added) {
    if (known.has(text.trim())) continue;
    const token = tokenIn(text);
    if (token !== undefined)
      hits.push({
        rule: 'secret',
        line,
        message: `the line holds ${token}: secrets never go into the repo`,
      });
    else if (!/^\s*(?:#|\/\/)/.test(text) && leaks(view, line, text))
      hits.push({
        rule: 'secret',
        line,
        message: 'the line assigns a secret in clear: take it from the environment or a sealed file',
      });
  }
  return hits;
}
