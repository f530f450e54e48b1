/** Code that comes from outside the repo and runs: downloads into a shell, decoded payloads, uploads. */

import { firstOf } from '../../expressions.ts';
import { fromAddress, listsAddress, withoutFlag } from './addresses.ts';
import type { FileView, Hit, LogicalLine } from './view.ts';

const INTERPRETER = String.raw`(?:\S*/)?(?:ba|z|da|k|a|fi)?sh\b|(?:\S*/)?(?:python[\d.]*|perl|ruby|node|deno|php|lua|osascript|pwsh|source|eval|xargs)\b`;
const RUNNERS = String.raw`(?:(?:[^\s;&|(){}]*/)?(?:sudo|doas|env|nohup|exec|command|time|timeout\s+\S+)(?:\s+-\S+(?:\s+[^\s;&|-]\S*)?|\s+\w+=\S*)*\s+)*`;
/** `|` or `|&`, not `||`. */
const PIPE = String.raw`(?<!\|)\|&?(?!\|)\s*${RUNNERS}`;
/** Where a command may begin; the bracket of an array is no such place. */
const START = String.raw`(?:^\s*|[;&|{]\s*|(?<!=)\(\s*|!\s+|\b(?:if|elif|while|until|then|do|else)\s+)${RUNNERS}`;

/** Rows over a whole logical line with a pipe. A line may be a list of thousands of addresses, and they look far ahead. */
const pipedRow = firstOf<readonly [RegExp, string]>([
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
    new RegExp(
      String.raw`\b(?:curl|wget)\b[^;]*${PIPE}(?:kubectl|oc|helm|flux|talosctl|terraform|ansible\S*|tar\b[^|]*-\w*C\s*/(?!tmp|var/tmp)|dd\b|tee\s+/(?:usr|etc|bin|opt))`,
    ),
    'a download is applied as it comes',
  ],
  [
    /(?:\benv\b|\bprintenv\b|\bset\b|\bcat\s[^|;]*(?:secret|kubeconfig|talosconfig|\.kube|\.age|\.ssh|token|\.pem|\.key)|\bkubectl\b[^|;]*\bsecrets?\b)[^;|]*\|[^;]*\b(?:curl|wget|nc|ncat|socat|ssh|dig|nslookup|mail|sendmail)\b/,
    'secrets are sent away',
  ],
]);

/** Rows over a whole logical line. */
const lineRow = firstOf<readonly [RegExp, string]>([
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
  [/^\s*ADD\s+(?!.*--checksum)(?:--\S+\s+)*https?:\/\//, 'a file from outside the repo is put into an image'],
  [
    /^\s*(?:scp|sftp|rsync)\b.*(?:\.kube|kubeconfig|talosconfig|\.ssh|\.age\b|\bid_\w+|secret)\S*\s.*\w:|\b(?:dig|nslookup|host|ping)\b.*\$\([^)]*(?:TOKEN|SECRET|PASSWORD|_KEY)/,
    'secrets are sent away',
  ],
  [/\bnew Function\(/, 'text is run'],
  [
    /\bimport\(\s*["'`]https?:|^\s*(?:import|export)\b.*\bfrom\s+["']https?:/,
    'code is taken from an address',
  ],
  [/\b(?:load|loadstring|dofile|exec|eval)\b.*\bpopen\b.*\b(?:curl|wget)\b/, 'a download is run'],
  [
    /\bPATH=["']?(?:\/tmp|\/var\/tmp|\/dev\/shm|\.:|\.\/|\$\{?TMP)/,
    'programs are taken from a folder that anyone can write',
  ],
  [new RegExp(`${START}eval\\b`), 'text is run by eval'],
  [/\/dev\/(?:tcp|udp)\//, 'a raw network connection is opened'],
  [
    /\b(?:nc|ncat|netcat)\b[^;|]*\s-\w*[ec]\w*\b|\bsocat\b[^;|]*\b(?:EXEC|SYSTEM)\b|\bsh\s+-i\b|\bbash\s+-i\b[^;]*[<>]&/i,
    'a shell is opened to the network',
  ],
  [
    /\b(?:curl|wget)\b[^;|]*(?:\s-[dF]\s*\S*@|--(?:data(?:-binary|-raw|-urlencode)?|json)(?:=|\s+)["']?@|--form(?:=|\s+)\S*@|--(?:post|body|upload)-file)|\bcurl\b[^;|]*\s-T/,
    'a file is uploaded',
  ],
  [
    /\bexec\(\s*(?:urllib|requests|urlopen|base64|compile|__import__)|\b(?:urlopen|requests\.get)\([^)]*\)[^;]*\bexec\(/,
    'a download is run',
  ],
  [
    /\bDOCKER_HOST=|\bLD_PRELOAD=|\bPROMPT_COMMAND=|\bBASH_ENV=|\bGIT_SSH_COMMAND=|\bNODE_OPTIONS=|\bPYTHONSTARTUP=/,
    'a variable that makes other programs run code is set',
  ],
]);

/** A path without `./` in front. */
const plain = (path: string): string => path.replace(/^\.\//, '');

/** Where a program that downloads puts what it gets. */
function saved(program: string, args: readonly string[]): string[] {
  const named = args.flatMap((arg, i) => {
    const together = /^(?:-\w*?[oO]|--output(?:-document)?=?)(.*)/.exec(arg)?.[1];
    return (together === '' ? args[i + 1] : together) ?? [];
  });
  // Only curl has to be told to take the name out of the address.
  const byAddress = program !== 'curl' || args.some((arg) => /^(?:-\w*O|--remote-name)/.test(arg));
  const addresses = byAddress ? args.filter((arg) => /^\w+:\/\//.test(arg)) : [];
  return [...named, ...addresses.map((address) => address.slice(address.lastIndexOf('/') + 1))];
}

/** `>`, `>>` or `>|` and the file behind it; not of errors, not onto another descriptor. */
const INTO = /(?<!(?:^|\s)[02-9]|>)>{1,2}\|?\s*([^\s&]\S*)/g;

const DOWNLOADERS = new Set(['curl', 'wget', 'aria2c', 'fetch']);
const NO_FILE = new Set(['', '-', '/dev/null']);

const INTO_VARIABLE = /\b([A-Za-z_]\w*)=["']?(?:\$\(|`)[^)`]*\b(?:curl|wget)\b/;

/** Names that a line downloads to; of a variable, the words that run it. */
function downloads(line: LogicalLine): string[] {
  const variable = /\$\(|`/.test(line.text) ? INTO_VARIABLE.exec(line.text)?.[1] : undefined;
  const names = line.commands.flatMap(({ words, readings }) => {
    const text = words.some((word) => word.includes('>')) ? words.join(' ') : '';
    const into = /\b(?:curl|wget)\b/.test(text) ? [...text.matchAll(INTO)].map((found) => found[1]!) : [];
    const named = readings.flatMap(({ program, args }) =>
      DOWNLOADERS.has(program) ? saved(program, args) : [],
    );
    return [...into, ...named];
  });
  return [...names.map(plain), ...(variable === undefined ? [] : [`-c $${variable}`])].filter(
    (name) => !NO_FILE.has(name),
  );
}

const LOOKS = /^(?:curl|wget|aria2c|fetch|rm|cat|ls|stat|sha\d+sum)$/;
const RUNS =
  /^(?:(?:ba|z|da|k)?sh|chmod|source|\.|python[\d.]*|perl|node|ruby|install|cp|mv|ln|exec|dpkg|rpm|kubectl|oc|helm|talosctl|pip3?)$/;

/** A path and the name of its file: programs are run by either. */
const fileOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What a line runs, marks executable, puts elsewhere or applies: names of programs, and `./` in front of paths. */
function runBy(line: LogicalLine): readonly string[] {
  const out: string[] = [];
  for (const { readings } of line.commands) {
    for (const { program, args } of readings) {
      // What stands behind a program that only looks is looked at.
      if (LOOKS.test(program)) break;
      out.push(program);
      if (args[0] === '-c') out.push(`./-c ${args[1]?.replace(/[{}]/g, '')}`);
      if (RUNS.test(program)) out.push(...args.map((arg) => `./${plain(withoutFlag(arg))}`));
    }
  }
  return out;
}

/** For each newly written line the file that it fetches or runs, when one of them is fetched and run. */
function fetchedAndRun(view: FileView): ReadonlyMap<LogicalLine, string | undefined> {
  const fetched = new Map(view.newLogical.map((line) => [line, downloads(line)]));
  const names = [...fetched.values()].flat();
  if (names.length === 0) return new Map();
  const byUse = new Map(
    names.flatMap(
      (name) =>
        [
          [fileOf(name), name],
          [`./${name}`, name],
        ] as const,
    ),
  );
  // A line that stays may run what is newly downloaded under its file's name.
  const before = new Set(view.oldLogical.flatMap(downloads));
  const staying = new Set(view.logical.filter((line) => !fetched.has(line)).flatMap(runBy));
  const runs = (line: LogicalLine): string | undefined =>
    runBy(line)
      .map((use) => byUse.get(use))
      .find((name) => name !== undefined);
  const isRun = (file: string): boolean =>
    !before.has(file) && (staying.has(`./${file}`) || staying.has(fileOf(file)));
  return new Map([...fetched].map(([line, files]) => [line, runs(line) ?? files.find(isRun)]));
}

/** A program of a folder that anyone can write; a manifest may name such a path for other ends. */
const RUNS_TEMPORARY = new RegExp(String.raw`${START}["']?(?:/tmp|/var/tmp|/dev/shm)/[^\s;]+`);

const TEMPORARY_TASK = /\b(?:command|shell|cmd|raw|script)["']?\s*:\s*["']?\/(?:tmp|var\/tmp|dev\/shm)\//;

const temporaryTask = (view: FileView, { line }: LogicalLine): boolean =>
  view.kind === 'yaml' && TEMPORARY_TASK.test(view.after[line - 1] ?? '');

/** Every newly written line that fetches and runs, or sends things away. */
export function fetchHits(view: FileView): readonly Hit[] {
  const hits: Hit[] = listsAddress(view).map((line) => ({
    rule: 'fetch-and-run',
    line,
    message: 'manifests are taken from an address: put a pinned copy into the repo',
  }));
  const reached = fetchedAndRun(view);
  for (const line of view.newLogical) {
    const row = (line.text.includes('|') ? pipedRow(line.text) : undefined) ?? lineRow(line.text);
    const temporary =
      (view.kind === 'shell' && RUNS_TEMPORARY.test(line.text)) || temporaryTask(view, line)
        ? 'a file from outside the repo is run'
        : undefined;
    const remote = line.commands
      .flatMap(({ readings }) => readings)
      .map(fromAddress)
      .find((what) => what !== undefined);
    const name = reached.get(line);
    const file = name === undefined ? undefined : `the downloaded file ${name} is run or applied`;
    const what = row?.[1] ?? remote ?? file ?? temporary;
    if (what !== undefined)
      hits.push({
        rule: 'fetch-and-run',
        line: line.line,
        message: `${what}: nothing from outside the repo may run`,
      });
  }
  return hits;
}
