import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Param {
  readonly type?: string;
  readonly optional?: number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly subkeys?: Readonly<Record<string, unknown>>;
}
type Endpoints = Readonly<Record<string, { readonly params: Readonly<Record<string, Param>> }>>;

const PLACES = ['../../../shared/', '../../../../shared/'].map((up) =>
  fileURLToPath(new URL(`${up}facts/proxmox-endpoints-9.1.json`, import.meta.url)),
);

/** The published schema of the API (apidata.js of pve-docs 9.1) when it lies beside the checkout. */
export const loadEndpoints = (): Endpoints | undefined => {
  const found = PLACES.find((path) => existsSync(path));
  return found === undefined ? undefined : (JSON.parse(readFileSync(found, 'utf8')) as Endpoints);
};

const matcher = (template: string): RegExp =>
  new RegExp(`^${template.replace(/[.*+?^$()|]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`);

/** `scsi0` is described by `scsi[n]`. */
const paramOf = (params: Readonly<Record<string, Param>>, name: string): Param | undefined =>
  params[name] ?? params[name.replace(/\d+$/, '[n]')];

const problem = (name: string, value: string, param: Param): string | undefined => {
  if (param.enum && !param.enum.includes(value))
    return `${name}=${value} is none of ${param.enum.join(', ')}`;
  if (param.maxLength !== undefined && value.length > param.maxLength)
    return `${name} is longer than ${param.maxLength}`;
  if (param.type === 'boolean' && !['0', '1'].includes(value))
    return `${name}=${value} is no boolean (0 or 1)`;
  if (param.type !== 'integer' && param.type !== 'number') return subkeyProblem(name, value, param);
  const number = Number(value);
  if (!Number.isFinite(number)) return `${name}=${value} is no number`;
  if (param.type === 'integer' && !Number.isInteger(number)) return `${name}=${value} is no integer`;
  if (param.minimum !== undefined && number < param.minimum)
    return `${name}=${value} is below ${param.minimum}`;
  if (param.maximum !== undefined && number > param.maximum)
    return `${name}=${value} is above ${param.maximum}`;
  return undefined;
};

/** `k=v,k=v` with the keys that the schema lists; the first part may stand without its key. */
const subkeyProblem = (name: string, value: string, { subkeys }: Param): string | undefined => {
  if (!subkeys) return undefined;
  const bad = value
    .split(',')
    .find((part, index) => !(part.split('=')[0]! in subkeys) && !(index === 0 && !part.includes('=')));
  // `local:40` before the first comma is the volume of the default key.
  return bad === undefined || bad.includes(':') ? undefined : `${name}: ${bad} is not in the schema`;
};

/** What is wrong with a request by the schema; empty when nothing is. */
export const problems = (
  endpoints: Endpoints,
  request: {
    readonly method: string;
    readonly path: string;
    readonly params: Readonly<Record<string, string>>;
  },
): string[] => {
  const key = Object.keys(endpoints).find((each) => {
    const [method = '', template = ''] = each.split(' ');
    return method === request.method && matcher(template).test(request.path);
  });
  const title = `${request.method} ${request.path}`;
  if (key === undefined) return [`${title} is not in the schema`];
  const { params } = endpoints[key]!;
  const inPath = [...key.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const missing = Object.entries(params)
    .filter(([name, param]) => !param.optional && !inPath.includes(name) && !(name in request.params))
    .map(([name]) => `${title}: ${name} is missing`);
  const wrong = Object.entries(request.params).flatMap(([name, value]) => {
    const param = paramOf(params, name);
    const text = param ? problem(name, value, param) : `${name} is not in the schema`;
    return text === undefined ? [] : [`${title}: ${text}`];
  });
  return [...missing, ...wrong];
};
