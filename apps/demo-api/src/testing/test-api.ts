import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { testCertificates } from '@latchkey/development';
import { connect } from '@latchkey/rpc';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import { createIssuerFeed, createTokenValidator } from '@latchkey/token-validator';
import type { FastifyInstance } from 'fastify';
import { readExplorerAssets } from '../explorer/explorer-assets';
import { buildServer, type ServerDeps } from '../server';
import { createServices } from '../services/create-services';
import { createExplorerFolder } from './test-assets';
import { createTestSchema } from './test-schema';
import { startTokenIssuer, type TestTokenIssuer } from './token-issuer';

/** Public address of the API under test. */
export const publicUrl = 'http://localhost:9000';
/** What tokens for it are for. */
export const audience = `${publicUrl}/resource/`;

const quiet = { info: () => undefined, warn: () => undefined };

/** The API on a real database, with a token issuer behind mutual TLS, and a clock that stands. */
export interface TestApi {
  server: FastifyInstance;
  /** Where it listens. */
  origin: string;
  issuer: TestTokenIssuer;
  schema: Awaited<ReturnType<typeof createTestSchema>>;
  /** What the clock shows; may be set. */
  now: Date;
  /** Lines of the log so far. */
  logged: string[];
  /** Certificates of this test's own authority. */
  certificates: Awaited<ReturnType<typeof testCertificates<'demo-api' | 'token-issuer'>>>;
  /** Sends a request of GraphQL by POST and reads the answer; a token is made unless one is given or null. */
  ask(query: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
}

/** How something is asked. */
export interface AskOptions {
  variables?: Record<string, unknown>;
  /** `null` for no token at all. */
  token?: string | null;
  accept?: string;
  body?: unknown;
}

/** An answer of GraphQL over HTTP. */
export interface Answer {
  status: number;
  headers: Headers;
  // What a test asked for, it knows the shape of.
  data: Record<string, never>;
  errors: { message: string; path?: string[]; extensions: Record<string, unknown> }[] | undefined;
}

/** Starts the API under test; services may be replaced by others. */
export async function startTestApi(replaced: Partial<ServerDeps> = {}): Promise<TestApi> {
  const certificates = await testCertificates('demo-api', 'token-issuer');
  const issuer = await startTokenIssuer(certificates['token-issuer']);
  const connection = connect({
    target: `dns:///127.0.0.1:${issuer.port}`,
    peer: 'token-issuer',
    tls: certificates['demo-api'],
    deadlineMilliseconds: 2000,
  });
  const schema = await createTestSchema();
  const folder = await createExplorerFolder();
  const assets = await readExplorerAssets(folder);
  await rm(folder, { recursive: true });
  const logged: string[] = [];
  const clock = () => api.now;
  const feed = createIssuerFeed({ connection, clock, logger: quiet });
  const server = buildServer({
    validator: createTokenValidator({ feed, issuer: publicUrl, audience, introspectionOnly: true, clock }),
    services: createServices({ pool: schema.pool, clock, newId: randomUUID, demoHouseholds: true }),
    publicUrl,
    audience,
    assets,
    clock,
    logger: createLogger({
      service: 'demo-api',
      level: 'debug',
      destination: { write: (line) => logged.push(line) },
    }),
    metrics: createMetrics('demo-api'),
    ...replaced,
  });
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  const api: TestApi = {
    server,
    origin,
    issuer,
    certificates,
    schema,
    logged,
    now: new Date('2030-01-01T12:00:00Z'),
    async ask(query, { variables, token, accept = 'application/graphql-response+json', body } = {}) {
      const headers = new Headers({ accept, 'content-type': 'application/json' });
      if (token !== null) {
        headers.set('authorization', `Bearer ${token ?? api.issuer.issue({ scopes: bothScopes })}`);
      }
      const response = await fetch(`${origin}/graphql/`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body ?? { query, variables }),
      });
      const { status } = response;
      return {
        status,
        headers: response.headers,
        ...((await response.json()) as Pick<Answer, 'data' | 'errors'>),
      };
    },
    async close() {
      await server.close();
      feed.close();
      connection.close();
      await api.issuer.close();
      await schema.drop();
    },
  };
  return api;
}

/** Scopes for reading and steering. */
export const bothScopes = ['flex:read', 'flex:control'];
