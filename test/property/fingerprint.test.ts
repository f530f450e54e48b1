import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/core/classify/classify.ts';
import { fingerprint } from '../../src/core/fingerprint/fingerprint.ts';

const hashOf = (text: string) => fingerprint({ text, stage: 'infra', exitCode: 1, outcome: 'exited' }).hash;

const digits = (n: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: n, maxLength: n });
const from = (alphabet: string, n: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: n, maxLength: n });
const two = (max: number, min = 0) => fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'));
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** A UTC time as RFC 3339 writes it. */
const time = fc
  .tuple(fc.integer({ min: 2017, max: 2031 }), two(12, 1), two(28, 1), two(23), two(59), two(59))
  .map(([y, mo, d, h, mi, s]) => ({
    iso: `${y}-${mo}-${d}T${h}:${mi}:${s}Z`,
    clock: `${h}:${mi}:${s}`,
    klog: `${mo}${d} ${h}:${mi}:${s}`,
  }));
const hex = (n: number) =>
  from('0123456789abcdef', n).filter((text) => /\d/.test(text) && /[a-f]/.test(text));
const uuid = fc.uuid();
const pod = fc
  .tuple(from(SAFE, 10), from(SAFE, 5))
  .filter(([a, b]) => /\d/.test(a) && /\d/.test(b))
  .map((parts) => parts.join('-'));
const go = fc.oneof(
  fc.integer({ min: 1, max: 59 }).map((n) => `${n}s`),
  fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 59 })).map(([m, s]) => `${m}m${s}s`),
  fc.double({ min: 0.001, max: 999, noNaN: true }).map((n) => `${n.toFixed(3)}ms`),
);

/** One error with everything in it that changes from run to run. */
const volatileLog = fc
  .record({
    time,
    go,
    uuid,
    pod,
    hex40: hex(40),
    hex16: hex(16),
    pid: fc.integer({ min: 2, max: 999_999 }),
    count: fc.integer({ min: 2, max: 900 }),
    micro: digits(6),
    port: fc.integer({ min: 32_768, max: 60_999 }),
    bytes: fc.integer({ min: 1, max: 1e9 }),
    octet: fc.integer({ min: 1, max: 254 }),
    tmp: fc.integer({ min: 1e7, max: 1e9 }),
  })
  .map((v) =>
    [
      `+ kubectl apply -f /tmp/kustomization-${v.tmp}/apps.yaml`,
      `[${v.time.iso}] error: apply gave up after ${v.go}`,
      `E${v.time.klog}.${v.micro}   ${v.pid} apply.go:99] failed to patch volume pvc-${v.uuid} of pod web-${v.pod}`,
      `  Warning  Failed  ${v.count}s (x${v.count} over ${v.count}m)  kubelet  Error: member ${v.hex16} rejected revision ${v.hex40}`,
      `error: read tcp 10.0.0.5:${v.port}->10.0.0.1:6443: got ${v.bytes} bytes from 34.${v.octet}.${v.octet}.9`,
      `{"level":"error","ts":"${v.time.iso}","msg":"boom","took":"${v.go}","reconcileID":"${v.uuid}"}`,
    ].join('\n'),
  );

const progress = fc.oneof(
  fc
    .tuple(time, fc.integer({ min: 1, max: 60 }))
    .map(([t, n]) => `[${t.iso}] waiting for Talos API on 10.0.0.50:50000 (${n}/60)`),
  pod.map((p) => `web-${p}   1/1   Running   ${p.length} (37m ago)   36d`),
  hex(40).map((h) => `✔ applied revision main@sha1:${h}`),
  hex(12).map((h) => `${h}: Pull complete`),
  fc.constantFrom(
    'deployment "grafana" successfully rolled out',
    'configmap/loki unchanged',
    'ok: [node1]',
    'remote: Compressing objects:  63% (87/242)',
  ),
);

describe('the name of a failure', () => {
  it('is the same whatever the volatile parts hold', () => {
    fc.assert(
      fc.property(volatileLog, volatileLog, (a, b) => hashOf(a) === hashOf(b)),
      { numRuns: 300 },
    );
  });

  it('is the same under colour, CRLF and progress before it', () => {
    fc.assert(
      fc.property(
        volatileLog,
        volatileLog,
        fc.array(progress, { maxLength: 60 }),
        fc.boolean(),
        fc.boolean(),
        (a, b, before, crlf, colour) => {
          const shown = [...before, b]
            .join('\n')
            .replaceAll('error:', colour ? '\u001b[31merror:\u001b[0m' : 'error:');
          return hashOf(crlf ? shown.replaceAll('\n', '\r\n') : shown) === hashOf(a);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is the same with progress of parallel work between its lines', () => {
    const error = [
      'unable to recognize "a.yaml": no matches for kind "X"',
      'unable to recognize "b.yaml": no matches for kind "X"',
    ];
    fc.assert(
      fc.property(
        fc.array(progress, { maxLength: 5 }),
        (between) => hashOf([error[0], ...between, error[1]].join('\n')) === hashOf(error.join('\n')),
      ),
    );
  });

  const kept = fc.record({
    code: fc.constantFrom('400', '401', '403', '404', '409', '500', '502', '503'),
    vmid: fc.integer({ min: 100, max: 9999 }),
    octet: fc.integer({ min: 1, max: 254 }),
    port: fc.integer({ min: 1, max: 29_999 }),
    name: from('abcdefghijklmnoprstu', 8),
    version: fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
      .map(([a, b]) => `v1.${a}.${b}`),
    line: fc.integer({ min: 1, max: 9999 }),
    errno: fc.constantFrom(
      'no space left on device',
      'read-only file system',
      'permission denied',
      'no such file or directory',
    ),
  });
  const keptLog = (k: {
    code: string;
    vmid: number;
    octet: number;
    port: number;
    name: string;
    version: string;
    line: number;
    errno: string;
  }) =>
    `Error: ${k.code} VM ${k.vmid} "${k.name}" at 10.0.0.${k.octet}:${k.port}: image r/x:${k.version}: ${k.name}.yaml: line ${k.line}: ${k.errno}`;

  it('is another when any kept part changes', () => {
    fc.assert(
      fc.property(
        kept,
        kept,
        fc.constantFrom('code', 'vmid', 'octet', 'port', 'name', 'version', 'line', 'errno'),
        (a, b, part) => {
          fc.pre(a[part as keyof typeof a] !== b[part as keyof typeof b]);
          return hashOf(keptLog(a)) !== hashOf(keptLog({ ...a, [part]: b[part as keyof typeof b] }));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc
      .array(
        fc.oneof(
          progress,
          fc.string({ maxLength: 200 }),
          fc.constantFrom('{', '}', '"', '\\', 'Error:', '=> {', '\u001b[', '\r'),
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('\n')),
  );

  it('has a name of 16 hex digits, a summary of at most 160 characters, a block of at most 40 lines that stand in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { hash, loose, summary, block } = fingerprint({
          text,
          stage: '',
          exitCode: null,
          outcome: 'exited',
        });
        expect(hash).toMatch(/^[0-9a-f]{16}$/);
        expect(loose).toMatch(/^[0-9a-f]{16}$/);
        expect(summary).not.toContain('\n');
        expect([...summary].length).toBeLessThanOrEqual(160);
        expect(block.length).toBeLessThanOrEqual(40);
      }),
      { numRuns: 500 },
    );
  });

  it('has the same name whatever was named before it', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const [first, , again] = [text, other, text].map(hashOf);
        return first === again;
      }),
    );
  });

  it('has a class, a rule and something to check', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom('exited', 'signalled', 'timed_out', 'not_found'),
        (text, outcome) => {
          const got = classify({
            block: text.split('\n').slice(-40),
            tail: text,
            stage: 'apps',
            exitCode: 1,
            outcome: outcome as 'exited',
            argv: ['make'],
          });
          expect(['transient', 'environment', 'credential', 'prerequisite', 'repo', 'internal']).toContain(
            got.class,
          );
          expect(got.rule).not.toBe('');
          expect(got.check).not.toBe('');
        },
      ),
      { numRuns: 300 },
    );
  });
});
