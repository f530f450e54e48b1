import { resolve } from 'node:path';
import { labRun } from '../../../lab/commands/run.ts';
import { labBreak, labDown, labServe, labShell, labUp } from '../../../lab/commands/up.ts';
import { faults } from '../../../lab/faults/index.ts';
import { EXIT, OrchError } from '../../core/exit.ts';
import { orchBin, packageRoot } from '../package-root.ts';
import type { Action } from '../program.ts';
import { table } from '../render/table.ts';

interface LabFlags {
  readonly dir?: string;
  readonly seed?: string;
  readonly fast?: boolean;
  readonly delivery?: string;
  readonly site?: string;
  readonly fault?: readonly string[];
}

const seedOf = (flags: LabFlags): number => {
  const seed = flags.seed === undefined ? 1 : Number(flags.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new OrchError('usage', `--seed ${flags.seed} is not a whole number`, 'for example --seed 7');
  return seed;
};

const deliveryOf = ({ delivery = 'apply' }: LabFlags): 'apply' | 'flux' => {
  if (delivery === 'apply' || delivery === 'flux') return delivery;
  throw new OrchError(
    'usage',
    `--delivery ${delivery} is neither apply nor flux`,
    'for example --delivery flux',
  );
};

const siteOf = ({ site = 'one-host' }: LabFlags): 'one-host' | 'three-hosts' => {
  if (site === 'one-host' || site === 'three-hosts') return site;
  throw new OrchError(
    'usage',
    `--site ${site} is neither one-host nor three-hosts`,
    'for example --site three-hosts',
  );
};

const common = (flags: LabFlags) => ({
  ...(flags.dir === undefined ? {} : { dir: resolve(flags.dir) }),
  seed: seedOf(flags),
  fast: flags.fast === true,
  delivery: deliveryOf(flags),
  site: siteOf(flags),
  packageRoot,
  orchBin,
});

/** `orch lab run`: a simulated homelab breaks and is repaired by the real `orch run all`. */
export const run: Action = (context, options) => {
  const flags = options as LabFlags;
  return labRun({
    ...common(flags),
    faults: flags.fault ?? [],
    json: context.json,
    env: { ...context.env },
    out: context.out,
    err: context.err,
  });
};

/** `orch lab up`: a healthy lab that stays until `orch lab down`. */
export const up: Action = async (context, options) => {
  const lab = await labUp(common(options as LabFlags));
  if (context.json) context.out(`${JSON.stringify({ version: 1, ...lab }, null, 2)}\n`);
  else
    context.out(
      `A simulated homelab is up in ${lab.dir}.\n  orch lab shell ${lab.dir}            a shell with its PATH and environment: try \`orch run all\` there\n  orch lab break FAULT --dir ${lab.dir}   \`orch lab faults\` lists them\n  orch lab down ${lab.dir}             stops it and removes the folder\n`,
    );
  return EXIT.green;
};

/** `orch lab down DIR`: stops its servers and removes the folder that the lab made. */
export const down: Action = async (context, _options, [dir = '']) => {
  await labDown(resolve(dir));
  context.out(`${resolve(dir)} is removed.\n`);
  return EXIT.green;
};

/** `orch lab serve DIR`: the body of the server process that `lab up` starts. */
export const serve: Action = (_context, _options, [dir = '']) => labServe(resolve(dir), packageRoot);

/** `orch lab faults`: what can be broken. */
export const listFaults: Action = async (context) => {
  if (context.json) {
    const rows = faults.map(({ id, stage, kind, title, expected }) => ({ id, stage, kind, title, expected }));
    context.out(`${JSON.stringify({ version: 1, faults: rows }, null, 2)}\n`);
  } else
    context.out(
      table([
        ['fault', 'stage', 'kind', 'what is wrong'],
        ...faults.map((one) => [one.id, one.stage, one.kind, one.title]),
      ]),
    );
  return EXIT.green;
};

/** `orch lab break FAULT`: plants it in a lab that is up. */
export const breakLab: Action = async (context, options, [id = '']) => {
  const { dir } = options as { dir?: string };
  const fault = await labBreak(resolve(dir ?? context.dir), id);
  context.out(`${fault.stage}: ${fault.title}\n`);
  return EXIT.green;
};

/** `orch lab shell DIR`: the lab's PATH and environment in your own shell. */
export const shell: Action = (context, _options, [dir = '.']) =>
  labShell(resolve(context.dir, dir), { ...context.env });
