import { judgeCommand } from '../../core/command/judge.ts';
import { EXIT, OrchError } from '../../core/exit.ts';
import { makeRedact } from '../../core/redact/redact.ts';
import { diffLogs, explainJson, explainLog, JsonLineError, namesOf } from '../explain/fingerprint.ts';
import type { Action } from '../program.ts';
import { inputLines, readInput } from '../read-input.ts';

interface FingerprintFlags {
  readonly jsonl?: boolean;
  readonly loose?: boolean;
  readonly diff?: boolean;
  readonly stage?: string;
  readonly step?: string;
}

/** `orch explain fingerprint [LOG]`: the lines that make the name, what was masked, both hashes. */
export const fingerprint: Action = async (context, options, files) => {
  const flags = options as FingerprintFlags;
  const facts = {
    ...(flags.stage === undefined ? {} : { stage: flags.stage }),
    ...(flags.step === undefined ? {} : { step: flags.step }),
  };
  if (flags.jsonl) {
    try {
      for await (const line of namesOf(inputLines(), { loose: flags.loose === true, ...facts }))
        context.out(`${line}\n`);
    } catch (error) {
      if (!(error instanceof JsonLineError)) throw error;
      throw new OrchError('usage', error.message, 'give one {"id": …, "text": …} object a line', {
        cause: error,
      });
    }
    return EXIT.green;
  }
  if (flags.diff) {
    if (files.length !== 2)
      throw new OrchError('usage', '--diff compares two logs', 'orch explain fingerprint --diff A B');
    const [a = '', b = ''] = await Promise.all(files.map(readInput));
    context.out(`${diffLogs(a, b, facts).join('\n')}\n`);
    return EXIT.green;
  }
  const text = await readInput(files[0]);
  context.out(
    context.json
      ? `${JSON.stringify(explainJson(text, facts), null, 2)}\n`
      : `${explainLog(text, facts).join('\n')}\n`,
  );
  return EXIT.green;
};

/** `orch explain redaction [FILE]`: the text as it would leave this machine; what was found goes to stderr. */
export const redaction: Action = async (context, _options, [file]) => {
  const { text, found } = makeRedact([])(await readInput(file));
  if (context.json) context.out(`${JSON.stringify({ version: 1, text, found }, null, 2)}\n`);
  else {
    context.out(text);
    context.err(`${found.length} redacted${found.length > 0 ? `: ${[...new Set(found)].join(', ')}` : ''}\n`);
  }
  return EXIT.green;
};

/** `orch explain command ARGV…`: may a model have this run as a diagnostic? Exit 0 yes, 77 no. */
export const command: Action = async (context, _options, argv) => {
  const verdict = judgeCommand(argv, { nodes: [], deniedNamespaces: [], readable: () => true });
  if (context.json) context.out(`${JSON.stringify({ version: 1, ...verdict }, null, 2)}\n`);
  else
    context.out(
      `${verdict.class}: ${verdict.reason}\n${verdict.class === 'read' ? `runs: ${verdict.argv.join(' ')}\n` : ''}`,
    );
  return verdict.class === 'read' ? EXIT.green : EXIT.refused;
};
