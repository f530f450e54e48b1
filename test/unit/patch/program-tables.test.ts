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

describe('a line that skips a test or an error', () => {
  /** Of a line put into a file that is no program, in which no other rule speaks. */
  const skips = (text: string): readonly string[] => told('x\ny\n', `x\n${text}\ny\n`, 'a.conf');

  it.each(
    rows(`
it.skip("a")
  test.todo("a")
describe.only("a")
context.failing("a")
it.fails("a")
it.skipIf(slow)("a")
test.fixme("a")
await test.skip()
xit("a")
xdescribe("a")
 xtest("a")
fit("a")
fdescribe( 'a')
fit(\`a\`)
@pytest.mark.skip
@pytest.mark.skipif(True, reason="a")
@pytest.mark.xfail(strict=False)
@unittest.skip("a")
@unittest.skipUnless(a, "b")
@unittest.expectedFailure
@Disabled
@Ignore("a")
t.Skip("a")
t.SkipNow()
pytest.skip("a")
self.skipTest("a")
test("a", {skip:true}, f)
test("a", { skip: true }, f)
test("a", {  only  : true }, f)
test("a", { todo: "b" }, f)
test("a", { skip: falsely }, f)
test("a", { timeout: 5, skip: true }, f)
test("a", { timeout: 5 , only :"b" }, f)
test("a", { a: 1,todo:'b' }, f)
assert True
assert  True, "a"
assert 1
assert 1;
assert True # for now
assert True or a
assert not False
assert  not  False
assert(true)
assert (True)
assert( true );
assert.ok(true, "a")
self.assertTrue(True)
expect(true).toBe(true)
process.exit()
process.exit(0);
process.exit( 0 )
sys.exit()
sys.exit(0)
sys.exit(None)
os._exit(0)
os.Exit(0)
raise SystemExit(0)
raise SystemExit
  raise  SystemExit  
except: pass
  except Exception as e:pass
except (A, B):  pass
except Exception: continue
except: ...
except BaseException as e: return True
except: return
  except:...
except:  ...
except  Exception: ...
except: return  True
except: return  
} catch {}
} catch (e) { }
try { a() } catch  (e)  {  }
catch(){}
a().catch(() => {})
a().catch(()=>{ })
a().catch( (e) => undefined)
a().catch(e => null)
a().catch(err => null)
a().catch(_  =>  true)
a().catch(() => 0)
a().catch(() => [])
a().catch(() => "")
a().catch(() => ({}))
a().catch(async () => {})
a().catch(async e => null)
a().catch(async(e) => 0)
if os.environ.get("SKIP_CHECKS"):
x = os.getenv('DISABLE_A')
if (process.env.IGNORE_A) a()
process.env["BYPASS_A"]
process.env.NO_VERIFY
process.env.NO_COLORS_CHECK
process.on("uncaughtException", f)
process.on('unhandledRejection', f)
process.once('uncaughtException', f)`),
  )('%s', (text) => expect(skips(text)).toEqual(['2 a test or an error is skipped']));

  it.each(
    rows(`
wait.skip("a")
it.skipped("a")
it_skip("a")
exit("a")
taxit("a")
xits("a")
fit(model)
model.fit("a")
benefit("a")
@pytest.mark.skipper
@unittest.expectedFailures
@Ignored
@pytest.mark.slow
at.Skip("a")
t.Skip
t.Skip-a()
t.Skips a(
pytest.skipped("a")
apytest.skip("a")
self.skipTests("a")
test("a", { skip: false }, f)
test("a", {skip:false}, f)
test("a", { only :  false }, f)
test("a", { skips: true }, f)
test("a", { timeout: 5, skip: false }, f)
test("a", { timeout: 5, skip: trueish }, f)
f(limit: number, skip: number)
assert 1 < n
assert 1<n
assert True == a
assert 1 in ports
assert True is a
assert 10
assert True_
assert Truely
assert not Falsely
reassert True
assert.ok(trueish)
assert(untrue)
assert(f(true))
assert.okay(true)
reassert(true)
expect(trueish)
expect(f(true))
unexpect(true)
process.exit(1)
process.exit(01)
subprocess.exit(0)
sys.exit(10)
sys.exit(main())
os._exit(1)
os.Exit(1)
raise SystemExit(1)
praise SystemExit
raise SystemExits
except: passed()
x = "except: pass"
except A: raise
except A: return None
except KeyError: continue
x except: ...
except Exceptional: continue
except Exception: return 1
except Exception: return False
except Exception: return None or a
except Exception: continued()
} catch (e) { throw e; }
catch (f(e)) {}
a().catch((e) => { throw e; })
a().catch((e) => f(e))
a().catch((e) => nullable(e))
a().catch(f(e) => 0)
a().catch(() => 10)
a().catch(f)
environment SKIP_A
process.environs SKIP_A
process.env.SKIPPED
process.env.SKIP_
process.env.CASINO_A
SKIP_A = process.env.A
process.env.NO_COLOR
os.environ.get("NO_PROXY")
process.on("exit", f)
button("uncaughtException")
process.on(uncaughtException)`),
  )('not %s', (text) => expect(skips(text)).toEqual([]));
});

describe('a condition that never changes', () => {
  const constant = (text: string): boolean =>
    told('x\ny\n', `x\n${text}\ny\n`).includes('2 a condition never changes');

  it.each(
    rows(`
x = a or True
x = a or  True;
x = a ||true
x = a || true;
x = a and False
x = a and  False)
x = a &&false
x = a && false;
x = false&& a
x = false  && a
x = False and a
x = False  and a
x = True or a
x = True  or a
x = true || a
x = true||a
if True:
if true {
if(true){
if ( True ) :
if (true) a()
if (1) a()
if 1:
if  True  :
elif True:
elif(True):
elif (  True  )  :
} else if (true) {
if False:
if 0:
elif 0:
if (false) {
if( 0 ) a()
while False:
while (false) {
while(0){
while ( 0 ) {
if not True:
if not  False:
if (!true) {
if !false {
x = a.startsWith("")
x = a.starts_with( '' )
x = a.endswith("")
x = a.ends_with('')
x = a.includes(\`\`)
MIN_NODES = 0
minReady=0;
expected  =  0  ;  
wanted_pods = 0
required = 0`),
  )('%s', (text) => expect(constant(text)).toBe(true));

  it.each(
    rows(`
x = a or Truely
x = color True
x = a || trueish
x = sand False
x = a and Falsely
x = a && falsely
x = unfalse && a
x = UnFalse and a
x = False andy
x = a orTrue
x = unTrue or a
x = True order
x = untrue || a
if Truely:
if true_ {
gif True:
if (a, true) b()
if (true_) {
if (10) {
if 10:
if 01:
while 1:
while True:
} while (false);
meanwhile False:
if Falsely:
if f(0):
if nothing True:
a = true
x = a.startsWith("b")
x = a.includes("" + b)
x = nincludes("")
x = a.includes_("")
admin = 0
min == 0
min = 0.5
min = 01
min = 0 + a
min.a = 0
minutes = 0
min(a) = 0`),
  )('not %s', (text) => expect(constant(text)).toBe(false));
});

describe('an error of any kind that is let pass', () => {
  const passes = (text: string): boolean =>
    told('x\n', `x\n${text}\nz\n`).some((one) => one.includes('every error'));

  it.each([
    'except:\n  pass',
    '  except  :  \n    pass  ',
    'except Exception:\npass',
    'except  BaseException as e: \n  ...',
    'except:\n  continue',
    'except:\n  return',
    'except:\n  return  0',
    'except:\n  return None',
    'except:\n  return True',
    '} catch (e) {\n  continue;',
    '} catch {\n  return;',
    '} catch(e){\n  return true;',
    '} catch  (e)  {  \n  return null;',
    '} catch (e) {\n  return undefined;',
    '} catch () {\n}',
    '} catch {\n  }  ',
  ])('%j', (text) => expect(passes(text)).toBe(true));

  it.each([
    'x except:\n  pass',
    'except:  x\n  pass',
    'except ExceptionGroup:\n  pass',
    'exceptException:\n  pass',
    'except KeyError:\n  pass',
    'except Exception as e: x\n  pass',
    'except:\n  x; pass',
    'except:\n  passed',
    'except:\n  pass x',
    'except:\n  continue x',
    'except:\n  return 1',
    'except:\n  return False',
    'except:\n  return0',
    'except:\n  x }',
    '} catch (e) {\n} finally {',
    '} catch (e) { x\n}',
    '} catch (e(f)) {\n}',
    'scatch {\n}',
  ])('not %j', (text) => expect(passes(text)).toBe(false));
});
