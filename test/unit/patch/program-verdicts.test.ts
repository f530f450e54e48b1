// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs, not templates.
import { describe, expect, it } from 'vitest';
import { codeCheckHits } from '../../../src/core/patch/content/checks-code.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'a.py'): readonly string[] =>
  codeCheckHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );

/** Of a line that changes in a program that gives no verdict. */
const turned = (was: string, now: string): readonly string[] => told(`x\n${was}\ny\n`, `x\n${now}\ny\n`);

const rewritten = (was: string): string => `0 the condition \`${was}\` was rewritten`;

describe('a program that gives a verdict', () => {
  const VERDICT = 'sys.exit(main())\n';
  /** Of a change in a program that exits with a status. */
  const inVerdict = (was: string, now: string): readonly string[] =>
    told(`${VERDICT}${was}\n`, `${VERDICT}${now}\n`);

  it.each([
    ['a.py', VERDICT, true],
    ['a.py', `x\n${VERDICT}y\n`, true],
    ['a.js', 'process.exitCode = 1\n', true],
    ['a.go', 'os.Exit(main())\n', true],
    ['a.py', 'raise SystemExit(main())\n', true],
    ['checks/a.py', '', true],
    ['src/Verify.ts', '', true],
    ['probe.js', '', true],
    ['a.py', '', false],
    ['a.py', 'exit_code = 3\n', false],
    ['src/a.ts', 'x = sys.exited\n', false],
  ])('%s with %j: %j', (path, top, gives) =>
    expect(told(`${top}raise Broken()\nx\n`, `${top}x\n`, path)).toEqual(
      gives ? ['0 a failing end is taken out'] : [],
    ),
  );

  it.each([
    ['sys.exit(1)', ['0 a failing end is taken out']],
    ['raise Broken()', ['0 a failing end is taken out']],
    ['return 1', ['0 a failing end is taken out']],
    ['panic(err)', ['0 a failing end is taken out']],
    ['throw e;', ['0 a failing end is taken out']],
    ['# sys.exit(1)', []],
    ['sys.exit(0)', []],
    ['return 0', []],
    ['x', []],
  ])('loses %s', (was, wanted) => expect(inVerdict(`${was}\nx`, 'x')).toEqual(wanted));

  const GUARD = (condition: string, body = '  sys.exit(1)'): string => `${condition}\n${body}`;

  it.each([
    ['if n < 3:', 'if n < 2:'],
    ['if n > 3:', 'if n > 4:'],
    ['if n != 3:', 'if n != 2:'],
    ['if n == 3:', 'if n == 4:'],
    ['elif n < 3:', 'elif n < 2:'],
    ['} else if (n < 3) {', '} else if (n < 2) {'],
    ['}  else  if (n < 3) {', '}  else  if (n < 2) {'],
    ['}else if (n < 3) {', '}else if (n < 2) {'],
    ['if a:', 'if b:'],
    ['if a:', 'if a and b:'],
    ['if a:', 'if ab or c:'],
    ['if (a) {', 'if (a && b) {'],
    ['if f(a):', 'if f(a or b):'],
    ['if not (a):', 'if not (a or b):'],
    ['if n < 3:', 'if n < 3 and n > 1:'],
  ])('fails on less: %s → %s', (was, now) =>
    expect(inVerdict(GUARD(was), GUARD(now))).toEqual([rewritten(was)]),
  );

  it.each([
    ['if n < 3:', 'if n < 4:'],
    ['if n > 3:', 'if n > 2:'],
    ['if n != 3:', 'if n != 3.0:'],
    ['if a:', 'if a or b:'],
    ['if a:', 'if a or b and c:'],
    ['if n > 3 or m > 4:', 'if n > 3 or m > 2:'],
    ['if (a) {', 'if (a||b) {'],
    ['} else if (a) {', '} else if (a || b) {'],
    ['}else if(a) {', '}else if(a || b) {'],
    ['}  else  if  (a) {', '}  else  if  (a || b) {'],
    ['else if (a) {', 'else if (a || b) {'],
    ['if (a) {', 'if (a || b) {'],
    ['if (a) {', 'if (a || f(b)) {'],
    ['if (f(a)) {', 'if (f(a) || b) {'],
    ['if f(a):', 'if f(a) or b:'],
    ['if a == "x":', 'if a == "y":'],
    ['if a:', ' if a:'],
  ])('fails on as much: %s → %s', (was, now) => expect(inVerdict(GUARD(was), GUARD(now))).toEqual([]));

  it.each([
    ['on the same line', 'if n < 3: sys.exit(1)', 'if n < 2: sys.exit(1)', true],
    ['thrown on the same line', 'if (n < 3) throw e;', 'if (n < 2) throw e;', true],
    ['raised on the same line', 'if n < 3: raise Broken()', 'if n < 2: raise Broken()', true],
    ['thrown in braces', 'if (n < 3) { throw e; }', 'if (n < 2) { throw e; }', true],
    ['returned', 'if n < 3:\n  return 1', 'if n < 2:\n  return 1', true],
    ['behind blank lines', 'if n < 3:\n\n  sys.exit(1)', 'if n < 2:\n\n  sys.exit(1)', true],
    ['behind a line of blanks', 'if n < 3:\n \n  sys.exit(1)', 'if n < 2:\n \n  sys.exit(1)', true],
    [
      'eight lines below',
      GUARD('if n < 3:', `${'  x\n'.repeat(7)}  sys.exit(1)`),
      GUARD('if n < 2:', `${'  x\n'.repeat(7)}  sys.exit(1)`),
      true,
    ],
    [
      'nine lines below',
      GUARD('if n < 3:', `${'  x\n'.repeat(8)}  sys.exit(1)`),
      GUARD('if n < 2:', `${'  x\n'.repeat(8)}  sys.exit(1)`),
      false,
    ],
    ['a condition that goes on', GUARD('if n < 3:', '  x'), GUARD('if n < 2:', '  x'), false],
    ['a failure behind the block', 'if n < 3:\n  x\nsys.exit(1)', 'if n < 2:\n  x\nsys.exit(1)', false],
    ['a failure on the next line', 'if n < 3:\nsys.exit(1)', 'if n < 2:\nsys.exit(1)', false],
    ['at the end of the file', 'if n < 3:', 'if n < 2:', false],
    ['no condition', 'for n < 3:\n  sys.exit(1)', 'for n < 2:\n  sys.exit(1)', false],
    ['no condition, though it ends so', 'gif n < 3:\n  sys.exit(1)', 'gif n < 2:\n  sys.exit(1)', false],
    ['no condition, though it sounds so', 'iff n < 3:\n  sys.exit(1)', 'iff n < 2:\n  sys.exit(1)', false],
  ])('%s', (_, was, now, less) => {
    const first = was.split('\n')[0]!;
    expect(inVerdict(was, now)).toEqual(less ? [rewritten(first.replace(/ (?:throw|raise).*/, ''))] : []);
  });

  it.each([
    ['another error', 'if (a) throw e;', 'if (a) throw f(e);'],
    ['in a block', 'if (a) throw e;', 'if (a) {\n  throw e;\n}'],
    ['on one line', 'if a:\n  raise e', 'if a: raise e'],
    ['without a blank', 'if (a)throw e;', 'if (a)throw f(e);'],
    ['under one condition more', 'if (a) throw e;', 'if (a || b) throw e;'],
  ])('fails as before: %s', (_, was, now) => expect(inVerdict(was, now)).toEqual([]));

  it('outside of a verdict conditions come and go', () => {
    expect(turned('if n < 3:\n  raise Broken()', 'if n < 2:\n  raise Broken()')).toEqual([]);
    expect(told('x\nreturn n >= 3\n', 'x\nreturn n >= 2\n')).toEqual([]);
    expect(told('x\nreturn f(x)\n', 'x\nreturn True\n')).toEqual([]);
  });

  it.each([
    ['return n >= 3', 'return n >= 2'],
    ['return n <= 3', 'return n <= 4'],
    ['  return n < 3', '  return n < 4'],
    ['return n >3', 'return n >2'],
    ['return n>3', 'return n>2'],
    ['return s > "a"', 'return s < "a"'],
    ["return s >'a'", "return s <'a'"],
    ['return a!=b', 'return a==b'],
    ['return a in b', 'return f(a, b)'],
    ['return a and b', 'return f(a, b)'],
    ['return a && b', 'return f(a, b)'],
    ['return any(a)', 'return f(a)'],
    ['return a.every(b)', 'return a.f(b)'],
    ['return a.some(b)', 'return a.f(b)'],
    ['export  const ok = (n) => n > 3;', 'export  const ok = (n) => n > 2;'],
    ['const  ok  =  (n) => n > 3;', 'const  ok  =  (n) => n > 2;'],
    ['const ok= (n) => n > 3;', 'const ok= (n) => n > 2;'],
    ['const ok = (n) => (m) => n > m;', 'const ok = (n) => (m) => n < m;'],
    ['return n == 3', 'return n == 2'],
    ['return n == 3', 'return n != 3'],
    ['return a === b', 'return a == b'],
    ['return n < m and x', 'return n > m and x'],
    ['return !a.includes(b)', 'return a.includes(b)'],
    ['return all(a)', 'return any(a)'],
    ['return a and b == c', 'return a or b == c'],
    ['return not a in b', 'return a in b'],
    ['const ok = (n) => n >= 3;', 'const ok = (n) => n >= 2;'],
    ['export const ok = (n) => n.includes(a);', 'export const ok = (n) => n.some(a);'],
    ['return x.startswith("a")', 'return f(x)'],
    ['return a == 1 && b', 'return b'],
  ])('answers less: %s → %s', (was, now) => expect(inVerdict(was, now)).toContain(rewritten(was.trim())));

  it.each([
    ['return n >= 3', 'return n >= 4'],
    ['return n >= 3', 'return m >= 3'],
    ['return n >= 3', 'return n >= 3 and m'],
    ['return n == m', 'return n == 3'],
    ['return a == "b"', 'return c == "d"'],
    ['return x.startswith("a")', 'return x.startswith("b")'],
    ['return x.startswith("a")', 'return y.match("b")'],
    ['return a', 'return b'],
    ['areturn n > 3', 'areturn n > 2'],
    ['return f(x=1)', 'return f(x=2)'],
    ['const f = (n) =>n > 3', 'const f = (n) =>n > 2'],
    ['return band(3)', 'return band(2)'],
    ['return many(3)', 'return many(2)'],
    ['return attest(3)', 'return attest(2)'],
    ['return anything(3)', 'return anything(2)'],
    ['return within(3)', 'return within(2)'],
    ['const n = 3', 'const n = 2'],
  ])('answers as much: %s → %s', (was, now) => expect(inVerdict(was, now)).toEqual([]));

  const CONSTANT = 'a computed result is a constant now';
  it.each([
    ['return f(x)', 'return True', [`2 ${CONSTANT}`]],
    ['return f(x);', 'return true;', [`2 ${CONSTANT}`]],
    ['return x', '  return  True  ', [`2 ${CONSTANT}`]],
    ['return x', 'y\nreturn 0', [`3 ${CONSTANT}`]],
    ['return x', 'return None', [`2 ${CONSTANT}`]],
    ['return x\nz', 'return undefined', [`2 ${CONSTANT}`]],
    ['return x', 'return False', []],
    ['return x', 'return 01', []],
    ['return x', 'return Truely', []],
    ['return x', 'return isTrue', []],
    ['return x', 'y; return True', []],
    ['return x', 'return  null', [`2 ${CONSTANT}`]],
    ['return x', 'return', []],
    ['return x', 'y', []],
    ['return True', 'return 0', []],
    ['return', 'return True', []],
    ['z', 'return True', []],
    ['return x', 'if a: y\n  return x2\nreturn True', []],
    ['returns x', 'return True', []],
  ])('%j → %j', (was, now, wanted) =>
    expect(inVerdict(was, now).filter((one) => one.includes('constant'))).toEqual(wanted),
  );

  it('results far from each other are judged apart', () =>
    expect(inVerdict('return x\ny\nz', 'y\nz\nreturn True')).toEqual([]));

  const DROPPED = 'a condition is taken out';
  it.each([
    ['n = len([x for x in a if ready(x)])', 'n = len([x for x in a])', [`2 ${DROPPED}`]],
    ['n = sum(1 for x in a if x.ok)', 'n = sum(1 for x in a)', [`2 ${DROPPED}`]],
    ['n = a and b', 'n = a', [`2 ${DROPPED}`]],
    ['n = a && b;', 'n = a;', [`2 ${DROPPED}`]],
    ['n = f(a and b)', 'z\nn = f(a)', [`3 ${DROPPED}`]],
    ['n = a and b and c', 'n = a and c', [`2 ${DROPPED}`]],
    [
      'n = [x for x in a if b] + [y for y in c if d]',
      'n = [x for x in a if b] + [y for y in c]',
      [`2 ${DROPPED}`],
    ],
    ['n = [x for x in a if b]', 'n = [x for x in a if c]', []],
    ['n = [x for x in a if b]', 'm = [x for x in a]', []],
    ['n = a or b', 'n = a', []],
    ['n = a and b and c', 'n = a and b', [`2 ${DROPPED}`]],
    ['n = a and a and a', 'n = a and a', [`2 ${DROPPED}`]],
    ['n = a and b + 1', 'n = a + 1', [`2 ${DROPPED}`]],
    ['} else if (a) {', '} else {', []],
    ['x = elsewhere if a', 'x = elsewhere', [`2 ${DROPPED}`]],
    ['n = a and b', 'n = c', []],
    ['n = a and a and c', 'n = a and a and a and c', []],
    ['n = a and b', 'n = b', []],
    ['n = xa and bc', 'n = ya', []],
    ['n = band b', 'n = b', []],
    ['n = a andy b', 'n = a', []],
    ['n = a && b', 'n = a &&', []],
    ['n = a', 'n = a and b', []],
  ])('%s → %s', (was, now, wanted) => expect(inVerdict(was, now)).toEqual(wanted));

  it('a filter that stays is not blamed, nor one in another program', () => {
    expect(told(`${VERDICT}n = a and b\n`, `${VERDICT}n = a and b\nn = a\n`)).toEqual([]);
    expect(turned('n = a and b', 'n = a')).toEqual([]);
  });
});
