import { loadConfig } from '@latchkey/service-kit';
import { configSchema } from './config';

const least = {
  NODE_ENV: 'development',
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'directory.pem',
  LATCHKEY_TLS_KEY_FILE: 'directory.key',
  LATCHKEY_DATABASE_URL: 'postgres://directory:hidden@localhost/latchkey',
  LATCHKEY_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
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
      LATCHKEY_DEMO_API_URL: 'http://127.0.0.1:9102',
    };
    expect(() => load(seeded)).not.toThrow();
    for (const NODE_ENV of ['production', undefined]) {
      expect(() => load({ ...seeded, NODE_ENV })).toThrow(
        /LATCHKEY_SEED_FILE must not be set when NODE_ENV is production/,
      );
    }
  });

  it('wants the address of the demo API when it seeds', () => {
    expect(() => load({ ...least, LATCHKEY_SEED_FILE: 'seed.json' })).toThrow(
      'LATCHKEY_DEMO_API_URL must be set when LATCHKEY_SEED_FILE is.',
    );
  });

  it('wants the public address and a master key of 32 bytes, which it does not show', () => {
    for (const name of ['LATCHKEY_PUBLIC_URL', 'LATCHKEY_MASTER_KEY']) {
      expect(() => load({ ...least, [name]: undefined })).toThrow(`${name} must be set`);
    }
    expect(load(least).LATCHKEY_MASTER_KEY).toEqual(Buffer.alloc(32, 7));
    for (const length of [16, 31, 33]) {
      const key = Buffer.alloc(length, 7).toString('base64');
      const error = expect(() => load({ ...least, LATCHKEY_MASTER_KEY: key }));
      error.toThrow(/^LATCHKEY_MASTER_KEY must be exactly 32 bytes as base64/);
      error.not.toThrow(key);
    }
  });

  it('takes a previous master key only if it could be one', () => {
    const previous = (bytes: number) =>
      load({ ...least, LATCHKEY_PREVIOUS_MASTER_KEY: Buffer.alloc(bytes, 1).toString('base64') });
    expect(load(least).LATCHKEY_PREVIOUS_MASTER_KEY).toBeUndefined();
    expect(previous(32).LATCHKEY_PREVIOUS_MASTER_KEY).toEqual(Buffer.alloc(32, 1));
    expect(() => previous(31)).toThrow('LATCHKEY_PREVIOUS_MASTER_KEY must be exactly 32 bytes');
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

  it('lets anybody make an account, and keeps mails to be read, unless told otherwise', () => {
    expect(load(least)).toMatchObject({ LATCHKEY_SIGN_UP: 'open', LATCHKEY_BRAND_NAME: 'Latchkey' });
    expect(load(least).LATCHKEY_SMTP_URL).toBeUndefined();
    expect(load({ ...least, LATCHKEY_SIGN_UP: 'closed' }).LATCHKEY_SIGN_UP).toBe('closed');
    expect(() => load({ ...least, LATCHKEY_SIGN_UP: 'no' })).toThrow(
      'LATCHKEY_SIGN_UP must be open or closed',
    );
  });

  it('wants an SMTP server in production, which is what it runs as by default', () => {
    const mail = {
      LATCHKEY_SMTP_URL: 'smtp://me:hidden@mail.example.com',
      LATCHKEY_MAIL_FROM: 'a@example.com',
    };
    for (const NODE_ENV of ['production', undefined]) {
      expect(() => load({ ...least, NODE_ENV })).toThrow(
        /^LATCHKEY_SMTP_URL must be set to smtp:\/\/user:password@host:587, or smtps:\/\/, when NODE_ENV is production/,
      );
      expect(load({ ...least, ...mail, NODE_ENV }).LATCHKEY_SMTP_URL).toMatchObject({
        host: 'mail.example.com',
        requireTls: true,
      });
    }
    expect(() => load({ ...least, ...mail, LATCHKEY_MAIL_FROM: undefined })).toThrow(
      'LATCHKEY_MAIL_FROM must be set when LATCHKEY_SMTP_URL is',
    );
    for (const from of ['accounts', 'Us <a@example.com>', 'a@example.com\r\nBcc: b@example.com']) {
      expect(() => load({ ...least, ...mail, LATCHKEY_MAIL_FROM: from })).toThrow(
        'LATCHKEY_MAIL_FROM must be an e-mail address',
      );
    }
    expect(() => load({ ...least, ...mail, LATCHKEY_SMTP_URL: 'http://me:hidden@mail.example.com' })).toThrow(
      /^(?!.*hidden).*LATCHKEY_SMTP_URL must look like smtp:/,
    );
    expect(() => load({ ...least, LATCHKEY_BRAND_NAME: 'a\nb' })).toThrow(
      'LATCHKEY_BRAND_NAME must be one line',
    );
  });

  it('names the missing database and shows no value of another setting', () => {
    const environment = { ...least, LATCHKEY_DATABASE_URL: 'mysql://directory:hidden@localhost' };
    expect(() => load({ ...least, LATCHKEY_DATABASE_URL: undefined })).toThrow(
      'LATCHKEY_DATABASE_URL must be',
    );
    expect(() => load(environment)).toThrow(/^(?!.*hidden).*LATCHKEY_DATABASE_URL must look like/);
  });
});
