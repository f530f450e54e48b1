/** When one version of a check asks less than another. */
import { ASSERTION, type Check } from './check.ts';
import { seconds, stretched, TIME_FLAG } from './check-command.ts';

/** The times a command waits, by flag; no end where they are negative (`kubectl wait`), else NaN, which nothing stretches. */
function times(words: readonly string[]): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [i, word] of words.entries()) {
    if (!TIME_FLAG.test(word)) continue;
    const [flag, value = words[i + 1]] = word.split('=');
    out.set(flag!, seconds(value) ?? (/^-\d/.test(value ?? '') ? Number.POSITIVE_INFINITY : Number.NaN));
  }
  return out;
}

const HELP = /^(?:--help|--version|--collect-only|--list(?:-?tests)?|--dry-run.*)$/;

/** An address without a path: any server answers it. */
const isRoot = (words: readonly string[]): boolean =>
  /^(?:curl|wget|https?)$/.test(words[0]!) && words.some((word) => /^https?:\/\/[^/\s]+\/?$/.test(word));

/** Programs and flags that run tests. */
const RUNNER = /^(?:pytest|unittest|vitest|jest|mocha|bats|--test)$/;
const runnerAt = (words: readonly string[]): number => words.findIndex((word) => RUNNER.test(word));

/** Whether a test runner is no longer given a folder or a file that it was given. */
function otherTests(old: readonly string[], fresh: readonly string[]): boolean {
  if (runnerAt(old) < 0) return false;
  return old.slice(1).some((word) => !word.startsWith('-') && !fresh.includes(word));
}

const looksEverywhere = (words: readonly string[]): boolean =>
  /^(?:kubectl|oc|k|flux)$/.test(words[0]!) &&
  words.some((word) => /^(?:-A|--all-namespaces(?:=true)?)$/.test(word));

/** Whether curl fails on an error status; `--fail-early` alone does not make it (curl(1)). */
const curlFails = (words: readonly string[]): boolean =>
  words.some(
    (word) => /^-(?=[A-Za-z]*f)[A-Za-z]+$/.test(word) || word === '--fail' || word === '--fail-with-body',
  );

/** Whether a number in a test lets more pass than the one that stood there: lower, or higher where it is the most allowed. */
function expectsLess(old: readonly string[], at: number, fresh: number): boolean {
  const was = Number(old[at]);
  const most = /^(?:-l[et]|<=?)$/.test(old[at - 1] ?? '') || /^-g[et]$/.test(old[at + 1] ?? '');
  return most ? fresh > was : fresh < was;
}

/** Options and names that say how many there must be. */
const MINIMUM_FLAG =
  /^--?(?:min|expect|want|require|at-least|count|nodes|pods|replicas|ready|threshold)[\w-]*(?:=|$)/;
const COUNTS = /(?:node|pod|replica|member|volume|machine|vm|count)s?(?:_|-|$|\.)/i;

/** Whether `fresh`, the same command but for its numbers, is given a lower number of what must be there. */
function asksForFewer(old: readonly string[], fresh: readonly string[]): boolean {
  if (old.length !== fresh.length) return false;
  return fresh.some((word, i) => {
    if (MINIMUM_FLAG.test(word)) return Number(word.split('=')[1]) < Number(old[i]!.split('=')[1]);
    const flag = old[i - 1] ?? '';
    if (!MINIMUM_FLAG.test(flag) && (!COUNTS.test(old[0]!) || TIME_FLAG.test(flag))) return false;
    return Number(word) < Number(old[i]);
  });
}

/** Options of test runners that choose among the tests. */
const SELECTS =
  /^(?:-k|-m|-t|--(?:deselect|ignore|ignore-glob|exclude|skip|testNamePattern|test-name-pattern|filter)(?:=.*)?)$/;

/** Whether a test runner is told to choose; `python -m` in front of it chooses nothing. */
function selects(words: readonly string[]): boolean {
  const at = runnerAt(words);
  return at >= 0 && words.slice(at + 1).some((word) => SELECTS.test(word));
}

/** What a word gives a value to, and the value: `--timeout=5s`, `--timeout 5s`, `-lt 3`. */
const settingAt = (words: readonly string[], at: number): readonly string[] =>
  words[at]!.includes('=') ? words[at]!.split('=') : words.slice(at - 1, at + 1);

/** Whether a condition holds wherever another did: the same but for its times, or with a bound that lets more in. */
function holdsAsOften(old: readonly string[], fresh: readonly string[]): boolean {
  if (old.length !== fresh.length) return false;
  const [narrow, wide] = old[0] === '!' ? [fresh, old] : [old, fresh];
  return old.every((word, i) => {
    if (word === fresh[i]) return true;
    const [flag = ''] = settingAt(old, i);
    const [newFlag, value] = settingAt(fresh, i);
    if (TIME_FLAG.test(flag)) return flag === newFlag && seconds(value) !== undefined;
    return /^-[lg][et]$/.test(flag) && expectsLess(narrow, i, Number(wide[i]));
  });
}

/** Why `fresh` asks less than `old` although it is the same command; undefined when it does not. */
export function weaker(old: Check, fresh: Check): string | undefined {
  if (old.binding && !fresh.binding) return 'its failure no longer stops anything';
  if (old.negative !== fresh.negative) return 'its answer is turned around';
  if (old.lost === undefined && fresh.lost !== undefined) return `its failure is lost ${fresh.lost}`;
  const known = old.conditions.map((condition) => condition.split(/\s+/));
  const further = fresh.conditions.find((condition) => {
    const words = condition.split(/\s+/);
    return !known.some((one) => holdsAsOften(one, words));
  });
  if (further !== undefined) return `it only runs where \`${further.slice(0, 60)}\` holds`;
  const oldTimes = times(old.words);
  for (const [flag, time] of times(fresh.words)) {
    const was = oldTimes.get(flag) ?? Number.NaN;
    if (flag === '--retry') {
      if (time > 0 && stretched(was, time)) return `its ${flag} goes from ${was} to ${time}`;
    } else if (stretched(was, time))
      return `its ${flag} goes from ${was} s to ${Number.isFinite(time) ? `${time} s` : 'no end'}`;
  }
  const program = old.words[0]!;
  if (program === 'curl' && curlFails(old.words) && !curlFails(fresh.words))
    return 'curl no longer fails on an error status (-f)';
  const here = /(?:\/\/|^|=)(?:localhost|127\.\d|0\.0\.0\.0|\[?::1)|^file:/;
  if (fresh.words.some((word) => here.test(word)) && !old.words.some((word) => here.test(word)))
    return 'it asks this machine in place of the real one';
  if (fresh.words.some((word) => HELP.test(word)) && !old.words.some((word) => HELP.test(word)))
    return 'it only says how it is used';
  if (isRoot(fresh.words) && !isRoot(old.words)) return 'it asks for nothing in particular';
  if (looksEverywhere(old.words) && !looksEverywhere(fresh.words)) return 'it looks at fewer namespaces';
  if (!ASSERTION.test(program)) {
    if ((selects(fresh.words) && !selects(old.words)) || otherTests(old.words, fresh.words))
      return 'it leaves tests out';
    if (asksForFewer(old.words, fresh.words)) return 'it expects less';
    const condition = (words: readonly string[]): string =>
      words
        .filter((word, i) => word.startsWith('--for=') || words[i - 1] === '--for')
        .map((word) => word.replace('--for=', ''))
        .join();
    return condition(old.words) === condition(fresh.words) ? undefined : 'it waits for another condition';
  }
  if (old.key !== fresh.key) return 'its condition was rewritten';
  // The key is the same, so each number stands where it stood.
  return fresh.words.some((word, i) => expectsLess(old.words, i, Number(word)))
    ? 'it expects less'
    : undefined;
}
