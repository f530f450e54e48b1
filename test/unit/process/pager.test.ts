import { expect, test } from 'vitest';
import { page } from '../../../src/adapters/process/pager.ts';

const paged = (pager: string) => page('text\n', { PATH: process.env.PATH ?? '', PAGER: pager }, 'R');

test.each([
  ['node -e process.stdin.resume()', 'shown'],
  ['no-such-pager', 'absent'],
  ['node -e process.exit(3)', { failed: 'The pager (node -e process.exit(3)) ended with exit code 3.' }],
])('%s: %j', async (pager, result) => {
  expect(await paged(pager)).toEqual(result);
});
