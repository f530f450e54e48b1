import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { MAX_LINE, MAX_REPORTS, parseStep, readSteps } from '../../../src/adapters/process/steps.ts';
import type { StepReport } from '../../../src/core/types.ts';
import { rig } from './rig.ts';

const step = (index: number, more: object = {}) => ({
  step: `s${index}`,
  index,
  phase: 'check',
  outcome: 'ok',
  ...more,
});

const fed = async (...chunks: (string | Buffer)[]) => {
  const stream = new PassThrough();
  const seen: StepReport[] = [];
  const reader = readSteps(stream, (report) => seen.push(report));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  return { ...reader.finish(), seen };
};

test('a report is taken with its optional fields, and nothing beside', () => {
  expect(parseStep(JSON.stringify(step(1, { ms: 12, detail: 'waited', colour: 'red' })))).toEqual(
    step(1, { ms: 12, detail: 'waited' }),
  );
});

test.each([
  ['no JSON', 'apply talos'],
  ['not an object', '[1]'],
  ['null', 'null'],
  ['no name', JSON.stringify(step(1, { step: ' ' }))],
  ['a name that is no text', JSON.stringify(step(1, { step: 3 }))],
  ['an endless name', JSON.stringify(step(1, { step: 'x'.repeat(201) }))],
  ['a negative index', JSON.stringify(step(-1))],
  ['an index with a fraction', JSON.stringify(step(1.5))],
  ['an index as text', JSON.stringify(step(1, { index: '1' }))],
  ['a phase of its own', JSON.stringify(step(1, { phase: 'destroy' }))],
  ['an outcome of its own', JSON.stringify(step(1, { outcome: 'great' }))],
  ['a negative time', JSON.stringify(step(1, { ms: -1 }))],
  ['a detail that is no text', JSON.stringify(step(1, { detail: {} }))],
])('%s is no report', (_name, line) => {
  expect(parseStep(line)).toBeUndefined();
});

test('lines may come in any pieces, the last one without its newline', async () => {
  const text = `${JSON.stringify(step(0, { detail: 'é' }))}\n\n${JSON.stringify(step(1))}`;
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
  const read = await fed(...bytes);
  expect(read.steps).toEqual([step(0, { detail: 'é' }), step(1)]);
  expect(read.dropped).toBe(0);
});

test('a line that is too long is dropped and counted, and the next one is read', async () => {
  const long = JSON.stringify(step(0, { detail: 'x'.repeat(MAX_LINE) }));
  const read = await fed(
    long.slice(0, 40_000),
    `${long.slice(40_000)}\n${JSON.stringify(step(1))}\n`,
    'x'.repeat(200_000),
  );
  expect(read.steps).toEqual([step(1)]);
  expect(read.dropped).toBe(2);
});

test('reports without end: the newest are kept, all are shown', async () => {
  const count = 2 * MAX_REPORTS + 500;
  const read = await fed(Array.from({ length: count }, (_, i) => `${JSON.stringify(step(i))}\n`).join(''));
  expect(read.seen).toHaveLength(count);
  expect(read.steps).toHaveLength(MAX_REPORTS);
  expect(read.steps.at(-1)).toEqual(step(count - 1));
  expect(read.dropped).toBe(count - MAX_REPORTS);
});

test('a stage reports on fd 3: order kept, thousands of lines, rubbish counted, the log left alone', async () => {
  await using r = await rig();
  const seen: StepReport[] = [];
  const exit = await r.node(
    `const fs = require('node:fs');
     for (let i = 0; i < 5000; i++) fs.writeSync(3, JSON.stringify({step: 's' + i, index: i, phase: 'apply', outcome: 'changed'}) + '\\n');
     fs.writeSync(3, 'rubbish\\n{"step":\\n');
     console.log('to the log');`,
    { onStep: (report) => seen.push(report) },
  );
  expect(exit.steps).toHaveLength(5000);
  expect(exit.steps.map(({ index }) => index)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  expect(seen).toEqual(exit.steps);
  expect(exit.droppedSteps).toBe(2);
  expect(exit.tail).toBe('to the log\n');
});

test('a shell stage can report with >&3', async () => {
  await using r = await rig();
  const exit = await r.sh(`echo '${JSON.stringify(step(4))}' >&3; exit 1`);
  expect(exit).toMatchObject({ code: 1, steps: [step(4)] });
});

test('a fault in the display comes out, after the stage has ended', async () => {
  await using r = await rig();
  const onStep = () => {
    throw new Error('broken display');
  };
  await expect(
    r.sh(`echo '${JSON.stringify(step(0))}' >&3; sleep 0.2; touch done`, { onStep }),
  ).rejects.toThrow('broken display');
  expect(await r.read('done')).toBe('');
});
