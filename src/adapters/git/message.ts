/** The text of a candidate's commit: subject, body, and trailers that git itself recognises. */
import type { CommitMeta } from '../../ports.ts';
import type { Environment, Git } from './git.ts';

/** Every commit that orch makes carries this trailer. */
export const OUTCOME = 'Orch-Outcome';

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
 * The same commit again with another parent, and with another tree or outcome when given; author and dates stay.
 * @returns the new object's id. @throws when the commit is not a pending candidate (our bug).
 */
export const rewritten = async (
  git: Git,
  commit: string,
  change: {
    readonly parent: string;
    readonly tree?: string;
    readonly outcome?: string;
    /** Named in a trailer of its own; absent: none. */
    readonly proof?: string;
  },
): Promise<string> => {
  const text = Buffer.from((await git(['cat-file', 'commit', commit])).bytes).toString('latin1');
  const pending = `${OUTCOME}: pending\n`;
  const split = text.indexOf('\n\n');
  const head = text.slice(0, split);
  if ((head.match(/^parent /gm) ?? []).length !== 1 || !text.endsWith(pending))
    throw new Error(`${commit} is not a candidate: one parent and a pending outcome are expected`);
  const fresh = head
    .replace(/^parent \w+$/m, `parent ${change.parent}`)
    .replace(/^tree \w+$/m, (line) => (change.tree === undefined ? line : `tree ${change.tree}`));
  const body = text.slice(split, -pending.length);
  const proof = change.proof === undefined ? '' : `Orch-Proof: ${change.proof}\n`;
  const outcome = `${OUTCOME}: ${change.outcome ?? 'pending'}\n`;
  const stdin = Buffer.from(`${fresh}${body}${proof}${outcome}`, 'latin1');
  return (await git(['hash-object', '-t', 'commit', '-w', '--stdin'], { stdin })).text.trim();
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
