import { type CaseInput, renderCase } from '../core/casefile/casefile.ts';
import { errorKey } from '../core/machine/records.ts';
import type { ErrorRecord } from '../core/machine/state.ts';
import { protectedBy } from '../core/patch/stage-policy.ts';
import type { StageSpec } from '../core/workspace.ts';
import { matcher } from './match.ts';
import type { Engine } from './ports.ts';

export const DIAGNOSTICS_FILE = 'diagnostics.json';

/** A case file ready to leave the machine, or why it may not. */
export type Sendable =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

type CaseVersion = CaseInput['version'];

/** The files a patch for the stage may change, as the worktree's HEAD has them. Binary files are left out. */
const allowedFiles = async (engine: Engine, spec: StageSpec): Promise<{ path: string; text: string }[]> => {
  const { repo } = engine.ports;
  const matches = matcher(spec.files);
  const paths = (await repo.list()).filter(({ path, mode }) => mode.startsWith('100') && matches(path));
  const files: { path: string; text: string }[] = [];
  for (const { path } of paths) {
    const bytes = await repo.read(path);
    if (bytes !== undefined && !bytes.includes(0))
      files.push({ path, text: new TextDecoder('utf-8').decode(bytes) });
  }
  return files;
};

type Diagnostic = CaseInput['diagnostics'][number];

/** What the diagnostics of this error said, from the case folder: it outlives a kill. */
const savedDiagnostics = async (engine: Engine, record: ErrorRecord): Promise<Diagnostic[]> => {
  if (record.caseDir === undefined || !record.diagnosed) return [];
  const text = await engine.ports.cases.read(record.caseDir, DIAGNOSTICS_FILE);
  return text === undefined ? [] : (JSON.parse(text) as Diagnostic[]);
};

/**
 * Builds the case file of an error and redacts it. Fails closed: when redaction throws, nothing may be sent.
 */
export const makeCase = async (
  engine: Engine,
  spec: StageSpec,
  record: ErrorRecord,
  version: CaseVersion,
): Promise<Sendable> => {
  const { map, limits } = engine.input;
  const text = async (path: string): Promise<string> => (await engine.ports.repo.readBase(path)) ?? '';
  const files = await allowedFiles(engine, spec);
  const input: CaseInput = {
    version,
    stage: spec,
    record,
    tail: engine.tails.get(errorKey(spec.name, record.fingerprint)) ?? '',
    memo: await text(map.documents.memo),
    keywords: map.keywords,
    instructions: await text(map.documents.instructions),
    backlog: await text(map.documents.backlog),
    knownIssues: await text(map.documents.knownIssues),
    files,
    protected: protectedBy(map),
    limits: { maxFiles: map.settings.patch.maxFiles, maxChangedLines: map.settings.patch.maxChangedLines },
    diagnostics: await savedDiagnostics(engine, record),
    callsLeft: Math.max(0, limits.apiCallBudget - record.calls),
    maxTokens: map.settings.escalation.caseTokens,
    redact: (part) => engine.ports.redact(part).text,
  };
  try {
    // Each part before it is cut, then the whole: half a secret would not be known any more.
    const { text: rendered } = renderCase(input);
    return { ok: true, text: engine.ports.redact(rendered).text };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `the case file could not be redacted, so nothing was sent: ${why}` };
  }
};
