/** `orch explain redaction`: what of a text would leave the machine. */
import type { Redact } from '../../ports.ts';

export interface ExplainRedactionInput {
  readonly stdin: string;
  readonly json: boolean;
  /** stdin is JSON lines `{"id": …, "text": …}`, answered line by line. */
  readonly batch: boolean;
  readonly redact: Redact;
}

const one = (line: string, redact: Redact): string => {
  const { id, text } = JSON.parse(line) as { readonly id?: unknown; readonly text?: unknown };
  if (typeof text !== 'string') throw new SyntaxError(`no "text" in ${line.slice(0, 80)}`);
  return `${JSON.stringify({ id, ...redact(text) })}\n`;
};

/**
 * The redacted text as it is (so that it can be piped on), or with `json` an object with the kinds found.
 * @throws SyntaxError in batch mode for a line that is not such an object.
 */
export const explainRedaction = ({ stdin, json, batch, redact }: ExplainRedactionInput): string => {
  if (batch)
    return stdin
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => one(line, redact))
      .join('');
  const result = redact(stdin);
  return json ? `${JSON.stringify(result)}\n` : result.text;
};
