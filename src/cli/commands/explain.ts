import { join } from 'node:path';
import { collectSecrets } from '../../adapters/secrets.ts';
import { EXIT, OrchError } from '../../core/exit.ts';
import { makeRedact } from '../../core/redact/redact.ts';
import type { Context } from '../context.ts';
import { explainCommand } from '../explain/command.ts';
import { diffLogs, explainJson, explainLog, JsonLineError, namesOf } from '../explain/fingerprint.ts';
import { type ExplainRedactionInput, explainRedaction } from '../explain/redaction.ts';
import type { Action } from '../program.ts';
import { inputLines, readInput } from '../read-input.ts';
import { jsonText } from '../render/guard.ts';
import { workspaceAround } from '../workspace-map.ts';

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
  context.out(context.json ? jsonText(explainJson(text, facts)) : `${explainLog(text, facts).join('\n')}\n`);
  return EXIT.green;
};

/** Inside a workspace also the values that its secret files hold, as a run knows them. */
const secretsAround = async (context: Context): Promise<readonly string[]> => {
  const around = await workspaceAround(context);
  if (!around) return [];
  const { root, map } = around;
  const folders = [join(root, '.orch', 'secrets')];
  return collectSecrets({ root, files: map.settings.secretFiles, folders, env: context.env });
};

const redacted = (input: ExplainRedactionInput): string => {
  try {
    return explainRedaction(input);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new OrchError('usage', error.message, 'give one {"id": …, "text": …} object a line', {
      cause: error,
    });
  }
};

/** `orch explain redaction [FILE]`: the text as it would leave this machine. A pipe gets it byte by byte. */
export const redaction: Action = async (context, options, [file]) => {
  const stdin = await readInput(file);
  const redact = makeRedact(await secretsAround(context));
  const text = redacted({ stdin, json: context.json, batch: options.jsonl === true, redact });
  if (context.columns === undefined) context.raw('stdout', text);
  else context.out(text);
  return EXIT.green;
};

/** `orch explain command ARGV…`: may a model have this run as a diagnostic? Exit 0 yes, 77 no. */
export const command: Action = async (context, _options, argv) => {
  const around = await workspaceAround(context);
  const judged = {
    nodes: around?.map.settings.nodeAddresses ?? [],
    deniedNamespaces: around?.map.settings.deniedNamespaces ?? [],
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
