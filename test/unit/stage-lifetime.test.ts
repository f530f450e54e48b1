import { describe, expect, test } from 'vitest';
import { certificateLife, isYoung, tokenLife } from '../../stages/talos/lifetime.ts';

/** A self-signed certificate for two weeks, made for this test; its key was thrown away. */
const CERTIFICATE =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJQRENCNzZBREFnRUNBaFEzL3Zrb2dMNXB0YXRiUUFwZGRlVjhYZFo1RnpBRkJnTXJaWEF3RkRFU01CQUcKQTFVRUNnd0piM002Y21WaFpHVnlNQjRYRFRJMk1URXlNVEEyTlRZeE4xb1hEVEkyTVRJd05UQTJOVFl4TjFvdwpGREVTTUJBR0ExVUVDZ3dKYjNNNmNtVmhaR1Z5TUNvd0JRWURLMlZ3QXlFQW5ZWldzMzZTNkVEZm1jbkhXS2V4Cjl3WnFycVFHNVhGaFNyM2VFVkNKejg2alV6QlJNQjBHQTFVZERnUVdCQlE2amE2R3VkRUpCc2hlbjF1UXpTUjEKWXhsaVZ6QWZCZ05WSFNNRUdEQVdnQlE2amE2R3VkRUpCc2hlbjF1UXpTUjFZeGxpVnpBUEJnTlZIUk1CQWY4RQpCVEFEQVFIL01BVUdBeXRsY0FOQkFFdWI5MzV4aGp2enkzS0FXTW03cVR5SkFlMnREY2V0T2FGWGJ5MGdyU0FtCnNOT0ZvTGJxNUw0Y2U4bEVDcHVLNVhOVkQxeURvVEpPVm1vbVJpU2xNQUE9Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K';

const jwt = (claims: string) => `head.${Buffer.from(claims).toString('base64url')}.signature`;

describe('how long a credential holds', () => {
  test('a certificate says it', () => {
    expect(certificateLife(CERTIFICATE)).toEqual({
      from: Date.parse('Nov 21 06:56:17 2026 GMT'),
      until: Date.parse('Dec  5 06:56:17 2026 GMT'),
    });
  });

  test.each(['', 'bm90IGEgY2VydGlmaWNhdGU='])('what is no certificate says nothing (%j)', (text) => {
    expect(certificateLife(text)).toBeUndefined();
  });

  test('a token says it in seconds', () => {
    expect(tokenLife(jwt('{"iat":1,"exp":3}'))).toEqual({ from: 1_000, until: 3_000 });
  });

  test.each(['opaque', 'a.b', jwt('{"iat":1}'), jwt('no json'), jwt('{"iat":"1","exp":"3"}')])(
    'what is no token with times says nothing (%j)',
    (text) => {
      expect(tokenLife(text)).toBeUndefined();
    },
  );

  test('it is young until half of it is gone', () => {
    const life = { from: 100, until: 300 };
    expect([199, 200].map((now) => isYoung(life, now))).toEqual([true, false]);
  });
});
