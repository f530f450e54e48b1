import type { Action } from '../core/machine/actions.ts';
import type { DiagnosticOutput } from '../ports.ts';
import { DIAGNOSTICS_FILE } from './casework.ts';
import type { Engine } from './ports.ts';
import { caseFolder, needRecord } from './repair.ts';

const page = ({ argv, verdict, code, ms, output }: DiagnosticOutput): string =>
  [
    `$ ${argv.join(' ')}`,
    `# ${verdict.class}: ${verdict.reason}`,
    `# exit ${code ?? '-'}, ${ms} ms`,
    output,
  ].join('\n');

/** Runs what the escalation model asked to see; the outputs are kept for people and for the next call. */
export const diagnose = async (engine: Engine, action: Action & { do: 'diagnose' }): Promise<void> => {
  const { diagnostics, cases, clock } = engine.ports;
  const { stage, fingerprint, commands } = action;
  const outputs = await diagnostics.run(stage, commands, engine.input.signal);
  // Cut by a signal: they stay wanted, and a later run asks again. They only read.
  if (engine.input.signal?.aborted === true) return;
  const folder = await cases.open(stage, clock.now(), 'diagnostics');
  for (const [at, output] of outputs.entries())
    await cases.write(folder, `${String(at + 1).padStart(2, '0')}.txt`, `${page(output)}\n`);
  const dir = await caseFolder(engine, needRecord(engine, stage, fingerprint));
  const shown = outputs.map(({ argv, output }) => ({ argv, output }));
  await cases.write(dir, DIAGNOSTICS_FILE, `${JSON.stringify(shown, null, 2)}\n`);
  const ran = outputs.filter(({ verdict }) => verdict.class === 'read').length;
  await engine.record({ type: 'diagnosed', stage, ran, refused: outputs.length - ran });
};
