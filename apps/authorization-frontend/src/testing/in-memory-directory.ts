import { randomBytes, randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
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
import { acrOf } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';
import type { Shown } from './in-memory-authentication';

/** A user of the directory of a test. */
export interface TestUser {
  subject: string;
  email: string;
  name: string;
  password: string;
}

/** What the fake of the directory works on. */
export interface InMemoryDirectoryOptions {
  clock: () => Date;
  people: readonly TestUser[];
  /** Live sessions by their token. */
  sessions: Map<string, Session>;
  /** Uses up an authentication. */
  take: (authenticationToken: string | undefined) => Shown;
  /** What users have allowed clients, to be told along with a session. */
  consents: Pick<ServerDeps['consents'], 'getConsent'>;
}

/** Keeps users, sessions and one resource in memory, and answers as the contracts of the directory say. */
export function inMemoryDirectory({ clock, people, sessions, take, consents }: InMemoryDirectoryOptions) {
  const created: { remoteAddress: string; userAgent: string; region: string }[] = [];
  const userOf = ({ subject, email, name }: TestUser): User => create(UserSchema, { subject, email, name });

  const sessionService: ServerDeps['sessions'] = {
    async createSession({ authenticationToken, remoteAddress = '', userAgent = '', region = '' }) {
      const { subject, methods, authTime } = take(authenticationToken);
      const person = people.find((one) => one.subject === subject);
      if (!person) throw new RpcError('NOT_FOUND', 'no such user');
      const sessionToken = randomBytes(32).toString('base64url');
      const session = create(SessionSchema, {
        user: userOf(person),
        authTime,
        lastUseTime: timestampFromDate(clock()),
        sessionId: randomUUID(),
        remoteAddress,
        userAgent,
        region,
        amr: methods,
        acr: acrOf(methods),
      });
      sessions.set(sessionToken, session);
      created.push({ remoteAddress, userAgent, region });
      return create(CreateSessionResponseSchema, { sessionToken, session });
    },
    async getSession({ sessionToken = '', consentClientId: clientId = '' }) {
      const session = sessions.get(sessionToken);
      if (!session) throw new RpcError('NOT_FOUND', 'no such session');
      if (clientId === '') return create(GetSessionResponseSchema, { session });
      const { consent } = await consents.getConsent({ subject: session.user?.subject ?? '', clientId });
      return create(GetSessionResponseSchema, { session, consent: { allowed: consent?.allowed ?? [] } });
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
              {
                scope: 'flex:read',
                description: 'See your energy devices and their plans',
                translations: { de: 'Ihre Energiegeräte und deren Pläne sehen' },
              },
              { scope: 'flex:control', description: 'Control your energy devices' },
              {
                scope: 'flex:share',
                description: 'Share your plans',
                optional: true,
                translations: { de: 'Ihre Pläne teilen' },
              },
            ],
          },
        ],
      }),
  };
  return {
    sessions: sessionService,
    resources,
    /** Tokens of the sessions that live. */
    liveSessions: () => [...sessions.keys()],
    /** From where sessions were started. */
    created,
  };
}
