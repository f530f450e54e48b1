import type { ReplyOutcome } from '../core/machine/events.ts';
import type { ErrorRecord, Source } from '../core/machine/state.ts';
import type { Engine } from './ports.ts';

/** One answer in summary.json. */
interface SummaryEntry {
  readonly at: string;
  readonly source: Source;
  readonly call?: number;
  readonly outcome: ReplyOutcome['kind'];
  readonly summary: string;
  readonly detail?: string;
  readonly commit?: string;
  readonly paths?: readonly string[];
  /** The diff that waits for the human's word. */
  readonly held?: string;
}

/** `escalations/<stage>_<time>/summary.json`: the story of one error, for people and for `orch show`. */
interface CaseSummary {
  readonly stage: string;
  readonly fingerprint: string;
  readonly error: string;
  readonly answers: readonly SummaryEntry[];
  /** What models suggested for the backlog or the known issues: listed, never acted on. */
  readonly suggestions: readonly string[];
}

const FILE = 'summary.json';

const told = (
  result: ReplyOutcome,
): Pick<SummaryEntry, 'summary' | 'detail' | 'commit' | 'paths' | 'held'> => {
  switch (result.kind) {
    case 'candidate':
      return {
        summary: result.candidate.summary,
        commit: result.candidate.commit,
        paths: result.candidate.paths,
      };
    case 'refused': {
      const { summary, detail, held } = result;
      return { summary, detail, ...(held === undefined ? {} : { held }) };
    }
    case 'unusable':
    case 'not_fixable':
      return { summary: result.summary, detail: result.detail };
    case 'diagnostics':
      return { summary: result.summary, detail: result.commands.map((argv) => argv.join(' ')).join('\n') };
    case 'unsent':
    case 'lost':
      return { summary: result.reason };
  }
};

/** Adds one answer to the summary of a case. */
export const addToSummary = async (
  engine: Engine,
  record: ErrorRecord,
  dir: string,
  answer: {
    readonly source: Source;
    readonly call?: number;
    readonly result: ReplyOutcome;
    readonly suggestions: readonly string[];
  },
): Promise<void> => {
  const { cases, clock } = engine.ports;
  const before = await cases.read(dir, FILE);
  const summary: CaseSummary =
    before === undefined
      ? {
          stage: record.stage,
          fingerprint: record.fingerprint,
          error: record.summary,
          answers: [],
          suggestions: [],
        }
      : JSON.parse(before);
  const entry: SummaryEntry = {
    at: clock.now(),
    source: answer.source,
    ...(answer.call === undefined ? {} : { call: answer.call }),
    outcome: answer.result.kind,
    ...told(answer.result),
  };
  const next: CaseSummary = {
    ...summary,
    answers: [...summary.answers, entry],
    suggestions: [...new Set([...summary.suggestions, ...answer.suggestions])],
  };
  await cases.write(dir, FILE, `${JSON.stringify(next, null, 2)}\n`);
};
