/** HTTP headers that carry credentials, as requests, logs and configuration print them. */
import type { Pass } from './pass.ts';
import { harmlessValue, looksRandom } from './values.ts';

/** `Authorization: Bearer …`, also quoted and in JSON. Scheme and value; a value without a scheme is one too. */
const AUTHORIZATION =
  /(authorization\\?["']?\s{0,4}[:=]\s{0,4}[[\\"']{0,4})(?:(bearer|basic|token|apikey|digest|negotiate|bot|pvea?pitoken|aws4-hmac-sha256)([\s=]{1,4}))?([^\s"'\\,«»<>\]]{3,8000})/gi;
/** A scheme anywhere: only what looks random, for prose speaks of bearers too. */
const SCHEME = /(\b(?:bearer|basic)\s{1,4}["'`]?)([A-Za-z0-9._~+/=-]{8,8000})/gi;
const COOKIE = /(\b(?:set-)?cookie\\?["']?\s{0,4}:\s{0,4})([^\r\n]{1,8000})/gi;
const ATTRIBUTES = /^(?:path|domain|expires|max-age|samesite|secure|httponly|priority)$/i;

const inCookie = (list: string, mark: (kind: string) => string): string =>
  list.replace(/([^\s=;,"']{1,200})=([^\s;,"'\\«»]{6,8000})/g, (whole, name: string, value: string) =>
    ATTRIBUTES.test(name) || harmlessValue(value, false) ? whole : `${name}=${mark('cookie')}`,
  );

/** Replaces the credentials in Authorization and Cookie headers; scheme and names stay. */
export const headers: Pass = (text, mark) =>
  text
    .replace(
      AUTHORIZATION,
      (
        whole,
        before: string,
        scheme: string | undefined,
        gap: string | undefined,
        value: string,
        at,
        all,
      ) => {
        // The secret part is marked already, as in `PVEAPIToken=root@pam!orch=«…»`.
        if (String(all)[Number(at) + whole.length] === '«') return whole;
        if (harmlessValue(value, true) || /^realm=/i.test(value)) return whole;
        if (scheme === undefined && !looksRandom(value)) return whole;
        return `${before}${scheme ?? ''}${gap ?? ''}${mark('authorization')}`;
      },
    )
    .replace(SCHEME, (whole, before: string, value: string) =>
      looksRandom(value) ? before + mark('authorization') : whole,
    )
    .replace(COOKIE, (_whole, before: string, list: string) => before + inCookie(list, mark));
