import { randomUUID } from 'node:crypto';
import {
  AuthenticationService,
  CredentialService,
  type Authentication,
  type RegisterPasskeyResponse,
} from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { AuditEvent } from '../../audit/audit-event';
import { createAuditLog } from '../../audit/audit-log';
import { signIn } from '../../testing/sign-in';
import type { Deviation, SoftwareAuthenticator } from '../../testing/software-authenticator';
import {
  startTestDirectory,
  type TestDirectory,
  type TestDirectoryOptions,
} from '../../testing/test-directory';
import type { User } from '../../user/user-repository';
import { createUserRepository } from '../../user/user-repository';

const password = 'correct horse battery staple';
const remoteAddress = '203.0.113.7';

/** A directory with people who have passkeys. */
export interface PasskeyRoom {
  directory: TestDirectory;
  authentication: RpcClient<typeof AuthenticationService>;
  credentials: RpcClient<typeof CredentialService>;
  /** Adds somebody with a password alone. */
  addUser(name: string): Promise<User>;
  /** Begins a session of somebody with a password alone, and returns its token. */
  session(user: User): Promise<string>;
  /** Adds a passkey to the user of a session. */
  register(
    sessionToken: string,
    authenticator: SoftwareAuthenticator,
    deviation?: Deviation,
  ): Promise<RegisterPasskeyResponse>;
  /** Adds somebody with a passkey. */
  addUserWithPasskey(name: string, authenticator: SoftwareAuthenticator): Promise<User>;
  /** Shows the password, and returns the token of the authentication. */
  showPassword(user: User): Promise<string>;
  /** Options to sign in with, as first factor when there is no authentication to go on with. */
  options(authenticationToken?: string): Promise<string>;
  /** Sends an answer of a browser. */
  present(response: object, authenticationToken?: string): Promise<Authentication | undefined>;
  /** What is in the audit log of this type, the newest first. */
  audited(type: string): Promise<AuditEvent[]>;
  /** How many challenges were used. */
  usedChallenges(): Promise<number>;
  /** Forgets everybody and what happened, for the next test. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startPasskeyRoom(options: TestDirectoryOptions): Promise<PasskeyRoom> {
  const directory = await startTestDirectory(options);
  const authentication = await directory.as('authorization-frontend', AuthenticationService);
  const credentials = await directory.as('authorization-frontend', CredentialService);

  const room: PasskeyRoom = {
    directory,
    authentication,
    credentials,
    async addUser(name) {
      const user = { subject: randomUUID(), email: `${name.toLowerCase()}@example.com`, name };
      const passwordHash = await directory.passwords.hash(password);
      await createUserRepository(directory.pool).upsert({ ...user, passwordHash });
      return user;
    },
    session: async ({ email }) => (await signIn(directory, { email, password })).sessionToken,
    async register(sessionToken, authenticator, deviation) {
      const { optionsJson } = await credentials.startPasskeyRegistration({ sessionToken });
      const responseJson = JSON.stringify(authenticator.create(optionsJson, deviation));
      return credentials.registerPasskey({ sessionToken, responseJson, name: 'Key', language: 'en' });
    },
    async addUserWithPasskey(name, authenticator) {
      const user = await room.addUser(name);
      await room.register(await room.session(user), authenticator);
      return user;
    },
    async showPassword({ email }) {
      const shown = await authentication.authenticateWithPassword({ email, password, remoteAddress });
      return shown.authentication?.authenticationToken ?? '';
    },
    options: async (authenticationToken = '') =>
      (await authentication.startPasskeyAuthentication({ authenticationToken })).optionsJson,
    async present(response, authenticationToken = '') {
      const responseJson = JSON.stringify(response);
      const request = { responseJson, authenticationToken, remoteAddress };
      return (await authentication.authenticateWithPasskey(request)).authentication;
    },
    audited(type) {
      const filter = { subject: '', clientId: '', type };
      return createAuditLog(directory.pool).list(filter, 100);
    },
    async usedChallenges() {
      const { rowCount } = await directory.pool.query(
        `SELECT key FROM ephemeral_entries WHERE key LIKE 'passkey\\_challenge:%'`,
      );
      return rowCount ?? 0;
    },
    async clear() {
      for (const table of ['users', 'outbox', 'audit_events', 'ephemeral_entries']) {
        await directory.pool.query(`DELETE FROM ${table}`);
      }
    },
    close: () => directory.close(),
  };
  return room;
}
