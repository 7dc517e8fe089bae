import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const environment = {
  LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
  LATCHKEY_ISSUER_TARGET: '127.0.0.1:9101',
  LATCHKEY_DIRECTORY_TARGET: '127.0.0.1:9103',
  LATCHKEY_FRONTEND_URL: 'https://127.0.0.1:9001/',
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
};

describe('settings', () => {
  it('listen on loopback, port 9000, and believe no proxy unless told otherwise', () => {
    expect(loadConfig(configSchema, environment)).toMatchObject({
      LATCHKEY_HOST: '127.0.0.1',
      LATCHKEY_PORT: 9000,
      LATCHKEY_TRUSTED_PROXIES: 0,
      LATCHKEY_FRONTEND_URL: 'https://127.0.0.1:9001',
    });
  });

  it.each([
    ['LATCHKEY_FRONTEND_URL', 'http://127.0.0.1:9001'],
    ['LATCHKEY_FRONTEND_URL', 'https://127.0.0.1:9001/pages'],
    ['LATCHKEY_FRONTEND_URL', ''],
    ['LATCHKEY_FRONTEND_URL', 'https://user:password@127.0.0.1'],
    ['LATCHKEY_FRONTEND_URL', '127.0.0.1:9002'],
    ['LATCHKEY_GRPC_PORT', 'all'],
    ['LATCHKEY_TRUSTED_PROXIES', '-1'],
    ['LATCHKEY_TRUSTED_PROXIES', 'all'],
    ['LATCHKEY_REGION_HEADER', 'X Region'],
    ['LATCHKEY_REGION_HEADER', 'x-region: none'],
    ['LATCHKEY_PORT', '70000'],
    ['LATCHKEY_PUBLIC_URL', 'http://auth.example.com'],
  ])('refuse %s=%s by its name, without repeating it', (name, value) => {
    const load = () => loadConfig(configSchema, { ...environment, [name]: value });
    expect(load).toThrow(new RegExp(`^${name} must be `));
    if (value) expect(load).not.toThrow(value);
  });
});
