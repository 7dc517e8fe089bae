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
      LATCHKEY_DEMO_API_URL: 'http://127.0.0.1:9102',
    };
    expect(() => load(seeded)).not.toThrow();
    for (const NODE_ENV of ['production', undefined]) {
      expect(() => load({ ...seeded, NODE_ENV })).toThrow(
        /^LATCHKEY_SEED_FILE must not be set when NODE_ENV is production/,
      );
    }
  });

  it('wants the public address and that of the demo API when it seeds', () => {
    expect(() => load({ ...least, LATCHKEY_SEED_FILE: 'seed.json' })).toThrow(
      'LATCHKEY_PUBLIC_URL must be set when LATCHKEY_SEED_FILE is; ' +
        'LATCHKEY_DEMO_API_URL must be set when LATCHKEY_SEED_FILE is.',
    );
  });

  it('takes an origin as the address of the demo API', () => {
    const address = (LATCHKEY_DEMO_API_URL: string) => load({ ...least, LATCHKEY_DEMO_API_URL });
    expect(address('http://demo-api:8080/').LATCHKEY_DEMO_API_URL).toBe('http://demo-api:8080');
    for (const wrong of [
      'demo-api:8080',
      'ftp://demo-api',
      'http://demo-api/graphql',
      'http://me@demo-api',
    ]) {
      expect(() => address(wrong)).toThrow(/^LATCHKEY_DEMO_API_URL must be an origin/);
    }
  });

  it('counts uses in PostgreSQL unless it is given a Redis server', () => {
    expect(load(least).LATCHKEY_REDIS_URL).toBeUndefined();
    expect(() => load({ ...least, LATCHKEY_REDIS_URL: 'localhost:6379' })).toThrow(
      /^LATCHKEY_REDIS_URL must look like redis:/,
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

  it('bounds failed sign-ins and keeps the audit log for 400 days, unless told otherwise', () => {
    expect(load(least)).toMatchObject({
      LATCHKEY_SIGN_IN_FAILURES_PER_ADDRESS: 100,
      LATCHKEY_SIGN_IN_FAILURES_PER_ACCOUNT: 50,
      LATCHKEY_AUDIT_RETENTION_DAYS: 400,
    });
    for (const name of ['LATCHKEY_SIGN_IN_FAILURES_PER_ADDRESS', 'LATCHKEY_SIGN_IN_FAILURES_PER_ACCOUNT']) {
      for (const count of ['0', '9', '1000001', 'many']) {
        expect(() => load({ ...least, [name]: count })).toThrow(
          `${name} must be a whole number of failures from 10 to 1000000`,
        );
      }
    }
    for (const days of ['0', '3651', 'forever']) {
      expect(() => load({ ...least, LATCHKEY_AUDIT_RETENTION_DAYS: days })).toThrow(
        'LATCHKEY_AUDIT_RETENTION_DAYS must be a whole number of days from 1 to 3650',
      );
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
