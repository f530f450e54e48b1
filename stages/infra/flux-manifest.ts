import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StageFailure } from '../../src/stage-kit/failure.ts';
import type { StageContext } from '../../src/stage-kit/types.ts';

/** A version that the binary does not carry is fetched. */
const EXPORT_MS = 180_000;
const FILE = 'flux.json';

/** Version and components → checksum of the first manifest that was seen for them. */
type Sums = Readonly<Record<string, string>>;

const exportArgv = ({ cluster: { flux } }: StageContext): readonly string[] => [
  'flux',
  'install',
  '--export',
  `--version=${flux.version}`,
  `--components=${flux.components.join(',')}`,
  '--network-policy=true',
];

const remembered = (ctx: StageContext): Sums => {
  let text: string;
  try {
    text = readFileSync(join(ctx.stateDir, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return {};
  }
  try {
    return JSON.parse(text) as Sums;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StageFailure(`${FILE} in ${ctx.stateDir} is no JSON: move it away, and set flux.sha256`);
  }
};

const remember = (ctx: StageContext, sums: Sums): void => {
  const file = join(ctx.stateDir, FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(sums, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

const refuse = (ctx: StageContext, found: string, wanted: string, by: string): never => {
  throw new StageFailure(
    `the manifest of Flux ${ctx.cluster.flux.version} is not the one that ${by}: look at both before flux.sha256 is changed`,
    [
      `Flux manifest checksum mismatch: found ${found}, expected ${wanted}`,
      `it is made by: ${exportArgv(ctx).join(' ')} | sha256sum`,
    ].join('\n'),
  );
};

/**
 * The manifest that installs Flux, as `flux install --export` prints it; the cluster is not asked.
 * @throws StageFailure when its sha256 is not `flux.sha256`, or, where the config names none, not that of the first
 * manifest that this workspace saw for the version.
 */
export const fluxManifest = async (ctx: StageContext): Promise<string> => {
  const { stdout } = await ctx.tool(exportArgv(ctx), { timeoutMs: EXPORT_MS });
  const sum = createHash('sha256').update(stdout).digest('hex');
  const { version, components, sha256 } = ctx.cluster.flux;
  if (sha256 !== undefined) {
    if (sum !== sha256) refuse(ctx, sum, sha256, `${ctx.where('flux', 'sha256')} names`);
    return stdout;
  }
  const sums = remembered(ctx);
  const key = [version, ...components].join(' ');
  const before = sums[key];
  if (before !== undefined && before !== sum) refuse(ctx, sum, before, 'was installed from here before');
  if (before === undefined) remember(ctx, { ...sums, [key]: sum });
  return stdout;
};
