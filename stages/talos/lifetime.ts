import { X509Certificate } from 'node:crypto';

/** From when until when a credential holds, milliseconds since 1970. */
export interface Lifetime {
  readonly from: number;
  readonly until: number;
}

/** Of a client certificate as a talosconfig holds it (PEM in base64); undefined when it is no certificate. */
export const certificateLife = (crt: string): Lifetime | undefined => {
  try {
    const { validFrom, validTo } = new X509Certificate(Buffer.from(crt, 'base64'));
    return { from: Date.parse(validFrom), until: Date.parse(validTo) };
  } catch (error) {
    // OpenSSL's codes for what it cannot read: ERR_OSSL_PEM_…, ERR_OSSL_ASN1_….
    if (/^ERR_OSSL_/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

/** Of a ServiceAccount token (a JWT, RFC 7519: `iat`, `exp` in seconds); undefined when it is none. */
export const tokenLife = (token: string): Lifetime | undefined => {
  const [, claims = '', ...rest] = token.split('.');
  if (rest.length !== 1) return undefined;
  try {
    const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
      readonly iat?: unknown;
      readonly exp?: unknown;
    };
    if (typeof iat !== 'number' || typeof exp !== 'number') return undefined;
    return { from: iat * 1_000, until: exp * 1_000 };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Whether less than half of it is gone: what is renewed then never ends during a night. */
export const isYoung = ({ from, until }: Lifetime, now: number): boolean => now < from + (until - from) / 2;
