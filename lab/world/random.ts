import { createHash } from 'node:crypto';

/** Names and numbers that look random but follow from the seed and what they are for: a night can be replayed. */
export const hexFrom = (seed: number, ...what: readonly (string | number)[]): string =>
  createHash('sha256')
    .update([seed, ...what].join('\0'))
    .digest('hex');

/** A UUID of version 4 form. */
export const uuidFrom = (seed: number, ...what: readonly (string | number)[]): string => {
  const hex = hexFrom(seed, 'uuid', ...what);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The alphabet of Kubernetes' generated names: no vowels, no look-alikes. */
const NAME = 'bcdfghjklmnpqrstvwxz2456789';

/** A suffix as Kubernetes puts behind generated names. */
export const suffixFrom = (length: number, seed: number, ...what: readonly (string | number)[]): string => {
  const hex = hexFrom(seed, 'name', ...what);
  return Array.from(
    { length },
    (_, i) => NAME[Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16) % NAME.length],
  ).join('');
};
