import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const least = {
  NODE_ENV: 'development',
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'directory.pem',
  LATCHKEY_TLS_KEY_FILE: 'directory.key',
  LATCHKEY_DATABASE_URL: 'postgres://directory:hidden@localhost/latchkey',
};
const load = (environment: NodeJS.ProcessEnv) => loadConfig(configSchema, environment);

describe('configuration', () => {
  it('keeps sessions for 12 hours, 2 without use, and seeds nothing, unless told otherwise', () => {
    expect(load(least)).toMatchObject({
      LATCHKEY_SESSION_ABSOLUTE_LIFETIME_SECONDS: 43_200,
      LATCHKEY_SESSION_IDLE_LIFETIME_SECONDS: 7_200,
    });
    expect(load(least).LATCHKEY_SEED_FILE).toBeUndefined();
  });

  it('refuses to seed in production, which is what it runs as by default', () => {
    const seeded = {
      ...least,
      LATCHKEY_SEED_FILE: 'seed.json',
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
    };
    expect(() => load(seeded)).not.toThrow();
    for (const NODE_ENV of ['production', undefined]) {
      expect(() => load({ ...seeded, NODE_ENV })).toThrow(
        /^LATCHKEY_SEED_FILE must not be set when NODE_ENV is production/,
      );
    }
  });

  it('wants the public address when it seeds', () => {
    expect(() => load({ ...least, LATCHKEY_SEED_FILE: 'seed.json' })).toThrow(
      'LATCHKEY_PUBLIC_URL must be set when LATCHKEY_SEED_FILE is.',
    );
  });

  it.each(['299', '2592001', 'soon', '1.5'])('refuses a lifetime of %s', (lifetime) => {
    const rule = 'must be a whole number of seconds from 300 to 2592000';
    for (const name of [
      'LATCHKEY_SESSION_ABSOLUTE_LIFETIME_SECONDS',
      'LATCHKEY_SESSION_IDLE_LIFETIME_SECONDS',
    ]) {
      expect(() => load({ ...least, [name]: lifetime })).toThrow(`${name} ${rule}`);
    }
  });

  it('names the missing database and shows no value of another setting', () => {
    const environment = { ...least, LATCHKEY_DATABASE_URL: 'mysql://directory:hidden@localhost' };
    expect(() => load({ ...least, LATCHKEY_DATABASE_URL: undefined })).toThrow(
      'LATCHKEY_DATABASE_URL must be',
    );
    expect(() => load(environment)).toThrow(/^(?!.*hidden).*LATCHKEY_DATABASE_URL must look like/);
  });
});
