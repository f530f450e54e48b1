import { expect } from 'vitest';
import { makeRepo, type TestRepo } from './repo.ts';

export const NO_MODELS = 'settings: { executor: { kind: none }, escalation: { enabled: false } }\n';

/** One command stage that runs a script in node; `needs: []`, so that a failure blocks nobody. */
export const nodeStage = (name: string, script: string): string =>
  `  ${name}: { command: [node, -e, ${JSON.stringify(script)}], needs: [], files: [config/**] }\n`;

/** A committed repo whose map has these stages (name → a script for node) and asks no model. */
export const repoWith = (
  stages: Readonly<Record<string, string>>,
  env?: NodeJS.ProcessEnv,
): Promise<TestRepo> =>
  makeRepo({
    files: {
      'context_map.yaml': `${NO_MODELS}stages:\n${Object.entries(stages)
        .map(([name, script]) => nodeStage(name, script))
        .join('')}`,
      'config/site.yaml': 'site: 1\n',
    },
    ...(env ? { env } : {}),
  });

/** Nothing that a terminal would act on, not even a colour. */
export const expectPlain = (text: string): void => {
  expect(text.replace(/[\n\t]/g, '')).not.toMatch(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
  );
};

/** No stack trace, no `undefined`, no object printed as such. */
export const expectTidy = (ran: { stdout: string; stderr: string }): void => {
  expect(ran.stdout + ran.stderr).not.toMatch(/undefined|\[object|\n {4}at |NaN/);
};
