import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { parse, stringify } from 'yaml';

/** A secrets bundle as `talosctl gen secrets` writes it. */
export interface SecretsBundle {
  readonly cluster: { readonly id: string; readonly secret: string };
  readonly secrets: { readonly bootstraptoken: string; readonly secretboxencryptionsecret: string };
  readonly trustdinfo: { readonly token: string };
  readonly certs: {
    readonly etcd: Pair;
    readonly k8s: Pair;
    readonly k8saggregator: Pair;
    readonly k8sserviceaccount: { readonly key: string };
    readonly os: Pair;
  };
}

interface Pair {
  readonly crt: string;
  readonly key: string;
}

/** A PEM block whose body is random: the world compares certificates, it does not verify them. */
const certificate = (): string => {
  const body = randomBytes(330).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).toString('base64');
};

const privateKey = (): string =>
  Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })).toString(
    'base64',
  );

export const keyPair = (): Pair => ({ crt: certificate(), key: privateKey() });

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const token = (): string => {
  const draw = (length: number) =>
    [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${draw(6)}.${draw(16)}`;
};

/** New secrets for a cluster. */
export const newSecrets = (): SecretsBundle => ({
  cluster: { id: randomBytes(32).toString('base64url'), secret: randomBytes(32).toString('base64') },
  secrets: { bootstraptoken: token(), secretboxencryptionsecret: randomBytes(32).toString('base64') },
  trustdinfo: { token: token() },
  certs: {
    etcd: keyPair(),
    k8s: keyPair(),
    k8saggregator: keyPair(),
    k8sserviceaccount: { key: privateKey() },
    os: keyPair(),
  },
});

export const secretsText = (bundle: SecretsBundle): string => stringify(bundle, { indent: 4, lineWidth: 0 });

/** Reads a bundle; undefined when the text is not one. */
export const readSecrets = (text: string): SecretsBundle | undefined => {
  const value = parse(text) as Partial<SecretsBundle> | null;
  return value?.cluster && value.secrets && value.trustdinfo && value.certs
    ? (value as SecretsBundle)
    : undefined;
};
