/** Code that comes from outside the repo and runs: downloads into a shell, decoded payloads, remote manifests, uploads. */
import { readings } from './shell.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const INTERPRETER = String.raw`(?:\S*/)?(?:ba|z|da|k|a|fi)?sh\b|(?:\S*/)?(?:python[\d.]*|perl|ruby|node|deno|php|lua|osascript|pwsh|source|eval|xargs)\b`;
const RUNNERS = String.raw`(?:(?:\S*/)?(?:sudo|doas|env|nohup|exec|command|time|timeout\s+\S+)(?:\s+-\S+(?:\s+[^\s;&|-]\S*)?|\s+\w+=\S*)*\s+)*`;
/** `|` or `|&`, not `||`. */
const PIPE = String.raw`(?<!\|)\|&?(?!\|)\s*${RUNNERS}`;
/** Where a command may begin; the bracket of an array is no such place. */
const START = String.raw`(?:^\s*|[;&|{]\s*|(?<!=)\(\s*|!\s+|\b(?:if|elif|while|until|then|do|else)\s+)${RUNNERS}`;

/** Rows over a whole logical line. */
const LINES: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      String.raw`\b(?:curl|wget|fetch|aria2c|http|https|xh|lwp-request|nc|ncat|socat|scp|sftp)\b[^;]*${PIPE}(?:${INTERPRETER})`,
    ),
    'a download is piped into an interpreter',
  ],
  [
    new RegExp(
      String.raw`\b(?:base64|base32|xxd|openssl|gunzip|zcat|gzip|bunzip2|xz|uudecode|tr|rev|rot13|printf|echo|sed|awk|cut)\b[^;]*${PIPE}(?:\S*/)?(?:ba|z|da|k|a)?sh(?!\S)`,
    ),
    'a decoded or made-up text is piped into a shell',
  ],
  [
    new RegExp(String.raw`${PIPE}(?:\S*/)?(?:ba|z|da|k|a)?sh(?:["'${'`'}]|\s*(?:-|$|[;&|)}>]|2>))`),
    'text is piped into a shell',
  ],
  [
    /(?:\b(?:ba|z|da|k)?sh\b|\bsource\b|(?:^|[;&|]\s*)\.)\s+(?:-\w+\s+)*<\(\s*(?:curl|wget|base64|echo|printf|fetch)/,
    'a download is run by process substitution',
  ],
  [
    /(?:\b(?:ba|z|da|k)?sh\s+-\w*c|\beval|\bpython\S*\s+-c|\bperl\s+-e|\bnode\s+-e)\s+["']?(?:\$\(|`)\s*(?:curl|wget|base64|fetch|echo|printf|xxd)/,
    'a download is run as a command',
  ],
  [
    new RegExp(
      String.raw`${START}["']?(?:\$\([^)]*|${'`'}[^${'`'}]*)\b(?:base64|base32|curl|wget|xxd|openssl|echo|printf|rev|tr)\b`,
    ),
    'a made-up command is run',
  ],
  [
    /^\s*(?:\S*\/)?(?:(?:ba|z|da|k)?sh|source|\.|python[\d.]*|perl|ruby|node)\b[^;|]*(?:<\(|<<<\s*["']?\$\()\s*(?:curl|wget|base64|fetch|xxd)/,
    'a download is run by redirection',
  ],
  [
    new RegExp(
      String.raw`${START}(?:source|\.|(?:ba|z|da|k)?sh)\s+(?:-\w+\s+)*["']?(?:/(?:tmp|var/tmp|dev/(?:shm|stdin|fd)|proc)\b|~/|\$\{?(?:TMPDIR|HOME)\b)`,
    ),
    'a file from outside the repo is run',
  ],
  [
    /\bPATH=["']?(?:\/tmp|\/var\/tmp|\/dev\/shm|\.:|\.\/|\$\{?TMP)/,
    'programs are taken from a folder that anyone can write',
  ],
  [new RegExp(`${START}eval\\b`), 'text is run by eval'],
  [
    new RegExp(
      String.raw`\b(?:curl|wget)\b[^;]*${PIPE}(?:kubectl|oc|helm|flux|talosctl|terraform|ansible\S*|tar\b[^|]*-\w*C\s*/(?!tmp|var/tmp)|dd\b|tee\s+/(?:usr|etc|bin|opt))`,
    ),
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

/** An argument without the flag or the `<` that it is written together with. */
const withoutFlag = (arg: string): string => arg.replace(/^(?:-+[\w-]+=|-[fk]|<)/, '');

/** Programs that take what they run or apply from an address. */
function runsRemote(words: readonly string[]): string | undefined {
  const [program = '', ...args] = words;
  const text = args.join(' ');
  const url = args.some((arg) => URL.test(withoutFlag(arg)) || /\?ref=/.test(arg));
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
  if (program === 'go' && /^run \S+@/.test(text)) return 'a package is fetched and run';
  if (/^(?:ansible-galaxy|krew|asdf|mise)$/.test(program) && url) return 'code is installed from an address';
  if (/^(?:rpm|dpkg)$/.test(program) && url) return 'a package is installed from an address';
  if (program === 'ansible-pull' || (program === 'curlftpfs' && url)) return 'code is fetched and run';
  return undefined;
}

/** Where a program that downloads puts what it gets. */
function saved(program: string, args: readonly string[]): string[] {
  const named = args.flatMap((arg, i) => {
    if (/^(?:-\w*[oO]|--output|--output-document)$/.test(arg)) return args[i + 1] ?? [];
    return /^(?:-[a-zA-Z]*?[oO]|--output(?:-document)?=)(.+)$/.exec(arg)?.[1] ?? [];
  });
  const remote = program === 'wget' || args.some((arg) => /^-\w*O$|^--remote-name$/.test(arg));
  const address = remote ? args.find((arg) => /^https?:/.test(arg)) : undefined;
  return [...named.filter((name) => !name.startsWith('-')), ...(address?.split('/').slice(-1) ?? [])];
}

/** `>`, `>>` or `>|` and the file behind it; not of errors, not onto another descriptor. */
const INTO = /(?<!(?:^|\s)[02-9]|>)>{1,2}\|?\s*([^\s&]\S*)/g;

/** Names that a line downloads to. */
function downloads(line: LogicalLine): string[] {
  const out: string[] = [];
  for (const { words } of line.commands) {
    for (const [program = '', ...args] of readings(words))
      if (/^(?:curl|wget|aria2c|fetch)$/.test(program)) out.push(...saved(program, args));
    const text = words.join(' ');
    if (/\b(?:curl|wget)\b/.test(text)) out.push(...[...text.matchAll(INTO)].map((found) => found[1]!));
  }
  return out.filter((name) => name !== '/dev/null');
}

const LOOKS = /^(?:curl|wget|aria2c|fetch|rm|cat|ls|stat|sha\d+sum)$/;
const RUNS =
  /^(?:(?:ba|z|da|k)?sh|chmod|source|\.|python[\d.]*|perl|node|ruby|install|cp|mv|ln|exec|dpkg|rpm|kubectl|oc|helm|talosctl|pip3?)$/;

/** Whether a line runs, marks executable, puts elsewhere or applies a file of that name. */
function runs(line: LogicalLine, name: string): boolean {
  const path = name.replace(/^\.\//, '');
  const file = path.split('/').at(-1);
  return line.commands.some(({ words }) => {
    // Behind a wrapper the first reading that says what is done with the file.
    const first = readings(words).find(
      ([program = '', ...args]) =>
        program === file ||
        LOOKS.test(program) ||
        (RUNS.test(program) && args.some((arg) => withoutFlag(arg).replace(/^\.\//, '') === path)),
    );
    return first !== undefined && !LOOKS.test(first[0]!);
  });
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
      /^\s*-?\s*["']?(?:resources|bases|components|extraManifests|crds|transformers|generators|remoteIncludes?|include)["']?\s*:/.test(
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
  // A line that stays may run what is newly downloaded under its file's name.
  const before = new Set(view.oldLogical.flatMap(downloads));
  const unknown = names.filter((name) => !before.has(name));
  const fresh = new Set(view.newLogical);
  const staying = unknown.length === 0 ? [] : view.logical.filter((line) => !fresh.has(line));
  for (const line of view.newLogical) {
    const row = LINES.find(([pattern]) => pattern.test(line.text));
    const remote = line.commands
      .flatMap(({ words }) => readings(words))
      .map(runsRemote)
      .find((what) => what !== undefined);
    const name =
      names.find((n) => runs(line, n)) ??
      downloads(line).find((n) => unknown.includes(n) && staying.some((other) => runs(other, n)));
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
