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

  // Globs of their own: a compiled one is kept, and would hide from mutation testing who compiled it wrong.
  it.each([
    ['srv/*.yaml', 'srv/deep/a.yaml'],
    ['srv/*', 'srv/deep/a.yaml'],
    ['srv/?.yaml', 'srv/ab.yaml'],
    ['srv?a.yaml', 'srv/a.yaml'],
    ['srv/*.yaml', 'xsrv/a.yaml'],
    ['srv/*.yaml', 'srv/a.yamlx'],
    ['srv/', 'srv'],
    ['srv/', 'srvs/a.yaml'],
    ['srv', 'srv/a.yaml'],
    ['**/b.yaml', 'srv/xb.yaml'],
    ['srv/**/b.yaml', 'srv/xb.yaml'],
    ['srv/x**/b.yaml', 'srv/xb.yaml'],
    ['srv/a.yaml', 'srv/axyaml'],
    ['c+.*', 'cc.yaml'],
  ])('%s does not take %j', (glob, path) => expect(matchesGlob(glob, path)).toBe(false));

  it('gives the first glob that takes the path', () => {
    expect(firstMatch(['x', 'config/**', '**'], 'config/a.yaml')).toBe('config/**');
    expect(firstMatch(['x', 'config/*.md'], 'config/a.yaml')).toBeUndefined();
    expect(firstMatch([], 'a')).toBeUndefined();
  });
});
