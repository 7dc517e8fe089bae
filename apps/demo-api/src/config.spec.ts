import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const complete = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
  LATCHKEY_PUBLIC_URL: 'https://auth.example.com',
  LATCHKEY_ISSUER_TARGET: 'issuer:9100',
  LATCHKEY_DATABASE_URL: 'postgres://demo_api:secret@db/latchkey',
};

describe('the settings of the demo API', () => {
  it('has defaults for all that can have one', () => {
    expect(loadConfig(configSchema, complete)).toMatchObject({
      NODE_ENV: 'production',
      LATCHKEY_HTTP_HOST: '127.0.0.1',
      LATCHKEY_HTTP_PORT: 9002,
      LATCHKEY_ISSUER_TARGET: 'dns:///issuer:9100',
      LATCHKEY_DEMO_HOUSEHOLDS: 'off',
    });
  });

  it.each([
    ['development', undefined, 'on'],
    ['development', 'off', 'off'],
    ['production', undefined, 'off'],
    ['production', 'on', 'on'],
  ])('has demo households in %s, set to %s: %s', (NODE_ENV, set, expected) => {
    const config = loadConfig(configSchema, { ...complete, NODE_ENV, LATCHKEY_DEMO_HOUSEHOLDS: set });
    expect(config.LATCHKEY_DEMO_HOUSEHOLDS).toBe(expected);
  });

  it('takes demo households to be on or off', () => {
    expect(() => loadConfig(configSchema, { ...complete, LATCHKEY_DEMO_HOUSEHOLDS: 'yes' })).toThrow(
      'LATCHKEY_DEMO_HOUSEHOLDS must be on or off',
    );
  });

  it.each(['LATCHKEY_PUBLIC_URL', 'LATCHKEY_ISSUER_TARGET', 'LATCHKEY_DATABASE_URL'])(
    'names %s when it is missing',
    (name) => {
      expect(() => loadConfig(configSchema, { ...complete, [name]: '' })).toThrow(`${name} must be set`);
    },
  );

  it('names a port that is none', () => {
    expect(() => loadConfig(configSchema, { ...complete, LATCHKEY_HTTP_PORT: '70000' })).toThrow(
      'LATCHKEY_HTTP_PORT must be a port',
    );
  });
});
