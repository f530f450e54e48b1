/** Secrets in addresses: user information and query parameters. */
import type { Pass } from './pass.ts';
import { harmlessValue, looksRandom } from './values.ts';
import { keyKind } from './words.ts';

/** scheme://user:password@host. A password may hold `@`; one with a `/` is found when no port could stand there. */
const USERINFO = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>«»]{0,200}:)([^\s"'<>/?#]{1,300})(?=@[\w.[-])/gi;
const USERINFO_SLASH =
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>«»]{0,200}:)(?!\d{1,5}[/?#])([^\s"'<>?#]{1,300})(?=@[\w.[-])/gi;
/** scheme://token@host */
const LONE = /(\bhttps?:\/\/)([^\s:@/"'<>«»]{16,300})(?=@[\w.[-])/gi;
const PARAMETER = /([?&;](?:amp;)?)([A-Za-z_][\w.-]{0,60})=([^\s&"'<>;«»\\#]{3,2000})/g;

const SIGNED =
  /^(?:x-amz-(?:signature|credential|security-token)|sig|signature|code|state|access_token|auth|key|k|sid)$/i;

/** Replaces passwords, tokens and signatures inside addresses; hosts, ports, paths and user names stay. */
export const urls: Pass = (text, mark) => {
  const password = (whole: string, before: string, value: string): string =>
    harmlessValue(value, false) ? whole : before + mark('url-password');
  return text
    .replace(USERINFO, password)
    .replace(USERINFO_SLASH, password)
    .replace(LONE, (whole, before: string, value: string) =>
      looksRandom(value) ? before + mark('url-password') : whole,
    )
    .replace(PARAMETER, (whole, before: string, name: string, value: string) => {
      const kind = keyKind(name);
      const secret =
        (kind === 'secret' || kind === 'reference') && !harmlessValue(value, false)
          ? true
          : (kind === 'maybe' || SIGNED.test(name)) && looksRandom(value);
      return secret ? `${before}${name}=${mark('url-parameter')}` : whole;
    });
};
