import { Writable } from 'node:stream';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import type { Session } from '@latchkey/contracts';
import { createLook } from '@latchkey/ui';
import { buildServer, type ServerDeps } from '../server';
import { inMemoryAccounts } from './in-memory-accounts';
import { inMemoryAuthentication } from './in-memory-authentication';
import { inMemoryClients } from './in-memory-clients';
import { inMemoryConsents } from './in-memory-consents';
import { inMemoryCredentials } from './in-memory-credentials';
import { inMemoryDevices } from './in-memory-devices';
import { inMemoryDirectory } from './in-memory-directory';
import { inMemoryGrants } from './in-memory-grants';
import { inMemoryIssuer } from './in-memory-issuer';
import { inMemoryMails } from './in-memory-mails';

/** The person who uses the pages in tests. */
export const ada = {
  subject: 'user-ada',
  email: 'ada@example.com',
  name: 'Ada',
  password: 'correct horse battery staple',
};

/** Somebody else. */
export const grace = { subject: 'user-grace', email: 'grace@example.com', name: 'Grace', password: 'apollo' };

/** The time in tests, unless a test moves it. */
export const startTime = new Date('2030-01-01T12:00:00Z');

/** A server on in-memory services, with handles on what is behind it. */
export type TestServer = ReturnType<typeof createTestServer>;

/** Builds the server on in-memory services. `overrides` replace single dependencies. */
export function createTestServer(overrides: Partial<ServerDeps> = {}) {
  const time = { now: startTime };
  const clock = () => time.now;
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const issuer = inMemoryIssuer(clock, {
    'demo-web': { name: 'Demo Web', redirectUri: 'https://app.example.com/callback' },
    'demo-cli': { name: 'Demo CLI', redirectUri: 'http://127.0.0.1/callback' },
    'demo-loopback': { name: 'Demo Loopback', redirectUri: 'http://[::1]/callback' },
    'demo-phone': { name: 'Demo Phone', redirectUri: 'com.example.app:/callback' },
    'demo-evil': { name: '<script>alert(1)</script>', redirectUri: 'https://evil.example/?a="><img>' },
    'demo-policy': { name: 'Policy', redirectUri: 'https://a;b.example/callback' },
  });
  const devices = inMemoryDevices();
  const clients = inMemoryClients();
  const consents = inMemoryConsents(clock);
  const grants = inMemoryGrants();
  const people = [{ ...ada }, { ...grace }];
  const sessions = new Map<string, Session>();
  const authentication = inMemoryAuthentication(clock, people, sessions);
  const directory = inMemoryDirectory({
    clock,
    people,
    sessions,
    take: authentication.take,
    consents: { ...consents.service },
  });
  const accounts = inMemoryAccounts({ clock, people, sessions, begin: authentication.begin });
  const credentials = inMemoryCredentials({ clock, sessions, factors: authentication.factors });
  const mails = inMemoryMails();
  const server = buildServer({
    publicUrl: 'https://auth.example.com',
    contact: 'mailto:oauth@example.com',
    look: createLook({ name: 'Latchkey' }),
    clock,
    logger: createLogger({ service: 'authorization-frontend', level: 'debug', destination }),
    metrics: createMetrics('authorization-frontend'),
    authentication: authentication.service,
    authorization: issuer.service,
    devices: devices.service,
    resources: directory.resources,
    clients: clients.service,
    consents: consents.service,
    credentials: credentials.service,
    grants: grants.service,
    sessions: directory.sessions,
    users: accounts.service,
    mails: mails.service,
    ...overrides,
  });
  return {
    server,
    accounts,
    authentication,
    mails,
    issuer,
    devices,
    directory,
    clients,
    consents,
    credentials,
    grants,
    /** Moves the clock. */
    time,
    /** Everything that was logged so far. */
    log: () => lines.join(''),
  };
}
