/** One thing that a run depends on, as doctor found it. */
export interface Check {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  /** What was found. */
  readonly detail: string;
  /** What to do about it; absent when it is ok. */
  readonly fix?: string;
}

export const ok = (name: string, detail: string): Check => ({ name, result: 'ok', detail });
export const warn = (name: string, detail: string, fix: string): Check => ({
  name,
  result: 'warn',
  detail,
  fix,
});
export const fail = (name: string, detail: string, fix: string): Check => ({
  name,
  result: 'fail',
  detail,
  fix,
});
