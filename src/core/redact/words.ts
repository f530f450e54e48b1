/** Which names of settings hold secrets, judged by their words: `adminPassword` does, `passwordSecretRef` does not. */

/** `DB_ROOT_password2` → db, root, password. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

/** Words after the telling one that change nothing: DB_PASSWORD_B64, token_value. */
const TAILS = new Set(
  'value plain plaintext text raw b base encoded old new current previous initial default in out'.split(' '),
);

const SECRET_WORDS = new Set(
  (
    'password passwd passphrase passwort pass pwd pw psk token apikey secretkey privatekey accesskey authkey ' +
    'authtoken accesstoken refreshtoken clientsecret encryptionkey masterkey presharedkey bindpw rootpw rootpass ' +
    'dbpass userpass requirepass masterauth masteruserpassword cipassword pgpassword mnemonic ' +
    'credential'
  ).split(' '),
);

/** `X key`: a key that is kept secret. `public key`, `ssh key`, `key` alone are not here. */
const SECRET_KEYS = new Set(
  (
    'api access secret private encryption signing auth master account shared preshared session hmac unseal recovery ' +
    'license application app service admin webhook deploy join cookie storage backup root integration ingest consumer ' +
    'anon bot crypto cipher aes luks age'
  ).split(' '),
);

const SECRET_PAIRS = new Set([
  'key data',
  'seed phrase',
  'recovery phrase',
  'signing secret',
  'recovery code',
]);

const ENDINGS =
  /(?:password|pass|passwd|passphrase|secret|token|apikey|secretkey|privatekey|accesskey|authkey|encryptionkey|sharedkey)$/;

/** Words that end like a telling one and are not. */
const INNOCENT = new Set([
  'bypass',
  'compass',
  'surpass',
  'trespass',
  'nosecret',
  'notoken',
  'nopassword',
  'nopasswd',
]);

export type KeyKind =
  /** Its value is a secret whatever it looks like. */
  | 'secret'
  /** Its value may be the name of a Kubernetes Secret. */
  | 'reference'
  /** Its value may be a key inside a Secret: a name without digits. */
  | 'entry'
  /** A word of many uses: its value is a secret when it has letters and digits. */
  | 'weak'
  /** Its value is a secret when it looks random. */
  | 'maybe'
  | 'no';

/** `existingSecret`, `imagePullSecret`: the name of an object. */
const REFERRING = new Set(
  'existing pull image tls ca cert certificate ingress target source kubernetes k'.split(' '),
);
const MAYBE = new Set('key auth session cookie credentials ticket seed'.split(' '));

/** Words of many uses: `PASS: 12`, `pin: 1`. */
const WEAK = new Set('pass pw pwd pin otp totp jwt bearer community'.split(' '));

const LONGEST_NAME = 120;

/** What the value of a setting of this name is. */
export const keyKind = (name: string): KeyKind => {
  if (name.length > LONGEST_NAME || /^(?:OLD)?PWD$/.test(name)) return 'no';
  if (name === 'secretKey') return 'entry';
  const words = [...wordsOf(name)];
  while (words.length > 1 && TAILS.has(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1);
  const before = words.at(-2) ?? '';
  if (last === undefined || INNOCENT.has(last) || before === 'public') return 'no';
  if (last === 'secret') return before === '' || REFERRING.has(before) ? 'reference' : 'secret';
  if (WEAK.has(last) && (before === '' || !/^p/.test(last))) return 'weak';
  if (SECRET_WORDS.has(last) || SECRET_PAIRS.has(`${before} ${last}`)) return 'secret';
  if (last === 'key' && SECRET_KEYS.has(before)) return 'secret';
  if (ENDINGS.test(last)) return 'secret';
  if (last === 'id' && before === 'key') return 'maybe';
  return MAYBE.has(last) ? 'maybe' : 'no';
};
