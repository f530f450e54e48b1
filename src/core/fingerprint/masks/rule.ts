/** One shape of text that changes from run to run. */
export interface Rule {
  /** Kind of what is masked, as `explain` shows it. */
  readonly name: string;
  readonly form: RegExp;
  readonly to: string | ((match: string, ...groups: string[]) => string);
}
