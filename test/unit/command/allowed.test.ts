import { describe, expect, test } from 'vitest';
import { judgeCommand } from '../../../src/core/command/judge.ts';
import { ALLOWED } from './allowed.ts';
import { context, words } from './context.ts';

describe('allowed, and rebuilt with orch’s own flags', () => {
  test.each(ALLOWED)('%s', (asked, runs) => {
    const verdict = judgeCommand(words(asked), context);
    expect(verdict).toEqual({
      class: 'read',
      reason: expect.stringMatching(/^\w+(?: [\w-]+)? only reads$/),
      argv: words(runs),
    });
    // The reason names the binary and its subcommand.
    const [binary, sub] = verdict.reason.split(' only')[0]?.split(' ') ?? [];
    expect(binary).toBe(verdict.argv[0]);
    if (sub !== undefined) expect(words(asked)).toContain(sub);
    expect(sub === undefined).toBe(!/^(?:kubectl|talosctl|flux|helm|git)$/.test(binary ?? ''));
  });
});

test('what runs is allowed again where orch’s flags are left out: rebuilding is stable', () => {
  for (const [asked] of ALLOWED.filter(([line]) =>
    /^(?:cat|head|tail|grep|ls|stat|wc|jq|ping|nc) /.test(line),
  )) {
    const once = judgeCommand(words(asked), context);
    expect(judgeCommand(once.argv, context)).toEqual(once);
  }
});

test('an argument with blanks stays one argument', () => {
  const asked = ['kubectl', 'get', 'pods', '-l', 'app in (web, api)'];
  expect(judgeCommand(asked, context).argv.at(-1)).toBe('--selector=app in (web, api)');
});
