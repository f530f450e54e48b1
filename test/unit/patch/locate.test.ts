import { describe, expect, it } from 'vitest';
import { alreadyThere, locate, searchOf } from '../../../src/core/patch/locate.ts';
import type { Hunk, HunkLine } from '../../../src/core/patch/ops.ts';

const fileOf = (body: string) => searchOf(body.split('\n').map((text) => ({ text, eol: '\n' as const })));
/** Hunk lines as a diff writes them; an empty line is one that lost its blank. */
const linesOf = (body: string): HunkLine[] =>
  body
    .split('\n')
    .map((line, i) =>
      line === ''
        ? { kind: ' ', text: '', no: i + 1, bare: true }
        : { kind: line[0] as ' ', text: line.slice(1), no: i + 1 },
    );
const hunkOf = (body: string, more: Partial<Hunk> = {}): Hunk => ({ no: 1, lines: linesOf(body), ...more });
const place = (file: string, body: string, more: Partial<Hunk> = {}) =>
  locate(fileOf(file), hunkOf(body, more), (text) => text);
const at = (file: string, body: string, more: Partial<Hunk> = {}): unknown => {
  const found = place(file, body, more);
  return 'at' in found ? found.at : found.rule;
};
const said = (file: string, body: string, more: Partial<Hunk> = {}): unknown =>
  Reflect.get(place(file, body, more), 'message');

describe('where a hunk belongs', () => {
  it('exactly, and only there', () => {
    expect(at('a\nb\nc', ' a\n-b\n+x')).toBe(0);
    expect(at('a\nb\nc', '-c\n+x')).toBe(2);
    expect(at('a\nb\na\nc', ' a\n-c\n+x')).toBe(2);
  });
  it('an exact place wins over one that differs by blanks at the end', () => {
    expect(at('b  \nb', '-b\n+x')).toBe(1);
    expect(at('a \nb\t', ' a\n-b\n+x')).toBe(0);
    expect(at('a\nb', ' a \n-b  \n+x')).toBe(0);
    expect(at(' a\nb', '-a\n+x')).toBe('not-found');
  });
  it('several places are refused with their lines, six at most', () => {
    expect(said('a\na\nb', '-a\n+x')).toBe(
      'the lines it replaces stand at 2 places (lines 1, 2): add context lines until only one fits',
    );
    const many = (count: number) => said(Array(count).fill('a').join('\n'), '-a\n+x');
    expect(many(6)).toContain('at 6 places (lines 1, 2, 3, 4, 5, 6):');
    expect(many(7)).toContain('at 7 places (lines 1, 2, 3, 4, 5, 6, …):');
  });
  it('the number in the header chooses only where context stands, and only a place that fits', () => {
    expect(at('k\na\nk\na', ' k\n-a\n+x', { oldStart: 3 })).toBe(2);
    expect(at('k\na\nk\na', ' k\n-a\n+x', { oldStart: 2 })).toBe('ambiguous');
    expect(at('k\na\nk\na', ' k\n-a\n+x')).toBe('ambiguous');
    expect(at('a\na', '-a\n+x', { oldStart: 2 })).toBe('ambiguous');
    expect(at(' \na\n \na', '  \n-a\n+x', { oldStart: 3 })).toBe('ambiguous');
  });
  it('a hunk for the end of the file is looked for there', () => {
    expect(at('a\nb\na', '-a\n+x', { atEnd: true })).toBe(2);
    expect(at('a\nb', '-a\n+x', { atEnd: true })).toBe('not-found');
  });
  it('an empty line at the end of the hunk is context where the file has it, else the end of the hunk', () => {
    expect(place('a\n\nb', '-a\n+x\n')).toMatchObject({ at: 0, lines: { length: 3 } });
    expect(place('a\nb', '-a\n+x\n')).toMatchObject({ at: 0, lines: { length: 2 } });
    expect(place('a\nb', '-a\n+x\n\n')).toMatchObject({ at: 0, lines: { length: 2 } });
    expect(at('a\nb', '-a\n+x\n\n b')).toBe('not-found');
  });
  it('without a line of the file it has no place, but in an empty file', () => {
    expect(at('a', '+x')).toBe('no-context');
    expect(locate(searchOf([]), hunkOf('+x'), String)).toMatchObject({ at: 0 });
  });
});

describe('why it has none', () => {
  const NOT = 'the lines it replaces are not in the file: ';
  const COPY = '; copy context and removed lines exactly from the file';
  it('names the line that the file does not hold, shortened', () => {
    expect(said('a\nb', ' a\n-q\n+x')).toBe(`${NOT}the file holds no line "q"${COPY}`);
    expect(said('a\nb', ' a\n+x\n-q')).toBe(`${NOT}the file holds no line "q"${COPY}`);
    expect(said('a', `-${'q'.repeat(130)}`)).toBe(`${NOT}the file holds no line "${'q'.repeat(120)}"${COPY}`);
  });
  it('says when all lines are there but not in this order', () => {
    expect(said('a\nb\nc', ' a\n-c\n+x')).toBe(
      `${NOT}its lines stand in the file but not next to each other in this order${COPY}`,
    );
  });
  it('says when the change is there already; a removal alone never is', () => {
    expect(at('a\nx', ' a\n-b\n+x')).toBe('already-applied');
    expect(at('a\nc', ' a\n-b\n c')).toBe('not-found');
    expect(at('a\nc', '-b')).toBe('not-found');
    expect(at('a\nc', ' a\n-c\n-b\n+c')).toBe('not-found');
  });
  it('a hunk that lost its first column is refused before it is looked for', () => {
    expect(at('a\nb', '-a\n+x', { garbled: true })).toBe('garbled');
  });
});

describe('a change that stands already', () => {
  const there = (file: string, start: number, body: string) =>
    alreadyThere(fileOf(file), start, linesOf(body));
  it('next to the context of the hunk, before or after it', () => {
    expect(there('a\nx\nb', 0, ' a\n+x')).toBe(true);
    expect(there('x\na\nb', 1, '+x\n a')).toBe(true);
    expect(there('a\nx  \nb', 0, ' a\n+x')).toBe(true);
  });
  it('not when only some of it stands, or elsewhere', () => {
    expect(there('a\nx\nb', 0, ' a\n+x\n+y')).toBe(false);
    expect(there('x\na\nq\na', 3, '+x\n a')).toBe(false);
    expect(there('x\na\na', 2, '+x\n a')).toBe(false);
    expect(there('x\nq\na\nb', 2, '+x\n a')).toBe(false);
    expect(there('a\nb\nc', 0, ' a\n b')).toBe(false);
    expect(there('a\nx\nb', 0, ' a\n+x\n b')).toBe(false);
    expect(there('a\nx', 0, ' a\n-b')).toBe(false);
    expect(there('a', 0, '')).toBe(false);
    // What is still to be removed shows that it was not applied.
    expect(there('a\nb', 0, '-a\n-b\n+a')).toBe(false);
  });
});

describe('an answer that ends in the middle of a hunk', () => {
  const open = { open: true, oldStart: 1 } as const;
  it('is cut off when the counts promise more than came, on either side', () => {
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...open, oldCount: 3, newCount: 2 })).toBe('cut-off');
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...open, oldCount: 2, newCount: 3 })).toBe('cut-off');
  });
  it('is whole when the counts agree, when it ends in context, or when more follows', () => {
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...open, oldCount: 2, newCount: 2 })).toBe(0);
    expect(at('a\nb\nc', ' a\n-b\n+x', open)).toBe(0);
    expect(at('a\nb\nc', '-a\n+x\n b', { ...open, oldCount: 3, newCount: 3 })).toBe(0);
    expect(at('a\nb\nc', ' a\n-b\n+x', { oldCount: 3, newCount: 3 })).toBe(0);
  });
  it('in mid-line is cut off when the counts are not met exactly', () => {
    const cut = { ...open, unterminated: true } as const;
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...cut, oldCount: 2, newCount: 1 })).toBe('cut-off');
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...cut, oldCount: 1, newCount: 2 })).toBe('cut-off');
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...cut, oldCount: 2, newCount: 2 })).toBe(0);
    expect(at('a\nb', ' a\n-b\n+x', { ...cut, oldCount: 3, newCount: 3 })).toBe('cut-off');
  });
  it('is whole where the file proves it: its end is reached and as many old lines lack as new ones', () => {
    expect(at('a\nb', ' a\n-b\n+x', { ...open, oldCount: 3, newCount: 3 })).toBe(0);
    expect(at('a\nb', ' a\n-b\n+x', { ...open, oldCount: 2, newCount: 3 })).toBe('cut-off');
    expect(at('q\na\nb', ' a\n-b\n+x', { ...open, oldCount: 3, newCount: 3 })).toBe(1);
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...open, oldCount: 3, newCount: 3 })).toBe('cut-off');
    expect(at('a\nb', '-a\n-b', { ...open, oldCount: 9, newCount: 1 })).toBe(0);
  });
  it('is whole when its counts are impossible or promise fewer lines than came: such a header says nothing', () => {
    expect(at('a\nb\nc', ' a\n-b\n+x\n', { ...open, oldCount: 2, newCount: 4 })).toBe(0);
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...open, oldStart: 0, oldCount: 3, newCount: 3 })).toBe(0);
    expect(at('a\nb\nc', ' a\n-b\n+x', { ...open, oldStart: 0, oldCount: 0, newCount: 3 })).toBe(0);
    expect(locate(searchOf([]), hunkOf('+x', { ...open, oldCount: 0, newCount: 2 }), String)).toMatchObject({
      rule: 'cut-off',
    });
  });
});

describe('lines after the hunk by its counts', () => {
  const rest = linesOf(' c\n-d');
  it('belong to it when the file says so', () => {
    expect(place('a\nb\nc\nd', ' a\n-b\n+x', { rest })).toMatchObject({ at: 0, lines: { length: 5 } });
    expect(place('a\nb\nc\nd', ' a\n-b\n+x', { rest, restEndsInProse: true })).toMatchObject({
      lines: { length: 5 },
    });
  });
  it('belong to it, too, when only some of them stand in the file already', () => {
    const more = linesOf(' c\n+y');
    expect(place('a\nb\nc', ' a\n-b\n+x', { rest: more })).toMatchObject({ at: 0, lines: { length: 5 } });
  });
  it('are prose when prose follows them or they are rules and blanks', () => {
    const body = ' a\n-b\n+x';
    expect(place('a\nb', body, { rest, restEndsInProse: true })).toMatchObject({
      at: 0,
      lines: { length: 3 },
    });
    const line = [{ kind: '-', text: '--', no: 4 }] as const;
    expect(place('a\nb', body, { rest: line })).toMatchObject({ at: 0, lines: { length: 3 } });
    expect(place('a\nb', body, { rest: [...linesOf(''), ...line] })).toMatchObject({ lines: { length: 3 } });
  });
  it('are refused when nobody can tell', () => {
    const body = ' a\n-b\n+x';
    expect(at('a\nb', body, { rest })).toBe('unclear');
    for (const text of ['-', '--x', 'x--'])
      expect(at('a\nb', body, { rest: [{ kind: '-', text, no: 4 }] })).toBe('unclear');
    expect(at('a\nb', body, { rest: [...linesOf(''), ...linesOf('-q')] })).toBe('unclear');
    expect(at('a\nb', body, { rest: linesOf('+y') })).toBe('unclear');
    expect(at('a\nb\n ', body, { rest: linesOf('  ') })).toBe('unclear');
  });
});

it.each<readonly [string, () => unknown]>([
  [
    'the file already reads as the patch would leave it: this change is there',
    () => said('a\nx', ' a\n-b\n+x'),
  ],
  [
    'the hunk names no line of the file: give at least one context line next to the new lines',
    () => said('a', '+x'),
  ],
  [
    'lines follow the hunk after its end by count: give correct counts or send only the patch',
    () => said('a\nb', ' a\n-b\n+x', { rest: linesOf('-q') }),
  ],
  [
    'lines of this hunk begin with neither a blank, + nor -: its context has lost the first column',
    () => said('a', '-a', { garbled: true }),
  ],
  [
    'the answer ends inside the changed lines of this hunk: it was cut off',
    () => said('a\nb', ' a\n-b', { open: true, oldCount: 3, newCount: 3 }),
  ],
])('says: %s', (want, message) => expect(message()).toBe(want));
