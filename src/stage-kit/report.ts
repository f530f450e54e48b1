import { writeSync } from 'node:fs';
import type { StepReport } from '../core/types.ts';

/** Details are for people; a gigabyte of diff on the step channel is not. */
const MAX_DETAIL = 2_000;

/**
 * Makes the function that writes one StepReport as one JSON line.
 * @param fd file descriptor that orch listens on; undefined when nobody does.
 */
export const stepReporter = (fd: number | undefined): ((report: StepReport) => void) => {
  if (fd === undefined) return () => undefined;
  return (report) => {
    const line = {
      ...report,
      ...(report.detail === undefined ? {} : { detail: report.detail.slice(0, MAX_DETAIL) }),
    };
    try {
      writeSync(fd, `${JSON.stringify(line)}\n`);
    } catch (error) {
      // Nobody listens any more (orch was killed): the stage still ends its step properly.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
  };
};
