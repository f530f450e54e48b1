/** `20261120-235901` from an ISO time, UTC: the time in names of logs and case folders, which sort by it. */
export const stamp = (at: string): string => at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
