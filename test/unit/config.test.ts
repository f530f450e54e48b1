import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/config/duration.ts';
import { parseMap } from '../../src/config/map.ts';
import { OrchError } from '../../src/core/exit.ts';
import { gate } from '../../src/core/patch/gate.ts';
import { protectedBy, stagePolicy } from '../../src/core/patch/stage-policy.ts';
import { didYouMean } from '../../src/core/suggest.ts';
import { stages } from '../../stages/index.ts';
import { packageRoot } from '../rig/repo.ts';

const parse = (text: string, env: Record<string, string> = {}) =>
  parseMap({
    text,
    path: 'context_map.yaml',
    env,
    builtins: [
      { name: 'vms', needs: [] },
      { name: 'talos', needs: ['vms'] },
    ],
    exists: () => false,
  });

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1.5m', 90_000],
    ['45', 45_000],
    [30, 30_000],
    ['0s', 0],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms));
  it.each(['', 'soon', '3 h', '-1s', '1h-', 's', '1x'])('%j is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('did you mean', () => {
  it.each([
    ['talso', 'talos'],
    ['vm', 'vms'],
    ['protected_file', 'protected_files'],
  ])('%s → %s', (word, meant) => expect(didYouMean(word, ['vms', 'talos', 'protected_files'])).toBe(meant));
  it('says nothing when nothing is near', () =>
    expect([didYouMean('xyzzy', ['vms', 'talos']), didYouMean('z', ['a'])]).toEqual([undefined, undefined]));
});

describe('the map', () => {
  it('gives every stage the stage before it as its need, unless it says otherwise', () => {
    const map = parse(
      'stages:\n  vms: {}\n  talos: {}\n  own: {command: [x], needs: [vms]}\n  alone: {command: [x], needs: []}\n',
    );
    expect(map.stages.map((stage) => stage.needs)).toEqual([[], ['vms'], ['vms'], []]);
  });

  it('takes strings and lists alike, and expands a variable as one word', () => {
    const map = parse(
      'stages:\n  a:\n    command: run ${ADDR} "two words"\n    diagnostics: cat a.yaml\n    files: a.yaml\n',
      {
        ADDR: '192.0.2.1 --evil',
      },
    );
    expect(map.stages[0]).toMatchObject({
      command: ['run', '192.0.2.1 --evil', 'two words'],
      diagnostics: [['cat', 'a.yaml']],
      files: ['a.yaml'],
    });
  });

  it('keeps a diagnostic that needs a shell as a warning with its line, a command as a refusal', () => {
    const map = parse(
      'stages:\n  a:\n    command: x | y\n    diagnostics:\n      - ls config\n      - kubectl get pods | wc -l\n',
    );
    expect(map.stages[0]?.refusedCommand?.at.line).toBe(3);
    expect(map.stages[0]?.diagnostics).toEqual([['ls', 'config']]);
    expect(map.warnings).toEqual([
      expect.stringContaining('context_map.yaml:6:9: this diagnostic is left out'),
    ]);
  });

  it('warns of keys it does not know', () => {
    expect(parse('owner: me\nstages: {vms: {notes: x}}\n').warnings).toEqual([
      expect.stringContaining('context_map.yaml:1:1: key `owner`'),
      expect.stringContaining('key `stages.vms.notes`'),
    ]);
  });

  it('orders environment over map over default', () => {
    const text = 'settings: {api_call_budget: 2, side_branch: ai/x}\nstages: {vms: {}}\n';
    expect(parse(text).settings).toMatchObject({
      sideBranch: 'ai/x',
      limits: { apiCallBudget: 2, executorRetryThreshold: 3 },
    });
    const env = { API_CALL_BUDGET: '1', AI_BRANCH: 'ai/y', EXECUTOR_RETRY_THRESHOLD: '2', OPENAI_MODEL: 'm' };
    expect(parse(text, env).settings).toMatchObject({
      sideBranch: 'ai/y',
      limits: { apiCallBudget: 1, executorRetryThreshold: 2 },
      escalation: { model: 'm' },
    });
  });

  it.each([
    ['fingerprint: { mask: [ok, "(a+)+b"] }', /context_map\.yaml:1:\d+: fingerprint\.mask\[1\]/],
    ['classes: [{ pattern: "[", class: repo, sentence: x }]', /context_map\.yaml:1:\d+: classes\[0\]/],
    ['classes: [{ pattern: "x", class: prerequisite, sentence: x }]', /needs reopen/],
  ])('refuses a naming rule that cannot be used: %s', (line, what) => {
    expect(() => parse(`${line}\nstages: {vms: {}}\n`)).toThrow(what);
  });

  it.each([
    ['settings: { patch: { max_file: 3 } }', /did you mean `max_files`/],
    ['stages: { a: { command: [x], env: { B: null } } }', /env\.B: expected a string, a number or a boolean/],
    ['stages: { a: { command: 5 } }', /command: expected a command/],
    ['stages: { a: { command: [x], files: 5 } }', /files: expected a string or a list of strings/],
    ['stages: { a: { command: [x], timeout: [1] } }', /timeout: expected a duration/],
    ['stages: { a: { command: [x], timeout: 0 } }', /timeout: expected a duration of more than 0/],
    ['stages: { a: { command: [x], check: "y | z" } }', /:1:\d+: .*\|/],
    ['stages: { vms: { check: [y] } }', /:1:\d+: stages\.vms is built in and has checks of its own/],
    ['settings: { deadline: 0s }', /deadline: expected a duration of more than 0/],
    ['stages: { a: { command: [x] } }\n---\nstages: {}', /:2:1: .*a second document begins here/],
  ])('says what was expected: %s', (text, said) => {
    const map = text.startsWith('stages') ? text : `${text}\nstages: { a: { command: [x] } }`;
    expect(() => parse(map)).toThrow(said);
  });

  it('never throws anything but a configuration error that names the file', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `stages: ${json}`),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(OrchError);
            expect((error as OrchError).exit).toBe('config');
            expect((error as OrchError).message).toContain('context_map.yaml');
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads the example workspace of this repo without a warning', () => {
    const text = readFileSync(join(packageRoot, 'context_map.yaml'), 'utf8');
    const map = parseMap({
      text,
      path: 'context_map.yaml',
      env: {},
      builtins: stages,
      exists: () => true,
    });
    expect(map.warnings).toEqual([]);
    expect(map.stages.map((stage) => stage.name)).toEqual([
      'vms',
      'talos',
      'infra',
      'apps',
      'ingress',
      'obs',
    ]);
  });
});

describe('the example map’s invariants, through the gate', () => {
  const read = (path: string) => readFileSync(join(packageRoot, path));
  const text = read('context_map.yaml').toString('utf8');
  const map = parseMap({ text, path: 'context_map.yaml', env: {}, builtins: stages, exists: () => true });
  const rules = (stage: string, path: string, search: string, replace: string) => {
    const spec = map.stages.find(({ name }) => name === stage);
    if (!spec) throw new Error(`no stage ${stage}`);
    const tree = { entries: new Map([[path, '100644']]), read };
    const verdict = gate({ form: 'edits', edits: [{ path, search, replace }] }, tree, stagePolicy(map, spec));
    return verdict.ok ? [] : verdict.violations.map(({ rule }) => rule);
  };
  const CLUSTER = 'config/clusters/homelab.yaml';

  it.each([
    ['  endpoint: https://192.168.1.10:8006', '  endpoint: https://elsewhere.example:8006'],
    ['  token_env: PROXMOX_API_TOKEN', '  token_env: OPENAI_API_KEY'],
    ['  version: v1.13.9', '  version: v1.13.9\n  factory: https://elsewhere.example'],
    ['        token: { env: CLOUDFLARE_TUNNEL_TOKEN }', '        token: { env: OPENAI_API_KEY }'],
  ])('where credentials go is the human’s: %s', (search, replace) => {
    expect(rules('vms', CLUSTER, search, replace)).toContain('invariant:where-credentials-go');
  });

  it('no patch may change what a stage’s check runs, of whatever stage', () => {
    const own = parse(
      'stages:\n  a: {command: [x], files: ["**"]}\n  b: {command: [y], check: [bash, -e, ./scripts/verify.sh, --to=a/b, /bin/c]}\n',
    );
    const judged = (path: string) => {
      const tree = { entries: new Map([[path, '100644']]), read: () => Buffer.from('one\n') };
      const edits = [{ path, search: 'one', replace: 'two' }];
      return gate({ form: 'edits', edits }, tree, stagePolicy(own, own.stages[0]!)).ok;
    };
    expect([judged('scripts/verify.sh'), judged('scripts/apply.sh'), judged('bash')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(protectedBy(own)).toEqual(['scripts/verify.sh']);
  });

  it('a hit is refused, and kept for the human only where the map says so', () => {
    const held = (settings: string) => {
      const own = parse(`settings: {${settings}}\nstages:\n  a: {command: [x], files: [a.yaml]}\n`);
      const [site] = own.stages;
      if (!site) throw new Error('no stage');
      const tree = { entries: new Map([['a.yaml', '100644']]), read: () => Buffer.from('wait: true\n') };
      const edits = [{ path: 'a.yaml', search: 'wait: true', replace: 'wait: false' }];
      const verdict = gate({ form: 'edits', edits }, tree, stagePolicy(own, site));
      if (verdict.ok) throw new Error('accepted');
      return verdict.held?.files.map(({ path }) => path);
    };
    expect([held(''), held('content_rules: refuse'), held('content_rules: hold')]).toEqual([
      undefined,
      undefined,
      ['a.yaml'],
    ]);
    // `off` is for the outside benches, never for a map.
    expect(() => parse('settings: {content_rules: off}\nstages:\n  a: {command: [x]}\n')).toThrow(
      /content_rules/,
    );
  });

  it('an honest repair of the same file passes', () => {
    expect(rules('vms', CLUSTER, '  bridge: vmbr0', '  bridge: vmbr1')).toEqual([]);
  });
});
