import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/core/fingerprint/fingerprint.ts';
import { nameOf } from './name.ts';

const read = (text: string) => fingerprint({ text, stage: 'apps', exitCode: 1, outcome: 'exited' });

const ERROR =
  'Error: UPGRADE FAILED: release "web": template: web/deploy.yaml:12: function "foo" not defined';
const PROGRESS = [
  'deployment "grafana" successfully rolled out',
  'configmap/loki unchanged',
  '✔ applied revision main@sha1:195fc8fa16ff37f09f9cd117a2e6c03752192e5f',
  'loki-74jtjfzmjx-26v5v   1/1   Running   4 (37m ago)   36d',
];

describe('how a log is shown does not matter', () => {
  const plain = nameOf(`${PROGRESS.join('\n')}\n${ERROR}\n`);
  it.each([
    ['colours', `${PROGRESS.join('\n')}\n\u001b[31mError\u001b[0m${ERROR.slice(5)}\n`],
    [
      'an OSC title and a link',
      `\u001b]0;title\u0007${PROGRESS.join('\n')}\n\u001b]8;;http://x\u001b\\${ERROR}\u001b]8;;\u001b\\\n`,
    ],
    ['CRLF', `${PROGRESS.join('\r\n')}\r\n${ERROR}\r\n`],
    ['a progress bar that redraws', `  3% done\r 50% done\r 99% done\n${ERROR}\n`],
    ['a byte order mark', `\ufeff${ERROR}`],
    ['backspaces of a spinner', `|\b/\b-\b${ERROR}`],
    ['no final newline', ERROR],
    ['repeats', `${ERROR}\n${ERROR}\n${ERROR}\n`],
    ['progress between', `${ERROR}\n${PROGRESS.join('\n')}\n${ERROR}\n${PROGRESS[0]}`],
  ])('%s', (_, text) => {
    expect(nameOf(text)).toBe(plain);
  });

  it('hard wraps at a terminal width', () => {
    const long =
      'error executing bootstrap: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"';
    for (const columns of [80, 100, 120, 132]) {
      const wrapped = long.match(new RegExp(`.{1,${columns}}`, 'g'))?.join('\n') ?? '';
      expect(wrapped).toContain('\n');
      expect(
        nameOf(`${[...PROGRESS, ...PROGRESS, ...PROGRESS].join('\n')}\n${wrapped}\n`),
        String(columns),
      ).toBe(nameOf(long));
    }
  });

  it('the order of parallel lines', () => {
    const lines = ['a', 'b', 'c'].map(
      (name) => `unable to recognize "${name}.yaml": no matches for kind "X" in version "y/v1"`,
    );
    expect(nameOf(lines.join('\n'))).toBe(nameOf([...lines].reverse().join('\n')));
  });
});

describe('which lines make the name', () => {
  it('an error that was survived does not', () => {
    const survived =
      'The connection to the server 10.0.0.50:6443 was refused - did you specify the right host or port?';
    expect(nameOf(`${survived}\n${PROGRESS.join('\n')}\n${ERROR}`)).toBe(nameOf(ERROR));
    expect(nameOf(`error: timed out waiting for the condition, retrying in 17s\n${ERROR}`)).toBe(
      nameOf(ERROR),
    );
  });

  it('the cause right before its consequence does', () => {
    const end = 'fatal: Could not read from remote repository.';
    expect(
      nameOf(`ssh: Could not resolve hostname h: Temporary failure in name resolution\n${end}`),
    ).not.toBe(nameOf(end));
  });

  it('what another program says to the journal in between does not', () => {
    const etcd = 'Dec 21 04:27:09 xt1 etcd[7]: error: cluster ID mismatch';
    const lvm = 'Dec 21 04:27:10 xt1 lvm[9]: Insufficient free space: 15113 extents needed';
    expect(nameOf(`${etcd}\n${lvm}\n${etcd}`)).toBe(nameOf(etcd));
  });

  it('the wait for what failed does, other waits do not', () => {
    const failed = 'error: deployment "web" exceeded its progress deadline';
    const wait = (name: string, n: number) =>
      `Waiting for deployment "${name}" rollout to finish: ${n} out of 2 new replicas have been updated...`;
    expect(nameOf(`${wait('web', 1)}\n${failed}`)).not.toBe(nameOf(`${wait('web', 0)}\n${failed}`));
    expect(nameOf(`${wait('api', 1)}\n${failed}`)).toBe(nameOf(`${wait('api', 0)}\n${failed}`));
  });

  it('the check that talosctl health waited for does, with progress between', () => {
    const log = (check: string) =>
      `waiting for ${check}: no pods found\n◳ waiting for apid to be ready: ...\nhealthcheck error: rpc error: code = Unknown desc = context deadline exceeded`;
    expect(nameOf(log('kube-proxy to report ready'))).not.toBe(nameOf(log('coredns to report ready')));
  });

  it("a rollout of what only bears the error's name does not", () => {
    const failed = 'error: dependency "gitea" of Kustomization is not ready';
    const wait = 'Waiting for deployment "gitea" rollout to finish: 1 of 3 updated replicas are available...';
    expect(nameOf(`${wait}\n${failed}`)).toBe(nameOf(failed));
  });

  it('what dpkg set up when it failed does', () => {
    const log = (version: string) =>
      `Setting up zfs (${version}) ...\nSetting up curl (8.1) ...\ndpkg: error processing package zfs (--configure):`;
    expect(nameOf(log('0.8.2'))).not.toBe(nameOf(log('0.8.3')));
    expect(nameOf(log('0.8.2').replace('8.1', '8.2'))).toBe(nameOf(log('0.8.2')));
  });

  it("every line of terraform's box does, progress in its words or not", () => {
    const box = (code: number) =>
      `╷\n│ Error: no file\n│ \n│ retrieving metadata for "x": received an HTTP ${code}\n╵`;
    expect(nameOf(box(403))).not.toBe(nameOf(box(401)));
  });

  it('lines of another task printed into a JSON result do not', () => {
    const result = ['fatal: [n]: FAILED! => {', '    "msg": "non-zero return code",', '    "rc": 1', '}'];
    const mixed = [result[0], result[1], 'ok: [other]', result[2], result[3]];
    expect(nameOf(mixed.join('\n'))).toBe(nameOf(result.join('\n')));
  });

  it('progress of a tool that nobody described does not', () => {
    const beat = (name: string) => `frobnicating ${name} into place`;
    const log = (names: string[]) => [...names.map(beat), 'frob: error: bad crank'].join('\n');
    expect(nameOf(log(['a', 'b', 'c', 'd', 'e']))).toBe(nameOf(log(['x', 'y', 'z', 'u', 'v', 'w'])));
  });

  it('without an error the last wait names a hang', () => {
    const hang = (n: number) =>
      `generating PKI and tokens\n[2026-03-27T00:39:4${n}Z] waiting for Talos API on 10.0.0.53:50000`;
    expect(nameOf(hang(1), { outcome: 'timed_out' })).toBe(nameOf(hang(2), { outcome: 'timed_out' }));
    expect(nameOf(hang(1))).not.toBe(nameOf('waiting for Talos API on 10.0.0.54:50000'));
  });
});

describe('summary, block, loose', () => {
  it('summary is the telling line, unmasked, on one line of at most 160 characters', () => {
    const log = `${PROGRESS.join('\n')}\n2026-11-17T20:02:05Z ${ERROR}\nexit status 1\n`;
    expect(read(log).summary).toBe(ERROR);
    expect(read(`error: ${'x'.repeat(500)}`).summary).toHaveLength(160);
    expect(
      read(
        'npm ERR! code E404\nnpm ERR! 404 Not Found - PUT https://r/x - Not found\nnpm ERR! A complete log of this run can be found in:',
      ).summary,
    ).toContain('404 Not Found');
    expect(read('').summary).toBe('ended with exit code 1, and no output');
    // talosctl tells the keys below the line that says that there are any.
    expect(
      read('unknown keys found during decoding:\nmachine:\n    sysctl:\n        vm.x: "1"\n').summary,
    ).toBe('unknown keys found during decoding: machine: sysctl: vm.x: "1"');
  });

  it('block is what stood in the log, at most 40 lines, head and end', () => {
    const { block } = read(`${PROGRESS.join('\n')}\n+ helm upgrade web\n${ERROR}\n`);
    expect(block).toEqual(['+ helm upgrade web', ERROR]);
    const many = Array.from({ length: 90 }, (_, i) => `error: file${i}.yaml: bad indentation`);
    const cut = read(['+ lint', ...many].join('\n')).block;
    expect(cut).toHaveLength(40);
    expect(cut.at(-1)).toBe(many.at(-1));
  });

  it('loose is equal for another name or number, and unequal for another fault', () => {
    const loose = (text: string) => read(text).loose;
    expect(loose('Error: VM 101 on 10.0.0.1 does not exist')).toBe(
      loose('Error: VM 102 on 10.0.0.9 does not exist'),
    );
    expect(loose('failed to pull image "r/a:v1": not found')).toBe(
      loose('failed to pull image "r/b:v2": not found'),
    );
    expect(loose('Error: VM 101 does not exist')).not.toBe(loose('Error: VM 101 is locked'));
  });
});

describe('any input', () => {
  it('does not throw on bytes, nothing, one endless line, a million short ones', () => {
    const binary = String.fromCharCode(...Array.from({ length: 4096 }, (_, i) => i % 256));
    for (const text of [
      '',
      '\n\n\n',
      '\u0000\uffff\ud800',
      binary,
      'x'.repeat(100_000_000),
      `error\n${'a\n'.repeat(1_000_000)}`,
    ])
      expect(nameOf(text)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('the end of an endless line still names', () => {
    const long = `${'x'.repeat(20_000_000)} error: boom at `;
    expect(nameOf(`${long}a.yaml`)).not.toBe(nameOf(`${long}b.yaml`));
  });
});
