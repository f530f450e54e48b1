/** Which values are secrets, and which only stand where one could. */
import { isMark } from './pass.ts';

const STATUS = new Set(
  (
    'null nil none true false yes no on off enabled disabled required optional missing invalid incorrect wrong ' +
    'expired unset set empty unknown redacted hidden masked sensitive string str bytes bool int number undefined ' +
    'file env auto generated prompt ok failed failure denied rejected changed updated created deleted rotated ' +
    'secret secrets token tokens password passwords key keys value values credential credentials bearer basic digest ' +
    'default changeme change_me change-me todo tbd example placeholder your-token your_token your-password ' +
    'not is was are the this a an for of from in to and or with must should cannot does has have ' +
    'fake dummy sample unauthorized forbidden mismatch error nopasswd write read async await new function return'
  ).split(' '),
);

/** References to where the value is kept, and templates that fill it in later. */
const REFERENCE =
  /^[“”‘’]?(?:\$[{(]|\$[A-Za-z_]\w*(?:[/.:-]|$)|\{\{|%[A-Z_]+%$|<[^>]*>?$|op:\/\/|vault:|secret:\/\/|ref\+|file:|env:|ENC\[|enc:|!vault|!secret|!Ref|(?:var|local|data|module|each|self|values|secrets|inputs|env|steps|config)\.|(?:process\.env|os\.environ|\.Values)\b|random_\w+\.|\((?:sensitive|known)\b|[a-z_]\w*(?:\.\w+)+\(|\w+\(\)?$)/i;

/** `aws_db.main.password`: a reference of a template language. */
const DOTTED = /^[a-z_][a-z0-9_]+(?:\.[a-z_][a-z0-9_]*)+$/;
/** A path that begins as paths do: a password may have slashes too. */
const PATH =
  /^(?:\.{1,2}|~|\/(?:etc|var|run|usr|home|root|opt|tmp|mnt|srv|data|secrets?|dev|proc|sys|apps?|config|certs?|ssl|nix|Users|Library|private|boot|lib|bin|keys?|vault|registry|workspace|storage|system))(?:\/[\w.@+-]+)+\/?$/;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w|y))+$/;
const MASKED = /^[*•xX.#_-]+$/;

/** True when the value is no secret even under a telling name. `quoted`: it stood in quotes. */
export const harmlessValue = (value: string, quoted: boolean): boolean => {
  if (value === '' || isMark(value)) return true;
  if (STATUS.has(value.toLowerCase())) return true;
  if (REFERENCE.test(value) || MASKED.test(value) || DURATION.test(value)) return true;
  if (PATH.test(value) && !looksRandom(value.slice(value.lastIndexOf('/') + 1))) return true;
  if (!quoted && DOTTED.test(value)) return true;
  return /^\d{1,5}$/.test(value) || value.length < 3;
};

/** True for a value that nobody types: long, of mixed characters, or long hexadecimal. */
export const looksRandom = (value: string): boolean => {
  if (value.length < 16) return false;
  if (/^[0-9a-f]{20,}$/i.test(value) || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value))
    return true;
  if (!/^[\w+/=.~!@#$%^&*:-]+$/.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  if (kinds === 3) return !/^(?:[A-Za-z]+[-_./:])*[A-Za-z]+\d{0,3}$/.test(value);
  // A name with a number in it has few changes between letters and digits.
  return (
    kinds === 2 && /\d/.test(value) && (value.match(/[a-z]\d|\d[a-z]/gi)?.length ?? 0) >= value.length / 6
  );
};

/** A name as Kubernetes objects have, not drawn at random. */
export const objectName = (value: string): boolean =>
  /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(value) && !looksRandom(value);
