import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const load = (settings: Record<string, string> = {}) =>
  loadConfig(configSchema, {
    LATCHKEY_TLS_CA_FILE: 'ca.pem',
    LATCHKEY_TLS_CERT_FILE: 'issuer.pem',
    LATCHKEY_TLS_KEY_FILE: 'issuer.key',
    LATCHKEY_PUBLIC_URL: 'https://auth.example',
    LATCHKEY_DATABASE_URL: 'postgres://issuer@localhost/latchkey',
    LATCHKEY_DIRECTORY_TARGET: 'directory:9100',
    LATCHKEY_DEVICE_TARGET: 'device:9100',
    LATCHKEY_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    ...settings,
  });

describe('the settings', () => {
  it('bound the lifetime of access tokens by an hour', () => {
    expect(load().LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS).toBe(3600);
  });

  it('refuse a default lifetime that no token could have', () => {
    const lifetime = (seconds: string, maximum: string) => ({
      LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS: seconds,
      LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS: maximum,
    });
    expect(load(lifetime('900', '900'))).toMatchObject({ LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS: 900 });
    expect(() => load(lifetime('901', '900'))).toThrow(
      'LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS must not exceed LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS',
    );
  });

  it('take a previous master key only if it could be one', () => {
    expect(load().LATCHKEY_PREVIOUS_MASTER_KEY).toBeUndefined();
    const previous = (bytes: number) => ({
      LATCHKEY_PREVIOUS_MASTER_KEY: Buffer.alloc(bytes, 1).toString('base64'),
    });
    expect(load(previous(32)).LATCHKEY_PREVIOUS_MASTER_KEY).toEqual(Buffer.alloc(32, 1));
    expect(() => load(previous(31))).toThrow('LATCHKEY_PREVIOUS_MASTER_KEY must be exactly 32 bytes');
  });
});
