import { describe, expect, it } from 'vitest';
import { type ClassifyInput, classify } from '../../../src/core/classify/classify.ts';
import { RULES } from '../../../src/core/classify/table.ts';

const judge = (block: readonly string[], more: Partial<ClassifyInput> = {}) =>
  classify({
    block,
    tail: block.join('\n'),
    stage: 'infra',
    exitCode: 1,
    outcome: 'exited',
    argv: ['bash', 'run.sh'],
    ...more,
  });

it('another web server at the Proxmox endpoint is for a human, whatever page it sends', () => {
  const page = '<h1>404 Not Found</h1> nginx';
  expect(
    judge([`https://192.0.2.10:8006 is no Proxmox API: GET /version: 404 Not Found: ${page}`]),
  ).toMatchObject({ class: 'environment', rule: 'no-proxmox' });
});

describe('how an attempt ended', () => {
  it('a command that is not there is environment, and is named', () => {
    expect(judge([], { outcome: 'not_found', argv: ['taloscli', '-x'] })).toEqual({
      class: 'environment',
      rule: 'command-not-found',
      sentence: '`taloscli` is not installed or not on PATH.',
      check: 'install taloscli, then run orch again',
    });
  });

  it("a timeout alone is the repo's, a timeout on a refused connection is not", () => {
    expect(judge(['waiting for web'], { outcome: 'timed_out' })).toMatchObject({
      class: 'repo',
      rule: 'stage-timeout',
    });
    expect(
      judge(['dial tcp 10.0.0.1:6443: connect: connection refused'], { outcome: 'timed_out' }).class,
    ).toBe('transient');
  });

  it('a built-in stage that exits 70 is our bug, 69 a missing tool; of any other command these codes mean nothing', () => {
    const argv = ['node', '/x/bin/orch.js', 'stage', 'infra'];
    expect(judge(['TypeError: x is undefined'], { argv, exitCode: 70 })).toMatchObject({ class: 'internal' });
    expect(judge(['helm 3.14 or newer is needed'], { argv, exitCode: 69 })).toMatchObject({
      class: 'environment',
      sentence: 'helm 3.14 or newer is needed',
    });
    expect(judge(['TypeError: x is undefined'], { exitCode: 70 }).class).toBe('repo');
  });
});

describe('which line decides', () => {
  it('the last error, not one before it', () => {
    const [refused, yaml] = [
      'error: dial tcp 10.0.0.1:6443: connect: connection refused',
      'error: yaml: line 4: did not find expected key',
    ];
    expect(judge([refused, yaml]).class).toBe('repo');
    expect(judge([yaml, refused]).class).toBe('transient');
  });

  it('not a command, advice or progress that holds the words', () => {
    expect(judge(['+ grep "connection refused" log.txt', 'Error: nothing found']).class).toBe('repo');
    expect(judge(['Error: bad value', 'See https://x/401-unauthorized for what to do']).class).toBe('repo');
  });

  it('nothing known: repo, with the error as the sentence', () => {
    expect(judge(['Error: frobnication failed', 'exit status 1'])).toEqual({
      class: 'repo',
      rule: 'default',
      sentence: 'Error: frobnication failed',
      check: 'read the log',
    });
    expect(judge([], { exitCode: 3 }).sentence).toBe('The stage ended with exit code 3.');
  });

  it('an endless line is judged by its ends', () => {
    expect(judge([`${'x'.repeat(3_000_000)} error: no space left on device`]).class).toBe('environment');
  });
});

describe('an earlier stage', () => {
  it('is reopened only where it comes before', () => {
    const missing = ['error: the server doesn\'t have a resource type "helmreleases"'];
    expect(judge(missing, { stage: 'apps' })).toMatchObject({ class: 'prerequisite', reopen: 'infra' });
    expect(judge(missing, { stage: 'infra' }).reopen).toBeUndefined();
    expect(judge(missing, { stage: 'my-own' }).class).toBe('repo');
  });
});

describe('the table', () => {
  it('has one name a row, a sentence and a check; prerequisites name the stage', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    for (const rule of RULES) {
      expect(rule.sentence, rule.name).toMatch(/\.$/);
      expect(rule.check, rule.name).not.toBe('');
      expect(rule.reopen !== undefined, rule.name).toBe(rule.class === 'prerequisite');
    }
  });

  it.each([
    ['env: ‘kubectl’: No such file or directory', 'tool-missing'],
    ['env: ‘kubctl’: No such file or directory', 'default'],
    [
      'error: error loading config file "/home/me/.kube/config": open /home/me/.kube/config: permission denied',
      'config-unreadable',
    ],
    ["fatal: unable to auto-detect email address (got 'root@x.(none)')", 'git-identity'],
    [
      'Error from server (InternalError): an error on the server ("") has prevented the request from succeeding',
      'server-error',
    ],
  ])('%s → %s', (line, rule) => {
    expect(judge([line]).rule).toBe(rule);
  });

  it('captures reach the sentence', () => {
    expect(
      judge([
        'Error from server (Forbidden): pods is forbidden: User "ci" cannot list resource "pods" in API group ""',
      ]).sentence,
    ).toBe('Kubernetes user "ci" may not list pods.');
    expect(judge(['{"message":"Permission check failed\\n","data":null}']).sentence).toBe(
      'The Proxmox user or token lacks a privilege.',
    );
    expect(judge(['run.sh: line 3: helm: command not found']).check).toBe(
      'install helm, then run the stage again',
    );
  });
});
