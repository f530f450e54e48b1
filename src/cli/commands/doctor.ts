import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OrchError } from '../../core/exit.ts';
import type { ContextMap } from '../../core/workspace.ts';
import type { Context } from '../context.ts';
import { type Check, fail } from '../doctor/check.ts';
import { backupFile, type SecretsBackup, secretsFile, sha256Of } from '../doctor/cluster.ts';
import { machineChecks } from '../doctor/machine.ts';
import { modelChecks } from '../doctor/models.ts';
import { runChecks, workspaceChecks } from '../doctor/workspace.ts';
import { readWorkspaceMap } from '../map.ts';
import type { Action } from '../program.ts';
import { jsonText } from '../render/guard.ts';
import { style } from '../render/style.ts';
import { oneLine, table } from '../render/table.ts';
import { rootOf } from '../root.ts';

/** A line longer than this is no sentence; the JSON has all of it. */
const LONGEST = 600;
const MARK = { ok: 'ok', warn: 'warn', fail: 'FAIL' } as const;

const attempt = async (read: () => Promise<ContextMap>): Promise<ContextMap | Check> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof OrchError)) throw error;
    return fail('map', error.message, error.next);
  }
};

/** A map that is broken on base as in the checkout is one thing to mend. */
const repeated = (map: ContextMap | Check, checks: readonly Check[]): readonly Check[] =>
  checks.filter((check) => !('result' in map && check.detail === map.detail));

/** The human's word that the secrets are put away; new secrets ask for it again. */
const noteBackup = async (root: string, context: Context): Promise<void> => {
  const secrets = secretsFile(root);
  if (!existsSync(secrets))
    throw new OrchError('usage', `there are no cluster secrets yet (${secrets})`, 'stage talos makes them');
  const note: SecretsBackup = { version: 1, sha256: sha256Of(secrets), at: new Date().toISOString() };
  await mkdir(dirname(backupFile(root)), { recursive: true, mode: 0o700 });
  await writeFile(backupFile(root), `${JSON.stringify(note)}\n`);
  context.err(`orch: noted in ${backupFile(root)}\n`);
};

/** `orch doctor`: everything a run depends on, each with the fix. Exit 1 when something is missing. */
export const doctor: Action = async (context, options) => {
  const root = rootOf(context.dir);
  if (options.secretsBackedUp === true) await noteBackup(root, context);
  const map = await attempt(() => readWorkspaceMap(root, context));
  const known = 'result' in map ? undefined : map;
  // Asked at the same time, told in this order: several of them wait for somebody who may not answer.
  const groups = await Promise.all([
    machineChecks(context, root),
    known === undefined ? [map as Check] : workspaceChecks(known, root, context),
    known === undefined ? [] : modelChecks(known, context),
    runChecks(root, context).then((found) => repeated(map, found)),
  ]);
  const checks = groups.flat();
  const failed = checks.filter((check) => check.result === 'fail').length;
  if (context.json) context.out(jsonText({ version: 1, ok: failed === 0, checks }));
  else {
    const s = style(context.colour);
    const paint = { ok: s.green, warn: s.yellow, FAIL: s.red } as const;
    context.out(
      table(
        checks.map((check) => [
          MARK[check.result],
          check.name,
          oneLine(check.fix ? `${check.detail}  →  ${check.fix}` : check.detail, LONGEST),
        ]),
        (text, _row, column) => (column === 0 ? paint[text as keyof typeof paint](text) : text),
      ),
    );
    context.out(
      failed === 0
        ? `A run can start. Next: ${context.self} run all\n`
        : `${failed} thing${failed === 1 ? '' : 's'} to mend before a run.\n`,
    );
  }
  return failed === 0 ? 0 : 1;
};
