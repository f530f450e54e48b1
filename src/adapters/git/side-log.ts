import { simpleGit } from 'simple-git';
import type { SideCommit } from '../../core/report/page.ts';

const FIELD = '\u001f';
const RECORD = '\u001e';
const trailer = (name: string) => `%(trailers:key=${name},valueonly,separator=%x2C)`;
const FORMAT = `${RECORD}${['%H', '%s', trailer('Orch-Stage'), trailer('Orch-Source'), trailer('Orch-Outcome')].join(FIELD)}${FIELD}`;

/** simple-git refuses an environment that names editors or pagers; reading a log needs neither. */
const readingEnvironment = (env: Readonly<Record<string, string | undefined>>): Record<string, string> => {
  const { PATH = '', HOME = '' } = env;
  return { PATH, HOME, LC_ALL: 'C' };
};

/** Added and removed lines of one `--numstat` block; `-` stands for a binary file. */
const sizes = (numstat: string): { readonly added: number; readonly removed: number } => {
  let added = 0;
  let removed = 0;
  for (const line of numstat.split('\n')) {
    const [plus, minus] = line.split('\t');
    added += Number(plus) || 0;
    removed += Number(minus) || 0;
  }
  return { added, removed };
};

/** The commits that `side` has and `base` has not, oldest first, without the merges of base. Both are revisions. */
export const sideCommits = async (
  root: string,
  base: string,
  side: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly SideCommit[]> => {
  const git = simpleGit({ baseDir: root }).env(readingEnvironment(env));
  const text = await git.raw([
    'log',
    '--reverse',
    '--no-merges',
    '--numstat',
    `--format=${FORMAT}`,
    `${base}..${side}`,
    '--',
  ]);
  return text
    .split(RECORD)
    .slice(1)
    .map((entry) => {
      const [commit = '', subject = '', stage = '', source = '', outcome = '', numstat = ''] =
        entry.split(FIELD);
      return { commit, subject, stage, source, outcome, ...sizes(numstat) };
    });
};
