import { writeSync } from 'node:fs';
import type { StepReport } from '../core/types.ts';

/** Details are for people; a gigabyte of diff on the step channel is not. */
const MAX_DETAIL = 2_000;

const short = (text: string | undefined): string | undefined => text?.slice(0, MAX_DETAIL);

/**
 * Makes the function that writes one StepReport as one JSON line, without its diff.
 * @param fd file descriptor that orch listens on; undefined when nobody does.
 */
export const stepReporter = (fd: number | undefined): ((report: StepReport) => void) => {
  if (fd === undefined) return () => undefined;
  return ({ diff: _diff, ...report }) => {
    // JSON leaves out what is undefined.
    const line = { ...report, detail: short(report.detail), effect: short(report.effect) };
    try {
      writeSync(fd, `${JSON.stringify(line)}\n`);
    } catch (error) {
      // Nobody listens any more (orch was killed): the stage still ends its step properly.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
  };
};
