import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Recorded } from '../core/machine/events.ts';
import type { CaseAnswer, CaseNotes } from './render/show.ts';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** What became of each candidate of a stage (`verified`, or `verified, caused` where it was proved), by its commit: the event log is the one place that keeps it for good. */
export const verdictsOf = async (root: string, stage: string): Promise<ReadonlyMap<string, string>> => {
  const verdicts = new Map<string, string>();
  const lines = createInterface({ input: createReadStream(join(root, 'logs', 'events.jsonl')) });
  try {
    for await (const line of lines) {
      // Most lines of a long log are about something else: only these two kinds are parsed.
      if (!line.includes('"type":"kept"') && !line.includes('"type":"taken_back"')) continue;
      const { event } = JSON.parse(line) as Recorded;
      if ((event.type !== 'kept' && event.type !== 'taken_back') || event.stage !== stage) continue;
      const verdict =
        event.type === 'kept' && event.proof ? `${event.outcome}, ${event.proof}` : event.outcome;
      for (const commit of event.commits) verdicts.set(commit, verdict);
    }
  } catch (error) {
    // No run yet; or a last line that a kill cut short, which the store moves aside before the next run.
    if (!isMissing(error) && !(error instanceof SyntaxError)) throw error;
  }
  return verdicts;
};

/** A summary that a kill cut short is said to be so; a newer orch's further fields are passed over. */
const readSummary = (text: string): Omit<CaseNotes, 'dir' | 'files'> => {
  try {
    const { suggestions, answers, error, fingerprint } = JSON.parse(text) as Record<string, unknown>;
    return {
      suggestions: Array.isArray(suggestions) ? suggestions.map(String) : [],
      answers: Array.isArray(answers) ? (answers as CaseAnswer[]) : [],
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof fingerprint === 'string' ? { fingerprint } : {}),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { suggestions: [], answers: [], trouble: `summary.json cannot be read: ${error.message}` };
  }
};

const notesOf = async (root: string, dir: string): Promise<CaseNotes> => {
  const files = (await readdir(join(root, dir))).sort();
  const summary = files.includes('summary.json')
    ? readSummary(await readFile(join(root, dir, 'summary.json'), 'utf8'))
    : { suggestions: [], answers: [] };
  return { dir, files, ...summary };
};

/** The case folders of a stage with what their summaries tell, oldest first; also of errors that are long mended. */
export const caseNotes = async (root: string, stage: string): Promise<readonly CaseNotes[]> => {
  let names: string[];
  try {
    names = await readdir(join(root, 'escalations'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const own = names.filter(
    (name) => name.startsWith(`${stage}_`) && /^\d{8}-\d{6}(_\d+)?$/.test(name.slice(stage.length + 1)),
  );
  return Promise.all(own.sort().map((name) => notesOf(root, `escalations/${name}`)));
};
