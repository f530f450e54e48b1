import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { parseDuration } from './duration.ts';

// The small zod: every `orch run` builds this schema once and parses one map with it. For the same reason no parser
// is compiled. Messages are in plain English.
z.config({ ...en(), jitless: true });

/** The shape of context_map.yaml as a human writes it; `map.ts` turns it into the core's types. */

const A_DURATION = 'expected a duration such as 90s, 30m or 3h';

const duration = z.pipe(
  z
    .union([z.string(), z.number()], A_DURATION)
    .check(z.refine((value) => parseDuration(value) !== undefined, A_DURATION)),
  z.transform((value) => parseDuration(value) ?? 0),
);

/** A time in which something is to happen: none at all is a mistake, not a wish. */
const timeLimit = duration.check(z.refine((ms) => ms > 0, 'expected a duration of more than 0'));

/** One string or a list of them: maps written by hand use both. */
const words = z.pipe(
  z.union([z.string(), z.array(z.string())], 'expected a string or a list of strings'),
  z.transform((value) => (Array.isArray(value) ? value : [value])),
);
const argv = z.array(z.string()).check(z.minLength(1));
const commandLine = z.union(
  [z.string().check(z.minLength(1)), argv],
  'expected a command: a list of words, or a string',
);
const commandLines = z.pipe(
  z.union([z.string(), z.array(commandLine)], 'expected a command, or a list of commands'),
  z.transform((value): (string | string[])[] => (Array.isArray(value) ? value : [value])),
);
const pattern = z.string().check(
  z.superRefine((source, context) => {
    try {
      new RegExp(source, 'u');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      context.addIssue({ code: 'custom', message: `expected a regular expression: ${error.message}` });
    }
  }),
);
const count = z.int().check(z.gte(0));
const money = z.number().check(z.gte(0));
const setting = z.pipe(
  z.union([z.string(), z.number(), z.boolean()], 'expected a string, a number or a boolean'),
  z.transform(String),
);

const stage = z.object({
  description: z._default(z.string(), ''),
  command: z.optional(commandLine),
  check: z.optional(commandLine),
  files: z._default(words, []),
  new_files_under: z._default(words, []),
  architecture_sections: z._default(words, []),
  success_criteria: z._default(words, []),
  diagnostics: z._default(commandLines, []),
  timeout: z._default(timeLimit, 1_800_000),
  needs: z.optional(words),
  uses: z._default(words, []),
  env: z._default(z.record(z.string(), setting), {}),
});

const executor = z.object({
  kind: z._default(z.enum(['openai-compatible', 'codex', 'command', 'none']), 'openai-compatible'),
  base_url: z.optional(z.url()),
  model: z.optional(z.string()),
  key_env: z.optional(z.string()),
  bin: z._default(z.string(), 'codex'),
  command: z.optional(commandLine),
  timeout: z._default(timeLimit, 600_000),
  max_tokens: z._default(count, 8192),
});

const escalation = z.object({
  enabled: z._default(z.boolean(), true),
  api: z._default(z.enum(['responses', 'chat']), 'responses'),
  base_url: z.optional(z.url()),
  model: z.optional(z.string()),
  key_env: z._default(z.string(), 'OPENAI_API_KEY'),
  timeout: z._default(timeLimit, 300_000),
  case_tokens: z._default(count, 60_000),
  max_output_tokens: z._default(count, 16_000),
  usd_per_million_in: z._default(money, 1.25),
  usd_per_million_out: z._default(money, 10),
});

const limits = z.object({
  attempts_per_run: z.optional(count),
  api_calls_per_run: z.optional(count),
  repairs_per_run: z.optional(count),
  tokens_per_run: z.optional(count),
  usd_per_run: z.optional(money),
  tokens_per_night: z.optional(count),
  usd_per_night: z.optional(money),
  api_calls_per_night: z.optional(count),
  reproduce_under: z.optional(duration),
});

const patch = z.object({
  max_files: z._default(count, 5),
  max_changed_lines: z._default(count, 120),
  max_patch_bytes: z._default(count, 100_000),
});

const settings = z.object({
  base: z.optional(z.string()),
  side_branch: z.optional(z.string()),
  executor: z.optional(executor),
  escalation: z.optional(escalation),
  executor_retry_threshold: z.optional(z.int().check(z.gte(1), z.lte(10))),
  api_call_budget: z.optional(z.int().check(z.gte(0), z.lte(10))),
  limits: z._default(limits, {}),
  deadline: z.optional(timeLimit),
  backoff: z.optional(z.array(duration).check(z.maxLength(10))),
  grace: z._default(duration, 10_000),
  keep_logs: z._default(timeLimit, 90 * 86_400_000),
  isolation: z._default(z.enum(['auto', 'group']), 'auto'),
  verify: z._default(z.enum(['rerun', 'counterfactual']), 'rerun'),
  link: z._default(words, []),
  secret_files: z._default(words, []),
  patch: z.prefault(patch, {}),
  content_rules: z._default(z.enum(['refuse', 'hold']), 'refuse'),
  denied_namespaces: z._default(words, ['vault', 'sops']),
  node_addresses: z._default(words, []),
});

export const mapSchema = z.object({
  // Maps of the system this replaces carry versions of their own; a number above 1 is a newer orch's.
  version: z._default(
    z.union([z.string(), z.number().check(z.lte(1, 'this map was written for a newer orch'))]),
    1,
  ),
  settings: z.prefault(settings, {}),
  protected_files: z._default(words, []),
  architecture_section_keywords: z._default(z.record(z.string(), words), {}),
  fingerprint: z.prefault(z.object({ mask: z._default(words, []), keep: z._default(words, []) }), {}),
  classes: z._default(
    z.array(
      z.object({
        pattern: z.string(),
        class: z.enum(['transient', 'environment', 'credential', 'prerequisite', 'repo', 'internal']),
        sentence: z.string(),
        check: z._default(z.string(), ''),
        reopen: z.optional(z.string()),
      }),
    ),
    [],
  ),
  invariants: z._default(
    z.array(
      z.object({
        name: z.string(),
        files: words,
        forbid: pattern,
        unless: z.optional(pattern),
        message: z.string(),
      }),
    ),
    [],
  ),
  stages: z.record(
    z.string().check(z.regex(/^[a-z][a-z0-9_-]{0,39}$/, 'expected a name of a-z, 0-9, - and _')),
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
  patch: Object.keys(patch.shape),
} as const;
