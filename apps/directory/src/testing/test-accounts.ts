import { randomUUID } from 'node:crypto';
import type { EmailLinkPurpose } from '@latchkey/contracts';
import {
  AuthenticationService,
  SessionService,
  UserService,
  type CreateSessionResponse,
} from '@latchkey/contracts';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { createUserRepository } from '../user/user-repository';
import { startMailbox, type Mailbox } from './mailbox';
import { startTestDirectory, type TestDirectory, type TestDirectoryOptions } from './test-directory';

/** A directory with one user, and the mails that it sends. */
export interface TestAccounts {
  directory: TestDirectory;
  mailbox: Mailbox;
  users: RpcClient<typeof UserService>;
  sessions: RpcClient<typeof SessionService>;
  /** Makes a user with the password of {@link ada}. */
  addUser(user: { subject: string; email: string; name: string }): Promise<void>;
  signIn(email: string, password?: string): Promise<CreateSessionResponse>;
  /** Asks for a link and takes it out of the mail. */
  linkFor(purpose: EmailLinkPurpose, email: string, sessionToken?: string): Promise<string>;
  /** Types of the audit log, the latest first. */
  events(): Promise<string[]>;
  close(): Promise<void>;
}

/** The user that there is. */
export const ada = {
  subject: randomUUID(),
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  password: 'correct horse battery staple',
};

/** Starts it. */
export async function startTestAccounts(options: TestDirectoryOptions): Promise<TestAccounts> {
  const directory = await startTestDirectory(options);
  const mailbox = startMailbox(directory);
  const users = await directory.as('authorization-frontend', UserService);
  const sessions = await directory.as('authorization-frontend', SessionService);
  const authentications = await directory.as('authorization-frontend', AuthenticationService);
  const passwordHash = await directory.passwords.hash(ada.password);
  const addUser: TestAccounts['addUser'] = async (user) =>
    void (await createUserRepository(directory.pool).create({ ...user, passwordHash }, directory.now()));
  await addUser(ada);
  let asked = 0;

  return {
    directory,
    mailbox,
    users,
    sessions,
    addUser,
    async signIn(email, password = ada.password) {
      const { authentication } = await authentications.authenticateWithPassword({ email, password });
      const authenticationToken = authentication?.authenticationToken ?? '';
      return sessions.createSession({ authenticationToken, remoteAddress: '203.0.113.7', userAgent: 'Test' });
    },
    async linkFor(purpose, email, sessionToken = '') {
      const remoteAddress = `198.51.100.${(asked += 1)}`;
      await users.sendEmailLink({ purpose, email, sessionToken, language: 'en', remoteAddress });
      return mailbox.tokenTo(email);
    },
    async events() {
      const { rows } = await directory.pool.query<{ type: string }>(
        `SELECT type FROM audit_events ORDER BY event_time DESC, event_id`,
      );
      return rows.map(({ type }) => type);
    },
    async close() {
      await mailbox.close();
      await directory.close();
    },
  };
}

/** What becomes of a call: OK, or the status that it fails with. */
export async function statusOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    (error: unknown) => {
      if (error instanceof RpcError) return error.status;
      throw error;
    },
  );
}
