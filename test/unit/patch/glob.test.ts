import { describe, expect, it } from 'vitest';
import { firstMatch, matchesGlob } from '../../../src/core/patch/glob.ts';

describe('globs of the map', () => {
  it.each([
    ['config/a.yaml', 'config/a.yaml'],
    ['config/*.yaml', 'config/a.yaml'],
    ['config/*', 'config/a.yaml'],
    ['config/?.yaml', 'config/a.yaml'],
    ['config/**', 'config/a.yaml'],
    ['config/**', 'config/deep/er/a.yaml'],
    ['config/', 'config/deep/a.yaml'],
    ['**/a.yaml', 'a.yaml'],
    ['**/a.yaml', 'config/deep/a.yaml'],
    ['config/**/a.yaml', 'config/a.yaml'],
    ['config/**/a.yaml', 'config/deep/er/a.yaml'],
    ['config/x**/a.yaml', 'config/x/deep/a.yaml'],
    ['a+(b)[c]{d}.$^|\\x', 'a+(b)[c]{d}.$^|\\x'],
    ['a+(b).*', 'a+(b).yaml'],
    ['docs/*.md', 'docs/réseau\u{1f600}.md'],
    ['docs/?.md', 'docs/\u{1f600}.md'],
    ['docs/*.md', 'docs/two\nlines.md'],
    ['**', 'two\nlines'],
  ])('%s takes %j', (glob, path) => expect(matchesGlob(glob, path)).toBe(true));

  it.each([
    ['config/*.yaml', 'config/deep/a.yaml'],
    ['config/*', 'config/deep/a.yaml'],
    ['config/?.yaml', 'config/ab.yaml'],
    ['config?a.yaml', 'config/a.yaml'],
    ['config/*.yaml', 'xconfig/a.yaml'],
    ['config/*.yaml', 'config/a.yamlx'],
    ['config/', 'config'],
    ['config/', 'configs/a.yaml'],
    ['config', 'config/a.yaml'],
    ['**/a.yaml', 'config/xa.yaml'],
    ['config/**/a.yaml', 'config/xa.yaml'],
    ['config/x**/a.yaml', 'config/xa.yaml'],
    ['config/a.yaml', 'config/axyaml'],
    ['a+.*', 'aa.yaml'],
  ])('%s does not take %j', (glob, path) => expect(matchesGlob(glob, path)).toBe(false));

  it('gives the first glob that takes the path', () => {
    expect(firstMatch(['x', 'config/**', '**'], 'config/a.yaml')).toBe('config/**');
    expect(firstMatch(['x', 'config/*.md'], 'config/a.yaml')).toBeUndefined();
    expect(firstMatch([], 'a')).toBeUndefined();
  });
});
