import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const complete = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
  LATCHKEY_PUBLIC_URL: 'https://auth.example.com',
  LATCHKEY_ISSUER_TARGET: 'issuer:9100',
};

describe('the settings of the demo API', () => {
  it('has defaults for all that can have one', () => {
    expect(loadConfig(configSchema, complete)).toMatchObject({
      NODE_ENV: 'production',
      LATCHKEY_HTTP_HOST: '127.0.0.1',
      LATCHKEY_HTTP_PORT: 9002,
      LATCHKEY_ISSUER_TARGET: 'dns:///issuer:9100',
    });
  });

  it.each(['LATCHKEY_PUBLIC_URL', 'LATCHKEY_ISSUER_TARGET'])('names %s when it is missing', (name) => {
    expect(() => loadConfig(configSchema, { ...complete, [name]: '' })).toThrow(`${name} must be set`);
  });

  it('names a port that is none', () => {
    expect(() => loadConfig(configSchema, { ...complete, LATCHKEY_HTTP_PORT: '70000' })).toThrow(
      'LATCHKEY_HTTP_PORT must be a port',
    );
  });
});
