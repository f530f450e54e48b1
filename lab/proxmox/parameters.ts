import { type Answer, badParameters } from './answer.ts';

export type Parameters = Readonly<Record<string, string>>;

/** One parameter of an endpoint: returns what is wrong with a value, or undefined. */
type Check = (value: string) => string | undefined;

const text: Check = () => undefined;
const integer =
  (min: number, max: number): Check =>
  (value) => {
    if (!/^-?\d+$/.test(value)) return `type check ('integer') failed - got '${value}'`;
    if (Number(value) < min) return `value must have a minimum value of ${min}`;
    return Number(value) > max ? `value must have a maximum value of ${max}` : undefined;
  };
const bool: Check = (value) =>
  /^(0|1|yes|no|true|false|on|off)$/i.test(value)
    ? undefined
    : `type check ('boolean') failed - got '${value}'`;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value)
      ? undefined
      : `value '${value}' does not have a value in the enumeration '${values.join(', ')}'`;

const memory: Check = (value) =>
  /^(current=)?\d+$/.test(value)
    ? undefined
    : `invalid format - format error\nmemory.current: type check ('integer') failed - got '${value}'\n`;

const MODELS = ['virtio', 'e1000', 'e1000e', 'rtl8139', 'vmxnet3'];
const network: Check = (value) => {
  const parts = value.split(',').map((part) => part.split('='));
  const card = parts.find(([key]) => MODELS.includes(key ?? ''));
  if (!card && !parts.some(([key]) => key === 'model'))
    return 'invalid format - format error\nnet0.model: property is missing and it is not optional\n';
  const mac = card?.[1];
  // The second hex digit of a unicast address is even.
  if (mac !== undefined && !/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/i.test(mac))
    return 'invalid format - format error\nnet0.macaddr: value does not look like a valid unicast MAC address\n';
  return undefined;
};

const CONFIG: Readonly<Record<string, Check>> = {
  name: (value) =>
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)
      ? undefined
      : 'invalid format - value does not look like a valid DNS name\n',
  ostype: oneOf('other', 'l24', 'l26', 'win10', 'win11', 'solaris'),
  machine: text,
  bios: oneOf('seabios', 'ovmf'),
  scsihw: oneOf('lsi', 'lsi53c810', 'virtio-scsi-pci', 'virtio-scsi-single', 'megasas', 'pvscsi'),
  cpu: text,
  cores: integer(1, 1024),
  sockets: integer(1, 4),
  memory,
  balloon: integer(0, 4_194_304),
  numa: bool,
  agent: (value) => (/^(enabled=)?[01](,|$)/.test(value) ? undefined : 'invalid format - format error\n'),
  vga: text,
  boot: text,
  onboot: bool,
  tags: text,
  description: text,
  efidisk0: text,
  tpmstate0: text,
  digest: text,
  protection: bool,
  tablet: bool,
  hotplug: text,
};

/** Numbered keys: disks, drives, network cards, serial ports. */
const NUMBERED: readonly (readonly [RegExp, Check])[] = [
  [/^(scsi|virtio|sata|ide)\d{1,2}$/, text],
  [/^net\d{1,2}$/, network],
  [/^serial[0-3]$/, (value) => (/^(socket|\/dev\/.+)$/.test(value) ? undefined : 'invalid format')],
];

const DOWNLOAD: Readonly<Record<string, Check>> = {
  url: (value) => (/^https?:\/\//.test(value) ? undefined : 'value does not match the regex pattern'),
  content: oneOf('iso', 'vztmpl', 'import'),
  filename: (value) => (/\.(iso|img)$/i.test(value) ? undefined : 'wrong file extension'),
  'verify-certificates': bool,
  checksum: text,
  'checksum-algorithm': oneOf('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'),
  compression: text,
};

/** What each writing or filtered endpoint takes beyond its path. */
const ENDPOINTS: Readonly<
  Record<
    string,
    {
      readonly takes: Readonly<Record<string, Check>>;
      readonly needs?: readonly string[];
      readonly numbered?: boolean;
    }
  >
> = {
  'qemu.create': {
    takes: { ...CONFIG, vmid: integer(100, 999_999_999), start: bool, pool: text, storage: text },
    needs: ['vmid'],
    numbered: true,
  },
  'qemu.config': { takes: { ...CONFIG, delete: text, skiplock: bool }, numbered: true },
  'qemu.start': { takes: { timeout: integer(0, 10_000), skiplock: bool } },
  'storage.download': { takes: DOWNLOAD, needs: ['url', 'content', 'filename'] },
  'storage.content': { takes: { content: text, vmid: integer(100, 999_999_999) } },
  'storage.list': { takes: { content: text, enabled: bool, storage: text, target: text, format: bool } },
  'network.list': { takes: { type: text } },
  'tasks.list': {
    takes: {
      vmid: integer(100, 999_999_999),
      limit: integer(0, 10_000),
      errors: bool,
      start: integer(0, 1e9),
      source: text,
      typefilter: text,
    },
  },
  'task.log': { takes: { start: integer(0, 1e9), limit: integer(0, 1e6), download: bool } },
  'cluster.resources': { takes: { type: oneOf('vm', 'storage', 'node', 'sdn') } },
  'access.permissions': { takes: { path: text, userid: text } },
  'qemu.read': { takes: { current: bool, snapshot: text, full: bool } },
};

/**
 * Judges the parameters of a call as PVE's JSON schema does: unknown, missing, malformed.
 * @param endpoint a key of the table; an endpoint that is not in it takes nothing.
 */
export const verify = (endpoint: string, given: Parameters): Answer | undefined => {
  const schema = ENDPOINTS[endpoint] ?? { takes: {} };
  const errors: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    const check =
      schema.takes[key] ?? (schema.numbered ? NUMBERED.find(([form]) => form.test(key))?.[1] : undefined);
    if (!check) {
      errors[key] = 'property is not defined in schema and the schema does not allow additional properties';
      continue;
    }
    const wrong = check(value);
    if (wrong !== undefined) errors[key] = wrong;
  }
  for (const key of schema.needs ?? [])
    if (given[key] === undefined) errors[key] = 'property is missing and it is not optional';
  return Object.keys(errors).length > 0 ? badParameters(errors) : undefined;
};

/** Reads a property string, `virtio=AA:..,bridge=vmbr0`; the first part may lack its key. */
export const properties = (value: string, first = 'file'): Record<string, string> =>
  Object.fromEntries(
    value.split(',').map((part, index) => {
      const at = part.indexOf('=');
      return at < 0 && index === 0 ? [first, part] : [part.slice(0, at), part.slice(at + 1)];
    }),
  );
