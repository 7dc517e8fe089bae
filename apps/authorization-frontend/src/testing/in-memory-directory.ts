import { randomBytes } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AuthenticateUserResponseSchema,
  CreateSessionResponseSchema,
  DeleteSessionResponseSchema,
  GetSessionResponseSchema,
  ListResourcesResponseSchema,
  SessionSchema,
  UserSchema,
  type Session,
  type User,
} from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** A user of the directory of a test. */
export interface TestUser {
  subject: string;
  email: string;
  name: string;
  password: string;
}

/** Keeps users, sessions and one resource in memory, and answers as the contracts of the directory say. */
export function inMemoryDirectory(clock: () => Date, people: readonly TestUser[]) {
  const sessions = new Map<string, Session>();
  const created: { remoteAddress: string; userAgent: string }[] = [];
  const userOf = ({ subject, email, name }: TestUser): User => create(UserSchema, { subject, email, name });

  const users: ServerDeps['users'] = {
    async authenticateUser({ email, password }) {
      const person = people.find((one) => one.email === email && one.password === password);
      if (!person) throw new RpcError('UNAUTHENTICATED', 'wrong e-mail address or password');
      return create(AuthenticateUserResponseSchema, { user: userOf(person) });
    },
  };
  const sessionService: ServerDeps['sessions'] = {
    async createSession({ subject, remoteAddress = '', userAgent = '' }) {
      const person = people.find((one) => one.subject === subject);
      if (!person) throw new RpcError('NOT_FOUND', 'no such user');
      const sessionToken = randomBytes(32).toString('base64url');
      const session = create(SessionSchema, { user: userOf(person), authTime: timestampFromDate(clock()) });
      sessions.set(sessionToken, session);
      created.push({ remoteAddress, userAgent });
      return create(CreateSessionResponseSchema, { sessionToken, session });
    },
    async getSession({ sessionToken = '' }) {
      const session = sessions.get(sessionToken);
      if (!session) throw new RpcError('NOT_FOUND', 'no such session');
      return create(GetSessionResponseSchema, { session });
    },
    async deleteSession({ sessionToken = '' }) {
      sessions.delete(sessionToken);
      return create(DeleteSessionResponseSchema);
    },
  };
  const resources: ServerDeps['resources'] = {
    listResources: async () =>
      create(ListResourcesResponseSchema, {
        resources: [
          {
            resource: 'https://auth.example.com/resource/',
            resourceName: 'ResiFlex Demo API',
            description: 'Batteries, heat pumps and car chargers at home.',
            scopes: [
              { scope: 'flex:read', description: 'See your energy devices and their plans' },
              { scope: 'flex:control', description: 'Control your energy devices' },
            ],
          },
        ],
      }),
  };
  return {
    users,
    sessions: sessionService,
    resources,
    /** Tokens of the sessions that live. */
    liveSessions: () => [...sessions.keys()],
    /** From where sessions were started. */
    created,
  };
}
