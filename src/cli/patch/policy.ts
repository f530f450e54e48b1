/** Reads a policy from JSON: the keys of the outside benches and of `orch patch --policy`. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { OrchError } from '../../core/exit.ts';
import type { GatePolicy } from '../../core/patch/types.ts';

const globs = z.array(z.string());
const count = z.number().int().positive();

/** Strict: a mistyped `protected` would protect nothing. */
const Schema = z.strictObject({
  allowed_files: globs,
  allow_new_files_under: globs.optional(),
  protected: globs.optional(),
  state_dirs: globs.optional(),
  no_new_top_level: z.boolean().optional(),
  allow_new_files: z.boolean().optional(),
  allow_delete: z.boolean().optional(),
  allow_rename: z.boolean().optional(),
  allow_mode_change: z.boolean().optional(),
  allow_symlink: z.literal(false).optional(),
  allow_submodule: z.literal(false).optional(),
  allow_binary: z.literal(false).optional(),
  case_insensitive: z.boolean().optional(),
  content_rules: z.union([z.boolean(), z.enum(['refuse', 'hold', 'off'])]).optional(),
  max_files: count.optional(),
  max_changed_lines: count.optional(),
  max_patch_bytes: count.optional(),
  max_bytes: count.optional(),
});

type PolicyJson = z.infer<typeof Schema>;

const contentRules = (value: PolicyJson['content_rules']): 'refuse' | 'hold' | 'off' =>
  typeof value === 'string' ? value : value === true ? 'refuse' : 'off';

/** From the parsed JSON keys to the gate's policy. Without content rules the policy's own list is all that protects. */
const policyFromJson = (json: PolicyJson): GatePolicy => ({
  allowedFiles: json.allowed_files,
  newFilesUnder: json.allow_new_files_under ?? [],
  protected: json.protected ?? [],
  maxFiles: json.max_files ?? 10,
  maxChangedLines: json.max_changed_lines ?? 400,
  maxPatchBytes: json.max_patch_bytes ?? json.max_bytes ?? 200_000,
  stateDirs: json.state_dirs ?? [],
  allowNewTopLevel: json.no_new_top_level === false,
  allowNewFiles: json.allow_new_files !== false,
  allowDelete: json.allow_delete === true,
  allowRename: json.allow_rename === true,
  allowModeChange: json.allow_mode_change === true,
  contentRules: contentRules(json.content_rules),
  builtinProtection: contentRules(json.content_rules) === 'off' ? 'exact' : 'full',
});

/**
 * Reads and checks a policy file.
 * @throws OrchError `config` that names the file and the key.
 */
export const readPolicy = async (path: string): Promise<GatePolicy> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && (error instanceof SyntaxError || 'syscall' in error))) throw error;
    throw new OrchError(
      'config',
      `The policy ${path} cannot be read: ${error.message}.`,
      'Name a readable JSON file with --policy.',
    );
  }
  const checked = Schema.safeParse(json);
  if (checked.success) return policyFromJson(checked.data);
  const issue = checked.error.issues[0]!;
  throw new OrchError(
    'config',
    `The policy ${path} is not valid at ${issue.path.join('.') || 'its top'}: ${issue.message}.`,
    'See docs/patch-gate.md for the keys.',
  );
};
