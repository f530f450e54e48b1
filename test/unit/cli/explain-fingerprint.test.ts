import { describe, expect, it } from 'vitest';
import {
  diffLogs,
  explainJson,
  explainLog,
  JsonLineError,
  namesOf,
} from '../../../src/cli/explain/fingerprint.ts';
import { fingerprint } from '../../../src/core/fingerprint/fingerprint.ts';

const A =
  'configmap/x unchanged\n+ helm upgrade web\n[2026-01-01T00:00:00Z] Error: UPGRADE FAILED: timed out after 5m0s\n';
const B = '+ helm upgrade web\n[2027-01-01T00:00:00Z] Error: UPGRADE FAILED: timed out after 3m1s\n';
const C = '+ helm upgrade api\n[2027-01-01T00:00:00Z] Error: UPGRADE FAILED: timed out after 3m1s\n';

const collect = async (lines: string[], loose = false) => {
  const names: string[] = [];
  for await (const name of namesOf(lines, { loose })) names.push(name);
  return names;
};

describe('batch', () => {
  it('prints id, tab, hash for each line, as the function names them', async () => {
    const bare = (text: string) => fingerprint({ text, stage: '', exitCode: null, outcome: 'exited' });
    const lines = [JSON.stringify({ id: 'a', text: A }), '', JSON.stringify({ id: 7, text: C })];
    expect(await collect(lines)).toEqual([`a\t${bare(A).hash}`, `7\t${bare(C).hash}`]);
    expect(await collect(lines, true)).toEqual([`a\t${bare(A).loose}`, `7\t${bare(C).loose}`]);
  });

  it('names the line that it cannot read', async () => {
    await expect(collect(['{"id":1,"text":"x"}', '{"id":'])).rejects.toThrow(/^line 2: not JSON/);
    await expect(collect(['{"id":1}'])).rejects.toThrow(JsonLineError);
    await expect(collect(['null'])).rejects.toThrow('expected {"id"');
  });
});

describe('one log', () => {
  it('says which lines, what was masked in them and why', () => {
    const text = explainLog(A).join('\n');
    expect(text).toMatch(/^hash {5}[0-9a-f]{16}$/m);
    expect(text).toContain('from its command on');
    expect(text).toMatch(/^> +3 {2}\w+ +\[2026-01-01T00:00:00Z\] Error: UPGRADE FAILED/m);
    expect(text).toContain('masked: duration 5m0s');
    expect(text).not.toContain('configmap');
  });

  it('says the same as an object', () => {
    expect(explainJson(A)).toMatchObject({
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      lines: [
        { line: 2, kind: 'command' },
        { line: 3, anchor: true, masked: [{ name: 'duration', text: '5m0s' }] },
      ],
    });
  });
});

describe('two logs', () => {
  it('agree, and say on what', () => {
    expect(diffLogs(A, B)[0]).toMatch(/^one name: /);
    expect(diffLogs(A, B).join('\n')).toContain('UPGRADE FAILED');
  });

  it('differ, and say in which lines', () => {
    expect(diffLogs(A, C)[0]).toMatch(/^two names: /);
    expect(diffLogs(A, C).slice(1)).toEqual(['A $ helm upgrade web', 'B $ helm upgrade api']);
  });
});
