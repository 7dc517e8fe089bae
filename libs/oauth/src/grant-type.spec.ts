import { DEVICE_CODE, grantTypes, isGrantType } from './grant-type';

describe('isGrantType', () => {
  it.each(grantTypes)('knows %s', (grantType) => {
    expect(isGrantType(grantType)).toBe(true);
  });

  it('knows the device code grant by its full name only', () => {
    expect(isGrantType(DEVICE_CODE)).toBe(true);
    expect(isGrantType('device_code')).toBe(false);
  });

  it.each(['password', 'implicit', 'Authorization_Code', ' refresh_token', '', 'constructor', '__proto__'])(
    'does not know %j',
    (grantType) => {
      expect(isGrantType(grantType)).toBe(false);
    },
  );
});
