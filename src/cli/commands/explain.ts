import { EXIT, OrchError } from '../../core/exit.ts';
import { makeRedact } from '../../core/redact/redact.ts';
import { explainCommand } from '../explain/command.ts';
import { diffLogs, explainJson, explainLog, JsonLineError, namesOf } from '../explain/fingerprint.ts';
import { explainRedaction } from '../explain/redaction.ts';
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

/** `orch explain redaction [FILE]`: the text as it would leave this machine, by form; a workspace's own values are not known here. */
export const redaction: Action = async (context, options, [file]) => {
  const stdin = await readInput(file);
  const redact = makeRedact([]);
  context.out(explainRedaction({ stdin, json: context.json, batch: options.jsonl === true, redact }));
  return EXIT.green;
};

/** `orch explain command ARGV…`: may a model have this run as a diagnostic? Exit 0 yes, 77 no. */
export const command: Action = async (context, _options, argv) => {
  const judged = {
    nodes: [],
    deniedNamespaces: [],
    readable: () => true,
    kubeconfig: 'KUBECONFIG',
    talosconfig: 'TALOSCONFIG',
  };
  const stdin = argv.length === 0 ? await readInput('-') : '';
  const { output, allowed } = explainCommand({
    argv,
    stdin,
    json: context.json,
    context: judged,
    env: context.env,
  });
  context.out(output);
  return allowed ? EXIT.green : EXIT.refused;
};
