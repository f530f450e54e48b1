import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLine } from '../../../src/cli/render/event-line.ts';
import { renderStatus } from '../../../src/cli/render/status.ts';
import { style } from '../../../src/cli/render/style.ts';
import { cutPainted, linesOnScreen, oneLine, table } from '../../../src/cli/render/table.ts';
import { ago, duration, localClock, localTime } from '../../../src/cli/render/time.ts';
import {
  type ErrorRecord,
  initialState,
  type StageState,
  type State,
} from '../../../src/core/machine/state.ts';

const NOW = Date.parse('2026-11-20T22:00:00Z');
const LONG = 'a-stage-name-of-forty-characters-long-ok';
const SUMMARY = `error: ${'very '.repeat(40)}long line`;

it('says where a repair is only when it is there', () => {
  const line = (refused: { readonly refused?: string }) => {
    const event = { type: 'kept', stage: 'a', commits: [], outcome: 'verified', ...refused } as const;
    const recorded = { seq: 1, at: '2026-11-20T22:00:00.000Z', actor: 'human', run: 'r', event } as const;
    return eventLine(recorded, initialState, style(false));
  };
  expect(line({})).toContain('a: verified: kept on the side branch');
  expect(line({ refused: 'it is in use' })).toContain('a: verified: not on the side branch');
});

const green: StageState = {
  status: 'green',
  since: '2026-11-20T20:55:00Z',
  attempts: 1,
  episode: [],
  candidates: [],
};
const failed: StageState = { ...green, status: 'failed', attempts: 3, error: 'abc' };
const state = (summary = SUMMARY): State => ({
  ...initialState,
  stages: { vms: green, [LONG]: failed },
  errors: { [`${LONG}:abc`]: { stage: LONG, fingerprint: 'abc', summary } as ErrorRecord },
});
const shown = (columns: number | undefined, of = state()) =>
  renderStatus(of, ['vms', LONG], { now: NOW, style: style(false), self: 'orch', columns });
const widths = (text: string) => text.split('\n').map((line) => [...line].length);

describe('the status table', () => {
  it('in a pipe has one line a stage, with the error cut at 70', () => {
    const lines = shown(undefined).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/ {2}error: very .*… {2}orch show a-stage-name/);
  });

  it('shortens the error to fit a terminal', () => {
    const text = shown(170);
    expect(Math.max(...widths(text))).toBe(170);
    expect(text.split('\n')).toHaveLength(4);
  });

  it('on 60 columns puts error and command below their stage, and never cuts a command or a name', () => {
    const text = shown(60);
    expect(text).toContain(`\n  error: very very`);
    expect(text).toContain(`  next: orch show ${LONG}\n`);
    expect(text).toContain(`${LONG}  failed`);
    expect(text.split('\n').filter((line) => line.startsWith('  error'))[0]).toHaveLength(60);
  });

  it('an error with newlines and escapes stays one line', () => {
    for (const columns of [undefined, 60, 200])
      expect(shown(columns, state('error:\n\u001b[2Jone\ttwo\u0007'))).toMatch(/error: \[2Jone two( |\n)/);
  });

  it('says what is in the machine’s own words once', () => {
    expect(shown(200).split('\n')[1]).toMatch(/^vms +green +1 h 5 min ago +1$/);
  });
});

describe('lines', () => {
  it('are cut by characters, never through one', () => {
    expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…');
    expect(oneLine('  a\n\tb  ', 10)).toBe('a b');
  });

  it('with colours are cut to the width that is seen, and every colour is closed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (parts, width) => {
          const s = style(true);
          const text = parts
            .map((part, i) => (i % 2 ? s.red(oneLine(part, 99)) : oneLine(part, 99)))
            .join('');
          const cut = cutPainted(text, width);
          const plain = cut.replace(/\u001b\[\d+m/g, '');
          expect([...plain].length).toBeLessThanOrEqual(width);
          expect(cut.split('\u001b[31m').length).toBe(cut.split('\u001b[39m').length);
          if ([...text.replace(/\u001b\[\d+m/g, '')].length <= width) expect(cut).toBe(text);
        },
      ),
    );
  });

  it('of a table line up under colours and under characters of two units', () => {
    expect(
      table([
        ['😀', 'b'],
        ['aa', style(true).red('c')],
      ]),
    ).toBe(`😀   b\naa  ${style(true).red('c')}\n`);
  });

  it('on a screen count as often as they wrap', () => {
    expect(linesOnScreen(`${'x'.repeat(80)}\n\n${'y'.repeat(81)}\n`, 80)).toBe(4);
    expect(linesOnScreen(`${style(true).red('x'.repeat(80))}\n`, 80)).toBe(1);
  });
});

describe('times', () => {
  it('are in the zone of this machine', () => {
    const iso = '2026-11-20T22:07:09Z';
    const date = new Date(iso);
    const two = (value: number) => String(value).padStart(2, '0');
    expect(localClock(iso)).toBe(`${two(date.getHours())}:${two(date.getMinutes())}:09`);
    expect(localTime(iso)).toMatch(new RegExp(` ${two(date.getHours())}:07$`));
  });

  it.each([
    [0, '0.0 s'],
    [9_960, '10 s'],
    [59_600, '1 min'],
    [119_700, '2 min'],
    [3_599_600, '1 h'],
    [3_661_000, '1 h 1 min'],
    [172_800_000, '2 d'],
  ])('%d ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('ago: a clock that was set back is no negative time', () => {
    expect(ago('2026-11-20T22:05:00Z', NOW)).toBe('just now');
    expect(ago('2026-11-18T21:59:00Z', NOW)).toBe('2 d ago');
  });
});
