/** The text of a candidate's commit: subject, body, and trailers that git itself recognises. */
import type { CommitMeta } from '../../ports.ts';
import type { Environment, Git } from './git.ts';

const OUTCOME = 'Orch-Outcome';

/** Text of one line: what a model wrote must not start a new line, or a trailer of its own. */
const oneLine = (text: string): string => text.replace(/[\s\0]+/g, ' ').trim();

/**
 * The message of a candidate. Trailers stand in the last paragraph, one a line; `Orch-Outcome` is `pending`
 * until the re-run, whatever the caller named.
 * Rule of a trailer block: git-interpret-trailers(1).
 */
export const candidateMessage = (meta: CommitMeta): string => {
  const trailers = meta.trailers
    .filter(([name]) => name !== OUTCOME)
    .map(([name, value]) => `${name}: ${oneLine(value)}`);
  const paragraphs = [
    oneLine(meta.subject) || 'orch: a repair',
    meta.body.replaceAll('\0', '').replaceAll('\r\n', '\n').trim(),
    [...trailers, `${OUTCOME}: pending`].join('\n'),
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
};

/**
 * A raw commit object with another parent and the outcome in its last paragraph; author, dates and tree stay.
 * @throws when the object has not exactly one parent or no pending outcome (our bug).
 */
export const settledCommit = (raw: Uint8Array, parent: string, outcome: string): Uint8Array => {
  const text = Buffer.from(raw).toString('latin1');
  const pending = `${OUTCOME}: pending\n`;
  const head = text.indexOf('\n\n');
  const parents = text.slice(0, head).match(/^parent [0-9a-f]+$/gm) ?? [];
  if (parents.length !== 1 || !text.endsWith(pending))
    throw new Error('a candidate commit must have one parent and end in a pending outcome');
  const fresh = text.slice(0, -pending.length).replace(/^parent [0-9a-f]+$/m, `parent ${parent}`);
  return Buffer.from(`${fresh}${OUTCOME}: ${outcome}\n`, 'latin1');
};

/**
 * Who commits: the human's configured identity, else orch. git is told not to guess one from the host's name,
 * which fails on many machines and names nobody on the others.
 */
export const identity = async (git: Git): Promise<Environment> => {
  const found = await git(['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'], { allow: [128] });
  const [, name, email] = /^(.*) <(.*)> \d+ [+-]\d+$/s.exec(found.text.trim()) ?? [];
  const [who, where] = found.code === 0 && name && email ? [name, email] : ['orch', 'orch@localhost'];
  return {
    GIT_AUTHOR_NAME: who,
    GIT_AUTHOR_EMAIL: where,
    GIT_COMMITTER_NAME: who,
    GIT_COMMITTER_EMAIL: where,
  };
};
