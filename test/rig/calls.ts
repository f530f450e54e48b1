/** What the stages of a lab asked of the world: the lab's own record, and that of programs it has no stand-in for. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { CallLine } from '../../lab/toolkit/calls.ts';

export type Call =
  /** A program; `code` is missing when it was killed, or is not known (git). */
  | { readonly kind: 'tool'; readonly argv: readonly string[]; readonly code?: number }
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly path: string;
      readonly sent: Readonly<Record<string, string>>;
      readonly status: number;
    };

/** Programs that no stage has any business with: their stand-ins only leave a trace and fail. */
export const FOREIGN = ['helm', 'cloudflared', 'ssh', 'qm', 'pvesh', 'promtool', 'external-dns', 'talhelper'];

export interface Recorder {
  /** A PATH with git, which is recorded and run, and the foreign programs, which are recorded. */
  readonly path: string;
  /** What was recorded, and what the lab's `calls.jsonl` says. */
  calls(labCalls: string): readonly Call[];
}

const FIELD = '\x1f';
const RECORD = '\x1e';

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const fromRequest = ({ method, url, sent, status }: CallLine & { kind: 'http' }): Call => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  // The factory is sent YAML, Proxmox a form.
  const form = pathname.startsWith('/api2/') ? new URLSearchParams(sent) : [];
  return {
    kind: 'http',
    method,
    path: pathname,
    sent: Object.fromEntries([...searchParams, ...form]),
    status,
  };
};

const fromLab = (text: string): readonly Call[] => {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CallLine);
  const codes = new Map(lines.flatMap((line) => (line.kind === 'tool_end' ? [[line.id, line.code]] : [])));
  return lines.flatMap((line): Call[] => {
    if (line.kind === 'tool_end') return [];
    if (line.kind === 'http') return [fromRequest(line)];
    const code = codes.get(line.id);
    return [{ kind: 'tool', argv: line.argv, ...(code === undefined ? {} : { code }) }];
  });
};

const fromShims = (text: string): readonly Call[] =>
  text
    .split(RECORD)
    .filter((record) => record !== '')
    .map((record) => ({ kind: 'tool', argv: record.split(FIELD) }));

/** Makes the recording programs. @param dir a new folder for them. */
export const recordPrograms = (dir: string): Recorder => {
  const before = process.env.PATH ?? '';
  const bin = join(dir, 'bin');
  const record = join(dir, 'record');
  mkdirSync(bin, { recursive: true });
  const shim = (name: string, then: string) =>
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\n(IFS='${FIELD}'; set -- ${name} "$@"; printf '%s${RECORD}' "$*" >> '${record}')\n${then}\n`,
      { mode: 0o755 },
    );
  const git = before
    .split(delimiter)
    .map((folder) => join(folder, 'git'))
    .find((file) => existsSync(file));
  if (git === undefined) throw new Error('no git on PATH');
  shim('git', `exec '${git}' "$@"`);
  for (const name of FOREIGN) shim(name, 'exit 1');
  return {
    path: `${bin}${delimiter}${before}`,
    calls: (labCalls) => [...fromLab(read(labCalls)), ...fromShims(read(record))],
  };
};
