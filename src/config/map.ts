import { parseCommandLine } from '../core/command/argv.ts';
import { OrchError } from '../core/exit.ts';
import { checkUserRules } from '../core/fingerprint/user-rules.ts';
import { didYouMean } from '../core/suggest.ts';
import type { ContextMap, RefusedString, StageSpec } from '../core/workspace.ts';
import { KNOWN_KEYS, mapSchema, type RawMap } from './map-schema.ts';
import { type Env, type SettingsFlags, settingsOf } from './settings.ts';
import { parseYamlFile, type YamlFile } from './yaml-file.ts';

export interface MapInput {
  readonly text: string;
  /** Repo-relative path of the map, for messages and for the documents beside it. */
  readonly path: string;
  readonly env: Env;
  readonly flags?: SettingsFlags;
  /** The built-in stages in order, and what each needs when the map does not say. */
  readonly builtins: readonly { readonly name: string; readonly needs: readonly string[] }[];
  /** Whether a repo-relative path exists in the workspace: the documents lie beside the map or in the root. */
  readonly exists: (path: string) => boolean;
}

type Line = string | readonly string[];

const where = ({ file, line, column }: { file: string; line: number; column: number }) =>
  `${file}:${line}:${column}`;

/** Keys nobody reads. A near miss of a known one is an error: a mistyped `protected_files` would protect nothing. */
const unknownKeys = (
  yaml: YamlFile,
  path: readonly string[],
  value: unknown,
  known: readonly string[],
): string[] => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const at = where(yaml.keyAt([...path, key]));
      const meant = didYouMean(key, known);
      if (meant)
        throw new OrchError(
          'config',
          `${at}: unknown key \`${key}\`; did you mean \`${meant}\`?`,
          `mend the key at ${at}`,
        );
      return `${at}: key \`${[...path, key].join('.')}\` is not known to orch and has no effect`;
    });
};

const allUnknownKeys = (yaml: YamlFile): string[] => {
  const map = yaml.value as Record<string, unknown>;
  const settings = (map.settings ?? {}) as Record<string, unknown>;
  const found = [
    ...unknownKeys(yaml, [], map, KNOWN_KEYS.map),
    ...unknownKeys(yaml, ['settings'], settings, KNOWN_KEYS.settings),
    ...unknownKeys(yaml, ['settings', 'executor'], settings.executor, KNOWN_KEYS.executor),
    ...unknownKeys(yaml, ['settings', 'escalation'], settings.escalation, KNOWN_KEYS.escalation),
    ...unknownKeys(yaml, ['settings', 'limits'], settings.limits, KNOWN_KEYS.limits),
    ...unknownKeys(yaml, ['settings', 'patch'], settings.patch, KNOWN_KEYS.patch),
  ];
  for (const [name, stage] of Object.entries((map.stages ?? {}) as object))
    found.push(...unknownKeys(yaml, ['stages', name], stage, KNOWN_KEYS.stage));
  return found;
};

const validated = (yaml: YamlFile): RawMap => {
  if (yaml.value === null || typeof yaml.value !== 'object' || Array.isArray(yaml.value))
    throw new OrchError(
      'config',
      `${yaml.file}: expected a mapping with \`stages:\``,
      'see `orch init` for an example map',
    );
  const result = mapSchema.safeParse(yaml.value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const at = where(yaml.at(issue.path));
    return `${at}: ${issue.path.join('.') || 'the map'}: ${issue.message}`;
  });
  throw new OrchError('config', lines.join('\n'), `mend ${yaml.file} and run orch again; nothing was run`);
};

const asArgv = (line: Line, yaml: YamlFile, path: readonly PropertyKey[], env: Env) => {
  if (typeof line !== 'string') return { argv: line } as const;
  const parsed = parseCommandLine(line, env);
  if (parsed.ok) return { argv: parsed.argv } as const;
  const refused: RefusedString = {
    text: line,
    at: yaml.at(path),
    reason: parsed.reason,
    instead: parsed.instead,
  };
  return { refused } as const;
};

const checkOf = (line: Line, isBuiltin: boolean, yaml: YamlFile, stage: readonly string[], env: Env) => {
  const path = [...stage, 'check'];
  const { argv, refused } = asArgv(line, yaml, path, env);
  if (refused) throw new OrchError('config', `${where(refused.at)}: ${refused.reason}`, refused.instead);
  if (isBuiltin)
    throw new OrchError(
      'config',
      `${where(yaml.at(path))}: ${stage.join('.')} is built in and has checks of its own`,
      'take `check:` out, or give the stage a `command:`',
    );
  return argv;
};

const stageOf = (
  name: string,
  index: number,
  names: readonly string[],
  raw: RawMap,
  yaml: YamlFile,
  input: MapInput,
): StageSpec => {
  const given = raw.stages[name] as RawMap['stages'][string];
  const path = ['stages', name];
  const command =
    given.command === undefined ? undefined : asArgv(given.command, yaml, [...path, 'command'], input.env);
  const builtin = command ? undefined : input.builtins.find((row) => row.name === name);
  if (!command && !builtin)
    throw new OrchError(
      'config',
      `${where(yaml.keyAt(path))}: stage \`${name}\` has no \`command:\` and is not one of the built-in stages (${input.builtins.map((row) => row.name).join(', ')})`,
      `give it a command, or name a built-in stage`,
    );
  const check =
    given.check === undefined
      ? undefined
      : checkOf(given.check, builtin !== undefined, yaml, path, input.env);
  const listed = yaml.value as { stages: Record<string, { diagnostics?: unknown }> };
  const isList = Array.isArray(listed.stages[name]?.diagnostics);
  const diagnostics = given.diagnostics.map((line, i) =>
    asArgv(line, yaml, [...path, 'diagnostics', ...(isList ? [i] : [])], input.env),
  );
  const before = names.slice(Math.max(0, index - 1), index);
  for (const need of given.needs ?? [])
    if (!names.slice(0, index).includes(need))
      throw new OrchError(
        'config',
        `${where(yaml.at([...path, 'needs']))}: stage \`${name}\` needs \`${need}\`, which is ${names.includes(need) ? 'not an earlier stage' : 'no stage of this map'}`,
        'name earlier stages only: stages run in the order of the map',
      );
  return {
    name,
    description: given.description,
    ...(command?.argv ? { command: command.argv } : {}),
    ...(command?.refused ? { refusedCommand: command.refused } : {}),
    ...(check === undefined ? {} : { check }),
    files: given.files,
    newFilesUnder: given.new_files_under,
    sections: given.architecture_sections,
    successCriteria: given.success_criteria,
    diagnostics: diagnostics.flatMap((one) => (one.argv ? [one.argv] : [])),
    refusedDiagnostics: diagnostics.flatMap((one) => (one.refused ? [one.refused] : [])),
    timeoutMs: given.timeout,
    needs: given.needs ?? builtin?.needs.filter((need) => names.slice(0, index).includes(need)) ?? before,
    uses: given.uses,
    env: given.env,
  };
};

/** A document lies beside the map (a drop-in under `ai/`) or in the root. */
const document = (name: string, input: MapInput): string => {
  const slash = input.path.lastIndexOf('/');
  const beside = slash < 0 ? name : `${input.path.slice(0, slash + 1)}${name}`;
  return input.exists(beside) ? beside : name;
};

const executorArgv = (raw: RawMap, yaml: YamlFile, env: Env): readonly string[] | undefined => {
  const given = raw.settings.executor?.command;
  if (given === undefined) return undefined;
  const parsed = asArgv(given, yaml, ['settings', 'executor', 'command'], env);
  if (parsed.refused)
    throw new OrchError(
      'config',
      `${where(parsed.refused.at)}: ${parsed.refused.reason}`,
      parsed.refused.instead,
    );
  return parsed.argv;
};

/** The user's own naming rules must be usable before a night depends on them. */
const checkRules = (raw: RawMap, yaml: YamlFile): void => {
  const classes = raw.classes.map(({ reopen, ...rule }) => ({
    ...rule,
    ...(reopen === undefined ? {} : { reopen }),
  }));
  const lines = checkUserRules({ ...raw.fingerprint, classes }).map(({ at, problem }) => {
    const path = at.split(/[.[\]]+/).filter((part) => part !== '');
    return `${where(yaml.at(path.map((part) => (/^\d+$/.test(part) ? Number(part) : part))))}: ${at}: ${problem}`;
  });
  if (lines.length > 0)
    throw new OrchError(
      'config',
      lines.join('\n'),
      `mend the rule in ${yaml.file}; \`orch explain fingerprint\` shows what a log is named by`,
    );
};

/**
 * Reads a context map. Every mistake is an OrchError `config` that says file, line, column and what was expected;
 * what only costs the human something is a warning in the result.
 */
export const parseMap = (input: MapInput): ContextMap => {
  const yaml = parseYamlFile(input.text, input.path);
  const raw = validated(yaml);
  checkRules(raw, yaml);
  const warnings = allUnknownKeys(yaml);
  const names = Object.keys(raw.stages);
  if (names.length === 0)
    throw new OrchError(
      'config',
      `${where(yaml.at(['stages']))}: the map names no stages`,
      'add at least one stage',
    );
  const stages = names.map((name, index) => stageOf(name, index, names, raw, yaml, input));
  for (const stage of stages)
    for (const refused of stage.refusedDiagnostics)
      warnings.push(
        `${where(refused.at)}: this diagnostic is left out: ${refused.reason}; ${refused.instead}`,
      );
  return {
    path: input.path,
    stages,
    protected: raw.protected_files,
    invariants: raw.invariants.map(({ unless, ...rule }) => ({
      ...rule,
      ...(unless === undefined ? {} : { unless }),
    })),
    keywords: raw.architecture_section_keywords,
    settings: settingsOf(raw.settings, input.env, input.flags ?? {}, executorArgv(raw, yaml, input.env)),
    documents: {
      memo: document('master_memo.md', input),
      instructions: document('executor_instructions.md', input),
      backlog: document('backlog.md', input),
      knownIssues: document('issues.txt', input),
    },
    fingerprint: raw.fingerprint,
    classes: raw.classes.map(({ reopen, ...rule }) => ({
      ...rule,
      ...(reopen === undefined ? {} : { reopen }),
    })),
    warnings,
  };
};
