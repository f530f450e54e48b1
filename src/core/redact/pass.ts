/** One pass of the redactor: takes a text, and gives it back with what it knows replaced. */

/** Notes that a secret of this kind was found, and gives the placeholder for it. */
export type Mark = (kind: string) => string;

export type Pass = (text: string, mark: Mark) => string;
