import { z } from 'zod';
import {
  databaseUrl,
  grpcListenSettings,
  grpcTarget,
  loadConfig,
  port,
  publicUrl,
  serviceSettings,
  wholeNumber,
} from './config';
import { StartupError } from './startup-error';

const tlsFiles = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
};

function fault(schema: z.ZodType, environment: NodeJS.ProcessEnv): string {
  try {
    loadConfig(schema, environment);
  } catch (error) {
    if (error instanceof StartupError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('loadConfig', () => {
  const schema = z.object({ ...serviceSettings, ...grpcListenSettings, LATCHKEY_DATABASE_URL: databaseUrl });
  const complete = { ...tlsFiles, LATCHKEY_DATABASE_URL: 'postgres://issuer:s3cr3t@db:5432/latchkey' };

  it('fills in defaults that are safe in production and reachable from this machine alone', () => {
    expect(loadConfig(schema, complete)).toEqual({
      ...complete,
      NODE_ENV: 'production',
      LATCHKEY_LOG_LEVEL: 'info',
      LATCHKEY_OPS_HOST: '127.0.0.1',
      LATCHKEY_OPS_PORT: 9400,
      LATCHKEY_GRPC_HOST: '127.0.0.1',
      LATCHKEY_GRPC_PORT: 9100,
    });
  });

  it('takes an empty setting for one that is not set', () => {
    expect(loadConfig(schema, { ...complete, LATCHKEY_OPS_PORT: '' }).LATCHKEY_OPS_PORT).toBe(9400);
    expect(fault(schema, { ...complete, LATCHKEY_TLS_CA_FILE: '' })).toBe(
      'LATCHKEY_TLS_CA_FILE must be set to the PEM file of the authority.',
    );
  });

  it('names every missing setting in one sentence', () => {
    expect(fault(schema, {})).toBe(
      'LATCHKEY_TLS_CA_FILE must be set to the PEM file of the authority; ' +
        'LATCHKEY_TLS_CERT_FILE must be set to the PEM file of the certificate; ' +
        'LATCHKEY_TLS_KEY_FILE must be set to the PEM file of the key; ' +
        'LATCHKEY_DATABASE_URL must be set to postgres://user:password@host:port/database.',
    );
  });

  it('says what an invalid setting must be and never what it is', () => {
    const message = fault(schema, {
      ...complete,
      NODE_ENV: 'hunter2',
      LATCHKEY_LOG_LEVEL: 'hunter2',
      LATCHKEY_OPS_PORT: 'hunter2',
      LATCHKEY_DATABASE_URL: 'mysql://root:hunter2@db',
    });
    expect(message).toBe(
      'NODE_ENV must be production, development or test; ' +
        'LATCHKEY_LOG_LEVEL must be debug, info, warn or error; ' +
        'LATCHKEY_OPS_PORT must be a port, a whole number from 0 to 65535; ' +
        'LATCHKEY_DATABASE_URL must look like postgres://user:password@host:port/database.',
    );
    expect(message).not.toContain('hunter2');
  });

  it('leaves out what the schema does not name', () => {
    expect(loadConfig(z.object({ A: z.string() }), { A: 'a', PATH: '/bin' })).toEqual({ A: 'a' });
  });
});

describe('port', () => {
  it.each(['0', '1', '9100', '65535'])('takes %s', (value) => {
    expect(port.parse(value)).toBe(Number(value));
  });

  it.each(['-1', '65536', '80.5', '0x50', '1e3', ' ', '80 ', 'http', 'NaN', 'Infinity'])(
    'refuses "%s"',
    (value) => {
      expect(fault(z.object({ PORT: port }), { PORT: value })).toBe(
        'PORT must be a port, a whole number from 0 to 65535.',
      );
    },
  );
});

describe('wholeNumber', () => {
  const lifetime = z.object({ LIFETIME: wholeNumber(30, 600, 'seconds').default(60) });

  it('takes its bounds, and the default when nothing is set', () => {
    expect(loadConfig(lifetime, { LIFETIME: '30' })).toEqual({ LIFETIME: 30 });
    expect(loadConfig(lifetime, { LIFETIME: '600' })).toEqual({ LIFETIME: 600 });
    expect(loadConfig(lifetime, {})).toEqual({ LIFETIME: 60 });
  });

  it.each(['29', '601', '30.5', '1m', '99999999999999999999'])('refuses "%s" and names the unit', (value) => {
    expect(fault(lifetime, { LIFETIME: value })).toBe(
      'LIFETIME must be a whole number of seconds from 30 to 600.',
    );
  });
});

describe('publicUrl', () => {
  it.each([
    ['https://auth.example.com', 'https://auth.example.com'],
    ['https://auth.example.com/', 'https://auth.example.com'],
    ['https://auth.example.com:8443', 'https://auth.example.com:8443'],
    ['http://localhost:9000', 'http://localhost:9000'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ])('takes %s as %s', (value, origin) => {
    expect(publicUrl.parse(value)).toBe(origin);
  });

  it.each([
    'http://auth.example.com',
    'http://localhost.example.com',
    'https://auth.example.com/path',
    'https://auth.example.com/?query',
    'https://auth.example.com/#fragment',
    'https://user:password@auth.example.com',
    'https://AUTH.example.com',
    'ftp://localhost',
    'localhost:9000',
    'auth.example.com',
  ])('refuses %s', (value) => {
    expect(fault(z.object({ LATCHKEY_PUBLIC_URL: publicUrl }), { LATCHKEY_PUBLIC_URL: value })).toBe(
      'LATCHKEY_PUBLIC_URL must be an origin such as https://auth.example.com; http is for localhost alone.',
    );
  });
});

describe('grpcTarget', () => {
  it('has the name resolved, so that every address behind it is a replica', () => {
    expect(grpcTarget.parse('issuer:9102')).toBe('dns:///issuer:9102');
    expect(grpcTarget.parse('dns:///issuer.latchkey.svc:9102')).toBe('dns:///issuer.latchkey.svc:9102');
  });

  it('takes a fixed list of replicas', () => {
    const replicas = 'ipv4:10.0.0.1:9102,10.0.0.2:9103';
    expect(grpcTarget.parse(replicas)).toBe(replicas);
  });

  it.each([
    'issuer',
    'issuer:',
    ':9102',
    'issuer:65536',
    'http://issuer:9102',
    'dns://8.8.8.8/issuer:9102',
    'a:1,b:2',
    'ipv4:issuer:9102',
    'ipv4:10.0.0.1:9102,',
    'ipv4:10.0.0.1:65536,10.0.0.2:9102',
  ])('refuses "%s"', (value) => {
    expect(fault(z.object({ TARGET: grpcTarget }), { TARGET: value })).toBe(
      'TARGET must be host:port, dns:///host:port, or ipv4:address:port,address:port for a fixed list.',
    );
  });
});
