// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs, not templates.
import { describe, expect, it } from 'vitest';
import { codeCheckHits } from '../../../src/core/patch/content/checks-code.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'a.py'): readonly string[] =>
  codeCheckHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );

/** Of a line that changes; the program gives no verdict. */
const turned = (was: string, now: string): readonly string[] => told(`x\n${was}\ny\n`, `x\n${now}\ny\n`);

const rewritten = (was: string): string => `0 the condition \`${was}\` was rewritten`;

describe('an assertion that asks less', () => {
  it.each([
    ['assert n >= 3', 'assert n >= 2'],
    ['assert n > 3', 'assert n > 2.5'],
    ['assert n >= 1_000', 'assert n >= 10'],
    ['assert n >= 1_000', 'assert n >= 1_00'],
    ['assert n >= .5', 'assert n >= .25'],
    ['assert n <= 3', 'assert n <= 4'],
    ['assert n < 3', 'assert n < 30'],
    ['assert n == 3', 'assert n == 2'],
    ['assert n == 3', 'assert n == 4'],
    ['assert n != 0', 'assert n != 1'],
    ['assert 1 < n > 3', 'assert 1 < n > 4'],
    ['assert n > -1', 'assert n > -2'],
    ['assert n > 1', 'assert n > -1'],
    ['assert a-3 > b', 'assert a-2 > b'],
    ['assert a -3 > b', 'assert a -2 > b'],
    ['assert n >-1', 'assert n >-2'],
    ['assert n < -2', 'assert n < -1'],
    ['assert n <-2', 'assert n <-1'],
    ['assert n >= -1', 'assert n >= -2'],
    ['assert n > (-1)', 'assert n > (-2)'],
    ['assert n > ( -1)', 'assert n > ( -2)'],
    ['assert at_least(n,-1)', 'assert at_least(n,-2)'],
    ['assert at_least(n, -1)', 'assert at_least(n, -2)'],
    ['assert n3 > b', 'assert n4 > b'],
    ['assert n.3 > b', 'assert n.4 > b'],
    ['assert x == \\"a', 'assert x == \\"b'],
    ['xself.assertTrue(a); assert(a)', 'xself.assertTrue(a and b); assert(a)'],
    ['self.assertFalse(a)', 'self.assertFalse(a and b)'],
    ['self.assertGreater(n, 3)', 'self.assertGreater(n, 2)'],
    ['self.assertLess(n, 3)', 'self.assertLess(n, 4)'],
    ['expect(n).toBeGreaterThan(3)', 'expect(n).toBeGreaterThan(2)'],
    ['expect(n).toBeLessThan(3)', 'expect(n).toBeLessThan(4)'],
    ['expect(n).toBe(3)', 'expect(n).toBe(4)'],
    ['assert at_least(n, 3)', 'assert at_least(n, 2)'],
    ['assert atLeast(n, 3)', 'assert atLeast(n, 2)'],
    ['assert at_most(n, 3)', 'assert at_most(n, 4)'],
    ['assert n >= 3, "all 3 nodes"', 'assert n >= 1, "the nodes"'],
    ['assert a > 3 and b > 4', 'assert a > 3 and b > 1'],
    ['  assert n >= 3', '  assert n >= 2'],
    ['assert f("a")', 'assert f()'],
    ['assert f(3)', 'assert f()'],
    ['assert a and c', 'assert a and b or d and c'],
    ['assert a', 'assert b'],
    ['assert a', 'assert a or b'],
    ['assert a', 'assert a, b'],
    ['assert a', 'assert a and b or c'],
    ['assert a', 'assert ab and c'],
    ['assert a', 'assert b and a'],
    ['assert(a);', 'assert(a || b);'],
    ['assert f(a)', 'assert f(a and b)'],
    ['assert x == "a"', 'assert x == a'],
    ['condition = a == 3', 'condition = a == 2'],
  ])('%s → %s', (was, now) => expect(turned(was, now)).toEqual([rewritten(was.trim())]));

  it.each([
    ['assert n >= 3', 'assert n >= 4'],
    ['assert n >= 3', '  assert n >= 3'],
    ['assert n >= 3', 'assert n >= 3.0'],
    ['assert n >= 1_000', 'assert n >= 1000'],
    ['assert n >= .25', 'assert n >= .5'],
    ['assert n <= 3', 'assert n <= 2'],
    ['assert n == 3', 'assert n == 3.0'],
    ['self.assertGreater(n, 3)', 'self.assertGreater(n, 4)'],
    ['self.assertLess(n, 3)', 'self.assertLess(n, 2)'],
    ['expect(n).toBeGreaterThan(3)', 'expect(n).toBeGreaterThan(4)'],
    ['expect(n).toBeLessThan(3)', 'expect(n).toBeLessThan(2)'],
    ['assert at_least(n, 3)', 'assert at_least(n, 4)'],
    ['assert at_most(n, 3)', 'assert at_most(n, 2)'],
    ['assert x == "a"', 'assert x == "b c"'],
    ["assert x == 'a'", "assert x == 'b'"],
    ['assert x == "a\\"b"', 'assert x == ""'],
    ['assert x == `a`', 'assert x == `b`'],
    ['assert x == "3"', 'assert x == "2"'],
    ['assert n >= 3, "all 3 nodes"', 'assert n >= 3, "all nodes"'],
    ['assert n >= 2, "got 5 nodes"', 'assert n >= 2, "got 4 nodes"'],
    ['assert n >= 3', '  assert n >= 4'],
    ['assert n >= 3 and m >= 4', 'assert n >= 3 and m >= 5'],
    ['assert atLeast(n, 3)', 'assert atLeast(n, 4)'],
    ['assert atMost(n, 3)', 'assert atMost(n, 2)'],
    ['assert a ;', 'assert a and b'],
    ['assert a', '    assert a and b'],
    ['  assert a', 'assert a and b'],
    ['assert(a);', 'assert(a&&b);'],
    ['assert a', 'assert a;'],
    ['assert a and c', 'assert a and b and c'],
    ['assert f(a)', 'assert f(a) and b'],
    ['assert a or b', 'assert a or b and c'],
    ['assert a', 'assert a and b'],
    ['assert a, "why"', 'assert a and b, "why"'],
    ['assert n > -2', 'assert n > -1'],
    ['assert a', 'assert a and (b or c)'],
    ['assert a;', 'assert a && b;'],
    ['assert(a);', 'assert(a && b);'],
    ['assert  (a);', 'assert  (a && b);'],
    ['assert.ok(a)', 'assert.ok(a && b)'],
    ['self.assertTrue(a)', 'self.assertTrue(a and b)'],
    ['assertTrue(a, "b")', 'assertTrue(a and c, "b")'],
    ['assert x == "a\\\\"', 'assert x == "b"'],
    ['assert x == "a", "b\\"3"', 'assert x == "b", "\\"2"'],
    ['assert x == ""', 'assert x == "bc"'],
    ['# assert n >= 3', '# assert n >= 2'],
    ['// assert(n >= 3)', '// assert(n >= 2)'],
    ['test("x", () => expect(n).toBe(3))', 'test("x", () => expect(n).toBe(4))'],
    ['insert(3)', 'insert(2)'],
  ])('but not %s → %s', (was, now) => expect(turned(was, now)).toEqual([]));

  it('each is compared with its own, in their order', () => {
    const both = (a: number, b: number): string => `assert n >= ${a}\nx\nassert n >= ${b}\n`;
    expect(told(both(3, 5), both(4, 6))).toEqual([]);
    expect(told(both(3, 5), both(5, 3))).toEqual([]);
    expect(told(both(3, 5), both(3, 4))).toEqual([rewritten('assert n >= 5')]);
    expect(told(both(3, 5), both(6, 4))).toEqual([rewritten('assert n >= 5')]);
    expect(told('assert a\n', 'assert b\nassert a\n')).toEqual([]);
    const OUT = '0 an assertion is taken out';
    for (const [was, now] of [
      ['assert n >= 5', 'assert n >= 5'],
      ['  assert n >= 5', 'assert n >= 5'],
      ['assert n >= 5', '  assert n >= 5'],
    ])
      expect(told(`assert n >= 3\n${was}\n`, `${now}\n`)).toEqual([OUT, rewritten('assert n >= 3')]);
    expect(told('assert a\nassert b\n', 'assert a and c\nassert b and c\n')).toEqual([]);
  });

  it('only the first is told, with its first 80 characters', () => {
    expect(told('assert a\nassert b\n', 'assert c\nassert d\n')).toEqual([rewritten('assert a')]);
    const long = `assert ${'a'.repeat(90)}`;
    expect(turned(long, 'assert b')).toEqual([rewritten(long.slice(0, 80))]);
    expect(turned(`  ${long.slice(0, 80)}`, 'assert b')).toEqual([rewritten(long.slice(0, 80))]);
  });
});

describe('what there may not be fewer of', () => {
  const OUT = { test: '0 a test is taken out', assertion: '0 an assertion is taken out' };
  it.each([
    ['def test_a():', [OUT.test]],
    ['  async def test_a():', [OUT.test]],
    ['func TestA(t *testing.T) {', [OUT.test]],
    ['it("x", () => {', [OUT.test]],
    ['test.each(x)("y", () => {', [OUT.test]],
    ['class A(unittest.TestCase):', [OUT.test]],
    ['class A(TestCase):', [OUT.test]],
    ['assert a', [OUT.assertion, rewritten('assert a')]],
    ['  expect(a).toBe(b);', [OUT.assertion, rewritten('expect(a).toBe(b);')]],
    ['t.Fatal("x")', [OUT.assertion, rewritten('t.Fatal("x")')]],
    ['run(x, check=True)', ['0 the failure of a command is no longer noticed']],
    ['subprocess.check_call(x)', ['0 the failure of a command is no longer noticed']],
    ['r.raise_for_status()', ['0 the failure of a command is no longer noticed']],
    ['def atest_a():', []],
    ['run(x, check=False)', []],
    ['# assert a', []],
    ['  // expect(a).toBe(b)', []],
    [' * expect(a)', []],
    ['import test_a; assert a', []],
    ['from x import y; assert a', []],
    ['imports = 1; assert a', [OUT.assertion, rewritten('imports = 1; assert a')]],
    ['from_x = 1; import y; assert a', [OUT.assertion, rewritten('from_x = 1; import y; assert a')]],
    ['from x importing y; assert a', [OUT.assertion, rewritten('from x importing y; assert a')]],
    ['x = 1; assert a # b', [OUT.assertion, rewritten('x = 1; assert a # b')]],
  ])('%s', (was, wanted) => expect(told(`x\n${was}\ny\n`, 'x\ny\n')).toEqual(wanted));

  it('one of two; not when it moves, and not when another takes its place', () => {
    expect(told('def test_a():\ndef test_b():\n', 'def test_b():\n')).toEqual([OUT.test]);
    expect(told('def test_a():\nx\n', 'x\ndef test_a():\n')).toEqual([]);
    expect(told('def test_a():\n', 'def test_b():\n')).toEqual([]);
    expect(told('assert a\nx\n', 'x\n  assert a\n')).toEqual([]);
  });

  it('one that is made a remark is gone', () =>
    expect(turned('def test_a():', '# def test_a():')).toEqual([OUT.test]));

  it('in programs, not in texts, settings and scripts', () => {
    for (const path of ['a.py', 'a.mjs', 'a.ts', 'a.go', 'a.tf'])
      expect(told('def test_a():\nx\n', 'x\n', path)).toEqual([OUT.test]);
    for (const path of ['a.md', 'a.yaml', 'a.json', 'a.sh', 'Makefile', 'a.conf'])
      expect(told('def test_a():\nassert n > 3\n', 'assert n > 2\n', path)).toEqual([]);
  });
});

describe('a line that skips, or lets pass', () => {
  const SKIPS = '2 a test or an error is skipped';
  it.each([
    ['it.skip("x")', 'a.ts', [SKIPS]],
    ['it.skip("x")', 'a.conf', [SKIPS]],
    ['it.skip("x")', 'a.sh', []],
    ['it.skip("x")', 'a.yaml', []],
    ['it.skip("x")', 'a.md', []],
    ['# it.skip("x")', 'a.py', []],
    ['// it.skip("x")', 'a.conf', []],
    ['  * it.skip("x")', 'a.ts', []],
    ['import it.skip', 'a.ts', []],
    ['from it.skip import x', 'a.py', []],
    ['x; from it.skip import y', 'a.py', [SKIPS]],
    ['from it.skip', 'a.py', [SKIPS]],
    ['return a or True', 'a.py', ['2 a condition never changes', '2 what follows is never run']],
    ['x = a or True', 'a.py', ['2 a condition never changes']],
    ['if False:', 'a.py', ['2 a condition never changes']],
    ['x = s.startsWith("")', 'a.ts', ['2 a condition never changes']],
    ['min_nodes = 0', 'a.py', ['2 a condition never changes']],
    ['x = a or True', 'a.conf', []],
    ['min_nodes = 0', 'a.conf', []],
    ['x = a or Truely', 'a.py', []],
    ['min_nodes = 01', 'a.py', []],
    ['skip "later"', 'a.bats', [SKIPS]],
    ['  skip', 'a.bats', [SKIPS]],
    ['skipped', 'a.bats', []],
    ['x skip', 'a.bats', []],
    ['skip', 'a.bats.sh', []],
    ['skip', 'abats', []],
    ['assert True', 'a.bats', []],
  ])('%s in %s', (text, path, wanted) => expect(told('x\ny\n', `x\n${text}\ny\n`, path)).toEqual(wanted));

  const PASSES = 'every error is caught and let pass';
  it.each([
    ['except:\n  pass', [`2 ${PASSES}`]],
    ['except Exception:\n  pass', [`2 ${PASSES}`]],
    ['except BaseException as e:\n  ...', [`2 ${PASSES}`]],
    ['} catch (e) {\n}', [`2 ${PASSES}`]],
    ['except:\n  return None', [`2 ${PASSES}`]],
    ['z\nexcept:\n  pass', [`3 ${PASSES}`]],
    ['except:\n  raise', []],
    ['except KeyError:\n  pass', []],
    ['except:\n\n  pass', []],
    ['x:\n  pass', []],
  ])('%j', (text, wanted) => expect(told('x\n', `x\n${text}\n`)).toEqual(wanted));

  it('a catch that ends the file passes nothing', () => expect(told('x\n', 'x\nexcept:\n')).toEqual([]));

  it('a line that was there is not blamed, one in a new file is', () => {
    expect(told('it.skip("x")\n', 'it.skip("x")\nb\n')).toEqual([]);
    expect(told('', 'it.skip("x")\ndef test_a():\n')).toEqual(['1 a test or an error is skipped']);
    expect(told('skip\n', 'skip\nx\n', 'a.bats')).toEqual([]);
  });
});

describe('what stands behind an end can no longer be reached', () => {
  const ENDS = ['2 what follows is never run'];
  const put = (text: string, next = 'y'): readonly string[] => told(`x\n${next}\n`, `x\n${text}\n${next}\n`);

  it.each([
    'return',
    'return a',
    'sys.exit(1)',
    'process.exit(2)',
    'os._exit(3)',
    'exit(4)',
    'exit();',
    'exit(4)  ;  ',
    'exit()  ',
    'raise SystemExit(1)',
    'throw e',
  ])('%s', (text) => expect(put(text)).toEqual(ENDS));

  it.each([
    'returns',
    'exit(): number;',
    'exit(a)',
    'raise ValueError(1)',
    'raise a',
    'return (',
    'return [',
    'return {  ',
    'return f(a,',
    'x; return a',
    'throws',
  ])('goes on: %s', (text) => expect(put(text)).toEqual([]));

  it.each([
    'y',
    '\ny',
    '  \ny',
    '# why\ny',
    '// why\ny',
    'returned',
    'elsewhere',
    'ifs',
    'exceptional()',
    'casing',
    'defined',
    'classy',
    'functional()',
    'exports',
  ])('in front of %j', (next) => expect(put('return a', next)).toEqual(ENDS));

  it.each([
    ')',
    ']',
    '}',
    'else:',
    'elif b:',
    'except:',
    'finally:',
    'case 1:',
    'default:',
    'def f():',
    'class A:',
    'async def f():',
    '@wraps',
    'function f() {',
    'export x',
    '  y',
    '',
    '# why',
    '\n# why\n}',
  ])('fine in front of %j', (next) => expect(put('return a', next)).toEqual([]));

  it('of its own block', () => {
    expect(told('if a:\n  b\n  c\nd\n', 'if a:\n  b\n  return\n  c\nd\n')).toEqual([
      '3 what follows is never run',
    ]);
    expect(told('if a:\n  b\nd\n', 'if a:\n  b\n  return\nd\n')).toEqual([]);
    expect(told('x\n', 'x\nreturn a\n')).toEqual([]);
    expect(told('  x\n  z\n', '  x\n  return a\n\n  # b\n  z\n')).toEqual(ENDS);
  });
});

describe('a number of what must be there', () => {
  const LESS = ['2 less is expected'];
  it.each([
    ['MIN_NODES = 3', 'MIN_NODES = 2'],
    ['min: 3,', 'min: 2,'],
    ['EXPECTED = 3', 'EXPECTED = 2.5'],
    ["{ 'a': 3, 'min': 4, 'b': 'c' }", "{ 'a': 3, 'min': 3, 'b': 'c' }"],
    ['{ "ready" : 3 }', '{ "ready" : 2 }'],
    ["a['quorum'] = 3", "a['quorum'] = 2"],
    ['n = get("MIN_NODES", 3)', 'n = get("MIN_NODES", 2)'],
    ['wanted = [3, 4]', 'wanted = [3, 3]'],
    ['wanted = [3, 4]', 'wanted = [2, 5]'],
    ['required = 1_000', 'required = 10'],
    ['x.atLeast(3)', 'x.atLeast(2)'],
    ['at_least = 3', 'at_least = 2'],
    ['ready_nodes = 3', 'ready_nodes = 2'],
    ['replicas = 3', 'replicas = 1'],
    ['f("--min-nodes", 3)', 'f("--min-nodes", 2)'],
    ['f("-ready", 3)', 'f("-ready", 2)'],
    ['{ "not ready"  : 3 }', '{ "not ready"  : 2 }'],
    ['{ "not ready": 3 }', '{ "not ready": 2 }'],
    ['quorum = 3  # of "5"', 'quorum = 2  # of "6"'],
    ['threshold = 3', 'threshold = 2'],
  ])('%s → %s', (was, now) => expect(turned(was, now)).toEqual(LESS));

  it.each([
    ['MIN_NODES = 3', 'MIN_NODES = 4'],
    ['MIN_NODES = 3', 'MIN_NODES = 3.0'],
    ["{ on: 'not ready', ms: 30 }", "{ on: 'not ready', ms: 3 }"],
    ["{ on: 'not-ready', ms: 30 }", "{ on: 'not-ready', ms: 3 }"],
    ["{ on: 'not ready: a', ms: 30 }", "{ on: 'not ready: a', ms: 3 }"],
    ["{ on: 'ready-not', ms: 30 }", "{ on: 'ready-not', ms: 3 }"],
    ['MIN_NODES = 3', 'MIN_PODS = 2'],
    ['nodes = 3', 'nodes = 2'],
    ['admin = 3', 'admin = 2'],
    ['minutes = 3', 'minutes = 2'],
    ['x = 3', 'min = 2'],
    ['min = 3', 'x = 2'],
    ['min = "3"', 'min = "2"'],
    ['min = n3', 'min = n2'],
    ['min = v.3', 'min = v.2'],
    ['min = f("of 5")', 'min = f("of 4")'],
  ])('as many: %s → %s', (was, now) => expect(turned(was, now)).toEqual([]));

  it('each with its own, on its own line', () => {
    const both = (a: number, b: number): string => `min = ${a}\nx\nmin = ${b}\n`;
    expect(told(both(3, 5), both(3, 4))).toEqual(['3 less is expected']);
    expect(told(both(3, 5), both(4, 2))).toEqual(['3 less is expected']);
    expect(told(both(3, 5), both(2, 4))).toEqual(['1 less is expected', '3 less is expected']);
    expect(told('min = 3\n', 'min = 3\nmin = 2\n')).toEqual([]);
  });
});
