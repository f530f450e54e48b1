import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFlag, type Parsed, textFlag } from '../toolkit/flags.ts';
import { failed, said, type ToolResult } from '../toolkit/world-client.ts';
import {
  type Documents,
  decode,
  encode,
  multiError,
  patchDocuments,
  problemsOf,
  TalosConfigError,
} from './documents.ts';
import { generate, talosconfig } from './generate.ts';
import { TALOSCTL } from './releases.ts';
import { newSecrets, readSecrets, secretsText } from './secrets.ts';

/** Reads a file the way Go reports one that is not there. */
export const readNamed = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new TalosConfigError(`open ${path}: no such file or directory`);
  }
};

/** A patch argument: `@file` or the patch itself. */
const readPatch = (argument: string): Documents =>
  decode(argument.startsWith('@') ? readNamed(argument.slice(1)) : argument);

const patched = (documents: Documents, patches: readonly string[]): Documents =>
  patches.reduce((all, patch) => patchDocuments(all, readPatch(patch)), documents);

const genSecrets = (parsed: Parsed): ToolResult => {
  const file = textFlag(parsed, 'output-file') ?? 'secrets.yaml';
  const text = secretsText(newSecrets());
  if (file === '-') return said(text);
  if (existsSync(file) && parsed.flags.force !== true)
    return failed(`file "${file}" already exists, use --force to overwrite`);
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
  return said('');
};

const genConfig = (parsed: Parsed): ToolResult => {
  const [name = '', endpoint = ''] = parsed.args;
  if (!/^https:\/\/[^/:]+:\d+$/.test(endpoint))
    return failed(`invalid endpoint: ${endpoint}: the endpoint must be of the form https://<host>:<port>`);
  const secretsFile = textFlag(parsed, 'with-secrets');
  const secrets = secretsFile === undefined ? newSecrets() : readSecrets(readNamed(secretsFile));
  if (!secrets) return failed(`failed to load secrets bundle: ${secretsFile}: incomplete secrets bundle`);
  const dir = textFlag(parsed, 'output') ?? '.';
  const input = {
    name,
    endpoint,
    secrets,
    kubernetes: textFlag(parsed, 'kubernetes-version') ?? '1.36.3',
    disk: textFlag(parsed, 'install-disk') ?? '/dev/sda',
    image: textFlag(parsed, 'install-image') ?? `ghcr.io/siderolabs/installer:${TALOSCTL}`,
  };
  const all = listFlag(parsed, 'config-patch');
  const outputs: readonly (readonly [string, string])[] = [
    [
      'controlplane.yaml',
      encode(
        patched(generate(input, 'controlplane'), [...all, ...listFlag(parsed, 'config-patch-control-plane')]),
      ),
    ],
    [
      'worker.yaml',
      encode(patched(generate(input, 'worker'), [...all, ...listFlag(parsed, 'config-patch-worker')])),
    ],
    ['talosconfig', talosconfig(input)],
  ];
  mkdirSync(dir, { recursive: true });
  const existing = outputs.map(([file]) => join(dir, file)).find((path) => existsSync(path));
  if (existing !== undefined && parsed.flags.force !== true)
    return failed(`file "${existing}" already exists, use --force to overwrite`);
  for (const [file, text] of outputs) writeFileSync(join(dir, file), text, { mode: 0o644 });
  return said('', outputs.map(([file]) => `Created ${join(dir, file)}\n`).join(''));
};

const machineconfigPatch = (parsed: Parsed): ToolResult => {
  const text = encode(patched(decode(readNamed(parsed.args[0] ?? '')), listFlag(parsed, 'patch')));
  const output = textFlag(parsed, 'output');
  if (output === undefined) return said(text);
  writeFileSync(output, text);
  return said('');
};

const validate = (parsed: Parsed): ToolResult => {
  const file = textFlag(parsed, 'config') ?? '';
  const mode = textFlag(parsed, 'mode') ?? '';
  if (!['metal', 'cloud', 'container'].includes(mode)) return failed(`unknown runtime mode: "${mode}"`);
  const problems = problemsOf(decode(readNamed(file)));
  return problems.length > 0 ? failed(multiError(problems)) : said(`${file} is valid for ${mode} mode\n`);
};

const clientVersion = (parsed: Parsed): ToolResult =>
  said(
    parsed.flags.short === true
      ? `Client:\nTalos ${TALOSCTL}\n`
      : `Client:\n\tTag:         ${TALOSCTL}\n\tSHA:         9a2d4b17\n\tBuilt:       \n\tGo version:  go1.26.2\n\tOS/Arch:     linux/amd64\n`,
  );

/** The commands that work on files alone. */
export const LOCAL: Readonly<Record<string, (parsed: Parsed) => ToolResult>> = {
  'gen secrets': genSecrets,
  'gen config': genConfig,
  'machineconfig patch': machineconfigPatch,
  validate,
  version: clientVersion,
};
