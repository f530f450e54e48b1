import { describe, expect, it } from 'vitest';
import { parentsOf } from '../../../src/core/patch/content/parents.ts';

/** For each line of a text the line (from 1) that it stands under, 0 for none. */
const under = (text: string): readonly number[] => parentsOf(text.split('\n')).map((at) => at + 1);

describe('what a line stands under', () => {
  it.each([
    ['nothing at the outermost', 'a\nb', [0, 0]],
    ['the line that is further out', 'a\n b\n  c\n d', [0, 1, 2, 1]],
    ['a line further out than its first child', 'a\n   b\n  c', [0, 1, 1]],
    ['not a line in its own column', 'a\n b\n b', [0, 1, 1]],
    ['an item: the key in its column', 'verbs:\n- x\n- y', [0, 1, 1]],
    ['an item: the key further out', 'verbs:\n  - x\n  - y', [0, 1, 1]],
    ['an item: not the item above', '- x\n- y', [0, 0]],
    ['a key behind a list in its column: not the list', 'a:\n- x\nb:\n- y', [0, 1, 0, 3]],
    ['what is in an item: the item', '- x:\n    - z\n  y: 1', [0, 1, 1]],
    ['nothing is under a blank line', 'a\n\n b\n   \n c', [0, 0, 1, 0, 1]],
    ['nothing is under a comment', 'a\n # x\n  b\n#\n c', [0, 0, 1, 0, 1]],
    ['a comment that is none', 'a\n b # x\n  c', [0, 1, 2]],
    ['no text', '', [0]],
  ])('%s', (_, text, lines) => expect(under(text)).toEqual(lines));
});
