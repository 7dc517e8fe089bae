import { randomBytes, randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AuthenticateUserResponseSchema,
  CreateSessionResponseSchema,
  DeleteSessionResponseSchema,
  EndSessionsResponseSchema,
  GetSessionResponseSchema,
  ListResourcesResponseSchema,
  ListSessionsResponseSchema,
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
  const signInAddresses: string[] = [];
  const userOf = ({ subject, email, name }: TestUser): User => create(UserSchema, { subject, email, name });

  const users: ServerDeps['users'] = {
    async authenticateUser({ email, password, remoteAddress = '' }) {
      signInAddresses.push(remoteAddress);
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
      const now = timestampFromDate(clock());
      const session = create(SessionSchema, {
        user: userOf(person),
        authTime: now,
        lastUseTime: now,
        sessionId: randomUUID(),
        remoteAddress,
        userAgent,
      });
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
    async listSessions({ subject }) {
      const own = [...sessions.values()].filter(({ user }) => user?.subject === subject);
      return create(ListSessionsResponseSchema, { sessions: own });
    },
    async endSessions({ subject, sessionIds = [], exceptSessionId = '' }) {
      const ended = [...sessions].filter(
        ([, { user, sessionId }]) =>
          user?.subject === subject &&
          sessionId !== exceptSessionId &&
          (sessionIds.length === 0 || sessionIds.includes(sessionId)),
      );
      for (const [token] of ended) sessions.delete(token);
      return create(EndSessionsResponseSchema, { endedSessions: ended.length });
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
              { scope: 'flex:share', description: 'Share your plans', optional: true },
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
    /** Addresses from which passwords were tried. */
    signInAddresses,
    /** From where sessions were started. */
    created,
  };
}
