import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const complete = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
  LATCHKEY_DATABASE_URL: 'postgres://device:secret@localhost:5432/latchkey',
  LATCHKEY_DIRECTORY_TARGET: 'directory:9100',
};

describe('the settings of the device-flow manager', () => {
  it('have defaults for all that can have one', () => {
    const config = loadConfig(configSchema, complete);
    expect(config).toMatchObject({
      LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS: 600,
      LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS: 5,
      LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: 60,
      LATCHKEY_DEVICE_MISSES_PER_ADDRESS: 10,
      LATCHKEY_DEVICE_MISSES_PER_SESSION: 10,
      LATCHKEY_DEVICE_MISSES_OVER_ALL: 128,
    });
    expect(config.LATCHKEY_REDIS_URL).toBeUndefined();
  });

  it.each([
    ['LATCHKEY_DATABASE_URL', '', 'must be set'],
    ['LATCHKEY_DIRECTORY_TARGET', '', 'must be set'],
    ['LATCHKEY_REDIS_URL', 'localhost:6379', 'must look like redis://'],
    ['LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS', '0', 'must be a whole number of seconds from 1 to 3600'],
    ['LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS', '10m', 'must be a whole number of seconds'],
    ['LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS', '2.5', 'must be a whole number of seconds from 1 to 60'],
    ['LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS', '301', 'must be a whole number of seconds from 0 to 300'],
    ['LATCHKEY_DEVICE_MISSES_PER_ADDRESS', '0', 'must be a whole number of misses from 1 to 1000'],
    ['LATCHKEY_DEVICE_MISSES_PER_SESSION', 'none', 'must be a whole number of misses from 1 to 1000'],
    ['LATCHKEY_DEVICE_MISSES_OVER_ALL', '1000001', 'must be a whole number of misses from 1 to 1000000'],
  ])('name %s when it is %j, and say what it must be', (name, value, rule) => {
    expect(() => loadConfig(configSchema, { ...complete, [name]: value })).toThrow(`${name} ${rule}`);
  });
});
