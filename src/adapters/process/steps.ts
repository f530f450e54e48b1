/** Step reports from a stage: JSON lines on a pipe, bounded and never trusted. */
import type { Readable } from 'node:stream';
import type { StepReport } from '../../core/types.ts';

/** A longer line is dropped: a report is a few words. */
export const MAX_LINE = 64 * 1024;
/** A stage that reports without end keeps its newest reports. */
export const MAX_REPORTS = 10_000;
const MAX_STEP_NAME = 200;
const MAX_DETAIL = 4_000;
const MAX_NOTICES = 20;

const PHASES = new Set<unknown>(['check', 'apply', 'verify']);
const OUTCOMES = new Set<unknown>(['started', 'ok', 'changed', 'drift', 'failed']);

const isCount = (value: unknown, max: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= max;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** One line as a step report; undefined when it is not one. Fields that no report has are left out. */
export const parseStep = (line: string): StepReport | undefined => {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  const { step, index, phase, outcome, ms, detail, effect, notices } = read as Record<string, unknown>;
  if (typeof step !== 'string' || step.trim() === '' || step.length > MAX_STEP_NAME) return undefined;
  if (!isCount(index, 100_000) || !Number.isInteger(index)) return undefined;
  if (!PHASES.has(phase) || !OUTCOMES.has(outcome)) return undefined;
  if (ms !== undefined && !isCount(ms, Number.MAX_SAFE_INTEGER)) return undefined;
  if ([detail, effect].some((each) => each !== undefined && typeof each !== 'string')) return undefined;
  if (notices !== undefined && !isTexts(notices)) return undefined;
  return {
    step,
    index,
    phase: phase as StepReport['phase'],
    outcome: outcome as StepReport['outcome'],
    ...(ms === undefined ? {} : { ms }),
    ...(detail === undefined ? {} : { detail: (detail as string).slice(0, MAX_DETAIL) }),
    ...(effect === undefined ? {} : { effect: (effect as string).slice(0, MAX_DETAIL) }),
    ...(notices === undefined
      ? {}
      : { notices: notices.slice(0, MAX_NOTICES).map((each) => each.slice(0, MAX_DETAIL)) }),
  };
};

/** Cuts a byte stream into lines of at most `max` bytes; a longer line is given as undefined, once. */
const lines = (max: number, take: (line: string | undefined) => void) => {
  let parts: Buffer[] = [];
  let length = 0;
  let over = false;
  const end = (): void => {
    if (over) take(undefined);
    else if (length > 0) take(Buffer.concat(parts).toString('utf8'));
    parts = [];
    length = 0;
    over = false;
  };
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > max) {
      over = true;
      parts = [];
    } else if (part.length > 0) parts.push(part);
  };
  return {
    feed: (chunk: Buffer): void => {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        add(chunk.subarray(from, at));
        end();
        from = at + 1;
      }
      add(chunk.subarray(from));
    },
    end,
  };
};

export interface StepLog {
  readonly steps: readonly StepReport[];
  /** Lines that were no step report or too long, and reports beyond the newest MAX_REPORTS. */
  readonly dropped: number;
}

/**
 * Reads reports until the stream ends or is destroyed. `onStep` is called for each as it comes; what it throws
 * is thrown by `finish`, so that a fault in the display cannot leave a child behind.
 */
export const readSteps = (stream: Readable, onStep: (step: StepReport) => void) => {
  const steps: StepReport[] = [];
  let dropped = 0;
  let thrown: { readonly error: unknown } | undefined;
  const take = (line: string | undefined): void => {
    if (line?.trim() === '') return;
    const step = line === undefined ? undefined : parseStep(line);
    if (step === undefined) {
      dropped += 1;
      return;
    }
    steps.push(step);
    if (steps.length >= 2 * MAX_REPORTS) dropped += steps.splice(0, MAX_REPORTS).length;
    try {
      onStep(step);
    } catch (error) {
      thrown ??= { error };
    }
  };
  const cutter = lines(MAX_LINE, take);
  stream.on('data', cutter.feed);
  return {
    finish: (): StepLog => {
      cutter.end();
      if (thrown !== undefined) throw thrown.error;
      const over = steps.splice(0, Math.max(0, steps.length - MAX_REPORTS)).length;
      return { steps, dropped: dropped + over };
    },
  };
};
