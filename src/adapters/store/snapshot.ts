import { OrchError } from '../../core/exit.ts';
import { initialState, STATUSES, type State } from '../../core/machine/state.ts';
import { readIfThere } from './files.ts';
import type { Paths } from './paths.ts';

/** The two state files as they stand; `undefined` when they do not exist or do not belong together. */
export type Snapshot =
  | { readonly is: 'whole'; readonly state: State; readonly errorsSerial: number }
  | { readonly is: 'missing' }
  | { readonly is: 'torn'; readonly why: string };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const corrupt = (path: string, what: string, cause?: unknown): OrchError =>
  new OrchError(
    'state',
    `${path} is corrupt: ${what}`,
    `move it aside (mv ${path} ${path}.bad): orch rebuilds it from logs/events.jsonl on the next command`,
    { cause },
  );

/** Not corrupt, and nothing to rebuild: an older orch must not touch what a newer one counted. */
const newer = (path: string, version: number): OrchError =>
  new OrchError(
    'state',
    `${path} was written by a newer orch (version ${version}; this one reads version 1)`,
    'run the newer orch here; nothing was changed',
  );

/** Where the parser of this engine stopped, as byte offset, line and column, when its message says so. */
const place = (text: string, message: string): string => {
  const found = /position (\d+)/.exec(message);
  const at = found === null ? text.length : Number(found[1]);
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return `byte ${Buffer.byteLength(before)}, line ${line}, column ${column}`;
};

const parse = (path: string, text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw corrupt(path, `${message} (${place(text, message)})`, error);
  }
  if (!isRecord(value)) throw corrupt(path, 'it holds no JSON object (byte 0, line 1, column 1)');
  if (typeof value.version === 'number' && value.version > 1) throw newer(path, value.version);
  if (value.version !== 1)
    throw corrupt(path, `version ${JSON.stringify(value.version)}; this orch reads version 1`);
  if (!Number.isSafeInteger(value.serial)) throw corrupt(path, '`serial` is not a whole number');
  return value;
};

const part = (path: string, value: Record<string, unknown>, key: string): Record<string, unknown> => {
  const found = value[key];
  if (!isRecord(found)) throw corrupt(path, `\`${key}\` is not an object`);
  return found;
};

/** Each by its name; what a hand edit may have left that no reader expects. */
const entries = (path: string, value: Record<string, unknown>, key: string): Record<string, unknown> => {
  const found = part(path, value, key);
  for (const [name, entry] of Object.entries(found)) {
    if (!isRecord(entry)) throw corrupt(path, `\`${key}\` holds no object under ${JSON.stringify(name)}`);
    if (key === 'stages' && !STATUSES.some((status) => status === entry.status))
      throw corrupt(
        path,
        `the status of ${name} is ${JSON.stringify(entry.status)}, expected one of ${STATUSES.join(', ')}`,
      );
  }
  return found;
};

/** Reads both state files. No schema library: `status` must start fast. Throws OrchError `state` for corrupt ones. */
export const readSnapshot = async (paths: Paths): Promise<Snapshot> => {
  const [errorsText, statusText] = await Promise.all([readIfThere(paths.errors), readIfThere(paths.status)]);
  // Both are parsed even when one is missing: corruption is never passed over.
  const errors = errorsText === undefined ? undefined : parse(paths.errors, errorsText);
  const status = statusText === undefined ? undefined : parse(paths.status, statusText);
  const records = errors === undefined ? undefined : entries(paths.errors, errors, 'errors');
  const stages = status === undefined ? undefined : entries(paths.status, status, 'stages');
  if (errors === undefined && status === undefined) return { is: 'missing' };
  if (errors === undefined || status === undefined)
    return { is: 'torn', why: `${errors === undefined ? paths.errors : paths.status} is missing` };
  if (status.errors_serial !== errors.serial)
    return {
      is: 'torn',
      why: `${paths.status} belongs to serial ${String(status.errors_serial)} of ${paths.errors}, which stands at ${String(errors.serial)}`,
    };
  const state = {
    ...initialState,
    serial: status.serial,
    stages,
    errors: records,
    ...('night' in status ? { night: part(paths.status, status, 'night') } : {}),
    ...(Array.isArray(status.order) ? { order: status.order } : {}),
    ...(typeof status.mapFile === 'string' ? { mapFile: status.mapFile } : {}),
    ...('run' in status ? { run: part(paths.status, status, 'run') } : {}),
  } as unknown as State;
  return { is: 'whole', state, errorsSerial: errors.serial as number };
};

/** errors.json as text. */
export const errorsFile = (state: State): string =>
  `${JSON.stringify({ version: 1, serial: state.serial, errors: state.errors }, null, 1)}\n`;

/** stage_status.json as text; `errorsSerial` names the errors.json it belongs to. */
export const statusFile = (state: State, errorsSerial: number): string => {
  const { stages, order, mapFile, run, night } = state;
  const body = {
    version: 1,
    serial: state.serial,
    errors_serial: errorsSerial,
    order,
    mapFile,
    stages,
    run,
    night,
  };
  return `${JSON.stringify(body, null, 1)}\n`;
};
