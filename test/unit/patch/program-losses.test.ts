// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs, not templates.
import { describe, expect, it } from 'vitest';
import { codeCheckHits } from '../../../src/core/patch/content/checks-code.ts';
import { rows } from './hits.ts';
import { viewed } from './views.ts';

/** What is told of a change, each with its line, 0 for the file as a whole. */
const told = (before: string, after: string, path = 'a.py'): readonly string[] =>
  codeCheckHits(viewed(path, before, after)).map(
    ({ line, message }) => `${line ?? 0} ${message.split(': fix the cause')[0]}`,
  );

describe('what a program may not lose', () => {
  const LOST = {
    test: 'a test is taken out',
    assertion: 'an assertion is taken out',
    notice: 'the failure of a command is no longer noticed',
    end: 'a failing end is taken out',
  };
  /** Of a line taken out of a program that gives a verdict. */
  const loses = (text: string, what: keyof typeof LOST): boolean =>
    told(`sys.exit(main())\n${text}\ny\n`, 'sys.exit(main())\ny\n').includes(`0 ${LOST[what]}`);

  const TABLE: readonly (readonly [keyof typeof LOST, string, string])[] = [
    [
      'test',
      `
def test_a():
  async  def  test_a_b ():
def testA(self):
func TestA(t *testing.T) {
func  Test (t) {
test("a", f)
  it("a", f)
it.each(a)("b", f)
class A(TestCase):
class A( unittest.TestCase ):`,
      `
def atest_a():
undef test_a():
asyncdef test_a():
def a_test():
deftest_a():
def test_a
def test_a-b():
func aTestA(t) {
func TestA[T](t) {
x = it("a", f)
x = def test_a():
it.each.a("b", f)
it.("b", f)
its("a", f)
class A(TestCases):
class A(MyTestCase):`,
    ],
    [
      'assertion',
      `
assert a
  assert(a)
x;assert a
x(assert a)
{assert a}
self.assertEqual(a, b)
assertEqual(a)
assert_ok(a)
assert.equal(a, b)
expect(a)
await expect(a)
condition = a
  condition  = a
condition=a
t.Fatal(a)
t.Errorf(a)
x.t.Error(a)`,
      `
reassert a
asserted a
x.assert(a)
myself.assertEqual(a)
self.asserts
expects(a)
unexpect(a)
x condition = a
precondition = a
conditions = a
at.Fatal(a)
t.Fatal
t.Failed(a)
t.Fatal-a(b)`,
    ],
    [
      'notice',
      `
run(x, check=True)
run(x, check = True)
check_call(x)
check_output(x)
r.raise_for_status()`,
      `
run(x, check=Truely)
run(x, recheck=True)
uncheck_call(x)
check_outputs(x)
r.raise_for_status`,
    ],
    [
      'end',
      `
sys.exit(1)
process.exit(1)
os._exit(1)
os.Exit(1)
exit(2)
sys.exit(main())
raise SystemExit(3)
process.exitCode = 1
process.exitCode=1
  return 1
return  20
return 1 ; 
return 7;
throw e
  raise
if (a) throw e
if a: raise B
x[0]  throw e
x; throw e
{throw e}
} throw e
if (a) b else throw e
panic("a")
log.Fatal(a)
log.Fatalf(a)
t.Fatal(a)
t.Errorf(a)`,
      `
exit()
exit(0)
exit( )
exit( 0 )
onexit(1)
sys.exits(1)
process.exitCode = 0
process.exitCode =0
subprocess.exitCode = 1
return 0
return 1 + a
return 1.5
return a1
areturn 1
return1
x throw e
x raise
rethrow
throws
orelse throw e
elsewhere throw e
panics("a")
nopanic("a")
blog.Fatal(a)
log.Fate(a)
at.Fatal(a)
t.Failed(a)`,
    ],
  ];
  for (const [what, lost, kept] of TABLE) {
    it.each(rows(lost))(`${what}: %s`, (text) => expect(loses(text, what)).toBe(true));
    it.each(rows(kept))(`no ${what}: %s`, (text) => expect(loses(text, what)).toBe(false));
  }
});
