import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderCase } from '../../src/core/casefile/casefile.ts';
import { fenced } from '../../src/core/casefile/data.ts';
import { renderFiles } from '../../src/core/casefile/files.ts';
import { shareRoom } from '../../src/core/casefile/share.ts';
import { caseInput } from '../rig/case-input.ts';

const line = fc.string({ maxLength: 120, unit: fc.constantFrom(...'ab:/ `#{}\u001b\r') });
const text = (most: number) =>
  fc.array(line, { maxLength: most, size: 'max' }).map((lines) => lines.join('\n'));
const base = caseInput();

const input = fc
  .record({
    version: fc.constantFrom('repair' as const, 'v1' as const, 'v2' as const, 'refinement' as const),
    block: fc.array(line, { minLength: 1, maxLength: 40 }),
    tail: text(400),
    memo: text(100).map((rest) => `# T\n## Applications\n${rest}`),
    instructions: text(60),
    backlog: text(60),
    knownIssues: text(60),
    files: fc.array(
      fc.record({ path: fc.stringMatching(/^[a-z]{1,9}\/[a-z]{1,30}\.yaml$/), text: text(300) }),
      { maxLength: 6 },
    ),
    diagnostics: fc.array(
      fc.record({ argv: fc.array(line, { minLength: 1, maxLength: 4 }), output: text(200) }),
      { maxLength: 8 },
    ),
    details: fc.array(text(20), { maxLength: 6 }),
    maxTokens: fc.integer({ min: 6000, max: 20_000 }),
  })
  .map(({ block, details, ...rest }) => {
    const tried = details.map((detail) => ({ ...base.record.tried[0]!, detail }));
    return caseInput({ ...rest, record: { ...base.record, block, tried } });
  });

it('stays within the budget, keeps the error block, is deterministic, and states a cut for what is missing', () => {
  fc.assert(
    fc.property(input, (given) => {
      const made = renderCase(given);
      expect(made.tokens).toBeLessThanOrEqual(given.maxTokens);
      expect(renderCase(given)).toEqual(made);
      expect(made.text).toContain('## The error');
      expect(made.text).toContain('## Form of the answer');
      for (const file of given.files) {
        const here = made.text.includes(file.path);
        expect(here || made.cuts.some((cut) => cut.startsWith('files: ')), file.path).toBe(true);
      }
      expect(made.text.includes('## Left out for length')).toBe(made.cuts.length > 0);
      expect(made.text.includes('left out …]') || made.text.includes('are shown')).toBe(
        made.cuts.some((cut) =>
          /the (?:first|last) \d+ line|in the middle|are shown|the middle of/.test(cut),
        ),
      );
    }),
    { numRuns: 300 },
  );
});

it('nothing in a text closes its fence', () => {
  fc.assert(
    fc.property(text(20), (inside) => {
      const lines = fenced(inside).split('\n');
      const fence = lines.at(-1)!;
      expect(lines[0]).toBe(`${fence}text`);
      expect(lines.slice(1, -1).some((one) => one.trim().startsWith(fence))).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it('room is never given twice, nor more than needed, nor kept back while somebody wants it', () => {
  const want = fc.record({ need: fc.nat(5000), weight: fc.nat(30) });
  fc.assert(
    fc.property(fc.nat(10_000), fc.array(want, { maxLength: 10 }), (room, wants) => {
      const given = shareRoom(room, wants);
      const sum = given.reduce((all, one) => all + one, 0);
      expect(sum).toBeLessThanOrEqual(room);
      expect(given.every((one, i) => one <= wants[i]!.need)).toBe(true);
      const hungry = wants.filter(({ need, weight }, i) => weight > 0 && given[i]! < need).length;
      if (hungry > 0) expect(room - sum).toBeLessThan(wants.length);
    }),
    { numRuns: 2000 },
  );
});

it('files keep to their room, and each is shown or said to be cut', () => {
  const file = fc.record({ path: fc.stringMatching(/^[a-z]{1,9}\.yaml$/), text: text(60) });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 8 }), fc.integer({ min: 600, max: 6000 }), (files, room) => {
      const evidence = files[0] === undefined ? '' : `${files[0].path}:7: bad`;
      const { text: shown, cuts } = renderFiles(files, evidence, room);
      expect(shown.length).toBeLessThanOrEqual(room);
      const whole = shown.match(/^### /gm)?.length ?? 0;
      const named = cuts.filter((cut) => cut.includes('all of its')).length;
      expect(whole + named).toBeGreaterThanOrEqual(files.length);
    }),
    { numRuns: 1000 },
  );
});
