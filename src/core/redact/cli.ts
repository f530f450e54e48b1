/** Passwords on command lines, where the option does not name them. */
import type { Pass } from './pass.ts';
import { harmlessValue, looksRandom } from './values.ts';

const VALUE = `("[^"\\n«»]{1,300}"|'[^'\\n«»]{1,300}'|[^\\s"'«»]{1,300})`;
const QUOTED = `("[^"\\n«»]{1,300}"|'[^'\\n«»]{1,300}')`;
const PLAIN = `[^\\n|;&]{0,300}?\\s`;

/** What stands before the password, by tool. */
const BEFORE: readonly RegExp[] = [
  // sshpass -p X; -pX
  new RegExp(`(\\bsshpass\\s+-p\\s*)${VALUE}`, 'g'),
  // mysql and its kin: -pX without a blank
  new RegExp(
    `(\\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mysqlsh)\\s(?:${PLAIN})?-p)(?!\\s)${VALUE}`,
    'g',
  ),
  new RegExp(
    `(\\b(?:docker|podman|helm registry|crane auth|skopeo|nerdctl|oras) login\\s(?:${PLAIN})?-p[\\s=])${VALUE}`,
    'g',
  ),
  new RegExp(
    `(\\b(?:redis-cli|ldapsearch|ldapadd|ldapmodify|ipmitool|mongosh?|mongodump|7z|zip|unzip|sqlcmd|snmpwalk|snmpget|smbclient|rclone)\\s(?:${PLAIN})?(?:-a|-w|-P|-p|-c)\\s{0,2})${VALUE}`,
    'g',
  ),
  // htpasswd -b FILE USER X; htpasswd -nb USER X
  new RegExp(
    `(\\bhtpasswd\\s+(?:-[A-Za-z]+\\s+)*-[A-Za-z]*n[A-Za-z]*b?[A-Za-z]*\\s+[^\\s-]\\S*\\s+)${VALUE}`,
    'g',
  ),
  new RegExp(`(\\bhtpasswd\\s+(?:-[A-Za-z]+\\s+)+[^\\s-]\\S*\\s+\\S+\\s+)${VALUE}`, 'g'),
  new RegExp(`(\\bwpa_passphrase\\s+\\S+\\s+)${VALUE}`, 'g'),
  new RegExp(`(\\bvault\\s+(?:login|unwrap|operator\\s+unseal)\\s+)${VALUE}`, 'g'),
  // openssl … -passin pass:X
  new RegExp(`((?<![\\w])(?:-pass|-passin|-passout|-passwd)\\s+pass:)${VALUE}`, 'g'),
  // netrc
  new RegExp(`(\\blogin\\s+\\S{1,100}\\s+password\\s+)${VALUE}`, 'g'),
  // Network UPS Tools
  new RegExp(`(^[ \\t]*MONITOR\\s+\\S+\\s+\\d+\\s+\\S+\\s+)${VALUE}`, 'gm'),
  // .pgpass
  new RegExp(`(^[^\\s:]{1,200}:(?:5432|\\*):[^\\s:]{1,64}:[^\\s:]{1,64}:)${VALUE}`, 'gm'),
  // Go's MySQL addresses
  /((?<![\w/])[\w.-]{1,64}:)([^\s:@"']{3,200})(?=@(?:tcp|unix)\()/g,
  // vault operator init
  /(\b(?:unseal|recovery) key \d{1,2}: {1,4})([A-Za-z0-9+/=]{20,100})/gi,
  // SQL
  new RegExp(
    `(\\b(?:identified\\s+by|with\\s+(?:encrypted\\s+)?password|set\\s+password\\s*=)\\s+)${QUOTED}`,
    'gi',
  ),
  new RegExp(`((?<![\\w.-])(?:requirepass|masterauth|rootpw(?:\\s+--plaintext)?)\\s+)${VALUE}`, 'g'),
];

/** user:password as one word: curl -u, --user, --basic-auth, --proxy-user. */
const PAIR =
  /((?<![\w-])(?:-u|-U|--user|--basic-auth|--proxy-user|--userpass|--auth|--creds|--src-creds|--dest-creds)[\s=]\s{0,4}["']?[^\s:"'@/]{1,100}[:%])([^\s"'«»]{3,300})/g;
/** `root:password` lines for chpasswd. */
const CHPASSWD =
  /(\b(?:chpasswd|chpass)\b[^\n]{0,60}\n(?:[^\n]{0,80}\n){0,3}?)((?:[ \t]+(?:-\s+)?[a-z_][\w-]{0,31}:[^\s:]{3,200}(?:\r?\n|$))+)/g;
const ECHOED =
  /(\becho\s+(?:-\w+\s+)?["']?[a-z_][\w-]{0,31}:)([^\s"'|]{3,200})(?=["']?\s*\|\s*(?:sudo\s+)?chpasswd)/g;
/** Everything that is made into a Secret is one. */
const LITERAL = /(--from-literal(?:=|\s+)["']?[\w.-]{1,100}=)("[^"\n«»]{1,300}"|[^\s"'«»]{1,300})/g;
/** `token "X"`, `password is X`: in running text only what no sentence would say. */
const SPOKEN =
  /((?<![A-Za-z])(token|password|passwd|passphrase|secret|api[ -]?key|access[ -]?key|secret[ -]?key|credential|psk)\s{1,3}(?:(?:is|was|=)\s{1,3})?["'`(]?)([^\s"'`«»(),]{8,2000})/gi;

/** A prompt and its answer: `Password for root: X` at the end of a line. */
const PROMPTED = /(\bpass(?:word|phrase|code)? for [^\n:]{1,80}: {0,4})([^\s:"'«»]{6,64})(?=\s*(?:\n|$))/gi;

const spoken = (name: string, value: string): boolean => {
  if (looksRandom(value)) return true;
  if (!/^[\w!@#$%^&*+=~?-]{8,64}$/.test(value) || !/[a-z]/i.test(value) || !/\d/.test(value)) return false;
  return /[!@#$%^&*+=~?]/.test(value) || /^pass/i.test(name);
};

/** Replaces passwords that tools take by position or by a short option. */
export const commandLines: Pass = (text, mark) => {
  const hide = (whole: string, before: string, value: string): string =>
    harmlessValue(value.replace(/^["']|["']$/g, ''), false) || /^-/.test(value)
      ? whole
      : before + mark('password');
  let result = text;
  for (const pattern of BEFORE) result = result.replace(pattern, hide);
  return result
    .replace(PAIR, hide)
    .replace(ECHOED, hide)
    .replace(LITERAL, hide)
    .replace(CHPASSWD, (_whole, before: string, lines: string) => before + accounts(lines, mark))
    .replace(PROMPTED, (whole, before: string, value: string) =>
      /\d/.test(value) && /[A-Za-z]/.test(value) ? hide(whole, before, value) : whole,
    )
    .replace(SPOKEN, (whole, before: string, name: string, value: string) =>
      spoken(name, value) && !harmlessValue(value, false) ? before + mark('token') : whole,
    );
};

const accounts = (lines: string, mark: (kind: string) => string): string =>
  lines.replace(
    /^([ \t]+(?:-\s+)?[a-z_][\w-]{0,31}:)([^\s:]{3,200})$/gm,
    (whole, before: string, value: string) =>
      value === 'RANDOM' || harmlessValue(value, false) ? whole : before + mark('password'),
  );
