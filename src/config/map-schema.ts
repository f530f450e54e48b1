import * as z from 'zod';
import { parseDuration } from './duration.ts';

// One map is parsed in a run: compiling a parser for each object would cost more than it saves.
z.config({ jitless: true });

/** The shape of context_map.yaml as a human writes it; `map.ts` turns it into the core's types. */

const duration = z
  .union([z.string(), z.number()])
  .refine((value) => parseDuration(value) !== undefined, 'expected a duration such as 90s, 30m or 3h')
  .transform((value) => parseDuration(value) ?? 0);

/** One string or a list of them: maps written by hand use both. */
const words = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));
const argv = z.array(z.string()).min(1);
const commandLine = z.union([z.string().min(1), argv]);
const commandLines = z
  .union([z.string(), z.array(commandLine)])
  .transform((value): (string | string[])[] => (Array.isArray(value) ? value : [value]));
const pattern = z.string().superRefine((source, context) => {
  try {
    new RegExp(source, 'u');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({ code: 'custom', message: `expected a regular expression: ${error.message}` });
  }
});
const count = z.number().int().min(0);

const stage = z.object({
  description: z.string().default(''),
  command: commandLine.optional(),
  files: words.default([]),
  new_files_under: words.default([]),
  architecture_sections: words.default([]),
  success_criteria: words.default([]),
  diagnostics: commandLines.default([]),
  timeout: duration.default(1_800_000),
  needs: words.optional(),
  uses: words.default([]),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
});

const executor = z.object({
  kind: z.enum(['openai-compatible', 'codex', 'command', 'none']).default('openai-compatible'),
  base_url: z.url().optional(),
  model: z.string().optional(),
  key_env: z.string().optional(),
  bin: z.string().default('codex'),
  command: commandLine.optional(),
  timeout: duration.default(600_000),
  max_tokens: count.default(8192),
});

const escalation = z.object({
  enabled: z.boolean().default(true),
  api: z.enum(['responses', 'chat']).default('responses'),
  base_url: z.url().optional(),
  model: z.string().optional(),
  key_env: z.string().default('OPENAI_API_KEY'),
  timeout: duration.default(300_000),
  case_tokens: count.default(60_000),
  max_output_tokens: count.default(16_000),
  usd_per_million_in: z.number().min(0).default(1.25),
  usd_per_million_out: z.number().min(0).default(10),
});

const limits = z.object({
  attempts_per_run: count.optional(),
  api_calls_per_run: count.optional(),
  repairs_per_run: count.optional(),
  tokens_per_run: count.optional(),
  usd_per_run: z.number().min(0).optional(),
  tokens_per_night: count.optional(),
  usd_per_night: z.number().min(0).optional(),
  api_calls_per_night: count.optional(),
  reproduce_under: duration.optional(),
});

const settings = z.object({
  base: z.string().optional(),
  side_branch: z.string().optional(),
  executor: executor.optional(),
  escalation: escalation.optional(),
  executor_retry_threshold: z.number().int().min(1).max(10).optional(),
  api_call_budget: z.number().int().min(0).max(10).optional(),
  limits: limits.default({}),
  deadline: duration.optional(),
  backoff: z.array(duration).max(10).optional(),
  grace: duration.default(10_000),
  isolation: z.enum(['auto', 'group']).default('auto'),
  link: words.default([]),
  secret_files: words.default([]),
  patch: z
    .object({
      max_files: count.default(5),
      max_changed_lines: count.default(120),
      max_patch_bytes: count.default(100_000),
    })
    .prefault({}),
  denied_namespaces: words.default(['vault', 'sops']),
  node_addresses: words.default([]),
});

export const mapSchema = z.object({
  // Maps of the system this replaces carry versions of their own; a number above 1 is a newer orch's.
  version: z.union([z.string(), z.number().max(1, 'this map was written for a newer orch')]).default(1),
  settings: settings.prefault({}),
  protected_files: words.default([]),
  architecture_section_keywords: z.record(z.string(), words).default({}),
  fingerprint: z.object({ mask: words.default([]), keep: words.default([]) }).prefault({}),
  classes: z
    .array(
      z.object({
        pattern: z.string(),
        class: z.enum(['transient', 'environment', 'credential', 'prerequisite', 'repo', 'internal']),
        sentence: z.string(),
        check: z.string().default(''),
        reopen: z.string().optional(),
      }),
    )
    .default([]),
  invariants: z
    .array(
      z.object({
        name: z.string(),
        files: words,
        forbid: pattern,
        unless: pattern.optional(),
        message: z.string(),
      }),
    )
    .default([]),
  stages: z.record(
    z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'expected a name of a-z, 0-9, - and _'),
    stage,
  ),
});

export type RawMap = z.infer<typeof mapSchema>;
export type RawSettings = RawMap['settings'];

/** Keys that may stand at each place; for "did you mean". */
export const KNOWN_KEYS = {
  map: Object.keys(mapSchema.shape),
  stage: Object.keys(stage.shape),
  settings: Object.keys(settings.shape),
  executor: Object.keys(executor.shape),
  escalation: Object.keys(escalation.shape),
  limits: Object.keys(limits.shape),
} as const;
