import { DEVICE_CODE, JWT_BEARER, TOKEN_EXCHANGE, grantTypes, isGrantType } from './grant-type';

describe('isGrantType', () => {
  it.each(grantTypes)('knows %s', (grantType) => {
    expect(isGrantType(grantType)).toBe(true);
  });

  it.each([
    [DEVICE_CODE, 'device_code'],
    [TOKEN_EXCHANGE, 'token-exchange'],
    [JWT_BEARER, 'jwt-bearer'],
  ])('knows %s by its full name only', (full, short) => {
    expect(isGrantType(full)).toBe(true);
    expect(isGrantType(short)).toBe(false);
  });

  it.each(['password', 'implicit', 'Authorization_Code', ' refresh_token', '', 'constructor', '__proto__'])(
    'does not know %j',
    (grantType) => {
      expect(isGrantType(grantType)).toBe(false);
    },
  );
});
