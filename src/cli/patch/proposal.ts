/** Reads what a file proposes: a patch in any form, or a saved answer of a service (`reply-N.json` under escalations/). */
import { refusal } from '../../core/patch/reasons.ts';
import type { Proposal, Refused } from '../../core/patch/types.ts';
import { decodeUtf8Strict, fromBytes } from '../../core/patch/utf8.ts';
import { replyFromSaved } from '../../core/reply/saved.ts';
import { readBytes } from '../read-input.ts';

const refused = (rule: string, message: string): Refused => refusal([{ rule, message }]);

const FREE = { usdPerMillionIn: 0, usdPerMillionOut: 0 };

/** True for the body of an answer of either API, as orch keeps it: `choices` of chat, `output` of responses. */
const isSavedAnswer = (text: string): boolean => {
  if (!/^\s*\{/.test(text)) return false;
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    return Array.isArray(json.choices) || Array.isArray(json.output);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
};

const inAnswer = (text: string): Proposal | Refused => {
  const answer = replyFromSaved(text, FREE);
  if (answer.kind === 'unusable') return refused('no-patch', answer.reason);
  const { reply } = answer;
  return reply.kind === 'patch'
    ? reply.proposal
    : refused('no-patch', `the model's answer is no patch but ${reply.kind}: ${reply.summary}`);
};

/** A saved answer holds more than what it proposes: reasoning, usage, ids. */
const MOST_SAVED = 4 * 1024 * 1024;

/**
 * What a file proposes, or standard input for `-`; a refusal when it is longer than `max` bytes, not UTF-8, or a saved
 * answer without a patch. Of one that is far too long the rest is not read.
 * @throws OrchError `usage` when the file cannot be read.
 */
export const readProposal = async (file: string, max: number): Promise<Proposal | Refused> => {
  const most = Math.max(max, MOST_SAVED);
  const bytes = await readBytes(file, most);
  const tooLong = refused('size', `the answer is longer than ${max} bytes; no more are read`);
  if (bytes.length > most) return tooLong;
  const text = decodeUtf8Strict(fromBytes(bytes));
  if (text === undefined)
    return refused('not-utf8', 'the answer is not UTF-8: no text patch can be read from it');
  if (isSavedAnswer(text)) return inAnswer(text);
  return bytes.length > max ? tooLong : { form: 'text', text };
};
