import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageContext } from './types.ts';

/** `addresses.json` in the stages' state folder: what each machine had when stage vms last saw it, by VM name. */
export type SeenAddresses = Readonly<
  Record<string, { readonly mac: string; readonly addresses: readonly string[] }>
>;

const fileOf = (ctx: StageContext): string => join(ctx.stateDir, 'addresses.json');

/** What stage vms wrote; empty before it has seen a machine. */
export const readAddresses = (ctx: StageContext): SeenAddresses =>
  existsSync(fileOf(ctx)) ? (JSON.parse(readFileSync(fileOf(ctx), 'utf8')) as SeenAddresses) : {};

/** Written whole or not at all. */
export const writeAddresses = (ctx: StageContext, seen: SeenAddresses): void => {
  writeFileSync(`${fileOf(ctx)}.new`, `${JSON.stringify(seen, null, 2)}\n`);
  renameSync(`${fileOf(ctx)}.new`, fileOf(ctx));
};
