/** Code that comes from outside the repo and runs: downloads into a shell, decoded payloads, remote manifests, uploads. */
import { readings } from './shell.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const INTERPRETER = String.raw`(?:\S*/)?(?:ba|z|da|k|a|fi)?sh\b|(?:\S*/)?(?:python[\d.]*|perl|ruby|node|deno|php|lua|osascript|pwsh|source|eval|xargs)\b`;
const RUNNERS = String.raw`(?:(?:sudo|doas|env|nohup|exec|command|time|timeout\s+\S+)(?:\s+-\S+|\s+\w+=\S*)*\s+)*`;

/** Rows over a whole logical line. */
const LINES: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      String.raw`\b(?:curl|wget|fetch|aria2c|http|https|xh|lwp-request|nc|ncat|socat|scp|sftp)\b[^;]*\|\s*${RUNNERS}(?:${INTERPRETER})`,
    ),
    'a download is piped into an interpreter',
  ],
  [
    new RegExp(
      String.raw`\b(?:base64|base32|xxd|openssl|gunzip|zcat|gzip|bunzip2|xz|uudecode|tr|rev|rot13|printf|echo|sed|awk|cut)\b[^;]*\|\s*${RUNNERS}(?:\S*/)?(?:ba|z|da|k|a)?sh\b(?!\S)`,
    ),
    'a decoded or made-up text is piped into a shell',
  ],
  [
    /\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da|k)?sh\s*(?:-\w*s?\w*\s*)*(?:-|$|;|&&|\|\||2>|>)/,
    'text is piped into a shell',
  ],
  [
    /(?:\b(?:ba|z|da|k)?sh\b|\bsource\b|(?:^|[;&|]\s*)\.)\s+(?:-\w+\s+)*<\(\s*(?:curl|wget|base64|echo|printf|fetch)/,
    'a download is run by process substitution',
  ],
  [
    /(?:\b(?:ba|z|da|k)?sh\s+-\w*c|\beval|\bpython\S*\s+-c|\bperl\s+-e|\bnode\s+-e)\s+["']?\$\(\s*(?:curl|wget|base64|fetch|echo|printf|xxd)/,
    'a download is run as a command',
  ],
  [
    /(?:^|[;&|({]\s*|\bthen\s+|\bdo\s+)["']?\$\([^)]*\b(?:base64|base32|curl|wget|xxd|openssl|echo|printf|rev|tr)\b/,
    'a made-up command is run',
  ],
  [
    /^\s*(?:\S*\/)?(?:(?:ba|z|da|k)?sh|source|\.|python[\d.]*|perl|ruby|node)\b[^;|]*(?:<\(|<<<\s*["']?\$\()\s*(?:curl|wget|base64|fetch|xxd)/,
    'a download is run by redirection',
  ],
  [
    /(?:^|[;&|]\s*)(?:source|\.|(?:ba|z|da|k)?sh)\s+(?:-\w+\s+)*["']?(?:\/(?:tmp|var\/tmp|dev\/(?:shm|stdin|fd)|proc)\b|~\/|\$\{?(?:TMPDIR|HOME)\b)/,
    'a file from outside the repo is run',
  ],
  [
    /\bPATH=["']?(?:\/tmp|\/var\/tmp|\/dev\/shm|\.:|\.\/|\$\{?TMP)/,
    'programs are taken from a folder that anyone can write',
  ],
  [/(?:^|[;&|({]\s*|\bthen\s+|\bdo\s+)eval\b/, 'text is run by eval'],
  [
    /\b(?:curl|wget)\b[^;]*\|\s*(?:kubectl|oc|helm|flux|talosctl|terraform|ansible\S*|tar\b[^|]*-\w*C\s*\/(?!tmp|var\/tmp)|dd\b|tee\s+\/(?:usr|etc|bin|opt))/,
    'a download is applied as it comes',
  ],
  [/\/dev\/(?:tcp|udp)\//, 'a raw network connection is opened'],
  [
    /\b(?:nc|ncat|netcat)\b[^;|]*\s-\w*[ec]\w*\b|\bsocat\b[^;|]*\b(?:EXEC|SYSTEM)\b|\bsh\s+-i\b|\bbash\s+-i\b[^;]*[<>]&/i,
    'a shell is opened to the network',
  ],
  [
    /\b(?:curl|wget)\b[^;|]*(?:\s-(?:d|F|T)\s*["']?\S*@|--data(?:-binary|-raw|-urlencode)?[= ]["']?@|--(?:post|body)-file|--upload-file|\s-T\s)/,
    'a file is uploaded',
  ],
  [
    /(?:\benv\b|\bprintenv\b|\bset\b|\bcat\s[^|;]*(?:secret|kubeconfig|talosconfig|\.kube|\.age|\.ssh|token|\.pem|\.key)\S*|\bkubectl\b[^|;]*\bsecrets?\b)[^;|]*\|[^;]*\b(?:curl|wget|nc|ncat|socat|ssh|dig|nslookup|mail|sendmail)\b/,
    'secrets are sent away',
  ],
  [
    /\bexec\(\s*(?:urllib|requests|urlopen|base64|compile)|\b(?:urlopen|requests\.get)\([^)]*\)[^;]*\bexec\(|\bexec\(\s*(?:base64|__import__)/,
    'a download is run',
  ],
  [
    /\bDOCKER_HOST=|\bLD_PRELOAD=|\bPROMPT_COMMAND=|\bBASH_ENV=|\bGIT_SSH_COMMAND=|\bNODE_OPTIONS=|\bPYTHONSTARTUP=/,
    'a variable that makes other programs run code is set',
  ],
];

const URL =
  /^(?:https?|ftp|git|git\+\w+|oci|s3|gs|github\.com|gitlab\.com|raw\.githubusercontent\.com)(?::\/\/|\/)/i;

/** Programs that take what they run or apply from an address. */
function runsRemote(words: readonly string[]): string | undefined {
  const [program = '', ...args] = words;
  const text = args.join(' ');
  const url = args.some((arg) => URL.test(arg.replace(/^-+[\w-]+=/, '')) || /\?ref=/.test(arg));
  if (/^(?:kubectl|oc|k)$/.test(program) && url && /\b(?:apply|create|replace|kustomize|delete)\b/.test(text))
    return 'manifests are applied from an address';
  if (/^(?:kustomize|kapp|ytt|argocd)$/.test(program) && url) return 'manifests are built from an address';
  if (
    program === 'helm' &&
    url &&
    /\b(?:install|upgrade|template)\b/.test(text) &&
    !/--repo\b/.test(text) &&
    !/oci:\/\//.test(text)
  )
    return 'a chart is installed from an address';
  if (
    /^(?:pip3?|pipx|uv|npm|pnpm|yarn|gem|cargo|go|brew|bun)$/.test(program) &&
    url &&
    /\b(?:install|add|run|i|get)\b/.test(text)
  )
    return 'a package is installed from an address';
  if (/^(?:npx|bunx|pnpx|uvx)$/.test(program) || /^(?:npm|pnpm|yarn) (?:exec|dlx)\b/.test(words.join(' ')))
    return 'a package is fetched and run';
  if (/^go$/.test(program) && /^run \S+@/.test(text)) return 'a package is fetched and run';
  if (/^(?:ansible-galaxy|krew|asdf|mise)$/.test(program) && url) return 'code is installed from an address';
  if (program === 'rpm' || program === 'dpkg')
    return url ? 'a package is installed from an address' : undefined;
  if (program === 'ansible-pull' || (program === 'curlftpfs' && url)) return 'code is fetched and run';
  return undefined;
}

/** Names that a line downloads to. */
function downloads(line: LogicalLine): string[] {
  const out: string[] = [];
  for (const { words } of line.commands) {
    for (const [program, ...args] of readings(words)) {
      if (!/^(?:curl|wget|aria2c|fetch)$/.test(program ?? '')) continue;
      const at = args.findIndex((arg) => /^(?:-\w*[oO]|--output|--output-document)$/.test(arg));
      const named = args[at + 1];
      if (at >= 0 && named !== undefined && !named.startsWith('-')) out.push(named);
      const joined = args.find((arg) => /^--output(?:-document)?=/.test(arg));
      if (joined !== undefined) out.push(joined.split('=')[1]!);
      const plain = args
        .find((arg) => /^https?:/.test(arg))
        ?.split('/')
        .at(-1);
      if (
        plain !== undefined &&
        (program === 'wget' || args.some((arg) => /^-\w*O$|^--remote-name$/.test(arg)))
      )
        out.push(plain);
    }
    const redirect = /\b(?:curl|wget)\b.*>\s*(\S+)/.exec(words.join(' '))?.[1];
    if (redirect !== undefined) out.push(redirect);
  }
  return out.filter((name) => name !== '/dev/null' && name !== '-');
}

/** Whether a line runs, marks executable or applies a file of that name. */
function runs(line: LogicalLine, name: string): boolean {
  const base = name.replace(/^\.\//, '').replace(/["']/g, '');
  return line.commands.some(({ words }) =>
    readings(words).some(([program = '', ...args]) => {
      const mentions = args.some((arg) => arg === name || arg.replace(/^\.\//, '') === base);
      const self = words.some(
        (word, i) => i < 2 && word.replace(/^\.\//, '') === base && !/^(?:curl|wget)$/.test(words[0]!),
      );
      if (self && program !== 'rm' && program !== 'cat') return true;
      return (
        mentions &&
        /^(?:ba|z|da|k)?sh$|^(?:chmod|source|\.|python[\d.]*|perl|node|ruby|install|exec|dpkg|rpm|kubectl|oc|helm|talosctl|pip3?)$/.test(
          program,
        )
      );
    }),
  );
}

const REMOTE_RESOURCE = /^\s*-\s*["']?(?:https?:\/\/|git@|ssh:\/\/|github\.com\/|gitlab\.com\/|git::)\S+/;

const REMOTE_FLOW =
  /\b(?:resources|bases|components|extraManifests|crds)["']?\s*:\s*\[[^\]]*(?:https?:|git@|github\.com\/)/;

/** Remote lists that a cluster applies: kustomize resources and Talos extra manifests. */
function remoteLists(view: FileView): Hit[] {
  if (view.kind !== 'yaml') return [];
  const hits: Hit[] = [];
  for (const { text, line } of view.added) {
    if (REMOTE_FLOW.test(text))
      hits.push({
        rule: 'fetch-and-run',
        line,
        message: 'manifests are taken from an address: put a pinned copy into the repo',
      });
    if (!REMOTE_RESOURCE.test(text)) continue;
    const indent = text.search(/\S/);
    const key = view.after
      .slice(0, line - 1)
      .findLast(
        (above) =>
          above.trim() !== '' &&
          !/^\s*#/.test(above) &&
          (above.search(/\S/) < indent || (above.search(/\S/) === indent && !/^\s*-/.test(above))),
      );
    if (
      /^\s*-?\s*(?:resources|bases|components|extraManifests|crds|transformers|generators|remoteIncludes?|include)\s*:/.test(
        key ?? '',
      )
    )
      hits.push({
        rule: 'fetch-and-run',
        line,
        message: 'manifests are taken from an address: put a pinned copy into the repo',
      });
  }
  return hits;
}

/** Every newly written line that fetches and runs, or sends things away. */
export function fetchHits(view: FileView): readonly Hit[] {
  if (view.kind === 'doc') return [];
  const hits = remoteLists(view);
  const names = view.newLogical.flatMap(downloads);
  for (const line of view.newLogical) {
    const row = LINES.find(([pattern]) => pattern.test(line.text));
    const remote = line.commands
      .flatMap(({ words }) => readings(words))
      .map(runsRemote)
      .find((what) => what !== undefined);
    const name = names.find((n) => runs(line, n));
    const what =
      row?.[1] ??
      remote ??
      (name === undefined ? undefined : `the downloaded file ${name} is run or applied`);
    if (what !== undefined)
      hits.push({
        rule: 'fetch-and-run',
        line: line.line,
        message: `${what}: nothing from outside the repo may run`,
      });
  }
  return hits;
}
